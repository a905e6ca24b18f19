/** Reads the primitives of the record format; every read past the end or out of range is a `RecordFormatError`. */
import { RecordFormatError } from './record-format-error.ts';

export class ByteReader {
  readonly #bytes: Uint8Array;
  #at: number;
  readonly #end: number;

  constructor(bytes: Uint8Array, start = 0, end: number = bytes.length) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  get remaining(): number {
    return this.#end - this.#at;
  }

  byte(): number {
    const value = this.#at < this.#end ? this.#bytes[this.#at] : undefined;
    if (value === undefined) throw truncated();
    this.#at += 1;
    return value;
  }

  /** A safe integer of 0 or more. */
  unsigned(): number {
    let value = 0;
    for (let factor = 1; factor <= 2 ** 49; factor *= 128) {
      const next = this.byte();
      value += (next % 128) * factor;
      if (next < 128) {
        if (Number.isSafeInteger(value)) return value;
        break;
      }
    }
    throw new RecordFormatError('damaged', 'A number in a metadata record is too large to be one.');
  }

  /** A reader over the next `length` bytes, which this one skips. */
  part(length: number): ByteReader {
    if (length > this.remaining) throw truncated();
    const start = this.#at;
    this.#at += length;
    return new ByteReader(this.#bytes, start, this.#at);
  }

  /** Another reader over what is left, which this one keeps. */
  again(): ByteReader {
    return new ByteReader(this.#bytes, this.#at, this.#end);
  }
}

function truncated(): RecordFormatError {
  return new RecordFormatError('damaged', 'A metadata record ends before its time.');
}
