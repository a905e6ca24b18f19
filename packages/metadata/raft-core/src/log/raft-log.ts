/**
 * The log in memory: all entries behind its base, on the disk or on their way to it. It knows terms and places; what is
 * durable stands in `Durability`, what is committed in `RaftState`.
 *
 * INV-RAFT-LOG-1: base.index <= last; indexes follow one another without a gap; terms never go down.
 */
import { assert } from '@ottla/base';
import { type LogIndex, lower, noIndex, noTerm, plus, type Term } from '../ids.ts';
import { bytesOf, type Entry, type Place } from './entry.ts';

export class RaftLog {
  #base: Place;
  #entries: Entry[] = [];
  #bytes = 0;

  /** An empty log behind `base`: the place of the last entry that is not in it any more, or 0 in term 0. */
  constructor(base: Place = { index: noIndex, term: noTerm }) {
    this.#base = base;
  }

  /** The last entry that was dropped, or covered by a snapshot. */
  get base(): Place {
    return this.#base;
  }

  get lastIndex(): LogIndex {
    return plus(this.#base.index, this.#entries.length);
  }

  get lastTerm(): Term {
    return this.#entries.at(-1)?.term ?? this.#base.term;
  }

  get last(): Place {
    return { index: this.lastIndex, term: this.lastTerm };
  }

  /** Bytes of all entries. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The term of the entry at `index`; undefined where the log does not know it. */
  termAt(index: LogIndex): Term | undefined {
    if (index === this.#base.index) return this.#base.term;
    return this.entryAt(index)?.term;
  }

  entryAt(index: LogIndex): Entry | undefined {
    return index > this.#base.index ? this.#entries[index - this.#base.index - 1] : undefined;
  }

  /** Whether this log agrees with another one up to this place. */
  holds(place: Place): boolean {
    return this.termAt(place.index) === place.term;
  }

  /** Entries from `from` to before `end`, as many as fit into `bytesMax`, at least one if there is one. */
  slice(from: LogIndex, end: LogIndex, bytesMax: number): readonly Entry[] {
    assert(from > this.#base.index, 'what was dropped is not read');
    const first = from - this.#base.index - 1;
    const stop = Math.min(end - this.#base.index - 1, this.#entries.length);
    let bytes = 0;
    let next = first;
    while (next < stop) {
      bytes += bytesOf(this.#entries[next] as Entry);
      if (bytes > bytesMax && next > first) break;
      next += 1;
    }
    return this.#entries.slice(first, Math.max(next, first));
  }

  append(entry: Entry): void {
    assert(entry.index === this.lastIndex + 1, 'entries follow one another without a gap');
    assert(entry.term >= this.lastTerm, 'terms in a log never go down');
    this.#entries.push(entry);
    this.#bytes += bytesOf(entry);
  }

  /** Takes the entries from `index` on back. */
  truncateFrom(index: LogIndex): void {
    assert(index > this.#base.index, 'what was dropped is not truncated');
    for (const entry of this.#entries.splice(index - this.#base.index - 1)) this.#bytes -= bytesOf(entry);
  }

  /** Drops the entries up to and with `index` from memory. */
  dropUpTo(index: LogIndex): void {
    const term = this.termAt(index);
    if (term === undefined || index <= this.#base.index) return;
    for (const entry of this.#entries.splice(0, index - this.#base.index)) this.#bytes -= bytesOf(entry);
    this.#base = { index, term };
  }

  /** Becomes an empty log behind a snapshot. */
  reset(base: Place): void {
    this.#base = base;
    this.#entries = [];
    this.#bytes = 0;
  }

  /**
   * The last place at or before `index` that may agree with a log whose entry there has `term`: everything above it has a
   * higher term and cannot. Both sides ask this, so that a disagreement costs one message per term and not per entry.
   */
  mayAgree(index: LogIndex, term: Term): Place {
    let at = lower(index, this.lastIndex);
    let own = this.termAt(at);
    while (own !== undefined && own > term && at > this.#base.index) {
      at = plus(at, -1);
      own = this.termAt(at);
    }
    return { index: at, term: own ?? noTerm };
  }
}
