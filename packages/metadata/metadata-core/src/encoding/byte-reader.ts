/** Reads the primitives of the record format; every read past the end or out of range is a `RecordFormatError`. */
import { RecordFormatError } from './record-format-error.ts';

/** Bytes of a text that is read in one call. */
const shortTextBytesMax = 256;

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
    // Nearly all are small.
    const first = this.#at < this.#end ? this.#bytes[this.#at] : undefined;
    if (first !== undefined && first < 128) {
      this.#at += 1;
      return first;
    }
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

  /** All that remains as text when it is short and nothing but ASCII, as ids and names are; else it stays unread. */
  shortAscii(): string | undefined {
    if (this.remaining > shortTextBytesMax) return undefined;
    const codes: number[] = [];
    for (let at = this.#at; at < this.#end; at += 1) {
      const code = this.#bytes[at] ?? 0;
      if (code >= 0x80) return undefined;
      codes.push(code);
    }
    this.#at = this.#end;
    return String.fromCharCode.apply(undefined, codes);
  }

  /** A copy of all that remains. */
  rest(): Uint8Array {
    const bytes = this.#bytes.slice(this.#at, this.#end);
    this.#at = this.#end;
    return bytes;
  }

  /** Where the next byte stands. */
  get position(): number {
    return this.#at;
  }

  /** Passes over the next `length` bytes, which have to be there. */
  skip(length: number): void {
    if (length > this.remaining) throw truncated();
    this.#at += length;
  }

  /** A reader over the next `length` bytes, which this one skips. */
  part(length: number): ByteReader {
    const start = this.#at;
    this.skip(length);
    return this.between(start, this.#at);
  }

  /** A reader over bytes that this one has passed. */
  between(start: number, end: number): ByteReader {
    return new ByteReader(this.#bytes, start, end);
  }
}

function truncated(): RecordFormatError {
  return new RecordFormatError('damaged', 'A metadata record ends before its time.');
}
