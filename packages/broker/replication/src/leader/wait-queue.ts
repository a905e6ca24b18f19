/**
 * Parked waits in the order of the offsets that they wait for. Taking from the front costs nothing but an index; there is
 * one entry per produce request and partition, never one per record.
 */
import { assert, type Offset } from '@ottla/base';
import { compactAfterEntries } from '../limits.ts';
import type { WaitId } from './leader-state.ts';

interface Entry {
  readonly wait: WaitId;
  readonly endOffset: Offset;
}

export class WaitQueue {
  #entries: Entry[] = [];
  #head = 0;

  /** How many wait. */
  get length(): number {
    return this.#entries.length - this.#head;
  }

  /** Parks a wait behind all others. */
  push(wait: WaitId, endOffset: Offset): void {
    const last = this.#entries.at(-1);
    assert(
      this.length === 0 || last === undefined || last.endOffset <= endOffset,
      'waits come in the order of their offsets',
    );
    this.#entries.push({ wait, endOffset });
  }

  /** Takes out the first wait, if what it waits for ends at or before `reached`. */
  takeReached(reached: Offset): WaitId | undefined {
    const first = this.#entries[this.#head];
    if (first === undefined || first.endOffset > reached) return undefined;
    this.#head += 1;
    if (this.#head === this.#entries.length || this.#head >= compactAfterEntries) this.#compact();
    return first.wait;
  }

  /** Takes out all waits. */
  takeAll(): WaitId[] {
    const waits = this.#entries.slice(this.#head).map((entry) => entry.wait);
    this.#entries = [];
    this.#head = 0;
    return waits;
  }

  /** Forgets a wait; looks from the front, where those that ran out of time are. False when it is not here. */
  cancel(wait: WaitId): boolean {
    for (let index = this.#head; index < this.#entries.length; index += 1) {
      if (this.#entries[index]?.wait !== wait) continue;
      if (index === this.#head) this.#head += 1;
      else this.#entries.splice(index, 1);
      return true;
    }
    return false;
  }

  #compact(): void {
    this.#entries = this.#head === this.#entries.length ? [] : this.#entries.slice(this.#head);
    this.#head = 0;
  }
}
