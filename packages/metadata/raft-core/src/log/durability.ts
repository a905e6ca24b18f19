/**
 * How much of the log our own disk has. Writes are handed out with ascending numbers and confirmed in that order; what a write
 * carried counts only as far as it has not been taken back since.
 *
 * INV-RAFT-DUR-1: durable <= handedOut <= last index of the log.
 */
import { assert } from '@ottla/base';
import { higher, type LogIndex, lower, noIndex, plus } from '../ids.ts';

interface PendingWrite {
  readonly number: number;
  /** The last entry that it makes durable. */
  end: LogIndex;
}

export class Durability {
  #durable: LogIndex;
  #handedOut: LogIndex;
  #pending: PendingWrite[] = [];
  #lastNumber = 0;

  /** Everything that was read from the disk is durable. */
  constructor(durable: LogIndex) {
    this.#durable = durable;
    this.#handedOut = durable;
  }

  /** The last entry of the current log that the disk has confirmed. */
  get durable(): LogIndex {
    return this.#durable;
  }

  /** The last entry of the current log that was given to the disk. */
  get handedOut(): LogIndex {
    return this.#handedOut;
  }

  /** The write that must be confirmed before everything handed out is durable; undefined when it is. */
  get outstanding(): number | undefined {
    return this.#pending.at(-1)?.number;
  }

  /** The write that the disk is at; undefined when it has nothing to do. */
  get oldest(): number | undefined {
    return this.#pending[0]?.number;
  }

  /** A new write, which carries the log up to `end`. Answers its number. */
  handOut(end: LogIndex): number {
    this.#lastNumber += 1;
    this.#handedOut = end;
    this.#pending.push({ number: this.#lastNumber, end });
    return this.#lastNumber;
  }

  /** The disk has this write, and all before it. */
  confirm(number: number): void {
    assert(number <= this.#lastNumber, 'only writes that were handed out are confirmed');
    while (this.#pending[0] !== undefined && this.#pending[0].number <= number) {
      this.#durable = higher(this.#durable, this.#pending[0].end);
      this.#pending.shift();
    }
  }

  /** Entries from `index` on were taken back: whatever takes their place is not durable yet. */
  truncateFrom(index: LogIndex): void {
    const end = plus(index, -1);
    this.#durable = lower(this.#durable, end);
    this.#handedOut = lower(this.#handedOut, end);
    for (const write of this.#pending) write.end = lower(write.end, end);
  }

  /** The log begins anew behind a snapshot that is not durable yet. */
  reset(base: LogIndex): void {
    this.#durable = noIndex;
    this.#handedOut = base;
    for (const write of this.#pending) write.end = noIndex;
  }
}
