/** Electing others. */
import type { PreVote, Vote } from '../messages/message.ts';
import { send, sendIn } from '../messages/send.ts';
import type { RaftState } from '../node/raft-state.ts';
import { becomeFollower, calmDown } from '../node/roles.ts';

/**
 * Nothing of ours changes, and our patience is not renewed. A refusal tells our term: whoever has the better log but an older
 * term must learn of it, or it would ask in vain for ever.
 */
export function onPreVote(raft: RaftState, request: PreVote): void {
  const granted =
    !raft.abstains &&
    raft.rules.mayPreVoteIn(request.term, raft.term) &&
    !isLoyalAgainst(raft, request) &&
    raft.rules.isUpToDate(request.last, raft.log.last);
  sendIn(raft, granted ? request.term : raft.term, request.from, { kind: 'preVoteReply', granted });
}

/** Raft Figure 2, RequestVote. The term is ours by now. The answer leaves when the vote is durable. */
export function onVote(raft: RaftState, request: Vote): void {
  const granted =
    !raft.abstains &&
    raft.rules.mayVoteFor(request.from, raft.vote) &&
    raft.rules.isUpToDate(request.last, raft.log.last);
  if (granted) {
    raft.vote = request.from;
    if (raft.role.kind === 'preCandidate') becomeFollower(raft, raft.term, undefined);
    calmDown(raft);
  }
  send(raft, request.from, { kind: 'voteReply', granted });
}

/** Whether we hear from a leader that this candidate would unseat. */
export function isLoyalAgainst(raft: RaftState, candidate: PreVote | Vote): boolean {
  return raft.rules.isLoyal(raft.leader, candidate.from, raft.silentTicks, raft.settings.electionTicks);
}
