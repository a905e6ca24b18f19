/**
 * The log under the metadata, as the service needs it: entries in one order, durable before they are committed. `QuorumLog`
 * keeps it by consensus. Entries are bytes
 * here; what they mean is the service's business.
 */
import type { Branded, MetadataOffset } from '@ottla/base';
import type { QuorumNode } from '@ottla/raft-node';

/** The number of a leader's reign over the log. */
export type Term = Branded<number, 'Term'>;

/** Who may propose. */
export type Leadership =
  | { readonly kind: 'leader'; readonly term: Term }
  | { readonly kind: 'follower'; readonly term: Term; readonly leader: number | undefined };

/** An entry that is committed: it is durable and keeps its place for ever. Positions grow; a quorum's own entries leave gaps. */
export interface CommittedEntry {
  readonly position: MetadataOffset;
  readonly term: Term;
  readonly bytes: Uint8Array;
}

/** The state after all entries below `position`, as the service wrote it. */
export interface LogSnapshot {
  /** Exclusive: the first entry that is not part of it. */
  readonly position: MetadataOffset;
  readonly term: Term;
  /** In pieces, in order. */
  readonly pieces: readonly Uint8Array[];
}

/**
 * How a proposal ended. `committed`: it is in the log at this position. `refused`: it is not and never will be.
 * `unknown`: it may be there or may yet come.
 */
export type ProposalResult =
  | { readonly kind: 'committed'; readonly position: MetadataOffset }
  | { readonly kind: 'refused'; readonly reason: 'notLeader' | 'busy' | 'tooLarge' | 'failed' | 'stopped' }
  | { readonly kind: 'unknown'; readonly reason: 'leadershipLost' | 'failed' | 'stopped' };

/** What the service does about what happens in the log. Calls come one at a time and in order. */
export interface LogFollower {
  /** Everything so far is replaced by this snapshot. */
  installSnapshot(snapshot: LogSnapshot): void;
  /** Whether a snapshot of these pieces, which came from another node, can be installed; nothing changes. */
  isReadable(pieces: readonly Uint8Array[]): boolean;
  /** These entries follow directly upon what came before. Called before their proposals settle. */
  committed(entries: readonly CommittedEntry[]): void;
  /** As leader: called when everything committed in earlier terms has been handed over. */
  leadershipChanged(leadership: Leadership): void;
  /** The log cannot go on (a failed sync, a broken disk). The last call; the node stops. */
  failed(error: Error): void;
}

/** This node's part in the quorum that keeps the log. */
export type LogMember = Pick<QuorumNode, 'status' | 'applied' | 'tickMs' | 'changeMembership' | 'transferTo'>;

export interface ReplicatedLog {
  /** This node as a member of the quorum; undefined before the start. */
  readonly member: LogMember | undefined;
  /**
   * Reads what is there, hands it to the follower (snapshot, entries, leadership), then begins. Rejects with a
   * `MetadataLogError` when what is there is damaged or missing; nothing was changed then.
   */
  start(follower: LogFollower): Promise<void>;
  /**
   * Proposes an entry. Proposals are committed in the order in which they were made. They form a chain: once one of them
   * fails, all that were made before its promise settled fail as well, since each may build on the one before; and it settles
   * after those before it, so that what is planned next builds on what came of them. Never rejects.
   */
  propose(bytes: Uint8Array): Promise<ProposalResult>;
  /** Resolves with true when everything acknowledged before this call was handed over here; false when nobody could say. */
  caughtUp(): Promise<boolean>;
  /** Keeps this snapshot and drops the entries that it covers; whether it did. Never rejects: a failure is told to the follower. */
  saveSnapshot(snapshot: LogSnapshot): Promise<boolean>;
  leadership(): Leadership;
  /** Where another member is reached, `host:port`; undefined: nobody said. */
  addressOf(id: number): string | undefined;
  /** Finishes what is being written, refuses the rest, and closes. */
  stop(): Promise<void>;
}
