/**
 * Where each leader epoch starts in this log (KIP-101, KIP-320). Kept in a side file at checkpoints; what came after the
 * checkpoint, or everything when the file is missing, comes again from the epochs in the batches.
 *
 * INV-PLOG-5: epochs and their start offsets both ascend.
 */
import { EPOCHS_MAX } from './limits.ts';

interface EpochStart {
  readonly epoch: number;
  readonly startOffset: number;
}

export class EpochCache {
  #starts: EpochStart[] = [];

  /** The latest epoch, -1 when none. */
  get last(): number {
    return this.#starts.at(-1)?.epoch ?? -1;
  }

  /** A batch, or a leader's reign, of `epoch` starts at `startOffset`. Older epochs say nothing new. */
  note(epoch: number, startOffset: number): void {
    if (epoch <= this.last) return;
    // An epoch in which nothing was written gives its place to the next one.
    while (this.#starts.length > 0 && (this.#starts.at(-1)?.startOffset ?? 0) >= startOffset) this.#starts.pop();
    this.#starts.push({ epoch, startOffset });
    if (this.#starts.length > EPOCHS_MAX) this.#starts.shift();
  }

  /** The epoch of the record at `offset`, -1 when unknown. */
  epochAt(offset: number): number {
    return this.#starts[this.#floor((start) => start.startOffset <= offset)]?.epoch ?? -1;
  }

  /** The largest epoch at or below `epoch` and where it ends; the last one ends with the log. */
  endOf(epoch: number, logEndOffset: number): { readonly epoch: number; readonly endOffset: number } {
    const index = this.#floor((start) => start.epoch <= epoch);
    const first = this.#starts[0];
    if (first === undefined || epoch < 0 || epoch > this.last) return { epoch: -1, endOffset: -1 };
    const found = this.#starts[index];
    // Older than all that is known: its records are gone, so it ends where the known ones start.
    if (found === undefined) return { epoch, endOffset: first.startOffset };
    return { epoch: found.epoch, endOffset: this.#starts[index + 1]?.startOffset ?? logEndOffset };
  }

  /** Forgets what starts at or above an offset. */
  cutAt(offset: number): void {
    while (this.#starts.length > 0 && (this.#starts.at(-1)?.startOffset ?? 0) >= offset) this.#starts.pop();
  }

  /** Nothing below `offset` is in the log any more: the epoch that holds it starts there. */
  startAt(offset: number): void {
    const index = this.#floor((start) => start.startOffset <= offset);
    const holder = this.#starts[index];
    if (holder === undefined) return;
    this.#starts.splice(0, index + 1, { epoch: holder.epoch, startOffset: offset });
  }

  rows(): number[][] {
    return this.#starts.map(({ epoch, startOffset }) => [epoch, startOffset]);
  }

  /** The cache of a file's rows; undefined when they do not ascend. */
  static of(rows: readonly (readonly number[])[]): EpochCache | undefined {
    const cache = new EpochCache();
    for (const [epoch = -1, startOffset = -1] of rows) {
      const last = cache.#starts.at(-1);
      if (epoch < 0 || startOffset < 0) return undefined;
      if (last !== undefined && (epoch <= last.epoch || startOffset <= last.startOffset)) return undefined;
      cache.#starts.push({ epoch, startOffset });
    }
    return cache;
  }

  /** The last entry for which `holds`; -1 when for none. */
  #floor(holds: (start: EpochStart) => boolean): number {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const start = this.#starts[middle];
      if (start !== undefined && holds(start)) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
