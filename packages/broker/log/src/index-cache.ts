/**
 * The loaded indexes of closed segments over all logs, bounded in bytes: the least recently used goes and is loaded again
 * when needed. The index of an active segment always stays in memory and is not counted here.
 */
import type { Segment } from './segment.ts';

export class IndexCache {
  readonly #bytesMax: number;
  /** In order of last use. */
  readonly #loaded = new Map<Segment, number>();
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether the index of the segment is counted here. */
  has(segment: Segment): boolean {
    return this.#loaded.has(segment);
  }

  /** The segment's index was used; lets others go when there are too many. */
  used(segment: Segment): void {
    this.forget(segment);
    if (segment.index === undefined) return;
    const bytes = segment.index.memoryBytes;
    this.#loaded.set(segment, bytes);
    this.#bytes += bytes;
    for (const oldest of this.#loaded.keys()) {
      if (this.#bytes <= this.#bytesMax || oldest === segment) return;
      this.forget(oldest);
      oldest.index = undefined;
    }
  }

  /** The segment is gone or active. */
  forget(segment: Segment): void {
    const bytes = this.#loaded.get(segment);
    if (bytes === undefined) return;
    this.#loaded.delete(segment);
    this.#bytes -= bytes;
  }
}
