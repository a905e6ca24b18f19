import { logsOpenedAtOnceMax, logsOpenedPerTurnMax } from '../limits.ts';

/**
 * Runs jobs, a bounded number at once, and tells when none is left. Jobs must not reject. After some of them other work gets
 * its turn: on a disk that answers at once (memory) thousands would otherwise run in one.
 */
export class OpenLine {
  readonly #waiting: (() => Promise<void>)[] = [];
  readonly #soon: (task: () => void) => void;
  #running = 0;
  #begunThisTurn = 0;
  #idle: (() => void)[] = [];

  /** `soon` runs a task in a later turn. */
  constructor(soon: (task: () => void) => void) {
    this.#soon = soon;
  }

  get isIdle(): boolean {
    return this.#running === 0 && this.#waiting.length === 0;
  }

  add(job: () => Promise<void>): void {
    this.#waiting.push(job);
    this.#next();
  }

  /** Resolves when nothing runs or waits. */
  whenIdle(): Promise<void> {
    if (this.isIdle) return Promise.resolve();
    return new Promise((resolve) => {
      this.#idle.push(resolve);
    });
  }

  #next(): void {
    while (this.#running < logsOpenedAtOnceMax && this.#begunThisTurn < logsOpenedPerTurnMax) {
      const job = this.#waiting.shift();
      if (job === undefined) break;
      this.#begin(job);
    }
    if (!this.isIdle) return;
    const idle = this.#idle;
    this.#idle = [];
    for (const resolve of idle) resolve();
  }

  #begin(job: () => Promise<void>): void {
    this.#running += 1;
    this.#begunThisTurn += 1;
    if (this.#begunThisTurn === 1) {
      this.#soon(() => {
        this.#begunThisTurn = 0;
        this.#next();
      });
    }
    void job().finally(() => {
      this.#running -= 1;
      this.#next();
    });
  }
}
