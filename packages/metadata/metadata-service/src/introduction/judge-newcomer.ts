/** Whether who is behind an address is the node that is to be taken in, and can be. Pure. */
import type { RpcError } from '@ottla/base';
import { unreachedText } from '@ottla/raft-node';
import { type IntroduceResponse, PeerStanding } from '@ottla/rpc';
import { clusterIdCharsShown } from '../limits.ts';

/** A node as an operator names it. */
export interface Newcomer {
  readonly id: number;
  readonly address: string;
  /** It is a voter already, and is said to be at another address than before. */
  readonly votes: boolean;
}

/** The quorum that is to take it in. */
export interface TakingQuorum {
  readonly clusterId: string;
  /** As the setting `metadata.nodes` has them. */
  readonly members: string;
  readonly commit: number;
  readonly leaderId: number;
}

/** `again`: it may be otherwise in a moment. Sentences without a full stop. */
export type NewcomerVerdict =
  | { readonly kind: 'fine' }
  | { readonly kind: 'again' | 'refused'; readonly sentence: string };

/** What it says of itself. */
export function judgeNewcomer(
  { id, address, votes }: Newcomer,
  found: IntroduceResponse,
  { clusterId, members, commit, leaderId }: TakingQuorum,
): NewcomerVerdict {
  const who = `node ${found.nodeId} at ${address}`;
  const itsOwn = found.clusterId !== clusterId;
  const fresh = 'stop it, and start it with an empty data directory, under an id that was never used';
  if (itsOwn)
    return refused(
      `at ${address} is node ${found.nodeId} of cluster ${printable(found.clusterId)}, and this is cluster ${clusterId}: correct the address, or ${fresh}, with --cluster-id ${clusterId} --metadata-nodes ${members}`,
    );
  if (found.nodeId !== id)
    return refused(`at ${address} is node ${found.nodeId}, not node ${id}: correct the id or the address`);
  switch (found.standing) {
    case PeerStanding.starting:
      return {
        kind: 'again',
        sentence: `${who} is still starting, or waits for other founders: look at its log and its /readyz; who is to be taken in must not be named in its own metadata.nodes`,
      };
    case PeerStanding.alone:
      return refused(
        `${who} runs alone, as a cluster of its own that is called ${clusterId} too: it was started without metadata.nodes. Stop it, empty its data directory, and start it with --metadata-nodes ${members}`,
      );
    case PeerStanding.waiting:
    case PeerStanding.left:
    case PeerStanding.member:
      break;
    default:
      return refused(`${who} says of itself what this version does not understand: it runs a later one`);
  }
  if (votes && (found.standing !== PeerStanding.member || !found.members.includes(leaderId)))
    return refused(`${who} is not the voter of that id: it does not know this cluster's members; correct the address`);
  if (!votes && found.voters.includes(id))
    return refused(
      `${who} belongs to a quorum already (its voters are ${found.voters.join(', ')}), and this one does not know it: it was removed while it was down, or is of another cluster of the same name; ${fresh}`,
    );
  if (found.commit > commit)
    return refused(
      `${who} has a log that is longer (${found.commit} entries) than the one of this cluster (${commit}), so it is that of another one of the same name; ${fresh}`,
    );
  return { kind: 'fine' };
}

/** There was no answer. */
export function judgeSilence({ id, address }: Newcomer, error: RpcError): NewcomerVerdict {
  if (error.code === 'unimplemented')
    return refused(
      `what listens at ${address} is no peer port of a node of this version: name the peer port of node ${id} (9094 unless set otherwise)`,
    );
  const todo = `start node ${id} there, or correct the address (that of its peer port)`;
  return { kind: 'again', sentence: `${unreachedText(error, address)}: ${todo}` };
}

function refused(sentence: string): NewcomerVerdict {
  return { kind: 'refused', sentence };
}

/** What a stranger calls itself ends on somebody's terminal. */
function printable(name: string): string {
  return name.slice(0, clusterIdCharsShown).replace(/[^\x20-\x7e]/g, '?');
}
