/** What clients did and what they were told: the only thing that the history checkers look at. Values are unique. */

/** `unknown`: it may have happened, or happen still. An operation that nobody ended is unknown. */
export type OperationOutcome = 'ok' | 'failed' | 'unknown';

/** A partition of a topic: `topic/partition`. Names of topics are never used twice in a run. */
export type PartitionKey = string;

/** One batch, from its first attempt to the last. */
export interface SendOperation {
  readonly producer: string;
  readonly key: PartitionKey;
  readonly acks: 'all' | 'leader' | 'none';
  /** Retries cannot double it. */
  readonly idempotent: boolean;
  readonly values: readonly string[];
  outcome: OperationOutcome;
  /** The offset of the first value. */
  baseOffset: number | undefined;
}

/** A record as a reader got it. */
export interface PolledRecord {
  readonly offset: number;
  readonly value: string;
}

/** One answer to a reader about one partition. */
export interface PollOperation {
  readonly consumer: string;
  /** Goes up when the reader assigns or seeks: from then on its position may be anywhere. */
  readonly assignment: number;
  readonly key: PartitionKey;
  /** What it asked for. */
  readonly position: number;
  readonly records: readonly PolledRecord[];
  readonly logStart: number;
  readonly highWatermark: number;
  /** 0: a consumer of the workload. n: the nth reading of everything by a fresh client. */
  readonly finalRead: number;
}

/** A producer was told that its sequence does not fit, or that it is unknown, although it did nothing wrong. */
export interface Refusal {
  readonly producer: string;
  readonly key: PartitionKey;
  readonly error: string;
  readonly value: string;
}

/** A producer id was handed out. */
export interface ProducerIdGrant {
  readonly producer: string;
  readonly producerId: number;
  readonly producerEpoch: number;
}
