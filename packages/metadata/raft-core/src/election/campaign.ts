/** Getting elected. */
import { type NodeId, nextTerm } from '../ids.ts';
import { isVoter } from '../membership/membership.ts';
import { verdictOf } from '../membership/quorum.ts';
import type { PreVoteReply, VoteReply } from '../messages/message.ts';
import { send, sendIn } from '../messages/send.ts';
import type { RaftState } from '../node/raft-state.ts';
import { becomeCandidate, becomeFollower, becomeLeader, becomePreCandidate, calmDown } from '../node/roles.ts';

/**
 * Whether this node may ask for votes at all: learners, removed nodes and those that abstain may not. Who votes in the last
 * committed membership may, although a later one leaves it out: as long as that is not committed this may be the only node whose
 * log is good enough to be elected, and to commit it (dissertation 4.2.2). Its own vote does not count then.
 */
export function isElectable(raft: RaftState): boolean {
  if (raft.abstains) return false;
  return raft.memberships.since(raft.commit).some((membership) => isVoter(membership, raft.id));
}

/** Silence has lasted long enough. */
export function campaign(raft: RaftState): void {
  if (!isElectable(raft)) return;
  calmDown(raft);
  if (raft.settings.preVote) askFirst(raft);
  else standForElection(raft, false);
}

/** A real election in a new term. `transfer`: the leader wants it. Request and own vote leave when both are durable. */
export function standForElection(raft: RaftState, transfer: boolean): void {
  becomeCandidate(raft);
  send(raft, raft.id, { kind: 'voteReply', granted: true });
  for (const id of otherVoters(raft)) send(raft, id, { kind: 'vote', last: raft.log.last, transfer });
}

/** Dissertation 9.6. */
function askFirst(raft: RaftState): void {
  const votes = becomePreCandidate(raft);
  for (const id of otherVoters(raft)) {
    sendIn(raft, nextTerm(raft.term), id, { kind: 'preVote', last: raft.log.last });
  }
  countPreVotes(raft, votes);
}

export function onPreVoteReply(raft: RaftState, reply: PreVoteReply): void {
  if (!reply.granted && reply.term > raft.term) {
    becomeFollower(raft, reply.term, undefined);
    return;
  }
  if (raft.role.kind !== 'preCandidate') return;
  if (reply.granted && reply.term !== nextTerm(raft.term)) return;
  raft.role.votes.set(reply.from, reply.granted);
  countPreVotes(raft, raft.role.votes);
}

export function onVoteReply(raft: RaftState, reply: VoteReply): void {
  if (raft.role.kind !== 'candidate' || reply.term !== raft.term) return;
  raft.role.votes.set(reply.from, reply.granted);
  const verdict = verdictOf(raft.rules.groupsOf(raft.memberships.current), raft.role.votes);
  if (verdict === 'won') becomeLeader(raft);
  if (verdict === 'lost') becomeFollower(raft, raft.term, undefined);
}

function countPreVotes(raft: RaftState, votes: ReadonlyMap<NodeId, boolean>): void {
  const verdict = verdictOf(raft.rules.groupsOf(raft.memberships.current), votes);
  if (verdict === 'won') standForElection(raft, false);
  if (verdict === 'lost') becomeFollower(raft, raft.term, undefined);
}

function otherVoters(raft: RaftState): readonly NodeId[] {
  const voters = new Set(raft.rules.groupsOf(raft.memberships.current).flat());
  voters.delete(raft.id);
  return [...voters];
}
