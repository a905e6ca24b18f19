import type { Timer, Timers } from '@ottla/base';

/** Timers that know how many of them are still to fire. */
export class CountingTimers implements Timers {
  readonly #timers: Timers;
  readonly #live = new Set<object>();

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** Timers that were set, and neither fired nor were cancelled. */
  get live(): number {
    return this.#live.size;
  }

  after(delayMs: number, fire: () => void): Timer {
    const key = {};
    this.#live.add(key);
    const timer = this.#timers.after(delayMs, () => {
      this.#live.delete(key);
      fire();
    });
    return {
      cancel: () => {
        this.#live.delete(key);
        timer.cancel();
      },
    };
  }

  soon(task: () => void): void {
    this.#timers.soon(task);
  }

  next(task: () => void): void {
    this.#timers.next(task);
  }
}
