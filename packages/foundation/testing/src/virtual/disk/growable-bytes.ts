/** A run of bytes that grows as it is written. What was never written is zero. */
export class GrowableBytes {
  private store: Uint8Array;
  private length: number;

  constructor(content: Uint8Array = new Uint8Array(0)) {
    this.store = content;
    this.length = content.length;
  }

  get size(): number {
    return this.length;
  }

  /** Copies from `position` into `target`; answers how many bytes there were. */
  read(target: Uint8Array, position: number): number {
    const count = Math.max(0, Math.min(target.length, this.length - position));
    target.set(this.store.subarray(position, position + count));
    return count;
  }

  write(bytes: Uint8Array, position: number): void {
    this.reserve(position + bytes.length);
    this.store.set(bytes, position);
    this.length = Math.max(this.length, position + bytes.length);
  }

  /** Cuts, or extends with zeros. */
  resize(size: number): void {
    this.reserve(size);
    if (size < this.length) this.store.fill(0, size, this.length);
    this.length = size;
  }

  /** A copy of `length` bytes at `position`, zeros where there is nothing. */
  slice(position: number, length: number): Uint8Array {
    const copy = new Uint8Array(length);
    this.read(copy, position);
    return copy;
  }

  /** Whether there is only zero at or after `position`. */
  isZeroFrom(position: number): boolean {
    return !this.store.subarray(position, this.length).some((byte) => byte !== 0);
  }

  clone(): GrowableBytes {
    return new GrowableBytes(this.store.slice(0, this.length));
  }

  private reserve(size: number): void {
    if (size <= this.store.length) return;
    const larger = new Uint8Array(Math.max(size, 2 * this.store.length));
    larger.set(this.store.subarray(0, this.length));
    this.store = larger;
  }
}
