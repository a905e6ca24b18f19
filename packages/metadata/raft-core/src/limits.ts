/** The bounds of consensus. A node may be given others (`RaftOptions.limits`); the shell's settings do that. */

/** Ticks without a leader after which a follower asks for votes; each wait is drawn from one to two times this. */
export const electionTicksDefault = 10;
/** Ticks between heartbeats of a leader. */
export const heartbeatTicksDefault = 1;
/**
 * Election timeouts for which a leader's own disk may confirm nothing of what it was given, while others have more of the log. Then
 * the leader hands over: it could commit, but neither apply nor answer.
 */
export const diskPatienceTimeouts = 6;
/**
 * Bytes of one proposal. Above: refused as `tooLarge`. An entry travels in one piece, and heartbeats wait behind it: on a wire of 100
 * megabits a second for less than followers have patience.
 */
export const proposalBytesMax: number = 8 * 1024 * 1024;
/**
 * Bytes of a leader's entries that are not handed over yet: not committed, not on its own disk, or not taken. Above: refused as
 * `busy`; one entry is always let in.
 */
export const openBytesMax: number = 64 * 1024 * 1024;
/** A leader's entries that are not handed over yet. Above: refused as `busy`. */
export const openEntriesMax = 10_000;
/**
 * Messages that wait for the disk. Above: further ones are lost, as messages may be; a disk that stands still does not fill the
 * memory.
 */
export const heldMessagesMax = 10_000;
/** Bytes of entries in one append message; one entry is always sent. The rest goes into the next message. */
export const appendBytesMax: number = 1024 * 1024;
/** Append messages under way to one follower. At the bound it is sent nothing more until it answers. */
export const appendsInFlightMax = 64;
/** Bytes of entries under way to one follower. At the bound it is sent nothing more until it answers. */
export const appendBytesInFlightMax: number = 8 * 1024 * 1024;
/** Entries handed over for application in one turn. The rest comes with the next turn. */
export const handedOverEntriesMax = 1_000;
/** Bytes of entries handed over in one turn; one entry is always handed over. */
export const handedOverBytesMax: number = 8 * 1024 * 1024;
/** Reads that wait for their index, at a leader or on their way to one. Above: refused as `busy`. */
export const readsWaitingMax = 10_000;
/** Bytes of one chunk of a snapshot. */
export const snapshotChunkBytes: number = 256 * 1024;
/** Chunks under way to one follower. The next is sent when it has confirmed one. */
export const snapshotChunksInFlightMax = 4;
/** Entries kept behind a snapshot, so that a follower that is a little late needs no snapshot. */
export const retainedEntries = 5_000;
/** Bytes of entries kept in memory for late followers. Above: they are dropped up to the snapshot, and late followers get that. */
export const retainedBytesMax: number = 128 * 1024 * 1024;
/** Members of a membership, learners included. Above: the change is refused as `invalid`. */
export const membersMax = 32;
/** Characters of a member's label. Above: the change is refused as `invalid`. */
export const labelCharsMax = 1_024;
/** Bytes that an entry is reckoned with beside its payload. */
export const entryOverheadBytes = 64;
