/**
 * Everything that a node knows. Only the functions of this package write it; one input at a time.
 *
 * INV-RAFT-1: handedOver <= min(commit, durable). INV-RAFT-2: commit <= last index of the log. INV-RAFT-3: term, commit and
 * handedOver never go back. INV-RAFT-4: in one term the vote, once given, stays. INV-RAFT-5: without a place to compare nothing beyond
 * `agreed` is committed. INV-RAFT-6: what was confirmed to a leader stays, until an entry of another term takes its place.
 */
import type { Randomness } from '@ottla/base';
import type { LogIndex, NodeId, Term } from '../ids.ts';
import type { Durability } from '../log/durability.ts';
import type { RaftLog } from '../log/raft-log.ts';
import type { MembershipHistory } from '../membership/membership-history.ts';
import type { ForwardedReads } from '../reading/forwarded-reads.ts';
import type { LeaderReads } from '../reading/leader-reads.ts';
import type { Progress } from '../replication/progress.ts';
import type { RaftRules } from '../rules/raft-rules.ts';
import type { IncomingSnapshot } from '../snapshot/incoming-snapshot.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { RaftSettings } from './options.ts';
import type { Outbox } from './outbox.ts';
import type { ChunkToSend, ChunkToStore, ReadOutcome } from './ready.ts';

export interface RaftState {
  readonly id: NodeId;
  readonly settings: RaftSettings;
  readonly rules: RaftRules;
  readonly randomness: Randomness;
  /** The number of this start of the node. */
  readonly life: number;
  readonly abstains: boolean;
  readonly log: RaftLog;
  readonly durability: Durability;
  readonly memberships: MembershipHistory;
  readonly outbox: Outbox;
  readonly forwardedReads: ForwardedReads;
  /** Ticks since the start. */
  now: number;
  term: Term;
  vote: NodeId | undefined;
  commit: LogIndex;
  /** The last entry that the shell was given to apply. */
  handedOver: LogIndex;
  role: RoleState;
  leader: NodeId | undefined;
  /** As follower: up to where our log was compared with that of this term's leader since our start, and agrees. */
  agreed: LogIndex;
  /** Ticks since the leader was heard, a vote was given or a campaign began. */
  silentTicks: number;
  /** Silent ticks after which we campaign. */
  patienceTicks: number;
  /** The newest snapshot that is durable, or being made so by an installation. */
  snapshot: Snapshot;
  incoming: IncomingSnapshot | undefined;
  lastRead: number;
  readonly effects: PendingEffects;
}

/** What the next `Ready` carries. */
export interface PendingEffects {
  chunksToSend: ChunkToSend[];
  chunksToStore: ChunkToStore[];
  reads: ReadOutcome[];
  verify: Snapshot | undefined;
  install: Snapshot | undefined;
  /** A snapshot that is being installed, and the write that makes it durable; it is restored after that. */
  installing: { readonly snapshot: Snapshot; readonly number: number } | undefined;
  restore: Snapshot | undefined;
}

export type RoleState =
  | { readonly kind: 'follower' }
  | { readonly kind: 'preCandidate'; readonly votes: Map<NodeId, boolean> }
  | { readonly kind: 'candidate'; readonly votes: Map<NodeId, boolean> }
  | LeaderState;

export interface LeaderState {
  readonly kind: 'leader';
  /** Everybody else who gets the log. */
  readonly progress: Map<NodeId, Progress>;
  readonly reads: LeaderReads;
  /** The first entry of this reign. */
  readonly firstIndex: LogIndex;
  transfer: LeadershipTransfer | undefined;
  openBytes: number;
  heartbeatElapsed: number;
  /** The last round of heartbeats that was begun. */
  round: number;
  /** The write that our disk is at, and the tick since which it is. */
  disk: { readonly write: number | undefined; readonly since: number };
}

export interface LeadershipTransfer {
  readonly target: NodeId;
  readonly beganAt: number;
  wasAsked: boolean;
}

/** Whether everything that earlier leaders committed is known to be committed (Raft §8). */
export function hasCommittedInOwnTerm(raft: RaftState, leader: LeaderState): boolean {
  return raft.commit >= leader.firstIndex;
}
