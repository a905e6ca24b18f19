/**
 * Virtual time: a clock that moves only from event to event, and timers that fire in the order (time, order of setting).
 * Nothing waits in reality; a test of an hour takes as long as its events take.
 *
 * After each event one real turn of the event loop is awaited, so that all promises that the event settled have run.
 */
import { assert, type Clock, type Timer, type Timers } from '@ottla/base';
import { eventsPerRunMax } from '../limits.ts';
import { EventQueue } from './event-queue.ts';
import { turn } from './turn.ts';

export interface VirtualTimeOptions {
  /** Wall clock at the start, milliseconds since the Unix epoch. Default: 2024-01-01. */
  readonly wallMs?: number;
}

/**
 * Moments lie on a grid of a power of two, so that sums and differences of times are exact: whoever sleeps until a moment
 * does not wake a rounding error before it, to sleep for no time at all, for ever.
 */
const ticksPerMs = 1024;

const wallStartMs = 1_704_067_200_000;

/** The scheduler of a virtual platform. It is both the clock and the timers, and the one that makes time pass. */
export class VirtualTime {
  readonly clock: Clock;
  readonly timers: Timers;
  private readonly queue = new EventQueue();
  private nowMs = 0;
  private wallOffsetMs: number;

  constructor(options: VirtualTimeOptions = {}) {
    this.wallOffsetMs = options.wallMs ?? wallStartMs;
    this.clock = this.clockOf(() => this.wallOffsetMs);
    this.timers = {
      after: (delayMs, fire) => this.after(delayMs, fire),
      soon: (task) => void this.after(0, task),
      next: (task) => void this.after(0, task),
    };
  }

  /** Milliseconds of virtual time since the start. */
  get elapsedMs(): number {
    return this.nowMs;
  }

  /** A further clock over the same time whose wall is `skewMs` off: another machine. */
  skewedClock(skewMs: () => number): Clock {
    return this.clockOf(() => this.wallOffsetMs + skewMs());
  }

  /** The process stands still: time passes and nothing fires. What was due in it fires afterwards, late. */
  standStill(durationMs: number): void {
    this.nowMs += durationMs;
  }

  /** Sets the wall clock `byMs` forward (or back); the monotonic clock feels nothing. */
  jumpWall(byMs: number): void {
    this.wallOffsetMs += byMs;
  }

  /** Lets promises run, then fires the earliest event. False when there is none. */
  async step(): Promise<boolean> {
    await turn();
    return this.fireNext(Number.POSITIVE_INFINITY);
  }

  /** Lets `durationMs` pass and fires what is due in it. */
  async advance(durationMs: number): Promise<void> {
    await this.runUntil(this.nowMs + durationMs);
  }

  /**
   * Fires events until the condition holds (answers true), or no event is left (false). With a number, until that time since the start;
   * the clock then stands there.
   */
  async runUntil(goal: (() => boolean) | number, withinMs: number = Number.POSITIVE_INFINITY): Promise<boolean> {
    const endMs = typeof goal === 'number' ? goal : this.nowMs + withinMs;
    const reached = typeof goal === 'number' ? () => false : goal;
    for (let fired = 0; ; fired += 1) {
      assert(fired < eventsPerRunMax, 'a run of virtual time comes to its end');
      await turn();
      if (reached()) return true;
      if (!this.fireNext(endMs)) break;
    }
    if (Number.isFinite(endMs)) this.nowMs = Math.max(this.nowMs, endMs);
    return typeof goal === 'number';
  }

  /** Makes time pass until the promise settles, and answers what it did. Fails when it never does. */
  async settle<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const mark = (): void => {
      settled = true;
    };
    promise.then(mark, mark);
    await this.runUntil(() => settled);
    assert(settled, 'a promise that was waited for settles before all events are over');
    return promise;
  }

  private after(delayMs: number, fire: () => void): Timer {
    assert(Number.isFinite(delayMs), 'the delay of a timer is finite');
    return this.queue.add(Math.ceil((this.nowMs + Math.max(0, delayMs)) * ticksPerMs) / ticksPerMs, fire);
  }

  private fireNext(endMs: number): boolean {
    const event = this.queue.takeUntil(endMs);
    if (event === undefined) return false;
    this.nowMs = Math.max(this.nowMs, event.atMs);
    event.fire();
    return true;
  }

  private clockOf(offsetMs: () => number): Clock {
    return {
      monotonicMs: () => this.nowMs,
      wallMs: () => Math.floor(offsetMs() + this.nowMs),
    };
  }
}
