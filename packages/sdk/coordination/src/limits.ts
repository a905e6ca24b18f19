/** The bounds of this package. Each says what happens when it is reached. */

/** Attempts of which the time of a request that may be repeated is made: one that no answer comes to goes on to another node meanwhile. */
export const attemptsPerRequest = 3;

/** Milliseconds in which a node must answer who the cluster is before anything is asked of it. Later: another node is tried. */
export const greetingMsMax = 5_000;

/** A session counts as lost this part of its time-out before the cluster may end it, for clocks that do not run alike. */
export const sessionMarginShare = 20;

/** Signs of life in the time-out of a session. */
export const signsOfLifePerTimeout = 3;

/** Milliseconds of the shortest time-out that a session may have. A shorter one is refused. */
export const sessionTimeoutMsMin = 1_000;

/** Milliseconds of the longest time-out that a session may have. A longer one is refused. */
export const sessionTimeoutMsMax = 3_600_000;

/** Messages of a watch that wait for whoever reads it. At the bound the stream is not read. */
export const watchMessagesMax = 16;

/** Keys that `list` asks for in one page, when its caller names no number. */
export const pageSizeDefault = 1_000;

/** Milliseconds that `close` of the client waits for its sessions to be closed. Then they end with their time-outs. */
export const closeGraceMs = 5_000;
