/**
 * Writes the protobuf wire format from the end to the front, so that the length of what is nested is known when its
 * prefix is written and every message takes one pass. The generated encoders write fields in reverse order.
 *
 * A writer is reused by one encoder call after the other; see `encodeWith`. A writer that lends takes long byte strings as
 * they are, instead of copying them, and its result is a list of parts; see `partsWith`.
 */
import { RpcError } from '@ottla/base';
import { lentBytesMin, sharedWriterBytes } from '../limits.ts';
import { highHalfOf, requireSafeInteger } from './int64.ts';

/** Memory that fills from its end. */
export class ProtoWriter {
  #memory: Buffer;
  #position: number;
  /** Finished parts of a writer that lends, the last first; undefined: this one copies. */
  #parts: Uint8Array[] | undefined;
  #partBytes = 0;

  constructor(capacity: number) {
    this.#memory = Buffer.allocUnsafeSlow(capacity);
    this.#position = capacity;
  }

  /** Bytes of its memory. */
  get capacity(): number {
    return this.#memory.length;
  }

  /** Bytes written so far. */
  get written(): number {
    return this.#memory.length - this.#position + this.#partBytes;
  }

  /** What was written; it shares the writer's memory. */
  result(): Buffer {
    return this.#memory.subarray(this.#position);
  }

  /** What was written by a writer that lends, in its order. Short parts are the caller's, long ones are those of the message. */
  parts(): Uint8Array[] {
    this.#endPart();
    return (this.#parts ?? []).reverse();
  }

  /** Forgets what was written. `lends`: takes long byte strings as they are. */
  reset(lends = false): void {
    this.#position = this.#memory.length;
    this.#parts = lends ? [] : undefined;
    this.#partBytes = 0;
  }

  tag(tag: number): void {
    this.#varint32(tag);
  }

  /** The length prefix of all that was written after `written` had this value. */
  lengthSince(mark: number): void {
    this.#varint32(this.written - mark);
  }

  bool(value: boolean): void {
    this.#reserve(1);
    this.#memory[--this.#position] = value ? 1 : 0;
  }

  int32(value: number): void {
    if ((value | 0) !== value)
      throw new RpcError('invalidArgument', `${value} is no 32-bit integer; an int32 field carries only such values`);
    if (value >= 0) this.#varint32(value);
    else this.#varint64(value >>> 0, 0xffff_ffff);
  }

  int64(value: number): void {
    requireSafeInteger(value);
    if (value >= 0 && value <= 0xffff_ffff) this.#varint32(value);
    else this.#varint64(value >>> 0, highHalfOf(value));
  }

  double(value: number): void {
    this.#reserve(8);
    this.#position -= 8;
    this.#memory.writeDoubleLE(value, this.#position);
  }

  /** Bytes with their length prefix. */
  bytes(value: Uint8Array): void {
    if (this.#parts !== undefined && value.length >= lentBytesMin) {
      this.#endPart();
      this.#addPart(value);
    } else {
      this.#reserve(value.length + 5);
      this.#position -= value.length;
      this.#memory.set(value, this.#position);
    }
    this.#varint32(value.length);
  }

  /** UTF-8 text with its length prefix. */
  string(value: string): void {
    const length = Buffer.byteLength(value, 'utf8');
    this.#reserve(length + 5);
    this.#position -= length;
    this.#memory.write(value, this.#position, length, 'utf8');
    this.#varint32(length);
  }

  /** What stands in this writer's memory becomes a part with memory of its own. */
  #endPart(): void {
    if (this.#position === this.#memory.length) return;
    this.#addPart(Buffer.from(this.result()));
    this.#position = this.#memory.length;
  }

  #addPart(bytes: Uint8Array): void {
    this.#parts?.push(bytes);
    this.#partBytes += bytes.length;
  }

  #varint32(value: number): void {
    this.#reserve(5);
    const memory = this.#memory;
    if (value < 0x80) {
      memory[--this.#position] = value;
      return;
    }
    const size = value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : value < 0x1000_0000 ? 4 : 5;
    this.#position -= size;
    let position = this.#position;
    let rest = value;
    while (rest > 0x7f) {
      memory[position++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    memory[position] = rest;
  }

  /** A varint of more than 32 bits. */
  #varint64(low: number, high: number): void {
    this.#reserve(10);
    let size = 5;
    for (let rest = high >>> 3; rest > 0; rest >>>= 7) size += 1;
    this.#position -= size;
    let restLow = low;
    let restHigh = high;
    for (let index = 0; index < size; index += 1) {
      const more = index < size - 1 ? 0x80 : 0;
      this.#memory[this.#position + index] = (restLow & 0x7f) | more;
      restLow = ((restLow >>> 7) | (restHigh << 25)) >>> 0;
      restHigh >>>= 7;
    }
  }

  #reserve(bytes: number): void {
    if (this.#position >= bytes) return;
    const written = this.#memory.length - this.#position;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.#memory.length * 2, written + bytes + 256));
    this.#memory.copy(grown, grown.length - written, this.#position);
    this.#position = grown.length - written;
    this.#memory = grown;
  }
}

let shared = new ProtoWriter(sharedWriterBytes);

/**
 * Encodes one message. `bytesHint` is about how many bytes it will take: a short one is written into shared memory and
 * copied out, a long one is written into memory of its own, once. The result is the caller's.
 */
export function encodeWith<Message>(
  message: Message,
  write: (writer: ProtoWriter, message: Message) => void,
  bytesHint: number,
): Uint8Array {
  if (bytesHint > sharedWriterBytes / 2) {
    const own = new ProtoWriter(bytesHint);
    write(own, message);
    return own.result();
  }
  shared.reset();
  write(shared, message);
  if (shared.written <= sharedWriterBytes) return Buffer.from(shared.result());
  const result = shared.result();
  shared = new ProtoWriter(sharedWriterBytes);
  return result;
}

/** Encodes one message in parts: byte strings of `lentBytesMin` and more are parts by themselves, and not copied. */
export function partsWith<Message>(
  message: Message,
  write: (writer: ProtoWriter, message: Message) => void,
): Uint8Array[] {
  shared.reset(true);
  write(shared, message);
  const parts = shared.parts();
  shared.reset();
  if (shared.capacity > sharedWriterBytes) shared = new ProtoWriter(sharedWriterBytes);
  return parts;
}
