/**
 * What nodes say to one another. Messages may be lost, delayed, doubled and reordered; they may not be changed. `term` is the
 * sender's term, except where noted.
 */
import type { LogIndex, NodeId, Term } from '../ids.ts';
import type { Entry, Place } from '../log/entry.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

interface Envelope {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly term: Term;
}

export type Message =
  | PreVote
  | PreVoteReply
  | Vote
  | VoteReply
  | Append
  | AppendAccepted
  | AppendRejected
  | Heartbeat
  | HeartbeatReply
  | CommitNotice
  | SnapshotChunk
  | SnapshotReply
  | CampaignNow
  | NewerTerm
  | ReadRequest
  | ReadReply;

export type MessageKind = Message['kind'];

/** Would you vote for me? `term` is the one that the sender would campaign in; nobody's term changes. */
export interface PreVote extends Envelope {
  readonly kind: 'preVote';
  readonly last: Place;
}

/** When granted, `term` is the one that was asked for; when not, the term of the sender. */
export interface PreVoteReply extends Envelope {
  readonly kind: 'preVoteReply';
  readonly granted: boolean;
}

/** RequestVote of the paper. */
export interface Vote extends Envelope {
  readonly kind: 'vote';
  readonly last: Place;
  /** The leader asked for this campaign: nobody has to wait for it to be silent. */
  readonly transfer: boolean;
}

export interface VoteReply extends Envelope {
  readonly kind: 'voteReply';
  readonly granted: boolean;
}

/** AppendEntries of the paper: with entries, or to find out where logs agree. */
export interface Append extends Envelope {
  readonly kind: 'append';
  /** The place before the first entry. */
  readonly previous: Place;
  readonly entries: readonly Entry[];
  readonly commit: LogIndex;
}

/** The sender's disk has the log up to `match`, as the leader has it. */
export interface AppendAccepted extends Envelope {
  readonly kind: 'appendAccepted';
  readonly match: LogIndex;
}

/** The sender does not hold the place at `rejected`, or does not know that it does; at best it agrees up to `hint`. */
export interface AppendRejected extends Envelope {
  readonly kind: 'appendRejected';
  readonly rejected: LogIndex;
  readonly hint: Place;
}

/** The leader lives. The answer tells that in this round nobody newer was known to the sender. */
export interface Heartbeat extends Envelope {
  readonly kind: 'heartbeat';
  /** Never more than what the receiver is known to hold. */
  readonly commit: LogIndex;
  readonly round: number;
}

export interface HeartbeatReply extends Envelope {
  readonly kind: 'heartbeatReply';
  readonly round: number;
}

/** What is committed, when there is nothing else to say. Nobody answers; if it is lost, the next heartbeat says it again. */
export interface CommitNotice extends Envelope {
  readonly kind: 'commitNotice';
  /** Never more than what the receiver is known to hold. */
  readonly commit: LogIndex;
}

/** InstallSnapshot of the paper, one piece of it. */
export interface SnapshotChunk extends Envelope {
  readonly kind: 'snapshotChunk';
  readonly snapshot: Snapshot;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** The sender's disk has this many bytes of the snapshot. */
export interface SnapshotReply extends Envelope {
  readonly kind: 'snapshotReply';
  readonly index: LogIndex;
  readonly received: number;
}

/** TimeoutNow of the dissertation (3.10): take over. */
export interface CampaignNow extends Envelope {
  readonly kind: 'campaignNow';
}

/** The receiver's term is over. */
export interface NewerTerm extends Envelope {
  readonly kind: 'newerTerm';
}

/** A follower asks its leader for an index to read at. */
export interface ReadRequest extends Envelope {
  readonly kind: 'readRequest';
  /** Differs at every start of the sender, so that no answer to an earlier life counts. */
  readonly life: number;
  readonly read: number;
}

/** Without an index: the receiver may ask again, this sender could not tell. */
export interface ReadReply extends Envelope {
  readonly kind: 'readReply';
  readonly life: number;
  readonly read: number;
  readonly index: LogIndex | undefined;
}
