/** The bounds of the metadata service. */

/** Commands planned and not yet committed. Above: THROTTLING_QUOTA_EXCEEDED, nothing happens. */
export const commandsInFlightMax = 2_000;
/** Bytes of records planned and not yet committed. Above: THROTTLING_QUOTA_EXCEEDED. One command is always let in. */
export const bytesInFlightMax: number = 64 * 1024 * 1024;
/** Results remembered by their request id. The oldest ones are forgotten; a repetition after that is a new command. */
export const rememberedRequestsMax = 10_000;
/** Characters of a request id. Above: INVALID_REQUEST. */
export const requestIdCharsMax = 256;
/** Entries after which a snapshot is written, unless they are few bytes against the snapshot. */
export const snapshotAfterEntries = 5_000;
/** Bytes of entries after which a snapshot is written. */
export const snapshotAfterBytes: number = 16 * 1024 * 1024;
/** Records encoded in one turn of the event loop while a snapshot is written; the next ones wait for the next turn. */
export const snapshotRecordsPerTurn = 2_000;
/** Milliseconds between two looks of the leader at sessions that are overdue: how much later than its time-out a session ends. */
export const sessionClockTickMs = 100;
/** Milliseconds of one slot of the session clock; sessions of one slot are looked at together. */
export const sessionClockSlotMs = 100;
