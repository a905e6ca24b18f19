/**
 * Fields of a stored value, one behind the other: numbers in eight bytes (big-endian), text and lists behind their length. A reader
 * is handed bytes of a disk: it never throws, and says at the end whether everything was well.
 */
import { storedTextBytesMax } from '../limits.ts';

const twoToThe32 = 4_294_967_296;

export class FieldWriter {
  #bytes: Uint8Array;
  #view: DataView;
  #length = 0;

  /** Room for about so many bytes; it grows. */
  constructor(bytes = 96) {
    this.#bytes = new Uint8Array(bytes);
    this.#view = new DataView(this.#bytes.buffer);
  }

  byte(value: number): this {
    this.#reserve(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
    return this;
  }

  uint32(value: number): this {
    this.#reserve(4);
    this.#view.setUint32(this.#length, value);
    this.#length += 4;
    return this;
  }

  /** A safe integer from 0. */
  number(value: number): this {
    this.uint32(Math.floor(value / twoToThe32));
    return this.uint32(value % twoToThe32);
  }

  numbers(values: readonly number[]): this {
    this.number(values.length);
    for (const value of values) this.number(value);
    return this;
  }

  text(value: string): this {
    const bytes = new TextEncoder().encode(value);
    this.number(bytes.byteLength);
    return this.raw(bytes);
  }

  /** Bytes as they are; the last field. */
  raw(bytes: Uint8Array): this {
    this.#reserve(bytes.byteLength);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.byteLength;
    return this;
  }

  take(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.byteLength) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.byteLength * 2));
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

export class FieldReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  #isWell = true;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Whether all fields were there, and nothing else. */
  get isWhole(): boolean {
    return this.#isWell && this.#at === this.#bytes.byteLength;
  }

  byte(): number {
    return this.#has(1) ? (this.#bytes[this.#at++] ?? 0) : 0;
  }

  number(): number {
    if (!this.#has(8)) return 0;
    const value = this.#view.getUint32(this.#at) * twoToThe32 + this.#view.getUint32(this.#at + 4);
    this.#at += 8;
    if (!Number.isSafeInteger(value)) this.#isWell = false;
    return value;
  }

  numbers(): number[] {
    const count = this.number();
    if (!this.#has(count * 8)) return [];
    return Array.from({ length: count }, () => this.number());
  }

  text(): string {
    const length = this.number();
    if (length > storedTextBytesMax || !this.#has(length)) {
      this.#isWell = false;
      return '';
    }
    this.#at += length;
    return new TextDecoder().decode(this.#bytes.subarray(this.#at - length, this.#at));
  }

  /** All that is left. */
  rest(): Uint8Array {
    const rest = this.#bytes.subarray(this.#at);
    this.#at = this.#bytes.byteLength;
    return rest;
  }

  #has(count: number): boolean {
    if (this.#at + count > this.#bytes.byteLength) this.#isWell = false;
    return this.#isWell;
  }
}
