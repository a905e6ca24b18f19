/** Which snapshots lie in the store, and where their pieces begin. Each has a slot of its own; slots are never used again. */
import { assert } from '@ottla/base';
import type { LogIndex, Snapshot } from '@ottla/raft-core';
import type { Piece } from './inspect-store.ts';

/** One snapshot, perhaps not whole yet. */
export interface Slot {
  readonly number: number;
  readonly snapshot: Snapshot;
  readonly pieces: Piece[];
  /** Who reads all of it just now: the pieces stay until they are through. */
  readers: number;
  /** It was to be deleted while somebody read it. */
  isDue: boolean;
}

export class SnapshotSlots {
  readonly #slots = new Map<number, Slot>();
  #next: number;
  #incoming: Slot | undefined;

  /** `next` is higher than any slot of which something may be in the store. */
  constructor(next: number) {
    this.#next = next;
  }

  /** The snapshot that is being received. */
  get incoming(): Slot | undefined {
    return this.#incoming;
  }

  /** A new slot. */
  begin(snapshot: Snapshot): Slot {
    const slot = { number: this.#next, snapshot, pieces: [], readers: 0, isDue: false };
    this.#next += 1;
    this.#slots.set(slot.number, slot);
    return slot;
  }

  /** A slot of which all is in the store. */
  adopt(number: number, snapshot: Snapshot, pieces: readonly Piece[]): void {
    assert(number < this.#next, 'a slot is numbered before it is used');
    this.#slots.set(number, { number, snapshot, pieces: [...pieces], readers: 0, isDue: false });
  }

  beginIncoming(snapshot: Snapshot): Slot {
    this.#incoming = this.begin(snapshot);
    return this.#incoming;
  }

  /** What was received is one of the snapshots now. */
  takeIncoming(): Slot {
    const slot = this.#incoming;
    assert(slot !== undefined, 'only what was received is installed');
    this.#incoming = undefined;
    return slot;
  }

  forget(slot: Slot): void {
    this.#slots.delete(slot.number);
    if (this.#incoming === slot) this.#incoming = undefined;
  }

  /** The newest slot of this snapshot. */
  find(snapshot: Snapshot): Slot | undefined {
    return [...this.#slots.values()].findLast(
      (slot) =>
        slot.snapshot.index === snapshot.index &&
        slot.snapshot.term === snapshot.term &&
        slot.snapshot.bytes === snapshot.bytes,
    );
  }

  /** Whole snapshots that end below `index`, without those that somebody reads. */
  below(index: LogIndex, inUse: ReadonlySet<number>): readonly Slot[] {
    return [...this.#slots.values()].filter(
      (slot) =>
        slot !== this.#incoming && isWhole(slot) && slot.snapshot.index < index && !inUse.has(slot.snapshot.index),
    );
  }
}

/** How many bytes of the snapshot are there. */
export function reachOf({ pieces }: Slot): number {
  const last = pieces.at(-1);
  return last === undefined ? 0 : last.offset + last.bytes;
}

function isWhole(slot: Slot): boolean {
  return reachOf(slot) === slot.snapshot.bytes;
}
