import type { ErrorCode, ProtocolOutcome, TopicId } from '@ottla/base';

/** A topic as clients see it. Without success the other fields say only what was asked for. */
export interface TopicDescription {
  readonly outcome: ProtocolOutcome;
  /** Undefined when asked by an id that is unknown. */
  readonly name: string | undefined;
  readonly topicId: TopicId;
  readonly internal: boolean;
  readonly partitions: readonly PartitionDescription[];
}

/** A partition as clients see it. */
export interface PartitionDescription {
  /** NONE or LEADER_NOT_AVAILABLE; the rest holds in both cases. */
  readonly error: ErrorCode;
  readonly index: number;
  /** -1 where nobody leads. */
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  readonly offlineReplicas: readonly number[];
  readonly eligibleLeaders: readonly number[];
}

/** Bounds and size of a partition that is stored here. */
export interface PartitionStorage {
  readonly logStartOffset: number;
  readonly highWatermark: number;
  readonly logEndOffset: number;
  readonly sizeBytes: number;
}

/** The directory of the logs with what lies in it. */
export interface LogDirectoryDescription {
  readonly error: ErrorCode;
  readonly path: string;
  readonly topics: readonly {
    readonly name: string;
    readonly partitions: readonly { readonly index: number; readonly sizeBytes: number; readonly lagOffsets: number }[];
  }[];
  /** -1 when unknown. */
  readonly freeBytes: number;
  readonly usedBytes: number;
}
