/**
 * A number of bytes that many share. Whoever finds too little left waits in line and is called when there is room, in
 * the order of arrival. Not an allocator: it only counts.
 *
 * INV-BUDGET-1: 0 <= used; used <= total, except that one taker larger than the total is served alone.
 */
export class MemoryBudget {
  readonly totalBytes: number;
  #usedBytes = 0;
  readonly #line: { readonly bytes: number; readonly granted: () => void }[] = [];

  constructor(totalBytes: number) {
    this.totalBytes = totalBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  get freeBytes(): number {
    return Math.max(0, this.totalBytes - this.#usedBytes);
  }

  get waiting(): number {
    return this.#line.length;
  }

  /** Takes all of `bytes` or nothing. Those who stand in line come first. */
  tryTake(bytes: number): boolean {
    if (this.#line.length > 0 || !this.#fits(bytes)) return false;
    this.#usedBytes += bytes;
    return true;
  }

  /** Takes at most `bytes`, whatever is free; answers how many. */
  takeUpTo(bytes: number): number {
    const taken = Math.min(bytes, this.freeBytes);
    this.#usedBytes += taken;
    return taken;
  }

  /** Takes `bytes` whatever is free: for memory that is in use already and must be counted. */
  charge(bytes: number): void {
    this.#usedBytes += bytes;
  }

  /** Calls `granted` once the bytes are taken, maybe at once. Answers how to leave the line. */
  take(bytes: number, granted: () => void): () => void {
    if (!this.tryTake(bytes)) return this.wait(bytes, granted);
    granted();
    return () => undefined;
  }

  /** Stands in line, after `tryTake` answered false: calls `granted` once the bytes are taken. Answers how to leave the line. */
  wait(bytes: number, granted: () => void): () => void {
    const place = { bytes, granted };
    this.#line.push(place);
    return () => {
      const index = this.#line.indexOf(place);
      if (index >= 0) this.#line.splice(index, 1);
      this.#serve();
    };
  }

  give(bytes: number): void {
    this.#usedBytes = Math.max(0, this.#usedBytes - bytes);
    this.#serve();
  }

  #fits(bytes: number): boolean {
    return this.#usedBytes === 0 || this.#usedBytes + bytes <= this.totalBytes;
  }

  #serve(): void {
    for (let first = this.#line[0]; first !== undefined && this.#fits(first.bytes); first = this.#line[0]) {
      this.#line.shift();
      this.#usedBytes += first.bytes;
      first.granted();
    }
  }
}
