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
/** Milliseconds between two questions to the quorum whether signs of life may be confirmed; those in between share one. */
export const signsGatheredMs = 20;
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
/** Milliseconds without a leader of the metadata after which a node ends its watches, so that they go on at another one. */
export const outOfTouchMsMax = 10_000;
/** Milliseconds in which a leader that is known has to be heard, or it counts as none. */
export const leaderSilenceMsMax = 2_000;
/** Milliseconds between looks at whether there is a leader. */
export const touchPollMs = 500;
/** Milliseconds that a change of the quorum's members may take. Then REQUEST_TIMED_OUT: steps that were done stay, asked again it goes on. */
export const memberChangeMsMax = 25_000;
/** Milliseconds after which a voter that says nothing is taken for gone when members are changed: what would leave too few others is refused. */
export const memberSilenceMsMax = 2_000;
/**
 * Milliseconds in which a node that is to be taken in has to answer at its peer port, before anything is written. Then the change is refused,
 * and nothing happened.
 */
export const newcomerMeetMsMax = 5_000;
/** Milliseconds that one question to such a node may take. Then it is asked again. */
export const newcomerAnswerMsMax = 2_000;
/** Milliseconds between two questions to such a node. */
export const newcomerPauseMs = 200;
/** Bytes of what a node says of itself. A larger message ends the call. */
export const introductionBytesMax: number = 64 * 1024;
/** Characters of another cluster's id that an error repeats. The rest is left out. */
export const clusterIdCharsShown = 64;
/** Milliseconds that a member may take to say whether it knows a node that begins with an empty log. Then it is asked again. */
export const firstLookAnswerMsMax = 2_000;
/** Milliseconds between two questions of such a node to the members. */
export const firstLookPauseMs = 500;
/** Milliseconds between looks at whether this node still belongs to its quorum. */
export const belongingPollMs = 500;
/** Milliseconds until it looks again after it asked the others. */
export const belongingAgainMs = 2_000;
/** Milliseconds that another node may take to say who it is and whom it knows. Then its word is missing. */
export const belongingAnswerMsMax = 2_000;
/** Milliseconds that handing over the leadership may take. Then REQUEST_TIMED_OUT. */
export const transferMsMax = 10_000;
/** Milliseconds between looks at how far handing over the leadership is. */
export const transferPollMs = 20;
/** Bytes of records of several commands in one entry of the log. Above: the entry leaves, and another one begins. One command may have more. */
export const entryBytesWanted: number = 256 * 1024;
/** Nesting of a command or reply that travels between nodes. Deeper ones are refused. */
export const wireDepthMax = 16;
/** Milliseconds that a command waits for a leader of the metadata that takes it. Then NOT_CONTROLLER, nothing happens. */
export const leaderWaitMsMax = 5_000;
/** Milliseconds between attempts while a command waits for a leader; a change of leaders is an attempt at once. */
export const leaderRetryMs = 50;
/** Commands of one node that are on their way to the leader, wait for one, or for the image to show them. Above: THROTTLING_QUOTA_EXCEEDED. */
export const forwardsOpenMax = 2_000;
/** Bytes of commands that are on their way to the leader or wait for one. Above: THROTTLING_QUOTA_EXCEEDED. One command is always let in. */
export const forwardBytesOpenMax: number = 64 * 1024 * 1024;
/** Bytes of one command that goes to the leader. Above: INVALID_REQUEST; its records would not be one entry of the log. */
export const forwardedBytesMax: number = 16 * 1024 * 1024;
/** Bytes of commands, or of replies, that go between nodes as one message; one is always sent. The rest goes in the next one. */
export const forwardFrameBytesMax: number = 1024 * 1024;
/** Bytes of one message between nodes. A larger one breaks the stream; `forwardedBytesMax` and `forwardFrameBytesMax` keep below it. */
export const forwardMessageBytesMax: number = 48 * 1024 * 1024;
/** Commands of one stream of another node that the leader is at. Above: the stream is not read. */
export const forwardsPerStreamMax = 4_000;
/** Milliseconds that a reply from the leader waits for this node's image to show what it speaks of. Then the end is told as unknown. */
export const readBackMsMax = 5_000;
/** Milliseconds between questions of a node to the leader whether it is still there. */
export const leaderPingMs = 1_000;
/** Such questions that may stay without an answer. Above: the stream is given up, and what is under way on it is unknown. */
export const leaderPingsUnansweredMax = 3;
/** Milliseconds that what is under way to a leader may take after another one leads. Then it is unknown. */
export const retiredLinkMsMax = 2_000;
/** Milliseconds before a broken way to the leader is tried again; doubled each time. */
export const linkPauseMsMin = 50;
/** Milliseconds before a broken way to the leader is tried again, at most. */
export const linkPauseMsMax = 1_000;
/** Milliseconds for which signs of life of sessions are gathered on their way to the leader. */
export const signsGatherMs = 10;
/** Sessions whose signs of life go to the leader as one. The rest goes in the next message. */
export const signsPerMessageMax = 10_000;
/** Milliseconds that a service which stops waits for commands under way. Then their end is unknown. */
export const stopPatienceMs = 3_000;
