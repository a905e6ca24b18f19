/**
 * Reads whose answers are long, a few at a time: a message of many of them, which is short, must not make as many answers at once, nor
 * any for a client that does not take those it has.
 */
import { coordinationLongReadsMax } from '../../../limits.ts';

export class LongReads {
  readonly #mayBegin: () => boolean;
  #waiting: (() => void)[] = [];
  #underWay = 0;

  /** `mayBegin`: answers get out. */
  constructor(mayBegin: () => boolean) {
    this.#mayBegin = mayBegin;
  }

  /** Begins it now, or when its turn comes. */
  add(begin: () => void): void {
    this.#waiting.push(begin);
    this.goOn();
  }

  /** One of those that were begun is answered. */
  answered(): void {
    this.#underWay -= 1;
    this.goOn();
  }

  /** Answers may get out again. */
  goOn(): void {
    while (this.#waiting.length > 0 && this.#underWay < coordinationLongReadsMax && this.#mayBegin()) {
      this.#underWay += 1;
      this.#waiting.shift()?.();
    }
  }

  /** Nobody waits for them any more. */
  drop(): void {
    this.#waiting = [];
  }
}
