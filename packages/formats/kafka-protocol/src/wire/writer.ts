/**
 * Writes the primitive values of the protocol. Small values go into a growing buffer; long byte strings are passed on by
 * reference, so that the answer to a fetch never copies record bytes: what comes out is a list for a gathering write.
 */
import { ProtocolError } from '../errors.ts';
import { copiedBytesMax, stringBytesMax, writerBytesInitial } from '../limits.ts';
import { encodeText, isShortAscii } from './text.ts';
import { encodeUuid } from './uuid.ts';

const twoTo32 = 0x1_0000_0000;
const frameSizeMax = 0x7fff_ffff;

/** Record batches to be written: one stretch of bytes, or several in order. */
export type RecordBytes = Uint8Array | readonly Uint8Array[];

/** Collects one message, or one frame. */
export class Writer {
  #buffer: Uint8Array;
  #view: DataView;
  /** Where the part of the buffer starts that is not in `#chunks` yet. */
  #open = 0;
  #at = 0;
  #chunks: Uint8Array[] = [];
  /** Bytes in `#chunks`. */
  #sealed = 0;
  /** Above 0 inside of a tagged field, whose size is patched in afterwards: everything is copied there. */
  #tagDepth = 0;

  constructor(bytesInitial: number = writerBytesInitial) {
    this.#buffer = new Uint8Array(bytesInitial);
    this.#view = new DataView(this.#buffer.buffer);
  }

  /** Bytes that were written. */
  get size(): number {
    return this.#sealed + this.#at - this.#open;
  }

  /** What was written, in order. The arrays passed in by reference must not change until they were sent. */
  finish(): readonly Uint8Array[] {
    this.#seal();
    return this.#chunks;
  }

  /** Like `finish`, for a frame: its first 4 bytes, reserved with `int32(0)`, become the size of the rest. */
  finishFrame(): readonly Uint8Array[] {
    const size = this.size - 4;
    if (size > frameSizeMax) throw new ProtocolError('unrepresentable', `a frame of ${size} bytes is too large`);
    const first = this.finish()[0];
    if (first !== undefined) new DataView(first.buffer, first.byteOffset, 4).setInt32(0, size);
    return this.#chunks;
  }

  bool(value: boolean): void {
    const at = this.#reserve(1);
    this.#view.setUint8(at, value ? 1 : 0);
  }

  int8(value: number): void {
    if ((value << 24) >> 24 !== value) throw tooWide('int8', value);
    const at = this.#reserve(1);
    this.#view.setInt8(at, value);
  }

  int16(value: number): void {
    if ((value << 16) >> 16 !== value) throw tooWide('int16', value);
    const at = this.#reserve(2);
    this.#view.setInt16(at, value);
  }

  uint16(value: number): void {
    if ((value & 0xffff) !== value) throw tooWide('uint16', value);
    const at = this.#reserve(2);
    this.#view.setUint16(at, value);
  }

  int32(value: number): void {
    if ((value | 0) !== value) throw tooWide('int32', value);
    const at = this.#reserve(4);
    this.#view.setInt32(at, value);
  }

  /** A safe integer as 64 bits. */
  int64(value: number): void {
    if (!Number.isSafeInteger(value)) throw tooWide('int64', value);
    this.#int64(Math.floor(value / twoTo32), value % twoTo32);
  }

  /** As `int64`, but the largest and smallest safe integers stand for the largest and smallest of 64 bits. */
  int64Clamped(value: number): void {
    if (value === Number.MAX_SAFE_INTEGER) this.#int64(0x7fff_ffff, 0xffff_ffff);
    else if (value === Number.MIN_SAFE_INTEGER) this.#int64(-0x8000_0000, 0);
    else this.int64(value);
  }

  float64(value: number): void {
    const at = this.#reserve(8);
    this.#view.setFloat64(at, value);
  }

  uuid(digits: string): void {
    const at = this.#reserve(16);
    encodeUuid(this.#buffer, at, digits);
  }

  uvarint(value: number): void {
    if (value >>> 0 !== value) throw tooWide('unsigned varint', value);
    let at = this.#reserve(uvarintSize(value));
    let rest = value;
    for (; rest > 0x7f; rest >>>= 7) this.#view.setUint8(at++, (rest & 0x7f) | 0x80);
    this.#view.setUint8(at, rest);
  }

  string(compact: boolean, value: string): void {
    if (isShortAscii(value)) {
      this.#stringLength(compact, value.length);
      const at = this.#reserve(value.length);
      for (let index = 0; index < value.length; index++) this.#buffer[at + index] = value.charCodeAt(index);
      return;
    }
    const bytes = encodeText(value);
    if (bytes.byteLength > stringBytesMax)
      throw new ProtocolError(
        'unrepresentable',
        `a string of ${bytes.byteLength} bytes is too long: ${stringBytesMax} are allowed`,
      );
    this.#stringLength(compact, bytes.byteLength);
    const at = this.#reserve(bytes.byteLength);
    this.#buffer.set(bytes, at);
  }

  nullableString(compact: boolean, value: string | null): void {
    if (value === null) this.#stringLength(compact, -1);
    else this.string(compact, value);
  }

  /** Short byte strings are copied, long ones passed on by reference. */
  bytes(compact: boolean, value: Uint8Array): void {
    this.#length(compact, value.byteLength);
    this.#append(value);
  }

  nullableBytes(compact: boolean, value: Uint8Array | null): void {
    if (value === null) this.#length(compact, -1);
    else this.bytes(compact, value);
  }

  records(compact: boolean, value: RecordBytes): void {
    if (value instanceof Uint8Array) {
      this.bytes(compact, value);
      return;
    }
    let total = 0;
    for (const part of value) total += part.byteLength;
    this.#length(compact, total);
    for (const part of value) this.#append(part);
  }

  nullableRecords(compact: boolean, value: RecordBytes | null): void {
    if (value === null) this.#length(compact, -1);
    else this.records(compact, value);
  }

  array<Element>(
    compact: boolean,
    value: readonly Element[],
    element: (writer: Writer, value: Element, version: number) => void,
    version: number,
  ): void {
    this.#length(compact, value.length);
    for (const item of value) element(this, item, version);
  }

  nullableArray<Element>(
    compact: boolean,
    value: readonly Element[] | null,
    element: (writer: Writer, value: Element, version: number) => void,
    version: number,
  ): void {
    if (value === null) this.#length(compact, -1);
    else this.array(compact, value, element, version);
  }

  nullableStruct<Struct>(
    value: Struct | null,
    struct: (writer: Writer, value: Struct, version: number) => void,
    version: number,
  ): void {
    this.int8(value === null ? -1 : 1);
    if (value !== null) struct(this, value, version);
  }

  /** Starts a tagged field; what it returns goes to `closeTag` after the value. */
  openTag(tag: number): number {
    this.uvarint(tag);
    this.#tagDepth++;
    return this.size;
  }

  /** Ends a tagged field: its size, known only now, is put in front of its value. */
  closeTag(start: number): void {
    const valueSize = this.size - start;
    const prefixSize = uvarintSize(valueSize);
    this.#reserve(prefixSize);
    const from = this.#at - prefixSize - valueSize;
    this.#buffer.copyWithin(from + prefixSize, from, from + valueSize);
    this.#at = from;
    this.uvarint(valueSize);
    this.#at = from + prefixSize + valueSize;
    this.#tagDepth--;
  }

  #int64(high: number, low: number): void {
    const at = this.#reserve(8);
    this.#view.setInt32(at, high);
    this.#view.setInt32(at + 4, low);
  }

  #stringLength(compact: boolean, length: number): void {
    if (compact) this.uvarint(length + 1);
    else this.int16(length);
  }

  #length(compact: boolean, length: number): void {
    if (compact) this.uvarint(length + 1);
    else this.int32(length);
  }

  #append(bytes: Uint8Array): void {
    if (bytes.byteLength <= copiedBytesMax || this.#tagDepth > 0) {
      const at = this.#reserve(bytes.byteLength);
      this.#buffer.set(bytes, at);
      return;
    }
    this.#seal();
    this.#chunks.push(bytes);
    this.#sealed += bytes.byteLength;
  }

  #seal(): void {
    if (this.#at === this.#open) return;
    this.#chunks.push(this.#buffer.subarray(this.#open, this.#at));
    this.#sealed += this.#at - this.#open;
    this.#open = this.#at;
  }

  #reserve(length: number): number {
    if (this.#at + length > this.#buffer.byteLength) this.#grow(length);
    const at = this.#at;
    this.#at = at + length;
    return at;
  }

  /** Moves the open part into a larger buffer; sealed parts keep the old one. */
  #grow(length: number): void {
    const held = this.#at - this.#open;
    const next = new Uint8Array(Math.max(2 * this.#buffer.byteLength, held + length, 64));
    next.set(this.#buffer.subarray(this.#open, this.#at));
    this.#buffer = next;
    this.#view = new DataView(next.buffer);
    this.#open = 0;
    this.#at = held;
  }
}

function uvarintSize(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x20_0000) return 3;
  return value < 0x1000_0000 ? 4 : 5;
}

function tooWide(type: string, value: number): ProtocolError {
  return new ProtocolError('unrepresentable', `${value} does not fit into an ${type}`);
}
