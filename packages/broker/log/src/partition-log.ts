import type { LeaderEpoch, Offset, PartitionIndex, TopicId } from '@ottla/base';
import type { AppendOptions, AppendOutcome } from './append-outcome.ts';
import type {
  AbortedTransaction,
  EpochEnd,
  ProducerDescription,
  ReadOutcome,
  ReadRequest,
  TimestampedOffset,
} from './read-outcome.ts';
import type { LogSettings } from './settings.ts';

/** Hears what became of appends. One for each log; called one at a time, never from inside a call of the log. */
export interface LogListener {
  /** Everything below `endOffset` is durable by the flush policy. Never goes back. */
  onDurable(endOffset: Offset): void;
  /** Everything below `endOffset` was written (not synced) and can be read. Never goes back but for `onRolledBack`. */
  onWritten?(endOffset: Offset): void;
  /**
   * Appends from `endOffset` on are gone and their offsets will be used again (the volume was full): answer those who wait
   * for an offset above it with an error that they may retry.
   */
  onRolledBack(endOffset: Offset, error: Error): void;
  /**
   * The log stopped: appends above `endOffset` (the durable end) have an unknown fate; answer those who wait with an error.
   * Appends are refused from now on; what was durable can still be read.
   */
  onFailed(endOffset: Offset, error: Error): void;
}

/** `open`: takes appends. `noSpace`: waits for room. `failed`: stopped after a failed write or sync. `closed`. */
export type LogState = 'open' | 'noSpace' | 'failed' | 'closed';

/** What is known of a log, for people and metrics. */
export interface LogDescription {
  readonly topicId: TopicId;
  readonly partition: PartitionIndex;
  readonly state: LogState;
  readonly startOffset: Offset;
  readonly endOffset: Offset;
  readonly durableEndOffset: Offset;
  readonly recoveryOffset: Offset;
  readonly sizeBytes: number;
  readonly segmentCount: number;
  readonly pendingBytes: number;
  readonly tailCacheBytes: number;
  readonly producerCount: number;
}

/**
 * One partition's log.
 *
 * INV-PLOG-1: startOffset <= durableEndOffset <= writtenEndOffset <= endOffset.
 */
export interface PartitionLog {
  readonly topicId: TopicId;
  readonly partition: PartitionIndex;
  readonly state: LogState;
  /** The first offset that may be read. */
  readonly startOffset: Offset;
  /** One after the last appended record, durable or not. */
  readonly endOffset: Offset;
  /** One after the last record that was written, synced or not: what a read may serve at most. */
  readonly writtenEndOffset: Offset;
  /** One after the last record that is durable by the flush policy. */
  readonly durableEndOffset: Offset;
  /** Bytes queued and not yet durable. A broker pauses connections when this passes `PENDING_BYTES_HIGH`. */
  readonly pendingBytes: number;
  /** Bytes of all live segments. */
  readonly sizeBytes: number;
  readonly segmentCount: number;
  readonly settings: LogSettings;
  /** The epoch of the last record or of `startEpoch`, -1 when there is none. */
  readonly lastEpoch: LeaderEpoch;
  /** The first offset of an open transaction, or undefined: readers of committed data stop there. */
  readonly firstUnstableOffset: Offset | undefined;

  /** Replaces the listener. */
  listen(listener: LogListener): void;
  /** Takes new settings up at once. */
  configure(settings: LogSettings): void;
  /** Nothing at or above this is deleted by retention. Never goes back. */
  noteHighWatermark(offset: Offset): void;
  /** A new leader's epoch starts at the end of this log. */
  startEpoch(leaderEpoch: LeaderEpoch): void;

  /**
   * Validates, assigns offsets and queues; answers at once. The log keeps `batches` (whole framed batches) and writes base
   * offset, leader epoch and (LogAppendTime) time into it: the caller must not touch it afterwards, except after `refused`
   * and `duplicate`.
   */
  append(batches: Uint8Array, options: AppendOptions): AppendOutcome;
  /** Answers at once from the tail that is in memory, else with a promise. Never rejects for what is on the disk. */
  read(request: ReadRequest): ReadOutcome | Promise<ReadOutcome>;
  /** The first record at or after `timestampMs` below `endOffsetMax`, or undefined. */
  offsetForTime(timestampMs: number, endOffsetMax: Offset): Promise<TimestampedOffset | undefined>;
  /** The first record with the largest timestamp below `endOffsetMax`, or undefined when the log is empty. */
  offsetOfMaxTimestamp(endOffsetMax: Offset): Promise<TimestampedOffset | undefined>;
  /** Where the asked epoch ends in this log (KIP-320). */
  endOffsetForEpoch(leaderEpoch: LeaderEpoch): EpochEnd;
  /** The epoch of the record at an offset, -1 when unknown. */
  epochOfOffset(offset: Offset): LeaderEpoch;
  /** Aborted transactions that touch `startOffset` (inclusive) to `endOffset` (exclusive). */
  abortedTransactions(startOffset: Offset, endOffset: Offset): Promise<readonly AbortedTransaction[]>;
  /**
   * Raises the start offset (DeleteRecords); durable when it resolves with the start offset that now holds. The caller
   * checks the offset against the high watermark; above the durable end it is cut to it.
   */
  deleteRecordsBefore(offset: Offset): Promise<Offset>;
  /** Removes everything from `offset` on (a follower's divergence). Appends are refused meanwhile. */
  truncateTo(offset: Offset): Promise<void>;
  /** Resolves when everything appended so far is on stable storage, whatever the policy; rejects when the log failed. */
  sync(): Promise<void>;
  producers(): readonly ProducerDescription[];
  describe(): LogDescription;
}
