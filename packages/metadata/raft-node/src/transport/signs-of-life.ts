/** Answers what comes in with a sign of life, soon, and one for many. */
import type { Timer, Timers } from '@ottla/base';
import { signOfLifeMs } from '../limits.ts';

export class SignsOfLife {
  readonly #timers: Timers;
  readonly #give: () => void;
  #timer: Timer | undefined;

  constructor(timers: Timers, give: () => void) {
    this.#timers = timers;
    this.#give = give;
  }

  /** Something came in. */
  owe(): void {
    this.#timer ??= this.#timers.after(signOfLifeMs, () => {
      this.#timer = undefined;
      this.#give();
    });
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
