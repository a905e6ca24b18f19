/**
 * Which membership is in force, and which were before: an entry that is taken back takes its membership along (Raft §6).
 *
 * INV-RAFT-MEM-2: the membership in force is that of the last membership entry of the log, or else of the base.
 */
import { assert } from '@ottla/base';
import type { LogIndex } from '../ids.ts';
import type { Membership } from './membership.ts';

interface Since {
  readonly index: LogIndex;
  readonly membership: Membership;
}

export class MembershipHistory {
  #past: Since[];

  constructor(index: LogIndex, membership: Membership) {
    this.#past = [{ index, membership }];
  }

  get current(): Membership {
    return this.#newest.membership;
  }

  /** The entry that brought the current membership. */
  get currentIndex(): LogIndex {
    return this.#newest.index;
  }

  get #newest(): Since {
    const newest = this.#past.at(-1);
    assert(newest !== undefined, 'there is always a membership');
    return newest;
  }

  /** The membership after the entry at `index`; the oldest one known for what lies before it. */
  at(index: LogIndex): Membership {
    const since = this.#past.findLast((one) => one.index <= index) ?? this.#past[0];
    assert(since !== undefined, 'there is always a membership');
    return since.membership;
  }

  /** The membership at `index` and all that came since. */
  since(index: LogIndex): readonly Membership[] {
    const first = this.#past.findLastIndex((one) => one.index <= index);
    return this.#past.slice(Math.max(first, 0)).map(({ membership }) => membership);
  }

  append(index: LogIndex, membership: Membership): void {
    assert(index > this.currentIndex, 'memberships follow one another in the log');
    this.#past.push({ index, membership });
  }

  truncateFrom(index: LogIndex): void {
    while (this.#past.length > 1 && this.currentIndex >= index) this.#past.pop();
  }

  /** What was before the membership in force at `index` is not needed any more. */
  dropBefore(index: LogIndex): void {
    const keep = this.#past.findLastIndex((one) => one.index <= index);
    if (keep > 0) this.#past.splice(0, keep);
  }

  reset(index: LogIndex, membership: Membership): void {
    this.#past = [{ index, membership }];
  }
}
