/** What people are told of a quorum. Pure. */
import type { LocalQuorum, QuorumDescription, QuorumMember, QuorumRole } from '@ottla/metadata-core';
import { isJoint, isVoter, membersOf, type NodeId, type RaftStatus } from '@ottla/raft-core';
import type { LogMember } from '../log/replicated-log.ts';

/** As the leader sees it. */
export function describeQuorum(status: RaftStatus, tickMs: number): QuorumDescription {
  const { membership, leader, term, commit, isMembershipCommitted } = status;
  return {
    leaderId: leader ?? -1,
    term,
    commit,
    members: membersOf(membership).map((id) => memberOf(status, id, tickMs)),
    isChanging: isJoint(membership) || !isMembershipCommitted,
  };
}

function memberOf({ id: self, membership, followers, durable }: RaftStatus, id: NodeId, tickMs: number): QuorumMember {
  const address = membership.labels.get(id);
  const isLeaving = membership.outgoing.includes(id) && !membership.voters.includes(id);
  const role = isLeaving ? 'outgoing' : membership.learners.includes(id) ? 'learner' : 'voter';
  if (id === self) return { id, address, role, lastPosition: durable, silentMs: 0 };
  const follower = followers.find((one) => one.id === id);
  const silentMs = follower === undefined ? undefined : follower.silentTicks * tickMs;
  return { id, address, role, lastPosition: follower?.match, silentMs };
}

/** As the node itself sees it; `member` undefined: it has not started. */
export function localQuorum(nodeId: number, member: LogMember | undefined): LocalQuorum {
  if (member === undefined)
    return {
      nodeId,
      role: 'outsider',
      term: 0,
      leaderId: -1,
      commit: 0,
      applied: 0,
      lastPosition: 0,
      firstPosition: 0,
      snapshotPosition: 0,
    };
  const status = member.status();
  return {
    nodeId,
    role: roleOf(status),
    term: status.term,
    leaderId: status.leader ?? -1,
    commit: status.commit,
    applied: member.applied,
    lastPosition: status.lastIndex,
    firstPosition: status.firstIndex,
    snapshotPosition: status.snapshotIndex,
  };
}

function roleOf({ role, id, membership }: RaftStatus): QuorumRole {
  if (role !== 'follower' || isVoter(membership, id)) return role;
  return membership.learners.includes(id) ? 'learner' : 'outsider';
}
