/** Sends the log to followers: once a turn, as much as windows allow. */
import { higher, lower, plus } from '../ids.ts';
import { bytesOf, type Entry, type Place } from '../log/entry.ts';
import { send } from '../messages/send.ts';
import type { LeaderState, RaftState } from '../node/raft-state.ts';
import { sendChunks } from '../snapshot/send-chunks.ts';
import { type Progress, probeFrom, transferSnapshot } from './progress.ts';

export function sendAppends(raft: RaftState, leader: LeaderState): void {
  for (const progress of leader.progress.values()) sendTo(raft, progress);
}

/** A round of heartbeats (Raft §5.2); its answers also confirm reads. */
export function sendHeartbeats(raft: RaftState, leader: LeaderState): void {
  for (const progress of leader.progress.values()) {
    const commit = raft.rules.toldCommit(raft.commit, progress.match);
    send(raft, progress.id, { kind: 'heartbeat', commit, round: leader.round });
  }
}

/** Since the last heartbeat nothing was confirmed of what was sent: perhaps it was lost, and only asking will tell. */
export function suspectLosses(raft: RaftState, progress: Progress): void {
  const isBehind = progress.match < raft.log.lastIndex;
  if (progress.mode === 'replicate' && isBehind && progress.match === progress.matchAtHeartbeat)
    progress.mustNudge = isHeard(raft, progress);
  progress.matchAtHeartbeat = progress.match;
}

/** Whether it answered within an election timeout. Nothing large is sent into silence. */
export function isHeard(raft: RaftState, progress: Progress): boolean {
  return raft.now - progress.heardAt < raft.settings.electionTicks;
}

/** As much as this follower's window allows. */
export function sendTo(raft: RaftState, progress: Progress): void {
  while (progress.mode !== 'snapshot' && mustSend(raft, progress)) {
    const term = raft.log.termAt(plus(progress.next, -1));
    if (term === undefined) beginTransfer(raft, progress);
    else sendAppend(raft, progress, { index: plus(progress.next, -1), term });
  }
  if (progress.mode === 'snapshot') sendChunks(raft, progress);
  if (progress.mode === 'replicate') tellCommit(raft, progress);
}

/** What is committed travels with entries; without them it has a message of its own. */
function tellCommit(raft: RaftState, progress: Progress): void {
  const commit = raft.rules.toldCommit(raft.commit, progress.match);
  if (commit <= progress.toldCommit) return;
  progress.toldCommit = commit;
  send(raft, progress.id, { kind: 'commitNotice', commit });
}

function mustSend(raft: RaftState, progress: Progress): boolean {
  if (progress.mode === 'probe') return !progress.isProbing;
  if (progress.mustNudge) return true;
  return progress.window.hasRoom && progress.next <= raft.log.lastIndex;
}

function sendAppend(raft: RaftState, progress: Progress, previous: Place): void {
  const { log, settings } = raft;
  const mayCarry = progress.mode === 'probe' || progress.window.hasRoom;
  const end = plus(log.lastIndex, 1);
  const entries = mayCarry ? log.slice(progress.next, end, settings.limits.appendBytesMax) : [];
  send(raft, progress.id, { kind: 'append', previous, entries, commit: raft.commit });
  progress.mustNudge = false;
  progress.toldCommit = higher(progress.toldCommit, lower(raft.commit, plus(previous.index, entries.length)));
  if (progress.mode === 'probe') progress.isProbing = true;
  else noteFlight(progress, entries);
}

function noteFlight(progress: Progress, entries: readonly Entry[]): void {
  const last = entries.at(-1);
  if (last === undefined) return;
  progress.next = plus(last.index, 1);
  progress.window.add(
    last.index,
    entries.reduce((sum, entry) => sum + bytesOf(entry), 0),
  );
}

/** What it needs is not in our log any more: it gets the state, if it is there to get it. */
function beginTransfer(raft: RaftState, progress: Progress): void {
  if (isHeard(raft, progress)) {
    transferSnapshot(progress, raft.snapshot, raft.now);
    return;
  }
  probeFrom(progress, progress.next);
  progress.isProbing = true;
}
