/** Events ordered by time, then by the order in which they were added: a binary heap. Cancelled ones are skipped when met. */
import type { Timer } from '@ottla/base';

/** Something that happens at a moment. */
export interface QueuedEvent {
  readonly atMs: number;
  readonly fire: () => void;
}

interface Entry extends QueuedEvent {
  readonly sequence: number;
  cancelled: boolean;
}

/** The events of one virtual time. */
export class EventQueue {
  private readonly heap: Entry[] = [];
  private sequence = 0;

  /** Adds an event; the answer takes it out again. */
  add(atMs: number, fire: () => void): Timer {
    const entry: Entry = { atMs, fire, sequence: this.sequence++, cancelled: false };
    this.heap.push(entry);
    this.rise(this.heap.length - 1);
    return {
      cancel: () => {
        entry.cancelled = true;
      },
    };
  }

  /** Takes the earliest event that is not after `endMs`. */
  takeUntil(endMs: number): QueuedEvent | undefined {
    for (;;) {
      const first = this.heap[0];
      if (first === undefined) return undefined;
      if (!first.cancelled && first.atMs > endMs) return undefined;
      this.removeFirst();
      if (!first.cancelled) return first;
    }
  }

  private removeFirst(): void {
    const last = this.heap.pop();
    if (last === undefined || this.heap.length === 0) return;
    this.heap[0] = last;
    this.sink(0);
  }

  private rise(from: number): void {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.swapIfEarlier(index, parent)) return;
      index = parent;
    }
  }

  private sink(from: number): void {
    let index = from;
    for (;;) {
      const left = 2 * index + 1;
      const child = this.isEarlier(left + 1, left) ? left + 1 : left;
      if (!this.swapIfEarlier(child, index)) return;
      index = child;
    }
  }

  private swapIfEarlier(index: number, other: number): boolean {
    if (!this.isEarlier(index, other)) return false;
    const mine = this.heap[index];
    const theirs = this.heap[other];
    if (mine === undefined || theirs === undefined) return false;
    this.heap[index] = theirs;
    this.heap[other] = mine;
    return true;
  }

  private isEarlier(index: number, other: number): boolean {
    const mine = this.heap[index];
    const theirs = this.heap[other];
    if (mine === undefined || theirs === undefined) return false;
    return mine.atMs < theirs.atMs || (mine.atMs === theirs.atMs && mine.sequence < theirs.sequence);
  }
}
