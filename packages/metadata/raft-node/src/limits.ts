/** The bounds of the shell around consensus. */

/** Bytes of keys and values in one synced batch; one write is always taken whole. What is above waits for the next batch. */
export const batchBytesMax: number = 16 * 1024 * 1024;
/** Bytes of an own snapshot that go into one batch; the log's writes come in between. */
export const snapshotBatchBytes: number = 1024 * 1024;
/** Entries deleted by one batch behind a snapshot; the rest goes with the next ones. */
export const entriesPerDeletionMax = 5_000;
/** Damaged or missing values that the sentence about a damaged store names. The others are counted. */
export const damagesNamedMax = 5;
/** Bytes of one text in a stored value. A longer one is damage. */
export const storedTextBytesMax = 8_192;
