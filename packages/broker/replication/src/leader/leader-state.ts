/**
 * What a leader knows about its partition. Written by `stepLeader` alone; everybody else reads. It holds no records, no
 * clock and no connection.
 */
import { assert, type BrokerId, type LeaderEpoch, type Offset } from '@ottla/base';
import { WaitQueue } from './wait-queue.ts';

/**
 * INV-HW-1: logStart <= highWatermark <= logEnd. INV-HW-2: when it advances, highWatermark <= the durable end of every
 * member of the maximal ISR. INV-HW-3: highWatermark never goes back within an epoch. INV-HW-4: ownDurable <= logEnd.
 */
export interface LeaderState {
  readonly self: BrokerId;
  leaderEpoch: LeaderEpoch;
  logStart: Offset;
  /** The end of what was appended, durable or not. */
  logEnd: Offset;
  /** The end of what our own disk has confirmed as the flush policy asks. */
  ownDurable: Offset;
  highWatermark: Offset;
  /** What each follower's disk has confirmed in this epoch; a follower that has not spoken is absent. */
  readonly followerDurable: Map<BrokerId, Offset>;
  /** As the metadata log has it. */
  isr: ReadonlySet<BrokerId>;
  /** A change of the ISR that was asked for and is not yet answered. */
  proposedIsr: ReadonlySet<BrokerId> | undefined;
  /** Followers of `isr` and `proposedIsr` together, without ourselves. */
  maximalFollowers: readonly BrokerId[];
  minInsyncReplicas: number;
  /** Waits for acks=all, by end offset. */
  readonly waitsForAll: WaitQueue;
  /** Waits for acks=1, by end offset. */
  readonly waitsForLeader: WaitQueue;
  /** Set once another leads; nothing happens after that. */
  resigned: boolean;
}

/** What is known when a broker begins to lead. */
export interface LeaderOptions {
  readonly self: BrokerId;
  readonly leaderEpoch: LeaderEpoch;
  readonly logStart: Offset;
  /** The end of the log. */
  readonly logEnd: Offset;
  /** What our own disk has confirmed of it: all of it after recovery, less when what was appended in an earlier reign still waits. */
  readonly ownDurable: Offset;
  /** The last high watermark this replica knew of. */
  readonly highWatermark: Offset;
  readonly isr: ReadonlySet<BrokerId>;
  readonly minInsyncReplicas: number;
}

/** The state at the begin of a reign. Alone in the ISR, everything durable is committed at once. */
export function openLeader(options: LeaderOptions): LeaderState {
  const { self, leaderEpoch, logStart, logEnd, ownDurable, isr, minInsyncReplicas } = options;
  assert(logStart <= logEnd, 'a log starts at or before its end');
  assert(ownDurable <= logEnd, 'only what was appended can be durable');
  assert(isr.has(self), 'a leader is a member of the ISR');
  const maximalFollowers = [...isr].filter((member) => member !== self);
  const known = Math.min(Math.max(options.highWatermark, logStart), ownDurable) as Offset;
  return {
    self,
    leaderEpoch,
    logStart,
    logEnd,
    ownDurable,
    highWatermark: maximalFollowers.length === 0 ? ownDurable : known,
    followerDurable: new Map(),
    isr,
    proposedIsr: undefined,
    maximalFollowers,
    minInsyncReplicas,
    waitsForAll: new WaitQueue(),
    waitsForLeader: new WaitQueue(),
    resigned: false,
  };
}

/**
 * Whether acks=all may be appended now. When not, the shell answers NOT_ENOUGH_REPLICAS and writes nothing. Counts the
 * committed ISR, not a proposed one.
 */
export function hasEnoughReplicas(state: LeaderState): boolean {
  return state.isr.size >= state.minInsyncReplicas;
}
