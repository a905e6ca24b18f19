/** Says who is behind this peer port, and what it is in its quorum. Every node serves it, so that a wrong address is found out. */
import type { RpcRegistration } from '@ottla/base';
import { isVoter, membersOf, type RaftStatus } from '@ottla/raft-core';
import { type IntroduceResponse, introductionService, PeerStanding, serveUnary } from '@ottla/rpc';

export interface IntroductionDoorOptions {
  readonly clusterId: string;
  readonly nodeId: number;
  /** `alone`: the node is a cluster of its own. Undefined: it does not take part yet. */
  readonly status: () => RaftStatus | 'alone' | undefined;
}

/** The service for the peer port. */
export function introductionDoor(options: IntroductionDoorOptions): RpcRegistration {
  return serveUnary(introductionService.introduce, () => introductionOf(options));
}

function introductionOf({ clusterId, nodeId, status }: IntroductionDoorOptions): IntroduceResponse {
  const known = status();
  if (known === undefined || known === 'alone') {
    const standing = known === 'alone' ? PeerStanding.alone : PeerStanding.starting;
    return { clusterId, nodeId, standing, voters: [], members: [], settled: false, commit: 0, leaderId: -1 };
  }
  const { membership, commit, leader, isMembershipCommitted: settled } = known;
  const members = membersOf(membership);
  const voters = members.filter((id) => isVoter(membership, id));
  return { clusterId, nodeId, standing: standingOf(known), voters, members, settled, commit, leaderId: leader ?? -1 };
}

function standingOf({ id, membership }: RaftStatus): PeerStanding {
  const members = membersOf(membership);
  if (members.length === 0) return PeerStanding.waiting;
  return members.includes(id) ? PeerStanding.member : PeerStanding.left;
}
