/**
 * The rules on which safety rests, each a small question with the place where the paper answers it. The node asks them and
 * decides nothing of the kind by itself, so that each rule is read, tested and (by tests that prove the tests) broken alone.
 *
 * "Raft" is the paper (extended version), "dissertation" is Ongaro's.
 */
import { type LogIndex, lower, type NodeId, type Term } from '../ids.ts';
import type { Place } from '../log/entry.ts';
import { type Membership, towards } from '../membership/membership.ts';
import { voterGroups } from '../membership/quorum.ts';
import type { MessageKind } from '../messages/message.ts';

export interface RaftRules {
  /** Raft §5.4.1: the log whose last entry has the later term is more up to date; with equal terms the longer one. */
  readonly isUpToDate: (candidate: Place, own: Place) => boolean;
  /** Raft §5.2: one vote per term, first come first served. */
  readonly mayVoteFor: (candidate: NodeId, vote: NodeId | undefined) => boolean;
  /** Dissertation 9.6: only a term in which we have not acted can be asked for. */
  readonly mayPreVoteIn: (asked: Term, own: Term) => boolean;
  /** What of the disk's memory of a vote is believed at start: all of it. */
  readonly rememberedVote: (vote: NodeId | undefined) => NodeId | undefined;
  /** Dissertation 4.2.3: who hears from a leader helps nobody to unseat it, except the leader itself. */
  readonly isLoyal: (
    leader: NodeId | undefined,
    candidate: NodeId,
    silentTicks: number,
    electionTicks: number,
  ) => boolean;
  /** Raft §5.1: persistent state is updated on stable storage before answering. These kinds tell about it. */
  readonly waitsForDisk: (kind: MessageKind) => boolean;
  /** Whose agreement decides: a majority of each of these groups (Raft §6). */
  readonly groupsOf: (membership: Membership) => readonly (readonly NodeId[])[];
  /** Raft §6: other voters come into force through a joint membership. */
  readonly transition: (from: Membership, to: Membership) => Membership;
  /** Up to where the leader counts its own log: what its disk has (dissertation 10.2.1). */
  readonly ownMatch: (durable: LogIndex, last: LogIndex) => LogIndex;
  /** Raft §5.4.2: only entries of the leader's own term are committed by counting. */
  readonly mayCommit: (entryTerm: Term, ownTerm: Term) => boolean;
  /**
   * Raft Figure 2, AppendEntries 5: the lower of leader's commit and last entry that is known to agree: the last of the append, or
   * where nothing is compared, what an append of this leader brought before.
   */
  readonly followerCommit: (leaderCommit: LogIndex, agreed: LogIndex, last: LogIndex) => LogIndex;
  /** What a follower may be told is committed without a place to compare: only what it is known to hold. */
  readonly toldCommit: (commit: LogIndex, match: LogIndex) => LogIndex;
  /** Raft Figure 2, AppendEntries 3: an entry of another term at the same index is a conflict; it and all behind it go. */
  readonly conflicts: (ownTerm: Term | undefined, entryTerm: Term) => boolean;
  /** Dissertation 6.4: a leader does not know what is committed before an entry of its own term is. */
  readonly mayBeginRead: (hasCommittedInOwnTerm: boolean) => boolean;
  /** Dissertation 6.4: the round of heartbeats that a read must see answered: one that begins after it came. */
  readonly roundOfRead: (lastRound: number) => number;
  /** Dissertation 6.2: a leader that does not hear from a quorum for an election timeout steps down. */
  readonly hasLostQuorum: (silentTicks: number, electionTicks: number) => boolean;
  /** Ongaro 2015 (raft-dev) and Raft §6: a change waits for the one before, and for an entry of the leader's own term. */
  readonly mayChangeMembership: (pending: LogIndex, commit: LogIndex, hasCommittedInOwnTerm: boolean) => boolean;
  /** Raft §7: a snapshot that is older than what is committed here says nothing new. */
  readonly isNewSnapshot: (snapshot: Place, commit: LogIndex) => boolean;
  /** Raft Figure 13, rule 6: a log that holds the last entry of a snapshot keeps what follows upon it. */
  readonly keepsLog: (holdsSnapshot: boolean) => boolean;
}

const freeKinds: ReadonlySet<MessageKind> = new Set<MessageKind>([
  'append',
  'heartbeat',
  'heartbeatReply',
  'commitNotice',
  'snapshotChunk',
  'preVote',
  'preVoteReply',
  'newerTerm',
  'campaignNow',
  'readRequest',
  'readReply',
]);

/** The rules as they are. */
export const raftRules: RaftRules = {
  isUpToDate: (candidate, own) =>
    candidate.term > own.term || (candidate.term === own.term && candidate.index >= own.index),
  mayVoteFor: (candidate, vote) => vote === undefined || vote === candidate,
  mayPreVoteIn: (asked, own) => asked > own,
  rememberedVote: (vote) => vote,
  isLoyal: (leader, candidate, silentTicks, electionTicks) =>
    leader !== undefined && leader !== candidate && silentTicks < electionTicks,
  waitsForDisk: (kind) => !freeKinds.has(kind),
  groupsOf: voterGroups,
  transition: towards,
  ownMatch: (durable) => durable,
  mayCommit: (entryTerm, ownTerm) => entryTerm === ownTerm,
  followerCommit: (leaderCommit, agreed) => lower(leaderCommit, agreed),
  toldCommit: (commit, match) => lower(commit, match),
  conflicts: (ownTerm, entryTerm) => ownTerm !== undefined && ownTerm !== entryTerm,
  mayBeginRead: (hasCommittedInOwnTerm) => hasCommittedInOwnTerm,
  roundOfRead: (lastRound) => lastRound + 1,
  hasLostQuorum: (silentTicks, electionTicks) => silentTicks >= electionTicks,
  mayChangeMembership: (pending, commit, hasCommittedInOwnTerm) => hasCommittedInOwnTerm && pending <= commit,
  isNewSnapshot: (snapshot, commit) => snapshot.index > commit,
  keepsLog: (holdsSnapshot) => holdsSnapshot,
};
