import type { BrokerId, ErrorCode, LeaderEpoch, Offset } from '@ottla/base';
import type { WaitId } from './wait-queue.ts';

/** Everything that can happen to a partition this broker leads. */
export type LeaderInput =
  | Appended
  | Awaited
  | OwnDurable
  | RolledBack
  | FollowerDurable
  | IsrProposed
  | IsrCommitted
  | { readonly kind: 'isrRefused' }
  | { readonly kind: 'minInsyncReplicasChanged'; readonly minInsyncReplicas: number }
  | { readonly kind: 'logStartMoved'; readonly to: Offset }
  | EpochChanged
  | { readonly kind: 'resigned' }
  | { readonly kind: 'waitCancelled'; readonly wait: WaitId };

/** Batches were written to the log (not yet synced). */
export interface Appended {
  readonly kind: 'appended';
  /** The end of the log after it. */
  readonly endOffset: Offset;
  /** The parked request, or undefined for acks=0. */
  readonly wait: WaitId | undefined;
  /** Whose confirmation the wait needs: that of all in-sync replicas, or of our own disk. Undefined without a wait. */
  readonly acks: 'all' | 'leader' | undefined;
}

/** A request waits for what was appended before: the batch it carries was a duplicate. */
export interface Awaited {
  readonly kind: 'awaited';
  /** The end of the original batch. */
  readonly endOffset: Offset;
  readonly wait: WaitId;
  readonly acks: 'all' | 'leader';
}

/** Our own disk has confirmed the log up to here, as far as the topic's flush policy asks it to. */
export interface OwnDurable {
  readonly kind: 'ownDurable';
  readonly endOffset: Offset;
}

/**
 * The log gave up what it had taken from `endOffset` on (a full volume, a failed disk): who waits for more hears `code`.
 * Nothing of it was durable here, so nothing that was committed is lost.
 */
export interface RolledBack {
  readonly kind: 'rolledBack';
  readonly endOffset: Offset;
  readonly code: ErrorCode;
}

/** A follower's disk has confirmed its log up to here. It is absolute: a follower that lost its tail reports less. */
export interface FollowerDurable {
  readonly kind: 'followerDurable';
  readonly follower: BrokerId;
  /** The epoch in which the follower follows us; another one than ours does not count. */
  readonly leaderEpoch: LeaderEpoch;
  readonly endOffset: Offset;
}

/** We asked the metadata service for another ISR. Until it is answered both count. */
export interface IsrProposed {
  readonly kind: 'isrProposed';
  readonly isr: ReadonlySet<BrokerId>;
}

/** The metadata log has this ISR now. */
export interface IsrCommitted {
  readonly kind: 'isrCommitted';
  readonly isr: ReadonlySet<BrokerId>;
}

/** We lead on in a newer epoch. Waits stay; what followers said in the old epoch is forgotten. */
export interface EpochChanged {
  readonly kind: 'epochChanged';
  readonly leaderEpoch: LeaderEpoch;
  readonly isr: ReadonlySet<BrokerId>;
}

/** Everything the shell must then do, in this order. */
export type LeaderEffect =
  /** Readers may see up to `to`. */
  | { readonly kind: 'advanceHighWatermark'; readonly to: Offset }
  /** Answer the request with success. */
  | { readonly kind: 'acknowledge'; readonly wait: WaitId }
  /** Answer the request with this code. */
  | { readonly kind: 'reject'; readonly wait: WaitId; readonly code: ErrorCode };
