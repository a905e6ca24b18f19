/** Tells on standard error which partitions cannot be read, or written, while a client goes on trying. */
import { QuietRepeater } from '@ottla/base';
import type { UnreachablePartition } from '@ottla/consumer';
import { brokersText, byBrokers, partitionsText } from './partition-list.ts';

/** Milliseconds after which it is worth a word: changes of leaders are over sooner. */
const noticeAfterMs = 1_000;

/** Milliseconds between two notices; the last repeats. */
const noticeEveryMs: readonly number[] = [5_000, 10_000, 30_000];

export class Trouble {
  readonly #tell: (line: string) => void;
  readonly #verb: 'read' | 'written';
  readonly #nowMs: () => number;
  /** By the brokers that have to answer. */
  readonly #notices = new Map<string, Notice>();

  constructor(tell: (line: string) => void, verb: 'read' | 'written', nowMs: () => number = () => performance.now()) {
    this.#tell = tell;
    this.#verb = verb;
    this.#nowMs = nowMs;
  }

  /** Looks at what cannot be read now. */
  look(unreachable: readonly UnreachablePartition[]): void {
    const groups = byBrokers(unreachable.filter(({ forMs }) => forMs >= noticeAfterMs));
    for (const [brokers, notice] of this.#notices) {
      if (groups.has(brokers)) continue;
      this.#notices.delete(brokers);
      // A producer's records may also have been given up.
      if (this.#verb === 'read') this.#tell(`ottla: ${notice.what} can be read again\n`);
    }
    for (const [brokers, group] of groups) this.#notice(brokers, group);
  }

  #notice(brokers: string, group: readonly UnreachablePartition[]): void {
    const notice = this.#notices.get(brokers) ?? { what: '', repeater: new QuietRepeater(noticeEveryMs) };
    notice.what = `${partitionsText(group)} (${brokersText(group[0]?.nodeIds ?? [])})`;
    this.#notices.set(brokers, notice);
    if (notice.repeater.happened(this.#nowMs()) === undefined) return;
    this.#tell(`ottla: ${notice.what} cannot be ${this.#verb}, trying again: ${group[0]?.reason ?? ''}\n`);
  }
}

interface Notice {
  what: string;
  readonly repeater: QuietRepeater;
}
