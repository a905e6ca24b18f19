/**
 * Parked waits in the order of the offsets that they wait for. Taking from the front costs nothing but an index; there is
 * one entry per produce request and partition, never one per record.
 */
import type { Branded, Offset } from '@ottla/base';
import { compactAfterEntries } from '../limits.ts';

/** Names a parked produce request of the shell. */
export type WaitId = Branded<number, 'WaitId'>;

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

  /** Entries in memory, those that were taken included. */
  get heldEntries(): number {
    return this.#entries.length;
  }

  /** Parks a wait behind all that wait for as much or less. New appends go to the end at once. */
  push(wait: WaitId, endOffset: Offset): void {
    let at = this.#entries.length;
    while (at > this.#head && (this.#entries[at - 1]?.endOffset ?? 0) > endOffset) at -= 1;
    if (at === this.#entries.length) this.#entries.push({ wait, endOffset });
    else this.#entries.splice(at, 0, { wait, endOffset });
  }

  /** Takes out the first wait, if what it waits for ends at or before `reached`. */
  takeReached(reached: Offset): WaitId | undefined {
    const first = this.#entries[this.#head];
    if (first === undefined || first.endOffset > reached) return undefined;
    this.#dropFirst();
    return first.wait;
  }

  /** Takes out all waits for more than `endOffset`. */
  takeBeyond(endOffset: Offset): WaitId[] {
    let index = this.#entries.length;
    while (index > this.#head && (this.#entries[index - 1]?.endOffset ?? 0) > endOffset) index -= 1;
    return this.#entries.splice(index).map((entry) => entry.wait);
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
      if (index === this.#head) this.#dropFirst();
      else this.#entries.splice(index, 1);
      return true;
    }
    return false;
  }

  #dropFirst(): void {
    this.#head += 1;
    if (this.#head === this.#entries.length || this.#head >= compactAfterEntries) this.#compact();
  }

  #compact(): void {
    this.#entries = this.#head === this.#entries.length ? [] : this.#entries.slice(this.#head);
    this.#head = 0;
  }
}
