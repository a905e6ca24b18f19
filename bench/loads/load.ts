/** What load generators take and give. */

/** Where prepared batches go. */
export interface ProduceLoad {
  readonly port: number;
  readonly topic: string;
  readonly partitions: number;
  readonly batchBytes: number;
  readonly recordBytes: number;
  /** -1 or 1. */
  readonly acks: number;
  /** Requests under way. */
  readonly inFlight: number;
  readonly seconds: number;
  /** Ends earlier, after so many requests: fills a topic. */
  readonly requestsMax?: number;
  /** Bytes a second that are not passed, for a load of fixed size. */
  readonly bytesPerSecondMax?: number;
}

/** Where batches are fetched that a `ProduceLoad` of the same sizes has put there. */
export interface FetchLoad {
  readonly port: number;
  readonly topic: string;
  readonly partitions: number;
  readonly batchBytes: number;
  readonly recordBytes: number;
  /** Batches in each answer. */
  readonly batchesPerFetch: number;
  readonly inFlight: number;
  readonly seconds: number;
  /** Batches that each partition has; reading begins again from the front behind the last. */
  readonly batchesPerPartition: number;
  /** False for a server without a log, whose batches all have the same offset. */
  readonly checkOffsets: boolean;
}

/** What went over the wire. */
export interface LoadOutcome {
  readonly requests: number;
  readonly records: number;
  /** Bytes of record batches. */
  readonly bytes: number;
  readonly seconds: number;
}
