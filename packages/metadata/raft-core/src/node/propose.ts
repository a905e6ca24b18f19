/** What a leader is asked to do, and when it refuses. */
import type { LogIndex, NodeId, Term } from '../ids.ts';
import { isJoint, isValidTarget, type MembershipTarget, membershipOf, membersOf } from '../membership/membership.ts';
import { appendAsLeader } from '../replication/change-log.ts';
import { hasCommittedInOwnTerm, type RaftState } from './raft-state.ts';

/** `accepted`: it stands at this place, and is committed if an entry of this term is ever handed over at this index. */
export type ProposeResult =
  | { readonly kind: 'accepted'; readonly index: LogIndex; readonly term: Term }
  | { readonly kind: 'refused'; readonly reason: ProposeRefusal };

/**
 * `busy`: too much is not committed, or not on our own disk. `transferring`: the leadership is on its way to another node. `changePending`: the
 * membership change before is not through, or this leader has not committed anything yet. `invalid`: nobody could vote, or a
 * bound is not kept. `notLearner`: a new voter has to be a learner first.
 */
export type ProposeRefusal =
  | 'notLeader'
  | 'busy'
  | 'transferring'
  | 'tooLarge'
  | 'changePending'
  | 'invalid'
  | 'notLearner';

export function propose(raft: RaftState, bytes: Uint8Array): ProposeResult {
  const { role, settings, log, handedOver } = raft;
  const { limits } = settings;
  if (role.kind !== 'leader') return refused('notLeader');
  if (role.transfer !== undefined) return refused('transferring');
  if (bytes.byteLength > limits.proposalBytesMax) return refused('tooLarge');
  const entries = log.lastIndex - handedOver;
  const isFull = role.openBytes + bytes.byteLength > limits.openBytesMax;
  if (entries >= limits.openEntriesMax || (isFull && entries > 0)) return refused('busy');
  return { kind: 'accepted', index: appendAsLeader(raft, role, { kind: 'command', bytes }), term: raft.term };
}

export function changeMembership(raft: RaftState, target: MembershipTarget): ProposeResult {
  const { role, rules, memberships } = raft;
  if (role.kind !== 'leader') return refused('notLeader');
  if (role.transfer !== undefined) return refused('transferring');
  if (!isValidTarget(target)) return refused('invalid');
  const { current, currentIndex } = memberships;
  if (!rules.mayChangeMembership(currentIndex, raft.commit, hasCommittedInOwnTerm(raft, role)))
    return refused('changePending');
  if (isJoint(current)) return refused('changePending');
  const next = membershipOf(target, current.labels);
  if (!next.voters.every((id) => membersOf(current).includes(id))) return refused('notLearner');
  const membership = rules.transition(current, next);
  return { kind: 'accepted', index: appendAsLeader(raft, role, { kind: 'membership', membership }), term: raft.term };
}

export type TransferResult =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly reason: 'notLeader' | 'transferring' | 'notVoter' };

/** Leadership is to go to `target`, which first gets all of the log (dissertation 3.10). Given up after an election timeout. */
export function transferTo(raft: RaftState, target: NodeId): TransferResult {
  const { role, memberships } = raft;
  if (role.kind !== 'leader') return { kind: 'refused', reason: 'notLeader' };
  if (role.transfer !== undefined) return { kind: 'refused', reason: 'transferring' };
  if (target === raft.id || !memberships.current.voters.includes(target))
    return { kind: 'refused', reason: 'notVoter' };
  role.transfer = { target, beganAt: raft.now, wasAsked: false };
  return { kind: 'accepted' };
}

function refused(reason: ProposeRefusal): ProposeResult {
  return { kind: 'refused', reason };
}
