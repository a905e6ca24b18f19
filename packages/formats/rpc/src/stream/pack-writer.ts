/** Writes many small items as few messages: what is added in one turn of the event loop travels together. */
import type { Timers } from '@ottla/base';
import { packBytesMax, packItemsMax } from '../limits.ts';

export interface PackWriterOptions<Item> {
  readonly timers: Pick<Timers, 'next'>;
  /** Writes one message of all of them. */
  readonly write: (items: readonly Item[]) => void;
  /** About how long it is. Called once for each item, when it is added; what it throws keeps that item out. */
  readonly bytesOf: (item: Item) => number;
  /** What writing threw: the stream broke while the items waited. */
  readonly failed: (error: unknown) => void;
}

export class PackWriter<Item> {
  readonly #options: PackWriterOptions<Item>;
  #items: Item[] = [];
  #bytes = 0;
  #isScheduled = false;

  constructor(options: PackWriterOptions<Item>) {
    this.#options = options;
  }

  /** Leaves with the others of this turn. */
  add(item: Item): void {
    this.#bytes += this.#options.bytesOf(item);
    this.#items.push(item);
    if (this.#bytes >= packBytesMax || this.#items.length >= packItemsMax) this.flush();
    else this.#schedule();
  }

  /** Writes what waits, now. */
  flush(): void {
    const items = this.#items;
    if (items.length === 0) return;
    this.drop();
    try {
      this.#options.write(items);
    } catch (error) {
      this.#options.failed(error);
    }
  }

  /** Forgets what waits. */
  drop(): void {
    this.#items = [];
    this.#bytes = 0;
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#options.timers.next(() => {
      this.#isScheduled = false;
      this.flush();
    });
  }
}
