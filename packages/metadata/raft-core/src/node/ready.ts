/** What a turn asks of the shell. The README says in which order. */
import type { LogIndex, NodeId, Term } from '../ids.ts';
import type { Entry } from '../log/entry.ts';
import type { Message } from '../messages/message.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

export interface Ready {
  /** To be sent, now or whenever; nothing in them depends on a write that is not confirmed. */
  readonly messages: readonly Message[];
  /** To be read from a snapshot and sent as `snapshotChunk`. */
  readonly chunks: readonly ChunkToSend[];
  /** To be made durable in one piece, in the order of their numbers; then `persisted(number)`. */
  readonly write: Write | undefined;
  /** A snapshot whose bytes have all arrived: the shell looks whether it can be read, then answers `verified`. */
  readonly verify: Snapshot | undefined;
  /** The state machine becomes what this snapshot says, before the entries below. It is durable. */
  readonly restore: Snapshot | undefined;
  /** To be applied, in this order. They are committed, and durable here. */
  readonly committed: readonly Entry[];
  readonly reads: readonly ReadOutcome[];
  /** Set when any of it changed. */
  readonly leadership: Leadership | undefined;
}

/** Everything that is synced together. Within it: `install` first, then chunks (of a snapshot after it), then entries. */
export interface Write {
  readonly number: number;
  readonly hardState: HardState;
  /** The snapshot that earlier writes brought, and that was verified, takes the place of the whole log and of the snapshot before. */
  readonly install: Snapshot | undefined;
  /** Pieces of a snapshot that is being received. Offset 0 begins anew: what was received before and not installed is of no use. */
  readonly chunks: readonly ChunkToStore[];
  /** They take the place of everything from the index of the first of them on. */
  readonly entries: readonly Entry[];
}

/** What a node must never forget (Raft Figure 2, persistent state). */
export interface HardState {
  readonly term: Term;
  /** Who got this node's vote in this term. */
  readonly vote: NodeId | undefined;
  /** What was known to be committed; may be older than the truth, never newer. */
  readonly commit: LogIndex;
}

export interface ChunkToSend {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly term: Term;
  readonly snapshot: Snapshot;
  readonly offset: number;
  readonly length: number;
}

export interface ChunkToStore {
  readonly snapshot: Snapshot;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** `readable`: linearizable once everything up to `index` is applied. `refused`: ask again. */
export type ReadOutcome =
  | { readonly kind: 'readable'; readonly read: number; readonly index: LogIndex }
  | { readonly kind: 'refused'; readonly read: number };

export type Role = 'follower' | 'preCandidate' | 'candidate' | 'leader';

export interface Leadership {
  readonly role: Role;
  readonly term: Term;
  readonly leader: NodeId | undefined;
}
