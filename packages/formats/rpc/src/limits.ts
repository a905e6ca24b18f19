/** The bounds of this package. Each says what happens when it is reached. */

/** Elements of all repeated fields of one message. A message with more is refused with `invalidArgument`: small bytes must not become many objects. */
export const messageElementsMax = 200_000;

/** Nesting of unknown groups that a decoder skips. Deeper ones are refused with `invalidArgument`. */
export const skippedGroupDepthMax = 32;

/** Bytes of the writer that short messages share. A longer message gets memory of its own. */
export const sharedWriterBytes = 65_536;

/** Bytes of the shortest byte string that is sent from where it lies when its owner lends it. Shorter ones are copied, which costs less. */
export const lentBytesMin = 4_096;

/** Bytes of the largest text that is read byte by byte when it is plain ASCII; longer text goes through the decoder at once. */
export const shortTextBytesMax = 64;

/** Bytes that one end of a call may have queued before `write` answers false. What is written all the same is still queued. */
export const streamQueueBytesMax = 1_048_576;

/** Milliseconds that a unary call may take when its caller names no deadline; then it fails with `deadlineExceeded`. */
export const unaryDeadlineMsDefault = 30_000;

/** Bytes of one HTTP/2 flow control window: what a stream may have on its way without the reader having taken it. */
export const flowControlWindowBytes = 8_388_608;

/** Characters of an error's sentence that travel with a status. The rest is cut off, as headers are bounded. */
export const statusMessageCharsMax = 2_048;

/** Milliseconds without any call after which a server closes a connection. Clients connect again by themselves. */
export const connectionIdleMsMax = 1_800_000;

/** Milliseconds between pings on a silent connection, on both ends. */
export const keepaliveIntervalMs = 30_000;

/** Milliseconds that the answer to a ping may take; then the connection counts as lost and its calls fail with `unavailable`. */
export const keepaliveAnswerMsMax = 10_000;

/** Milliseconds before the first and at most before later attempts to reach a server again. */
export const reconnectBackoffMs = { first: 50, most: 2_000 } as const;

/** Calls that an in-memory channel holds back when the server's stream limit is reached. A call beyond fails with `resourceExhausted`. */
export const heldCallsMax = 1_000;

/** Milliseconds that a client has to take its last status from a server that closes; then the connection is dropped. */
export const lastStatusMs = 100;
/** Bytes of small messages that travel in one. Above: what is there leaves at once, and the next ones begin another. */
export const packBytesMax: number = 256 * 1024;
/** Small messages that travel in one. Above: what is there leaves at once, and the next ones begin another. */
export const packItemsMax = 500;
