/**
 * The batches of one partition that wait, in the order in which they must reach the log, and how many are under way. Pure:
 * it reads no clock and sends nothing.
 *
 * INV-SEND-ORDER: while a batch that failed before waits, nothing of the partition is sent but the first in order, alone.
 */
import { sequenceCount } from '../limits.ts';
import type { PendingBatch } from './pending-batch.ts';

export class PartitionQueue {
  readonly topic: string;
  readonly partition: number;
  readonly #waiting: PendingBatch[] = [];
  readonly #underWay = new Set<PendingBatch>();
  #nextSequence = 0;

  constructor(topic: string, partition: number) {
    this.topic = topic;
    this.partition = partition;
  }

  get isIdle(): boolean {
    return this.#waiting.length === 0 && this.#underWay.size === 0;
  }

  get waiting(): readonly PendingBatch[] {
    return this.#waiting;
  }

  get underWay(): ReadonlySet<PendingBatch> {
    return this.#underWay;
  }

  /** The batch that takes new records, if there is one. */
  get open(): PendingBatch | undefined {
    const last = this.#waiting.at(-1);
    return last === undefined || last.closed ? undefined : last;
  }

  add(batch: PendingBatch): void {
    const last = this.#waiting.at(-1);
    if (last !== undefined) last.closed = true;
    this.#waiting.push(batch);
  }

  /** When the first batch may be sent: a time at or before now, a later one, or undefined while it must wait for answers. */
  sendableAtMs(lingerMs: number): number | undefined {
    const first = this.#waiting[0];
    if (first === undefined) return undefined;
    if (first.attempts > 0) return this.#underWay.size > 0 ? undefined : first.retryAtMs;
    if ([...this.#underWay].some(({ attempts }) => attempts > 0)) return undefined;
    return first.closed ? 0 : first.createdAtMs + lingerMs;
  }

  /** Takes the first batch for sending. */
  take(): PendingBatch | undefined {
    const first = this.#waiting.shift();
    if (first === undefined) return undefined;
    first.closed = true;
    this.#underWay.add(first);
    return first;
  }

  /** The sequence number of the first record of a batch, which follows on all that were given before. */
  nextSequence(recordCount: number): number {
    const base = this.#nextSequence;
    this.#nextSequence = (base + recordCount) % sequenceCount;
    return base;
  }

  /** Begins again at sequence number 0. */
  resetSequences(): void {
    this.#nextSequence = 0;
  }

  /** A batch is settled. */
  settle(batch: PendingBatch): void {
    this.#underWay.delete(batch);
    const at = this.#waiting.indexOf(batch);
    if (at >= 0) this.#waiting.splice(at, 1);
  }

  /** A batch waits again, at its place in order. */
  putBack(batch: PendingBatch): void {
    this.#underWay.delete(batch);
    const at = this.#waiting.findIndex(({ order }) => order > batch.order);
    if (at < 0) this.#waiting.push(batch);
    else this.#waiting.splice(at, 0, batch);
  }

  /** Whether no earlier batch is still unanswered. */
  isFirst(batch: PendingBatch): boolean {
    const earlier = (other: PendingBatch): boolean => other.order < batch.order;
    return !this.#waiting.some(earlier) && ![...this.#underWay].some(earlier);
  }
}
