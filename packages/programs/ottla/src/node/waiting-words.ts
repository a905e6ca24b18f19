/** What a node waits for, or why it is not to wait, as parts of sentences for operators. Pure. */
import type { LocalQuorum } from '@ottla/metadata-core';
import type { Removal } from '@ottla/metadata-service';
import { type Membership, membersOf, type NodeId } from '@ottla/raft-core';
import { type Founder, founderText } from '@ottla/raft-node';

/** A node that is to be one of several. */
export interface NodeAmongOthers {
  readonly nodeId: number;
  readonly clusterId: string;
  /** Where the others reach its peer port. */
  readonly address: string;
  /** As the setting `metadata.nodes` has them. */
  readonly founders: readonly Founder[];
}

/** What a start waits for before the log is there. */
export function openingText(waitingFor: readonly (Founder & { readonly trouble: string })[]): string {
  if (waitingFor.length === 0) return 'the metadata is being opened';
  const names = waitingFor.map((one) => `${founderText([one])} (${one.trouble})`).join(', ');
  return `this node begins when all founders have met; waiting for ${names}; if the cluster has run before, this is not the data directory that the node had: start it with that one, or under a new id`;
}

/** What a node waits for that has no log and is no founder. */
export function firstLookText(troubles: string, { nodeId, clusterId, founders }: NodeAmongOthers): string {
  return `a member of cluster ${clusterId} that knows its leader has to say that node ${nodeId} is new; asking ${founderText(founders)}: ${troubles}`;
}

/** What a node waits for that has not joined its cluster yet. */
export function joiningText({ leaderId, role }: LocalQuorum, membership: Membership, node: NodeAmongOthers): string {
  if (leaderId >= 0) return `the metadata leader, node ${leaderId}, has not answered yet`;
  if (role === 'outsider' && membersOf(membership).length === 0) return newcomerText(node);
  return `the metadata has no leader yet; more than half of ${memberText(membership, membership.voters)} have to be up and to reach each other`;
}

/** It was never a member. */
function newcomerText({ nodeId, clusterId, address, founders }: NodeAmongOthers): string {
  return `node ${nodeId} is no member of cluster ${clusterId} yet, and waits for its leader to take it in (known nodes: ${founderText(founders)}); run ${addCommand(nodeId, address)}`;
}

function addCommand(nodeId: number, address: string): string {
  return `\`ottla cluster members add ${nodeId}@${address}\` (with the gRPC port of a node of that cluster in --bootstrap-server, unless that is 127.0.0.1:9093)`;
}

/** It is no member any more. */
export function removedText(
  { members }: Removal,
  { nodeId, clusterId }: Pick<NodeAmongOthers, 'nodeId' | 'clusterId'>,
): string {
  return `node ${nodeId} was removed from cluster ${clusterId} (its members are ${members.join(', ')}): stop it; to take this machine in again, start it with an empty data directory under an id that was never used, and add that with \`ottla cluster members add\``;
}

/** It was let in and taken out again in this life, before it took part. */
export function takenOutText({ members }: Removal, { nodeId, clusterId, address }: NodeAmongOthers): string {
  return `node ${nodeId} was taken out of cluster ${clusterId} again before it could vote (its members are ${members.join(', ')}), and waits; run ${addCommand(nodeId, address)}`;
}

/** Members as the setting `metadata.nodes` has them. */
export function memberText({ labels }: Membership, members: readonly NodeId[]): string {
  return members.map((member) => `${member}@${labels.get(member) ?? '<host>:<peer port>'}`).join();
}
