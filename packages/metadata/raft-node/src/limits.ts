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

/** Milliseconds of a tick of consensus; a follower campaigns after 10 to 20 silent ones. */
export const tickMsDefault = 50;
/** Reads of clients that wait. Above: refused as `busy`. */
export const readsOpenMax = 20_000;

/**
 * Terms, indexes, rounds and ids of messages are numbers from 0 to below this, which no cluster ever reaches: a message with another
 * one is dropped, or it would end the counting.
 */
export const wireNumberEnd: number = 2 ** 48;
/** Bytes of messages that go to another node as one; one message is always sent. The rest goes in the next frame. */
export const frameBytesMax: number = 1024 * 1024;
/**
 * Messages that wait for the way to another node: more than the reads of one turn. At the bound the oldest is dropped, as messages
 * may be.
 */
export const linkQueueMessagesMax = 16_384;
/** Bytes of messages that wait for the way to another node. At the bound the oldest are dropped, down to one. */
export const linkQueueBytesMax: number = 32 * 1024 * 1024;
/** Milliseconds before a broken way to another node is tried again; doubled each time. */
export const reconnectMsMin = 50;
/** Milliseconds before a broken way is tried again, at most. */
export const reconnectMsMax = 1_000;
/** Milliseconds after which a node answers what came in on a stream with a sign of life, one for all of it. */
export const signOfLifeMs = 500;
/**
 * Milliseconds in which something that was sent must be answered, and longer where much was sent (`linkBytesPerMsMin`). Above: the
 * stream is taken for broken and opened again.
 */
export const linkSilenceMsMax = 3_000;
/** Bytes that a way to another node takes in a millisecond at least. A slower one is taken for broken while it is at a large frame. */
export const linkBytesPerMsMin = 1_024;
/** Bytes of one frame between nodes; a larger one breaks the stream. One proposal of the largest size fits. */
export const peerMessageBytesMax: number = 48 * 1024 * 1024;
/** Streams of one connection of another node; it uses one. */
export const peerStreamsPerConnectionMax = 8;
/** Connections on the peer port. Further ones are closed at once. */
export const peerConnectionsMax = 256;
/** Addresses remembered of nodes that spoke to us. Further ones can be answered only if a label says where they are. */
export const strangersMax = 256;
/** Milliseconds for which the way to a node that left stays open, so that it hears of it. */
export const leavingMs = 2_000;
/** Milliseconds that streams get to end when the node stops. */
export const peerCloseGraceMs = 500;

/** Entries that a learner may be behind the leader's commit when it becomes a voter. Above: it is waited for. */
export const caughtUpEntries = 100;
/** Ticks that a learner may have been silent when it becomes a voter. Above: it is waited for. */
export const caughtUpSilentTicks = 5;
/** Ticks that a learner which is to vote may be silent. Above: the change is given up, and it is no member any more. */
export const newcomerSilentTicksMax = 200;
/** Milliseconds in which a learner that is to vote has to get something more of the log. Above: given up likewise. */
export const newcomerStillMsMax = 15_000;
/** Milliseconds that taking learners out again may take when a change is given up. Then they stay learners, and that is said. */
export const newcomerUndoMsMax = 2_000;
/** Milliseconds between looks at how far a membership change is. */
export const membershipPollMs = 50;

/** Founders of a quorum. More are a mistake: every one of them has to answer before a log is founded. Others join later. */
export const foundersMax = 15;
/** Characters of the id of a data directory. A longer one is refused. */
export const directoryIdCharsMax = 64;
/** The largest id of a node. Larger ones are refused in settings and as members: other nodes drop what speaks of numbers that cannot be. */
export const nodeIdMax = 2_147_483_647;
/** Characters of the address of a founder. A longer one is refused. */
export const founderAddressCharsMax = 300;
/** Founders that wait for an answer because the disk is at another one. Above: they are told to come again. */
export const meetsWaitingMax = 64;
/** Bytes of what founders say to each other. A larger message ends the call. */
export const meetBytesMax: number = 64 * 1024;
/** Milliseconds in which a founder answers another one. Then it is asked again. */
export const meetAnswerMs = 5_000;
/** Milliseconds before a founder that was not reached is asked again; doubled each time. */
export const meetPauseMsMin = 50;
/** Milliseconds before a founder that was not reached is asked again, at most. */
export const meetPauseMsMax = 1_000;
/**
 * Milliseconds that a founder which waits for others goes on to wait after it heard from a member that is no founder. Then it stops: its
 * cluster was founded without this directory.
 */
export const memberHeardMs = 5_000;
/**
 * Milliseconds for which a founder that is refused goes on to answer: another one that never founded its log may need nothing but this
 * answer, and with it the cluster comes back.
 */
export const refusedLingerMs = 1_000;
