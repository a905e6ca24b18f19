/** INV-META-SIM-6: what was acknowledged is there in the end, what was refused is not, and numbers that were given out are nobody else's. */
import { type MetadataImage, topicByName } from '@ottla/metadata-core';
import type { Report } from './invariant.ts';

export class Acknowledged {
  readonly #topics = new Map<string, 'committed' | 'refused'>();
  readonly #given = new Map<string, string>();
  readonly #report: Report;

  constructor(report: Report) {
    this.#report = report;
  }

  topic(name: string, what: 'committed' | 'refused'): void {
    this.#topics.set(name, what);
  }

  /** A number or name that belongs to one alone: a broker epoch, a sequential key, a session. */
  given(what: string, to: string): void {
    const other = this.#given.get(what);
    if (other !== undefined) this.#report('acknowledged', `${what} was given to ${other} and to ${to}`);
    this.#given.set(what, to);
  }

  check(image: MetadataImage): void {
    for (const [name, what] of this.#topics) {
      const isThere = topicByName(image, name) !== undefined;
      if (isThere !== (what === 'committed'))
        this.#report('acknowledged', `topic ${name} was ${what} and ${isThere ? 'is there' : 'is gone'}`);
    }
  }
}
