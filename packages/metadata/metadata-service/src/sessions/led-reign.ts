/**
 * Whether this node led in a moment, by the word of a quorum that was asked after it. A leader that was deposed does not know that, and
 * its own belief is worth nothing to those who have to be sure. A question is followed by a pause; all who ask in the meantime share the
 * next one, so that their number costs nothing.
 *
 * INV-SCLK-3 is kept with it: a sign of life is answered only by who led when it came.
 */
import type { Timers } from '@ottla/base';
import { signsGatheredMs } from '../limits.ts';
import type { ReplicatedLog, Term } from '../log/replicated-log.ts';

export class LedReign {
  readonly #log: Pick<ReplicatedLog, 'leadership' | 'caughtUp'>;
  readonly #timers: Timers;
  /** The last question, and the pause behind it. */
  #underWay: Promise<unknown> = Promise.resolve();
  #endPause: () => void = () => undefined;
  #isOver = false;
  #next: Promise<Term | undefined> | undefined;

  constructor(log: Pick<ReplicatedLog, 'leadership' | 'caughtUp'>, timers: Timers) {
    this.#log = log;
    this.#timers = timers;
  }

  /** The reign in which this node believes to lead; undefined: it does not. */
  get believed(): Term | undefined {
    const leadership = this.#log.leadership();
    return leadership.kind === 'leader' ? leadership.term : undefined;
  }

  begin(): void {
    this.#isOver = false;
  }

  /** The reign is over, or the node goes: who waits is answered now. */
  end(): void {
    this.#isOver = true;
    this.#endPause();
  }

  /** Whether it led in this reign when this was called, and does still. */
  async confirm(reign: Term): Promise<boolean> {
    this.#next ??= this.#underWay.then(() => {
      const asked = this.#ask();
      this.#underWay = Promise.all([asked, this.#pause()]);
      this.#next = undefined;
      return asked;
    });
    return (await this.#next) === reign;
  }

  #pause(): Promise<void> {
    if (this.#isOver) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.#timers.after(signsGatheredMs, resolve);
      this.#endPause = () => {
        timer.cancel();
        resolve();
      };
    });
  }

  /** Who asks while another node leads asks that one: its word is not about this node. */
  async #ask(): Promise<Term | undefined> {
    const reign = this.believed;
    if (reign === undefined || !(await this.#log.caughtUp())) return undefined;
    return this.believed === reign ? reign : undefined;
  }
}
