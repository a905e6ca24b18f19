/** Receives a snapshot: chunk by chunk to the disk, then looked at by the shell, then installed in one piece. */
import type { LogIndex } from '../ids.ts';
import type { SnapshotChunk } from '../messages/message.ts';
import { send } from '../messages/send.ts';
import type { RaftState } from '../node/raft-state.ts';
import { replaceLog } from '../replication/change-log.ts';
import { commitTo } from '../replication/commit.ts';
import { IncomingSnapshot } from './incoming-snapshot.ts';
import type { Snapshot } from './snapshot.ts';

/** Raft §7, Figure 13, in chunks. The term is the leader's by now. */
export function onSnapshotChunk(raft: RaftState, chunk: SnapshotChunk): void {
  const { snapshot } = chunk;
  if (snapshot.term > chunk.term) return;
  if (!raft.rules.isNewSnapshot(snapshot, raft.commit)) {
    accept(raft, chunk.from, raft.commit);
    return;
  }
  if (raft.rules.keepsLog(raft.log.holds(snapshot))) {
    commitTo(raft, snapshot.index);
    accept(raft, chunk.from, snapshot.index);
    return;
  }
  const incoming = incomingOf(raft, chunk);
  if (incoming?.take(chunk) === true) {
    raft.effects.chunksToStore.push({ snapshot, offset: chunk.offset, bytes: chunk.bytes });
  }
  send(raft, chunk.from, { kind: 'snapshotReply', index: snapshot.index, received: incoming?.received ?? 0 });
}

/** The disk has the writes up to this number: a snapshot that is whole may be looked at. */
export function onChunksDurable(raft: RaftState, number: number): void {
  const { incoming, effects } = raft;
  if (incoming?.completeWith === undefined || incoming.isVerifying || incoming.completeWith > number) return;
  incoming.isVerifying = true;
  effects.verify = incoming.snapshot;
}

/**
 * The shell has looked at this snapshot. Another leader may have begun to send the same state in other bytes meanwhile: nothing is
 * said about those. One that cannot be read is forgotten, and the leader hears that nothing of it is here; it takes its time before
 * it begins anew.
 */
export function onVerified(raft: RaftState, snapshot: Snapshot, isSound: boolean): void {
  const { incoming, effects } = raft;
  if (incoming?.snapshot !== snapshot || !incoming.isVerifying) return;
  raft.incoming = undefined;
  if (!isSound) {
    if (raft.leader !== undefined)
      send(raft, raft.leader, { kind: 'snapshotReply', index: snapshot.index, received: 0 });
    return;
  }
  // The log went on while the shell looked: what it confirmed meanwhile must stay.
  if (raft.rules.keepsLog(raft.log.holds(snapshot))) commitTo(raft, snapshot.index);
  else if (raft.rules.isNewSnapshot(snapshot, raft.commit)) {
    replaceLog(raft, snapshot);
    effects.install = snapshot;
  }
  if (raft.leader !== undefined) accept(raft, raft.leader, raft.commit);
}

/** The disk has the writes up to this number: a snapshot that is installed there becomes the state. */
export function onInstalled(raft: RaftState, number: number): void {
  const { installing } = raft.effects;
  if (installing === undefined || installing.number > number) return;
  raft.effects.installing = undefined;
  raft.effects.restore = installing.snapshot;
  raft.handedOver = installing.snapshot.index;
}

function incomingOf(raft: RaftState, chunk: SnapshotChunk): IncomingSnapshot | undefined {
  if (raft.incoming?.isOf(chunk) === true) return raft.incoming;
  if (chunk.offset > 0) return undefined;
  raft.incoming = new IncomingSnapshot(chunk);
  return raft.incoming;
}

function accept(raft: RaftState, leader: SnapshotChunk['from'], match: LogIndex): void {
  send(raft, leader, { kind: 'appendAccepted', match });
}
