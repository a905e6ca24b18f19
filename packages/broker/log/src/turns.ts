/** Gives way to other work after every so many pieces of one's own: thousands of logs would otherwise be one long turn. */
import type { Timers } from '@ottla/base';

export class Turns {
  readonly #timers: Timers;
  readonly #piecesMax: number;
  #pieces = 0;

  constructor(timers: Timers, piecesMax: number) {
    this.#timers = timers;
    this.#piecesMax = piecesMax;
  }

  /** To be awaited before each piece: undefined while the turn goes on, else it resolves in a later one. */
  next(): Promise<void> | undefined {
    this.#pieces += 1;
    if (this.#pieces <= this.#piecesMax) return undefined;
    return new Promise((resolve) => {
      this.#timers.soon(() => {
        this.#pieces = 0;
        resolve();
      });
    });
  }
}
