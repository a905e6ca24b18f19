/** A byte array that grows by doubling, written from front to back. */
import { BUILDER_BYTES_FIRST } from '../limits.ts';

export class GrowableBytes {
  /** The bytes, of which the first `length` are written. Another array after `reserve`. */
  bytes: Uint8Array;
  /** How many bytes are written. */
  length: number;

  /** `room`: bytes that will be needed, as far as one can tell. */
  constructor(length: number, room: number = BUILDER_BYTES_FIRST) {
    this.bytes = new Uint8Array(Math.max(room, length));
    this.length = length;
  }

  /** Makes room for `more` bytes behind those that are written. */
  reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }
}
