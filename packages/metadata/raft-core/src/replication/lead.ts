/** What a leader does about its followers' answers. */
import { higher, lower, noIndex, plus } from '../ids.ts';
import type { AppendAccepted, AppendRejected, HeartbeatReply } from '../messages/message.ts';
import type { LeaderState, RaftState } from '../node/raft-state.ts';
import { advanceCommit } from './commit.ts';
import { type Progress, probeFrom, replicateFrom } from './progress.ts';

export function onAppendAccepted(raft: RaftState, leader: LeaderState, reply: AppendAccepted): void {
  const progress = leader.progress.get(reply.from);
  if (progress === undefined || reply.match > raft.log.lastIndex) return;
  const hasMoved = reply.match > progress.match;
  progress.match = higher(progress.match, reply.match);
  if (progress.mode === 'replicate') {
    progress.next = higher(progress.next, plus(progress.match, 1));
    progress.window.confirmUpTo(progress.match);
  } else if (progress.mode === 'probe' || progress.match >= raft.log.base.index) replicateFrom(progress);
  else if (hasInstalled(progress)) probeFrom(progress, plus(progress.match, 1));
  if (hasMoved) advanceCommit(raft, leader);
}

/** It has the snapshot, and our log goes on later than that by now: it will need a newer one. */
function hasInstalled(progress: Progress): boolean {
  return progress.transfer !== undefined && progress.match >= progress.transfer.snapshot.index;
}

/** Goes back to where the logs may agree; both sides skip whole terms (Raft §5.3, last paragraphs). */
export function onAppendRejected(raft: RaftState, leader: LeaderState, reply: AppendRejected): void {
  const progress = leader.progress.get(reply.from);
  if (progress === undefined || progress.mode === 'snapshot') return;
  if (reply.rejected <= progress.match) {
    forgetLostTail(raft, progress, reply);
    return;
  }
  if (progress.mode === 'probe' && reply.rejected !== plus(progress.next, -1)) return;
  const agreed = raft.log.mayAgree(reply.hint.index, reply.hint.term).index;
  const next = lower(reply.rejected, plus(agreed, 1));
  probeFrom(progress, higher(next, plus(progress.match, 1)));
}

/**
 * It does not have what it once confirmed, or does not know that it agrees with it. Where our log holds its last place, that is
 * what it has; otherwise nothing is known of it but where the logs may agree. What we count on it for goes down; what is
 * committed stays, and is sent again. An old rejection that comes late does the same and costs a message or two.
 */
function forgetLostTail(raft: RaftState, progress: Progress, { hint }: AppendRejected): void {
  const isHeld = raft.log.holds(hint);
  if (isHeld && hint.index >= progress.match) {
    progress.mustNudge = progress.mode === 'replicate';
    return;
  }
  progress.match = isHeld ? hint.index : noIndex;
  probeFrom(progress, plus(raft.log.mayAgree(hint.index, hint.term).index, 1));
  // Where nothing is known any more the next heartbeat's answer comes first: not a hot loop with one that contradicts itself.
  progress.isProbing = !isHeld;
}

export function onHeartbeatReply(leader: LeaderState, reply: HeartbeatReply): void {
  const progress = leader.progress.get(reply.from);
  if (progress === undefined) return;
  progress.round = Math.max(progress.round, reply.round);
  progress.isProbing = false;
}
