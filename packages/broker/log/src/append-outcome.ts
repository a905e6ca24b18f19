import type { LeaderEpoch, Lease, Offset } from '@ottla/base';

/**
 * Who appends. `client`: offsets are assigned, everything is checked, control batches are refused. `coordinator`: offsets
 * are assigned, control batches are allowed, sequences are not checked. `replica`: the batches carry offsets and epochs
 * already and must follow the end of this log.
 */
export type AppendOrigin = 'client' | 'replica' | 'coordinator';

/** How to append. */
export interface AppendOptions {
  /** Written into the batches, except for `replica`. */
  readonly leaderEpoch: LeaderEpoch;
  readonly origin: AppendOrigin;
  /** Wall time, milliseconds since the epoch. */
  readonly nowMs: number;
  /** The memory that the batches are views of, where it is borrowed: the log retains it for what it keeps. */
  readonly lease?: Lease | undefined;
}

/** What became of an append. It is queued, not durable: `LogListener.onDurable` tells when. */
export type AppendOutcome = AppendedBatches | DuplicateBatch | RefusedAppend;

/** The batches have their offsets and wait for the disk. */
export interface AppendedBatches {
  readonly kind: 'appended';
  readonly startOffset: Offset;
  /** One after the last record: acknowledge when the durable end (or the high watermark) has reached it. */
  readonly endOffset: Offset;
  /** The time that was written into the batches (`LogAppendTime`), else -1. */
  readonly logAppendTimeMs: number;
  readonly logStartOffset: Offset;
}

/** An idempotent producer sent again what is in the log already. Acknowledge when the durable end has reached `endOffset`. */
export interface DuplicateBatch {
  readonly kind: 'duplicate';
  /** Where the records stand since the first time. */
  readonly startOffset: Offset;
  readonly endOffset: Offset;
  readonly logAppendTimeMs: number;
  readonly logStartOffset: Offset;
}

/** Nothing was appended. */
export interface RefusedAppend {
  readonly kind: 'refused';
  /** A number of the protocol's error table. */
  readonly errorCode: number;
  /**
   * `invalid`: these bytes are not acceptable. `busy`: too many bytes wait for the disk, try again when `pendingBytes` fell.
   * `noSpace`: the volume is full, the log comes back when there is room. `failed`: the log stopped for good. `closed`.
   */
  readonly reason: 'invalid' | 'busy' | 'noSpace' | 'failed' | 'closed';
  /** A sentence for the client. */
  readonly message: string;
}
