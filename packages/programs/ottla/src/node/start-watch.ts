/** What a start waits for at the moment, for operators to see, and whether it was given up. */
import type { Logger, Timer, Timers } from '@ottla/base';
import { waitingLogMsFirst, waitingLogMsMax } from '../limits.ts';
import { NodeError } from './node-error.ts';

export interface StartWatchOptions {
  readonly timers: Timers;
  readonly logger: Logger;
}

export class StartWatch {
  readonly #options: StartWatchOptions;
  #reason: () => string = () => 'the node is starting';
  #givenUp: Error | undefined;
  #tellGivenUp: (error: Error) => void = () => undefined;

  constructor(options: StartWatchOptions) {
    this.#options = options;
  }

  /** What it waits for, as part of a sentence. */
  get waitingFor(): string {
    return this.#reason();
  }

  get isGivenUp(): boolean {
    return this.#givenUp !== undefined;
  }

  /** The node is to stop although it has not started. */
  stop(): void {
    this.giveUp(new NodeError('stopped', `the node was stopped while it waited: ${this.waitingFor}`));
  }

  /** The start fails with this error where it waits, now or next. */
  giveUp(error: Error): void {
    this.#givenUp ??= error;
    this.#tellGivenUp(this.#givenUp);
  }

  /** Waits for this work, and says so; rejects at once when the start is given up. */
  async waitFor<Result>(reason: () => string, work: Promise<Result>): Promise<Result> {
    this.#reason = reason;
    const teller = this.#tellLater();
    const givenUp = new Promise<never>((_, reject) => {
      this.#tellGivenUp = reject;
    });
    if (this.#givenUp !== undefined) this.#tellGivenUp(this.#givenUp);
    try {
      return await Promise.race([work, givenUp]);
    } finally {
      this.#tellGivenUp = () => undefined;
      teller.cancel();
    }
  }

  /** Soon, and then ever more rarely. */
  #tellLater(): { cancel(): void } {
    const { timers, logger } = this.#options;
    let timer: Timer;
    const next = (delayMs: number): void => {
      timer = timers.after(delayMs, () => {
        logger.warn('node.waiting', { reason: this.#reason() });
        next(Math.min(delayMs * 2, waitingLogMsMax));
      });
    };
    next(waitingLogMsFirst);
    return { cancel: () => timer.cancel() };
  }
}
