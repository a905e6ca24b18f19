/**
 * Whether this node led in a moment, by the word of a quorum that was asked after it. A leader that was deposed does not know that, and
 * its own belief is worth nothing to those who have to be sure. All who ask while a question is under way share the next one.
 *
 * INV-SCLK-3 is kept with it: a sign of life is answered only by who led when it came.
 */
import type { ReplicatedLog, Term } from '../log/replicated-log.ts';

export class LedReign {
  readonly #log: Pick<ReplicatedLog, 'leadership' | 'caughtUp'>;
  #underWay: Promise<unknown> = Promise.resolve();
  #next: Promise<Term | undefined> | undefined;

  constructor(log: Pick<ReplicatedLog, 'leadership' | 'caughtUp'>) {
    this.#log = log;
  }

  /** The reign in which this node believes to lead; undefined: it does not. */
  get believed(): Term | undefined {
    const leadership = this.#log.leadership();
    return leadership.kind === 'leader' ? leadership.term : undefined;
  }

  /** Whether it led in this reign when this was called, and does still. */
  async confirm(reign: Term): Promise<boolean> {
    this.#next ??= this.#underWay.then(() => {
      const asked = this.#ask();
      this.#underWay = asked;
      this.#next = undefined;
      return asked;
    });
    return (await this.#next) === reign;
  }

  /** Who asks while another node leads asks that one: its word is not about this node. */
  async #ask(): Promise<Term | undefined> {
    const reign = this.believed;
    if (reign === undefined || !(await this.#log.caughtUp())) return undefined;
    return this.believed === reign ? reign : undefined;
  }
}
