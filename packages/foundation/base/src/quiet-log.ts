/**
 * Log events of troubles that repeat: one when a trouble begins, reminders at growing intervals with the count of tries, one when it
 * is over. A trouble of which nothing is heard for long is over too, silently.
 */
import { troubleForgottenMs, troublesToldApartMax } from './limits.ts';
import type { Clock } from './ports/clock.ts';
import type { LogFields, Logger } from './ports/logger.ts';
import { QuietRepeater } from './quiet-repeater.ts';

const allOthers = 'others';

interface Trouble {
  readonly repeater: QuietRepeater;
  lastMs: number;
}

export class QuietLog {
  readonly #logger: Logger;
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #troubles = new Map<string, Trouble>();

  constructor(logger: Logger, clock: Pick<Clock, 'monotonicMs'>) {
    this.#logger = logger;
    this.#clock = clock;
  }

  /** A trouble, told apart from others by its key, happened (again). Logs a warning when it is time for one. */
  warn(key: string, event: string, fields: LogFields): void {
    const nowMs = this.#clock.monotonicMs();
    const trouble = this.#troubleOf(key, nowMs);
    trouble.lastMs = nowMs;
    const told = trouble.repeater.happened(nowMs);
    if (told === undefined) return;
    this.#logger.warn(
      event,
      told.count === 1 ? fields : { ...fields, count: told.count, forMs: Math.round(told.forMs) },
    );
  }

  /** It is over. Logs that, where it was told that it began. */
  over(key: string, event: string, fields: LogFields = {}): void {
    const was = this.#troubles.get(key)?.repeater.over(this.#clock.monotonicMs());
    this.#troubles.delete(key);
    if (was !== undefined) this.#logger.info(event, { ...fields, count: was.count, forMs: Math.round(was.forMs) });
  }

  /** It is not looked at any more, whatever became of it. */
  forget(key: string): void {
    this.#troubles.delete(key);
  }

  #troubleOf(key: string, nowMs: number): Trouble {
    for (const [other, { lastMs }] of this.#troubles)
      if (nowMs - lastMs > troubleForgottenMs) this.#troubles.delete(other);
    const name = this.#troubles.has(key) || this.#troubles.size < troublesToldApartMax ? key : allOthers;
    const known = this.#troubles.get(name);
    if (known !== undefined) return known;
    const trouble: Trouble = { repeater: new QuietRepeater(), lastMs: nowMs };
    this.#troubles.set(name, trouble);
    return trouble;
  }
}
