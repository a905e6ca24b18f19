/**
 * Reads the primitive values of the protocol from one message. Every read is checked against the end of the message;
 * bytes are never copied: `bytes` and `records` are views into the frame. It knows no message; the generated codecs do.
 *
 * `compact` says whether the version at hand is a flexible one: lengths are then unsigned varints, one higher than
 * the length, with 0 for null.
 */
import { ProtocolError } from '../errors.ts';
import { messageElementsMax, stringBytesMax } from '../limits.ts';
import { decodeText } from './text.ts';
import { decodeUuid } from './uuid.ts';

const twoTo32 = 0x1_0000_0000;

/** A position in a message, moving forward. */
export class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #end: number;
  #at = 0;
  #elementsLeft: number = messageElementsMax;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#end = bytes.byteLength;
  }

  /** Bytes that were read. */
  get position(): number {
    return this.#at;
  }

  /** Bytes that are left. */
  get remaining(): number {
    return this.#end - this.#at;
  }

  /** Throws `trailingBytes` unless everything was read. */
  expectEnd(): void {
    if (this.#at !== this.#end)
      throw new ProtocolError('trailingBytes', `${this.remaining} bytes follow the message, which ends at ${this.#at}`);
  }

  bool(): boolean {
    return this.#view.getUint8(this.#take(1)) !== 0;
  }

  int8(): number {
    return this.#view.getInt8(this.#take(1));
  }

  int16(): number {
    return this.#view.getInt16(this.#take(2));
  }

  uint16(): number {
    return this.#view.getUint16(this.#take(2));
  }

  int32(): number {
    return this.#view.getInt32(this.#take(4));
  }

  /** A 64-bit integer; throws `unsafeInteger` when a number cannot hold it exactly. */
  int64(): number {
    const at = this.#take(8);
    const value = this.#view.getInt32(at) * twoTo32 + this.#view.getUint32(at + 4);
    if (!Number.isSafeInteger(value))
      throw new ProtocolError('unsafeInteger', `the 64-bit integer at ${at} is about ${value}, beyond 2^53`);
    return value;
  }

  /** A 64-bit integer that people choose: one beyond the safe range becomes the nearest safe integer. */
  int64Clamped(): number {
    const at = this.#take(8);
    const value = this.#view.getInt32(at) * twoTo32 + this.#view.getUint32(at + 4);
    if (Number.isSafeInteger(value)) return value;
    return value > 0 ? Number.MAX_SAFE_INTEGER : Number.MIN_SAFE_INTEGER;
  }

  float64(): number {
    return this.#view.getFloat64(this.#take(8));
  }

  uuid(): string {
    return decodeUuid(this.#bytes, this.#take(16));
  }

  /** An unsigned varint of at most 32 bits. */
  uvarint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#view.getUint8(this.#take(1));
      if (shift === 28 && byte > 0x0f) break;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new ProtocolError('invalidVarint', `the varint that ends at ${this.#at} does not fit into 32 bits`);
  }

  string(compact: boolean): string {
    return this.nullableString(compact) ?? this.#unexpectedNull('string');
  }

  nullableString(compact: boolean): string | null {
    const length = compact ? this.uvarint() - 1 : this.int16();
    if (length === -1) return null;
    if (length < 0 || length > stringBytesMax) throw this.#invalidLength('string', length);
    const start = this.#take(length);
    return decodeText(this.#bytes, start, start + length);
  }

  bytes(compact: boolean): Uint8Array {
    return this.nullableBytes(compact) ?? this.#unexpectedNull('byte string');
  }

  /** A view into the frame, not a copy. */
  nullableBytes(compact: boolean): Uint8Array | null {
    const length = compact ? this.uvarint() - 1 : this.int32();
    if (length === -1) return null;
    if (length < 0) throw this.#invalidLength('byte string', length);
    const start = this.#take(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** An array whose elements are at least `elementBytesMin` long each, read by `element`. */
  array<Element>(
    compact: boolean,
    elementBytesMin: number,
    element: (reader: Reader, version: number) => Element,
    version: number,
  ): Element[] {
    return this.nullableArray(compact, elementBytesMin, element, version) ?? this.#unexpectedNull('array');
  }

  nullableArray<Element>(
    compact: boolean,
    elementBytesMin: number,
    element: (reader: Reader, version: number) => Element,
    version: number,
  ): Element[] | null {
    const length = compact ? this.uvarint() - 1 : this.int32();
    if (length === -1) return null;
    this.#claim(length, elementBytesMin);
    const elements: Element[] = [];
    for (let index = 0; index < length; index++) elements.push(element(this, version));
    return elements;
  }

  /** A structure that may be null: one byte says so. */
  nullableStruct<Struct>(struct: (reader: Reader, version: number) => Struct, version: number): Struct | null {
    return this.int8() < 0 ? null : struct(this, version);
  }

  /** The end of the tagged field whose size comes next. */
  tagEnd(): number {
    const size = this.uvarint();
    const end = this.#take(size) + size;
    this.#at = end - size;
    return end;
  }

  /** Throws `invalidTag` unless the value of the tagged field ended where its size says. */
  closeTag(end: number): void {
    if (this.#at !== end)
      throw new ProtocolError('invalidTag', `a tagged field ends at ${this.#at}, but its size says ${end}`);
  }

  /** Passes over a tagged field of unknown number. */
  skipTag(end: number): void {
    this.#at = end;
  }

  /** Passes over all tagged fields of a structure that knows none. */
  skipTags(): void {
    for (let count = this.uvarint(); count > 0; count--) {
      this.uvarint();
      this.#take(this.uvarint());
    }
  }

  #take(length: number): number {
    const at = this.#at;
    if (length > this.#end - at)
      throw new ProtocolError('truncated', `${length} bytes are wanted at ${at}, the message ends at ${this.#end}`);
    this.#at = at + length;
    return at;
  }

  #claim(elements: number, elementBytesMin: number): void {
    if (elements < 0) throw this.#invalidLength('array', elements);
    if (elements * elementBytesMin > this.remaining || elements > this.#elementsLeft)
      throw new ProtocolError(
        'tooManyElements',
        `an array at ${this.#at} claims ${elements} elements; ${this.remaining} bytes are left, and ${this.#elementsLeft} elements are allowed`,
      );
    this.#elementsLeft -= elements;
  }

  #invalidLength(kind: string, length: number): ProtocolError {
    return new ProtocolError('invalidLength', `a ${kind} at ${this.#at} has the length ${length}`);
  }

  #unexpectedNull(kind: string): never {
    throw new ProtocolError(
      'unexpectedNull',
      `the ${kind} before ${this.#at} is null, which this version does not allow`,
    );
  }
}
