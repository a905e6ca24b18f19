/**
 * What a leader knows about one follower.
 *
 * ```
 *            accepted                       the log there is gone
 *  probe ----------------> replicate     probe -------------------> snapshot
 *    ^ <----------------------'            ^ <-------------------------'
 *        rejected, lost, silent                accepted, silent
 * ```
 *
 * - **probe**: not known where the logs agree; one message at a time.
 * - **replicate**: messages follow one another without waiting, within the window.
 * - **snapshot**: it gets the state in chunks, and no entries.
 *
 * INV-RAFT-PROG-1: match < next. INV-RAFT-PROG-2: match <= last index of the leader.
 */
import { type LogIndex, type NodeId, noIndex, plus } from '../ids.ts';
import type { RaftLimits } from '../node/options.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { FlightWindow } from './flight-window.ts';

export interface Progress {
  readonly id: NodeId;
  mode: 'probe' | 'replicate' | 'snapshot';
  /** The follower's disk is known to have the log up to here. */
  match: LogIndex;
  /** The next entry to send. */
  next: LogIndex;
  /** While probing: a message is under way, or was lost; the next heartbeat's answer tells. */
  isProbing: boolean;
  /** Something may have been lost: say again where we are, even without entries. */
  mustNudge: boolean;
  /** `match` when the last heartbeat was sent. */
  matchAtHeartbeat: LogIndex;
  readonly window: FlightWindow;
  /** The commit index that it was last told. */
  toldCommit: LogIndex;
  /** The tick at which it was last heard. */
  heardAt: number;
  /** The last round of heartbeats that it answered. */
  round: number;
  /** Set in mode `snapshot`. */
  transfer: SnapshotTransfer | undefined;
}

/** A snapshot on its way to a follower. */
export interface SnapshotTransfer {
  readonly snapshot: Snapshot;
  /** Bytes that the follower's disk has. */
  confirmed: number;
  /** Bytes that were sent. */
  sent: number;
  /** The tick of the last step forward. */
  movedAt: number;
  /** Chunks were thrown away on our side. */
  wasDropped: boolean;
  /** Our own shell cannot read it. */
  isUnreadable: boolean;
}

/** A follower of which nothing is known yet. */
export function openProgress(id: NodeId, lastIndex: LogIndex, now: number, limits: RaftLimits): Progress {
  return {
    id,
    mode: 'probe',
    match: noIndex,
    next: plus(lastIndex, 1),
    isProbing: false,
    mustNudge: false,
    matchAtHeartbeat: noIndex,
    window: new FlightWindow(limits.appendsInFlightMax, limits.appendBytesInFlightMax),
    toldCommit: noIndex,
    heardAt: now,
    round: 0,
    transfer: undefined,
  };
}

/** Back to finding out where the logs agree, beginning with `next`. */
export function probeFrom(progress: Progress, next: LogIndex): void {
  progress.mode = 'probe';
  progress.next = next;
  progress.isProbing = false;
  progress.mustNudge = false;
  progress.transfer = undefined;
  progress.window.clear();
}

/** The logs agree up to `match`: entries follow one another from there. */
export function replicateFrom(progress: Progress): void {
  progress.mode = 'replicate';
  progress.next = plus(progress.match, 1);
  progress.isProbing = false;
  progress.transfer = undefined;
  progress.window.clear();
}

/** It needs the state. */
export function transferSnapshot(progress: Progress, snapshot: Snapshot, now: number): void {
  progress.mode = 'snapshot';
  progress.transfer = { snapshot, confirmed: 0, sent: 0, movedAt: now, wasDropped: false, isUnreadable: false };
  progress.window.clear();
}
