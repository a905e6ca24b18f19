/** Sends a snapshot, a few chunks at a time. */
import { type LogIndex, plus } from '../ids.ts';
import type { SnapshotReply } from '../messages/message.ts';
import type { LeaderState, RaftState } from '../node/raft-state.ts';
import { type Progress, probeFrom, type SnapshotTransfer, transferSnapshot } from '../replication/progress.ts';

/** As many chunks as may be under way. */
export function sendChunks(raft: RaftState, progress: Progress): void {
  const { transfer } = progress;
  if (transfer === undefined) return;
  const { snapshotChunkBytes, snapshotChunksInFlightMax } = raft.settings.limits;
  const { snapshot } = transfer;
  const end = Math.min(transfer.confirmed + snapshotChunkBytes * snapshotChunksInFlightMax, snapshot.bytes);
  while (transfer.sent < end) {
    const offset = transfer.sent;
    const length = Math.min(snapshotChunkBytes, snapshot.bytes - offset);
    raft.effects.chunksToSend.push({ from: raft.id, to: progress.id, term: raft.term, snapshot, offset, length });
    transfer.sent += length;
  }
}

/**
 * The follower is the one who knows how far it is; after a crash it may have less than it had. One that had all and has nothing
 * could not read it, or crashed over it: a newer snapshot may be better, and the same one waits for the next stall, not to go round
 * in a hot loop.
 */
export function onSnapshotReply(raft: RaftState, leader: LeaderState, reply: SnapshotReply): void {
  const progress = leader.progress.get(reply.from);
  const transfer = progress?.transfer;
  if (progress === undefined || transfer === undefined || transfer.snapshot.index !== reply.index) return;
  if (reply.received > transfer.snapshot.bytes) return;
  if (reply.received === 0 && transfer.confirmed === transfer.snapshot.bytes) {
    if (isOutdated(raft, transfer)) transferSnapshot(progress, raft.snapshot, raft.now);
    else transfer.confirmed = 0;
    return;
  }
  if (reply.received > transfer.confirmed) transfer.movedAt = raft.now;
  if (reply.received < transfer.confirmed) transfer.sent = reply.received;
  transfer.confirmed = reply.received;
  transfer.sent = Math.max(transfer.sent, reply.received);
}

/** Only another snapshot helps. Where there is none yet, this one is tried again with every stall. */
export function onUnreadable(raft: RaftState, progress: Progress, index: LogIndex): void {
  const { transfer } = progress;
  if (transfer === undefined || transfer.snapshot.index !== index) return;
  if (isOutdated(raft, transfer)) transferSnapshot(progress, raft.snapshot, raft.now);
  else transfer.isUnreadable = true;
}

/**
 * Once a heartbeat. Chunks may be lost like everything else, and so may the word that all is installed: after a stall what was not
 * confirmed is sent again, or the last chunk, and the follower says whether it is still looking at the snapshot, has it, or has
 * nothing. A newer snapshot takes the place only of one that we cannot read: who is slow would begin anew for ever. A follower
 * that went away needs none kept for it.
 */
export function suspectStall(raft: RaftState, progress: Progress): void {
  const { transfer } = progress;
  if (transfer === undefined) return;
  const { electionTicks } = raft.settings;
  if (raft.now - progress.heardAt >= electionTicks) {
    probeFrom(progress, plus(progress.match, 1));
    return;
  }
  const isAllThere = transfer.confirmed === transfer.snapshot.bytes;
  if (transfer.wasDropped && !isAllThere) transfer.sent = transfer.confirmed;
  transfer.wasDropped = false;
  if (raft.now - transfer.movedAt < electionTicks) return;
  transfer.movedAt = raft.now;
  if (isAllThere) transfer.sent = Math.max(0, transfer.confirmed - raft.settings.limits.snapshotChunkBytes);
  else if (transfer.isUnreadable && isOutdated(raft, transfer)) transferSnapshot(progress, raft.snapshot, raft.now);
  else transfer.sent = transfer.confirmed;
}

function isOutdated(raft: RaftState, { snapshot }: SnapshotTransfer): boolean {
  return raft.snapshot.index > snapshot.index;
}
