/** What is committed, and what a commit entails for the leader: the end of a joint membership, and its own end. */
import { type LogIndex, lower, noIndex } from '../ids.ts';
import { isJoint, isVoter, withoutOutgoing } from '../membership/membership.ts';
import { reachedByQuorum } from '../membership/quorum.ts';
import { hasCommittedInOwnTerm, type LeaderState, type RaftState } from '../node/raft-state.ts';
import { resign } from '../node/resign.ts';
import { appendAsLeader, audienceOf } from './change-log.ts';
import { sendTo } from './send-appends.ts';

/** As follower: the leader says so. Never back, never beyond the log. */
export function commitTo(raft: RaftState, index: LogIndex): void {
  const known = lower(index, raft.log.lastIndex);
  if (known > raft.commit) raft.commit = known;
}

/** As leader: counts who has what (Raft Figure 2, Leaders, last rule). */
export function advanceCommit(raft: RaftState, leader: LeaderState): void {
  const { rules, log, durability } = raft;
  const reached = reachedByQuorum(rules.groupsOf(raft.memberships.current), (id) =>
    id === raft.id ? rules.ownMatch(durability.durable, log.lastIndex) : (leader.progress.get(id)?.match ?? noIndex),
  );
  if (reached === undefined || reached <= raft.commit) return;
  const term = log.termAt(reached);
  if (term === undefined || !rules.mayCommit(term, raft.term)) return;
  const before = raft.commit;
  raft.commit = reached;
  if (raft.memberships.currentIndex > before || before < leader.firstIndex) followCommittedMembership(raft, leader);
}

/**
 * A joint membership that is committed has its end appended. When that is committed too, who is not in it hears of it and is left
 * alone from then on; a leader that is not in it leaves (Raft §6).
 */
function followCommittedMembership(raft: RaftState, leader: LeaderState): void {
  const { current, currentIndex } = raft.memberships;
  if (currentIndex > raft.commit || !hasCommittedInOwnTerm(raft, leader)) return;
  if (isJoint(current)) appendAsLeader(raft, leader, { kind: 'membership', membership: withoutOutgoing(current) });
  else {
    partFromFormer(raft, leader);
    if (!isVoter(current, raft.id)) resign(raft, leader);
  }
}

/** The last that they hear is an append that compares logs and tells what is committed, for we do not wait for their answers. */
function partFromFormer(raft: RaftState, leader: LeaderState): void {
  const audience = audienceOf(raft);
  for (const [id, progress] of leader.progress) {
    if (audience.has(id)) continue;
    progress.mustNudge = true;
    sendTo(raft, progress);
    leader.progress.delete(id);
  }
}
