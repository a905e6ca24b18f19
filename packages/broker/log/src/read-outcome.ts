import type { LeaderEpoch, Lease, Offset } from '@ottla/base';

/** What to read. */
export interface ReadRequest {
  readonly startOffset: Offset;
  /** No batch that ends above this: the high watermark, the last stable offset, or the log's `endOffset`. */
  readonly endOffsetMax: Offset;
  /** Whole batches up to so many bytes. */
  readonly bytesMax: number;
  /** Answers the first batch even when it alone is larger than `bytesMax` (KIP-74). */
  readonly minOneBatch: boolean;
}

/** What a read found. */
export type ReadOutcome = ReadBatches | ReadOutOfRange | ReadDamaged;

/** Whole batches, the first of them contains `ReadRequest.startOffset` or is the next one after it. Nobody may change the bytes. */
export interface ReadBatches {
  readonly kind: 'batches';
  /** Batches one after another; a chunk holds one or more whole batches. Empty when there is nothing to read yet. */
  readonly chunks: readonly Uint8Array[];
  /**
   * The memory of the chunks, where it is borrowed: the reader is a holder, and reads no chunk after it released any. A
   * reader that never releases leaves it to the garbage collector.
   */
  readonly leases: readonly Lease[];
  readonly bytes: number;
  /** Where to read on: one after the last record here, or the requested offset when nothing was found. */
  readonly nextOffset: Offset;
}

/** The offset is not in the log. */
export interface ReadOutOfRange {
  readonly kind: 'outOfRange';
  readonly errorCode: number;
  readonly startOffset: Offset;
  readonly endOffset: Offset;
}

/** The bytes that hold this offset are damaged or cannot be read; others may still be served. */
export interface ReadDamaged {
  readonly kind: 'damaged';
  /** `CORRUPT_MESSAGE` or `KAFKA_STORAGE_ERROR`. */
  readonly errorCode: number;
  readonly message: string;
}

/** The answer to a lookup by time. */
export interface TimestampedOffset {
  readonly offset: Offset;
  readonly timestampMs: number;
  readonly leaderEpoch: LeaderEpoch;
}

/** The end of a leader epoch in this log: the answer to OffsetForLeaderEpoch. */
export interface EpochEnd {
  /** The largest epoch at or below the asked one that this log knows; -1 when it knows none. */
  readonly leaderEpoch: LeaderEpoch;
  /** One after that epoch's last record; -1 when unknown. */
  readonly endOffset: Offset;
}

/** An aborted transaction, as a fetch with `read_committed` needs it. */
export interface AbortedTransaction {
  readonly producerId: number;
  readonly startOffset: Offset;
  /** The offset of the abort marker. */
  readonly markerOffset: Offset;
  /** The last stable offset after the marker. */
  readonly lastStableOffset: Offset;
}

/** What a log remembers of one idempotent or transactional producer. */
export interface ProducerDescription {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly lastSequence: number;
  readonly lastTimestampMs: number;
  readonly coordinatorEpoch: number;
  /** -1 when no transaction is open. */
  readonly transactionStartOffset: number;
}
