/** Reads of our own clients that a leader elsewhere was asked about. An answer that comes too late is no answer. */

export class ForwardedReads {
  /** By read, the tick at which we give up; in the order of asking. */
  readonly #dueAt = new Map<number, number>();

  get waiting(): number {
    return this.#dueAt.size;
  }

  add(read: number, dueAt: number): void {
    this.#dueAt.set(read, dueAt);
  }

  /** Whether this read was waiting; it is not any more. */
  settle(read: number): boolean {
    return this.#dueAt.delete(read);
  }

  /** The reads whose time is up. */
  takeDue(now: number): readonly number[] {
    const due: number[] = [];
    for (const [read, dueAt] of this.#dueAt) {
      if (dueAt > now) break;
      due.push(read);
    }
    for (const read of due) this.#dueAt.delete(read);
    return due;
  }

  takeAll(): readonly number[] {
    const all = [...this.#dueAt.keys()];
    this.#dueAt.clear();
    return all;
  }
}
