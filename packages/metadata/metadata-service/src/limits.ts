/** The bounds of the metadata service. */

/** Commands planned and not yet committed. Above: THROTTLING_QUOTA_EXCEEDED, nothing happens. */
export const commandsInFlightMax = 2_000;
/** Bytes of records planned and not yet committed. Above: THROTTLING_QUOTA_EXCEEDED. One command is always let in. */
export const bytesInFlightMax: number = 64 * 1024 * 1024;
/** Replicas of one partition, as long as brokers do not replicate. Above: INVALID_REPLICATION_FACTOR. */
export const replicasPerPartitionSupported = 1;
/** Results remembered by their request id. The oldest ones are forgotten; a repetition after that is a new command. */
export const rememberedRequestsMax = 10_000;
/** Characters of a request id. Above: INVALID_REQUEST. */
export const requestIdCharsMax = 256;
/** Records after which a snapshot is written, as soon as they are as many bytes as the last one. */
export const snapshotAfterRecords = 10_000;
/** Bytes of entries after which a snapshot is written, as soon as they are as many as those of the last one. */
export const snapshotAfterBytes: number = 16 * 1024 * 1024;
/** Records encoded in one turn of the event loop while a snapshot is written; the next ones wait for the next turn. */
export const snapshotRecordsPerTurn = 2_000;
/** Milliseconds between two looks of the leader at sessions that are overdue: how much later than its time-out a session ends. */
export const sessionClockTickMs = 100;
/** Milliseconds of one slot of the session clock; sessions of one slot are looked at together. */
export const sessionClockSlotMs = 100;
/** Sessions that have ended and are still in a slot of the clock, beyond as many as there are living ones. Above: it is tidied. */
export const leftInSlotsMin = 1_000;
/** Milliseconds by which a look may be late before the pause counts as nobody's silence. */
export const sessionClockLateMs = 300;
/** Revisions that a node remembers for those who resume a watch. Older ones: the watch is told everything anew. */
export const watchHistoryRevisionsMax = 20_000;
/** Bytes of paths and values in the revisions that are remembered, as they were before and after. The oldest go. */
export const watchHistoryBytesMax: number = 32 * 1024 * 1024;
/** Watches of one node. Further ones are refused: ask another node, or watch several prefixes with one. */
export const watchesMax = 10_000;
/** Events of one batch of a watch, unless one revision alone has more. The rest comes in the next one. */
export const watchBatchEventsMax = 500;
/** Revisions after which a watch that nothing happened to is told how far it is. */
export const watchProgressRevisions = 1_000;
/** Milliseconds that a change of the quorum's members may take. Then REQUEST_TIMED_OUT: steps that were done stay, asked again it goes on. */
export const memberChangeMsMax = 25_000;
/** Milliseconds after which a voter that says nothing is taken for gone when members are changed: what would leave too few others is refused. */
export const memberSilenceMsMax = 2_000;
/** Milliseconds that handing over the leadership may take. Then REQUEST_TIMED_OUT. */
export const transferMsMax = 10_000;
/** Milliseconds between looks at how far handing over the leadership is. */
export const transferPollMs = 20;
/** Bytes of records of several commands in one entry of the log. Above: the entry leaves, and another one begins. One command may have more. */
export const entryBytesWanted: number = 256 * 1024;
