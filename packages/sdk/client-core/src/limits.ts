/** The bounds of this package. Each says what happens when it is reached. */

/** Bytes of one message in either direction. A larger one fails its call with `resourceExhausted`. */
export const messageBytesMax = 67_108_864;

/** Nodes and bootstrap servers that one call to any node tries before it fails. */
export const attemptsPerCallMax = 8;

/** Topics in one metadata request; more are asked for in several. */
export const topicsPerRequestMax = 1_000;

/** Requests of one stream that wait for their answer. A request beyond fails at once with `resourceExhausted`. */
export const streamRequestsMax = 1_000;
