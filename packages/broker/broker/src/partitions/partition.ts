import type { BrokerId, ErrorCode, LeaderEpoch, Lease, Offset, PartitionIndex, TopicId } from '@ottla/base';
import { ErrorCode as Code } from '@ottla/base';
import type { AppendOutcome, LogListener, PartitionLog } from '@ottla/log';
import type { PartitionState } from '@ottla/metadata-core';
import {
  hasEnoughReplicas,
  type LeaderEffect,
  type LeaderState,
  openLeader,
  stepLeader,
  type WaitId,
} from '@ottla/replication';
import type { TopicTraffic } from '../measuring/topic-traffic.ts';
import type { Acks, CurrentLeader, IsolationLevel } from '../services/words.ts';

/** Waits for the fate of one append. */
export interface AppendWaiter {
  /** As safe as was asked. */
  acknowledged(slot: number): void;
  /** Not stored, or not known to be. */
  rejected(slot: number, code: ErrorCode): void;
}

/** Waits for something to read. */
export interface ReadWaiter {
  /** About so many bytes more can be read; at least 1. */
  moreBytes(bytes: number): void;
  /** Leader, epoch or bounds changed, or the partition is gone: look again. */
  changed(): void;
}

/** What a partition needs of the broker around it. */
export interface PartitionSurroundings {
  readonly nodeId: BrokerId;
  /** Something became durable, or was given up. */
  readonly writesSettled: () => void;
}

/** Which partition, and its log. */
export interface PartitionIdentity {
  readonly topicId: TopicId;
  readonly topicName: string;
  readonly index: PartitionIndex;
  readonly log: PartitionLog;
  /** What counts the bytes and messages of its topic. */
  readonly traffic: TopicTraffic;
}

/**
 * One partition stored here: joins its log with the rules of replication. Everything that happens to it happens in one
 * synchronous step, so appends have one order and no step sees another half done. It neither knows doors nor requests.
 *
 *   following ── takeRole(leader = me) ──▶ leading ── takeRole(other) / close ──▶ following / closed
 */
export class Partition implements LogListener {
  readonly topicId: TopicId;
  readonly topicName: string;
  readonly index: PartitionIndex;
  readonly log: PartitionLog;
  readonly traffic: TopicTraffic;
  readonly #around: PartitionSurroundings;
  #state: PartitionState;
  #leader: LeaderState | undefined;
  #closed = false;
  readonly #appendWaiters = new Map<WaitId, { readonly waiter: AppendWaiter; readonly slot: number }>();
  readonly #readWaiters = new Set<ReadWaiter>();
  #nextWait = 0;
  #appendedBytes = 0;
  #announcedBytes = 0;

  constructor(identity: PartitionIdentity, state: PartitionState, around: PartitionSurroundings) {
    this.topicId = identity.topicId;
    this.topicName = identity.topicName;
    this.index = identity.index;
    this.log = identity.log;
    this.traffic = identity.traffic;
    this.#state = state;
    this.#around = around;
    this.log.listen(this);
  }

  /** The state that the metadata says. */
  get state(): PartitionState {
    return this.#state;
  }

  get isLeader(): boolean {
    return this.#leader !== undefined && !this.#leader.resigned;
  }

  get leaderEpoch(): LeaderEpoch {
    return this.#state.leaderEpoch;
  }

  get currentLeader(): CurrentLeader {
    return { leaderId: this.#state.leader, leaderEpoch: this.#state.leaderEpoch };
  }

  /** What readers may see: INV-HW-1. On a replica that does not lead, what its own disk has. */
  get highWatermark(): Offset {
    return this.#leader?.highWatermark ?? this.log.durableEndOffset;
  }

  /** The end of what a reader may see at this isolation level. */
  readEnd(isolation: IsolationLevel): Offset {
    const unstable = isolation === 'readCommitted' ? this.log.firstUnstableOffset : undefined;
    const end = this.highWatermark;
    return unstable !== undefined && unstable < end ? unstable : end;
  }

  /** How many requests wait here, for tests and metrics. */
  get waiting(): { readonly appends: number; readonly reads: number } {
    return { appends: this.#appendWaiters.size, reads: this.#readWaiters.size };
  }

  /** Takes up what the metadata says about leader, epoch and ISR. */
  takeRole(state: PartitionState, minInsyncReplicas: number): void {
    this.#state = state;
    if (this.#closed) return;
    if (state.leader === this.#around.nodeId) this.#lead(state, minInsyncReplicas);
    else this.#resign();
    for (const waiter of [...this.#readWaiters]) waiter.changed();
  }

  /** Takes up `min.insync.replicas`. */
  requireReplicas(minInsyncReplicas: number): void {
    if (this.#leader !== undefined)
      this.#run(stepLeader(this.#leader, { kind: 'minInsyncReplicasChanged', minInsyncReplicas }));
  }

  /** Why a request with this epoch cannot be served here; NONE when it can. -1: the client knows none. */
  checkEpoch(currentLeaderEpoch: number): ErrorCode {
    if (!this.isLeader) return Code.NOT_LEADER_OR_FOLLOWER;
    if (currentLeaderEpoch < 0 || currentLeaderEpoch === this.#state.leaderEpoch) return Code.NONE;
    return currentLeaderEpoch < this.#state.leaderEpoch ? Code.FENCED_LEADER_EPOCH : Code.UNKNOWN_LEADER_EPOCH;
  }

  /** Whether `acks=all` can be promised now. */
  get hasEnoughReplicas(): boolean {
    return this.#leader !== undefined && hasEnoughReplicas(this.#leader);
  }

  /**
   * Appends a client's batch, whose memory is `lease` where it is borrowed. The caller has checked `isLeader`. After `appended` and `duplicate` the caller either calls
   * `awaitAppend` in the same turn or does not care.
   */
  append(batches: Uint8Array, nowMs: number, lease?: Lease): AppendOutcome {
    const bytes = batches.length;
    const { leaderEpoch } = this.#state;
    const outcome = this.log.append(batches, { leaderEpoch, origin: 'client', nowMs, lease });
    if (outcome.kind === 'appended') {
      this.#appendedBytes += bytes;
      this.traffic.bytesIn.add(bytes);
      this.traffic.messagesIn.add(outcome.endOffset - outcome.startOffset);
    }
    return outcome;
  }

  /** Tells the rules of an append, and who waits for it. May call the waiter at once. */
  settle(
    outcome: Exclude<AppendOutcome, { kind: 'refused' }>,
    acks: Acks,
    waiter: AppendWaiter,
    slot: number,
  ): WaitId | undefined {
    const leader = this.#leader;
    if (leader === undefined) return undefined;
    const wait = acks === 'none' ? undefined : this.#park(waiter, slot);
    const { endOffset } = outcome;
    const awaited = acks === 'none' ? undefined : acks;
    if (outcome.kind === 'appended')
      this.#run(stepLeader(leader, { kind: 'appended', endOffset, wait, acks: awaited }));
    else if (wait !== undefined && awaited !== undefined)
      this.#run(stepLeader(leader, { kind: 'awaited', endOffset, wait, acks: awaited }));
    return wait;
  }

  /** Nobody waits for this append any more. */
  forget(wait: WaitId): void {
    if (!this.#appendWaiters.delete(wait) || this.#leader === undefined) return;
    this.#run(stepLeader(this.#leader, { kind: 'waitCancelled', wait }));
  }

  /** Calls `waiter` when there is more to read, until `unwatch`. */
  watch(waiter: ReadWaiter): void {
    this.#readWaiters.add(waiter);
  }

  unwatch(waiter: ReadWaiter): void {
    this.#readWaiters.delete(waiter);
  }

  /** Raises the first readable offset; the caller has checked it against the high watermark. */
  async deleteRecordsBefore(offset: Offset): Promise<Offset> {
    const startOffset = await this.log.deleteRecordsBefore(offset);
    if (this.#leader !== undefined && startOffset > this.#leader.logStart)
      this.#run(stepLeader(this.#leader, { kind: 'logStartMoved', to: startOffset }));
    for (const waiter of [...this.#readWaiters]) waiter.changed();
    return startOffset;
  }

  /** The partition leaves this node: all who wait are told. */
  close(): void {
    this.#resign();
    this.#closed = true;
    for (const waiter of [...this.#readWaiters]) waiter.changed();
  }

  onDurable(endOffset: Offset): void {
    if (this.#leader !== undefined) this.#run(stepLeader(this.#leader, { kind: 'ownDurable', endOffset }));
    this.#around.writesSettled();
  }

  onRolledBack(endOffset: Offset, _error: Error): void {
    this.#giveUp(endOffset);
  }

  onFailed(endOffset: Offset, _error: Error): void {
    this.#giveUp(endOffset);
  }

  #giveUp(endOffset: Offset): void {
    if (this.#leader !== undefined)
      this.#run(stepLeader(this.#leader, { kind: 'rolledBack', endOffset, code: Code.KAFKA_STORAGE_ERROR }));
    this.#around.writesSettled();
  }

  #lead(state: PartitionState, minInsyncReplicas: number): void {
    const isr = new Set(state.isr);
    const leader = this.#leader;
    if (leader === undefined || leader.resigned) {
      this.log.startEpoch(state.leaderEpoch);
      this.#leader = openLeader({
        self: this.#around.nodeId,
        leaderEpoch: state.leaderEpoch,
        logStart: this.log.startOffset,
        logEnd: this.log.endOffset,
        ownDurable: this.log.durableEndOffset,
        highWatermark: this.log.durableEndOffset,
        isr,
        minInsyncReplicas,
      });
      this.log.noteHighWatermark(this.#leader.highWatermark);
    } else if (state.leaderEpoch > leader.leaderEpoch) {
      this.log.startEpoch(state.leaderEpoch);
      this.#run(stepLeader(leader, { kind: 'epochChanged', leaderEpoch: state.leaderEpoch, isr }));
    } else {
      this.#run(stepLeader(leader, { kind: 'isrCommitted', isr }));
    }
  }

  #resign(): void {
    if (this.#leader === undefined) return;
    this.#run(stepLeader(this.#leader, { kind: 'resigned' }));
    this.#leader = undefined;
  }

  #park(waiter: AppendWaiter, slot: number): WaitId {
    this.#nextWait += 1;
    const wait = this.#nextWait as WaitId;
    this.#appendWaiters.set(wait, { waiter, slot });
    return wait;
  }

  /** Performs effects in their order. */
  #run(effects: readonly LeaderEffect[]): void {
    for (const effect of effects) {
      if (effect.kind === 'advanceHighWatermark') {
        this.#advanced(effect.to);
        continue;
      }
      const parked = this.#appendWaiters.get(effect.wait);
      this.#appendWaiters.delete(effect.wait);
      if (effect.kind === 'acknowledge') parked?.waiter.acknowledged(parked.slot);
      else parked?.waiter.rejected(parked.slot, effect.code);
    }
  }

  /**
   * Wakes readers. Bytes that are appended but not yet visible are counted with the first advance after them; a reader
   * that woke too early looks, finds too little and waits on.
   */
  #advanced(to: Offset): void {
    this.log.noteHighWatermark(to);
    const bytes = Math.max(1, this.#appendedBytes - this.#announcedBytes);
    this.#announcedBytes = this.#appendedBytes;
    if (this.#readWaiters.size === 0) return;
    for (const waiter of [...this.#readWaiters]) waiter.moreBytes(bytes);
  }
}
