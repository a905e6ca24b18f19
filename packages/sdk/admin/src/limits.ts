/** The bounds of this package. Each says what happens when it is reached. */

/** Milliseconds that the leaders of partitions have to tell offsets when the caller names no time; then those without an answer fail. */
export const leadersTimeoutMsDefault = 10_000;

/** Milliseconds that the leaders have to tell offsets and sizes for the description of a topic; it comes without theirs after that. */
export const sizesTimeoutMsMax = 3_000;
