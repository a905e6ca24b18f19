import type { ErrorCode } from '@ottla/base';
import type { TopicReference } from '@ottla/metadata-core';

/** Which offset is wanted. `latest` depends on the isolation level of the request. */
export type OffsetQuestion =
  | { readonly kind: 'earliest' }
  | { readonly kind: 'latest' }
  /** The first record with this time or a later one. */
  | { readonly kind: 'timestamp'; readonly timestampMs: number }
  | { readonly kind: 'maxTimestamp' }
  /** The end of what lies in remote storage: nothing does, so -1. */
  | { readonly kind: 'remote' };

/** A question about one partition. */
export interface OffsetsPartition {
  readonly topic: TopicReference;
  readonly partition: number;
  /** -1 leaves out the check. */
  readonly currentLeaderEpoch: number;
  readonly at: OffsetQuestion;
}

/** -1 where there is no such record. */
export interface OffsetAnswer {
  readonly error: ErrorCode;
  readonly offset: number;
  readonly timestampMs: number;
  readonly leaderEpoch: number;
}

/** Where does this leader's reign end? */
export interface EpochQuestion {
  readonly topic: TopicReference;
  readonly partition: number;
  readonly currentLeaderEpoch: number;
  readonly leaderEpoch: number;
}

/** -1 where unknown. */
export interface EpochAnswer {
  readonly error: ErrorCode;
  readonly leaderEpoch: number;
  readonly endOffset: number;
}

/** Records below an offset go; -1: all that can be read now. */
export interface DeleteRecordsPartition {
  readonly topic: TopicReference;
  readonly partition: number;
  readonly beforeOffset: number;
}

/** The first offset that can be read afterwards; -1 on failure. */
export interface DeletedRecords {
  readonly error: ErrorCode;
  readonly logStartOffset: number;
}
