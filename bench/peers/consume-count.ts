/** Counts what a client reads. The clock begins with the first records, so that connecting does not count. */
import { Meter } from './meter.ts';
import type { ConsumeWork, WorkOutcome } from './work.ts';

export class ConsumeCount {
  readonly #meter = new Meter();
  readonly #wanted: number;
  #seen = 0;

  constructor(work: ConsumeWork) {
    this.#wanted = work.records;
  }

  get isComplete(): boolean {
    return this.#seen >= this.#wanted;
  }

  /** Records came. */
  came(records: number): void {
    if (this.#seen === 0) this.#meter.restart();
    else this.#meter.count(records);
    this.#seen += records;
  }

  /** Throws when more was read than there is. */
  outcome(): WorkOutcome {
    if (this.#seen !== this.#wanted) throw new Error(`${this.#seen} records were read, the topic has ${this.#wanted}`);
    return this.#meter.outcome();
  }
}
