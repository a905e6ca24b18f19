import type { ErrorCode, Lease } from '@ottla/base';
import type { TopicReference } from '@ottla/metadata-core';
import type { TopicTraffic } from '../measuring/topic-traffic.ts';
import type { CurrentLeader, IsolationLevel } from './words.ts';

/** A read of several partitions, with the patience to wait for bytes. */
export interface FetchRequest {
  readonly maxWaitMs: number;
  /** Answer as soon as so many bytes are there. */
  readonly minBytes: number;
  /** The most bytes of the whole answer, but for the first batch. */
  readonly bytesMax: number;
  readonly isolation: IsolationLevel;
  /** Read in this order. */
  readonly partitions: readonly FetchPartition[];
  /** Asked once, when so many bytes are about to be given: false gives up what was read and answers `isWithheld`. */
  readonly mayGive?: (bytes: number) => boolean;
}

/** Where and how much to read of one partition. */
export interface FetchPartition {
  readonly topic: TopicReference;
  readonly partition: number;
  readonly fetchOffset: number;
  readonly bytesMax: number;
  /** The leader epoch the reader knows, or -1. */
  readonly currentLeaderEpoch: number;
  /** The epoch of the last record the reader has, or -1. */
  readonly lastFetchedEpoch: number;
}

/** What a fetch says about one partition. */
export interface FetchResult {
  readonly error: ErrorCode;
  /** -1 when unknown. */
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  readonly logStartOffset: number;
  /** Whole batches. Nobody may change the bytes. */
  readonly chunks: readonly Uint8Array[];
  /** The memory of the chunks, where it is borrowed. */
  readonly leases: readonly Lease[];
  readonly bytes: number;
  /** Offsets that the chunks take the reader on by. */
  readonly messages: number;
  /** What counts them, when there is a partition. */
  readonly traffic: TopicTraffic | undefined;
  /** Only with `readCommitted`. */
  readonly abortedTransactions: readonly FetchedAbort[] | undefined;
  readonly currentLeader: CurrentLeader | undefined;
  /** The reader's branch was cut: up to here both agree. */
  readonly divergingEpoch: DivergingEpoch | undefined;
}

/** An aborted transaction in the fetched range. */
export interface FetchedAbort {
  readonly producerId: number;
  readonly firstOffset: number;
}

/** The end of the last epoch that reader and log share. */
export interface DivergingEpoch {
  readonly epoch: number;
  readonly endOffset: number;
}

/** The answer to a fetch. The results stand in the order of the request. */
export interface FetchAnswer {
  /** Batches were found and may not be given: the answer is empty, without a result. */
  readonly isWithheld: boolean;
  readonly results: readonly FetchResult[];
  readonly bytes: number;
  /** Response memory taken for the chunks; the door gives it back when the bytes are out or dropped. */
  readonly heldBytes: number;
  /** The borrowed memory of all chunks: the door releases it when the bytes are out or dropped, or leaves it to the garbage collector. */
  readonly leases: readonly Lease[];
}
