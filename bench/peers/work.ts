/** What a client under comparison is given to do, and what it answers. */

/** `batches`: arrays of records handed over, several calls under way. `singles`: one call a record, many under way. */
export interface ProduceWork {
  readonly kind: 'batches' | 'singles';
  readonly kafka: string;
  readonly grpc: string;
  readonly topic: string;
  readonly recordBytes: number;
  readonly warmupSeconds: number;
  readonly seconds: number;
}

/** Reads a topic of one partition from its front to its end. */
export interface ConsumeWork {
  readonly kind: 'consume';
  readonly kafka: string;
  readonly grpc: string;
  readonly topic: string;
  readonly records: number;
}

export type Work = ProduceWork | ConsumeWork;

/** Records in a time, and the CPU of the client's own process for them. */
export interface WorkOutcome {
  readonly records: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** Records of one array that is handed over. */
export const batchRecords = 1_000;
/** Arrays under way. */
export const batchesUnderWay = 5;
/** Single records under way. */
export const singlesUnderWay = 1_000;
