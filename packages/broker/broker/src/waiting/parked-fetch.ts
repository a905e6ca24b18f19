import type { Partition, ReadWaiter } from '../partitions/partition.ts';
import type { Deadline } from './deadlines.ts';

/** What a waiting fetch does when its wait is over. */
export interface FetchWake {
  /** Enough bytes, or something changed: read again. */
  wake(): void;
  /** The time is over. */
  expired(): void;
}

/**
 * The wait of one fetch: a count of bytes that it lacks over all its partitions. While its fetch reads again it is
 * disarmed, and remembers whether it would have woken it, so that nothing is missed between a read and the next wait.
 */
export class ParkedFetch implements ReadWaiter, Deadline {
  readonly atMs: number;
  place = -1;
  #lackingBytes: number;
  #armed = true;
  #missed = false;
  readonly #wake: FetchWake;
  readonly #partitions: Partition[] = [];

  constructor(atMs: number, lackingBytes: number, wake: FetchWake) {
    this.atMs = atMs;
    this.#lackingBytes = lackingBytes;
    this.#wake = wake;
  }

  watch(partition: Partition): void {
    partition.watch(this);
    this.#partitions.push(partition);
  }

  /** Waits again after a reading that found too little. */
  rearm(lackingBytes: number): void {
    this.#lackingBytes = lackingBytes;
    this.#armed = true;
    if (!this.#missed) return;
    this.#missed = false;
    this.wakeNow();
  }

  /** Leaves all partitions. */
  stop(): void {
    this.#armed = false;
    for (const partition of this.#partitions) partition.unwatch(this);
    this.#partitions.length = 0;
  }

  moreBytes(bytes: number): void {
    this.#lackingBytes -= bytes;
    if (this.#lackingBytes <= 0 || !this.#armed) this.wakeNow();
  }

  changed(): void {
    this.wakeNow();
  }

  /** Has the fetch read again now, or as soon as the reading under way is over. */
  wakeNow(): void {
    if (!this.#armed) {
      this.#missed = true;
      return;
    }
    this.#armed = false;
    this.#wake.wake();
  }

  expire(): void {
    this.#wake.expired();
  }
}
