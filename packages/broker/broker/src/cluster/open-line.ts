import { logsOpenedAtOnceMax, logsOpenedPerTurnMax } from '../limits.ts';

/**
 * Runs jobs, a bounded number at once, and tells when none is left. Jobs must not reject. After some of them other work gets
 * its turn: on a disk that answers at once (memory) thousands would otherwise run in one.
 */
export class OpenLine {
  readonly #waiting: (() => Promise<void>)[] = [];
  /** The numbers of jobs that run; they are begun in the order of their numbers. */
  readonly #numbers = new Set<number>();
  readonly #soon: (task: () => void) => void;
  #added = 0;
  #begun = 0;
  #begunThisTurn = 0;
  #idle: (() => void)[] = [];
  #through: { readonly below: number; readonly resolve: () => void }[] = [];

  /** `soon` runs a task in a later turn. */
  constructor(soon: (task: () => void) => void) {
    this.#soon = soon;
  }

  get isIdle(): boolean {
    return this.#numbers.size === 0 && this.#waiting.length === 0;
  }

  add(job: () => Promise<void>): void {
    this.#added += 1;
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

  /** Resolves when all jobs that are there now have run, whatever is added behind them. */
  whenThrough(): Promise<void> {
    if (this.isIdle) return Promise.resolve();
    return new Promise((resolve) => {
      this.#through.push({ below: this.#added, resolve });
    });
  }

  #next(): void {
    while (this.#numbers.size < logsOpenedAtOnceMax && this.#begunThisTurn < logsOpenedPerTurnMax) {
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
    const number = this.#begun;
    this.#begun += 1;
    this.#numbers.add(number);
    this.#begunThisTurn += 1;
    if (this.#begunThisTurn === 1) {
      this.#soon(() => {
        this.#begunThisTurn = 0;
        this.#next();
      });
    }
    void job().finally(() => {
      this.#numbers.delete(number);
      this.#tellThrough();
      this.#next();
    });
  }

  #tellThrough(): void {
    if (this.#through.length === 0) return;
    const first = Math.min(this.#begun, ...this.#numbers);
    const due = this.#through.filter(({ below }) => below <= first);
    this.#through = this.#through.filter(({ below }) => below > first);
    for (const { resolve } of due) resolve();
  }
}
