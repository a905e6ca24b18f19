/** The bounds of this package. Each says what happens when it is reached. */

/** Requests that an idempotent producer may have under way at one node: the broker remembers five batches of each. A greater setting is refused. */
export const idempotentInFlightMax = 5;

/** Sequence numbers run from 0 up to but not including this, and start again at 0. */
export const sequenceCount = 0x8000_0000;

/** Milliseconds that `close` waits for what is not yet sent, when its caller names no time. */
export const closeTimeoutMsDefault = 30_000;

/** Bytes of a record besides its key, value and headers that are counted at most, in requests and in memory. */
export const recordOverheadBytesMax = 128;
