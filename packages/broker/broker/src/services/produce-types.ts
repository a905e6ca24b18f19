import type { ErrorCode, Lease } from '@ottla/base';
import type { TopicReference } from '@ottla/metadata-core';
import type { Acks, CurrentLeader } from './words.ts';

/** Batches for several partitions. */
export interface ProduceRequest {
  readonly acks: Acks;
  /** How long the acknowledgement may take. */
  readonly timeoutMs: number;
  readonly transactionalId: string | undefined;
  readonly partitions: readonly ProducePartition[];
  /** The memory that the batches are views of, where it is borrowed: the log retains what it keeps. */
  readonly lease?: Lease | undefined;
}

/** One batch for one partition. Nobody but the log may change the bytes from then on. */
export interface ProducePartition {
  readonly topic: TopicReference;
  readonly partition: number;
  /** One framed batch of format v2; undefined is refused. */
  readonly batches: Uint8Array | undefined;
}

/** What became of one partition of a produce. */
export interface ProduceResult {
  readonly error: ErrorCode;
  /** A sentence, empty on success. */
  readonly message: string;
  /** -1 on failure. */
  readonly baseOffset: number;
  /** -1 unless the log sets the time. */
  readonly logAppendTimeMs: number;
  /** -1 on failure. */
  readonly logStartOffset: number;
  readonly currentLeader: CurrentLeader | undefined;
  /** The records that the whole batch was refused for, where the error is about those. */
  readonly recordFaults?: readonly RecordFault[];
}

/** What is wrong with one record. */
export interface RecordFault {
  /** Its place in the batch, from 0. */
  readonly index: number;
  readonly message: string;
}
