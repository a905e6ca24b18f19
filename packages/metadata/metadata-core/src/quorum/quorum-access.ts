/** The quorum that keeps the metadata, as operators see and change it. Positions are those of entries of the log, inclusive. */
import type { ProtocolOutcome } from '@ottla/base';

/** A member of the quorum, as its leader sees it. */
export interface QuorumMember {
  readonly id: number;
  /** Where the other nodes reach it, `host:port`; undefined where nobody said. */
  readonly address: string | undefined;
  /** `outgoing`: it votes until the change of members that is under way is through. `learner`: it gets the log and does not vote. */
  readonly role: 'voter' | 'outgoing' | 'learner';
  /** The last entry that is known to be on its disk. */
  readonly lastPosition: number | undefined;
  /** Milliseconds since it was heard; 0 for the leader itself. */
  readonly silentMs: number | undefined;
}

/** The quorum as its leader sees it. */
export interface QuorumDescription {
  /** -1: nobody leads. */
  readonly leaderId: number;
  readonly term: number;
  readonly commit: number;
  /** In the order of their ids. */
  readonly members: readonly QuorumMember[];
  /** A change of members is under way. */
  readonly isChanging: boolean;
}

/** `outsider`: no member, or not yet. */
export type QuorumRole = 'leader' | 'follower' | 'candidate' | 'preCandidate' | 'learner' | 'outsider';

/** What a node itself knows. */
export interface LocalQuorum {
  readonly nodeId: number;
  readonly role: QuorumRole;
  readonly term: number;
  /** -1: not known. */
  readonly leaderId: number;
  readonly commit: number;
  /** The last entry that is in the image. */
  readonly applied: number;
  readonly lastPosition: number;
  /** The first entry that the log has; what is before it is in the snapshot. */
  readonly firstPosition: number;
  /** The last entry that the newest snapshot has; 0: there is none. */
  readonly snapshotPosition: number;
}

/** Who is to vote from now on, and who is to leave. */
export interface MemberChange {
  /** Nodes that are to vote. One that votes already gets the address. */
  readonly add: readonly { readonly id: number; readonly address: string }[];
  readonly remove: readonly number[];
}

/** Operations on the quorum. Nothing of it rejects. */
export interface QuorumAccess {
  /** What this node itself knows; cheap, and works without a leader. */
  local(): LocalQuorum;
  /** As the leader sees it; an outcome where no leader could be asked. */
  describe(): Promise<QuorumDescription | ProtocolOutcome>;
  /**
   * Brings the members about, step by step; resolves when that is through. Newcomers are spoken with before anything is written, and
   * taken out again when they come to a standstill. A request that concerns a member of the change under way takes that over.
   * REQUEST_TIMED_OUT: some of the steps may be done; asked again, it goes on from there. Every other refusal says what became of it.
   */
  changeMembers(change: MemberChange): Promise<ProtocolOutcome>;
  /** Hands the leadership to a voter; resolves when it leads. */
  transferLeadership(to: number): Promise<ProtocolOutcome>;
  /** Writes a snapshot of this node's metadata now. `position`: the last entry that the newest snapshot has. */
  takeSnapshot(): Promise<SnapshotTaken>;
}

export interface SnapshotTaken {
  readonly outcome: ProtocolOutcome;
  readonly position: number;
}
