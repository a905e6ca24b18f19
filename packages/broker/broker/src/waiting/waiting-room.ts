import type { Clock, Timers } from '@ottla/base';
import { parkedRequestsMax } from '../limits.ts';
import { type Deadline, Deadlines } from './deadlines.ts';
import { ParkedFetch } from './parked-fetch.ts';

/** All requests of the broker that wait for something, bounded in number, with one timer for all their deadlines. */
export class WaitingRoom {
  readonly #clock: Clock;
  readonly #deadlines: Deadlines;
  readonly #seats: number;
  #readsEnd = false;

  constructor(platform: { readonly clock: Clock; readonly timers: Timers }, seats: number = parkedRequestsMax) {
    this.#clock = platform.clock;
    this.#deadlines = new Deadlines(platform);
    this.#seats = seats;
  }

  /** How many wait. */
  get size(): number {
    return this.#deadlines.size;
  }

  get isFull(): boolean {
    return this.#deadlines.size >= this.#seats;
  }

  /** Whether a read may wait: there is room, and the node does not stop. */
  get takesReads(): boolean {
    return !this.#readsEnd && !this.isFull;
  }

  /** The moment `delayMs` from now. */
  after(delayMs: number): number {
    return this.#clock.monotonicMs() + delayMs;
  }

  enter(deadline: Deadline): void {
    this.#deadlines.add(deadline);
  }

  leave(deadline: Deadline): void {
    this.#deadlines.remove(deadline);
  }

  /** The node stops: reads that wait are answered with what is there, and none waits any more. Writes still do. */
  endReads(): void {
    this.#readsEnd = true;
    this.#deadlines.expireThose((deadline) => deadline instanceof ParkedFetch);
  }

  /** Ends all waits as if their time were over. */
  close(): void {
    this.#deadlines.expireAll();
  }
}
