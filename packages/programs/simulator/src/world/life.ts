/**
 * The life of one process. When it ends, everything that the process waits for never comes: its promises stay open, its timers
 * do not fire. So dead code cannot act, and needs no checks of its own.
 */
import type { Timers } from '@ottla/base';

/** One process, from its start to its end. */
export class Life {
  #ended = false;

  get ended(): boolean {
    return this.#ended;
  }

  end(): void {
    this.#ended = true;
  }

  /** Settles as `work` does, unless the life has ended. */
  guard<Value>(work: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      work.then(
        (value) => {
          if (!this.#ended) resolve(value);
        },
        (reason: unknown) => {
          if (!this.#ended) reject(reason instanceof Error ? reason : new Error(String(reason)));
        },
      );
    });
  }

  /** Calls that do nothing after the end. */
  call<Arguments extends readonly unknown[]>(work: (...args: Arguments) => void): (...args: Arguments) => void {
    return (...args) => {
      if (!this.#ended) work(...args);
    };
  }

  timers(timers: Timers): Timers {
    return {
      after: (delayMs, fire) => timers.after(delayMs, this.call(fire)),
      soon: (task) => {
        timers.soon(this.call(task));
      },
      next: (task) => {
        timers.next(this.call(task));
      },
    };
  }
}
