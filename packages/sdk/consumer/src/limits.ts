/** The bounds of this package. Each says what happens when it is reached. */

/** Fetches that wait at one node side by side. Partitions that have room meanwhile are asked for when one is answered. */
export const fetchesPerNodeMax = 4;

/** Bytes of one answer; a greater `fetchMaxBytes` is refused, as messages are bounded. */
export const fetchBytesMax = 50_331_648;

/** Milliseconds over `fetchMaxWaitMs` that an answer may take; then the node counts as lost and is asked anew. */
export const fetchGraceMs = 30_000;

/** Milliseconds that calls for offsets may take when their caller names no time. */
export const offsetsTimeoutMsDefault = 60_000;
