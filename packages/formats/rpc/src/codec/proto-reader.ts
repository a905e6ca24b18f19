/**
 * Reads the protobuf wire format from bytes that somebody else wrote. Every step checks its bounds; what is no valid
 * message becomes an `RpcError` (`invalidArgument`), never another error and never a read outside of the bytes.
 *
 * It knows nothing about fields: the generated decoders ask for them.
 */
import { RpcError } from '@ottla/base';
import { messageElementsMax, shortTextBytesMax, skippedGroupDepthMax } from '../limits.ts';
import { int64FromHalves } from './int64.ts';

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A position in the bytes of one message, moving forward. */
export class ProtoReader {
  readonly #bytes: Uint8Array;
  #position = 0;
  #end: number;
  #elements = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#end = bytes.length;
  }

  /** Whether the message that is being read goes on. */
  more(): boolean {
    return this.#position < this.#end;
  }

  /** The next field's number and wire type. */
  tag(): number {
    const tag = this.#varint32();
    if (tag >>> 3 === 0) throw malformed('a field has the number 0');
    return tag;
  }

  /** Begins the message or packed list that comes next; answers what `leave` needs. */
  enter(): number {
    const outer = this.#end;
    this.#end = this.#take(this.#varint32());
    this.#position = this.#start;
    return outer;
  }

  /** Ends what `enter` began. */
  leave(outer: number): void {
    this.#end = outer;
  }

  /** Counts an element of a repeated field. */
  element(): void {
    this.#elements += 1;
    if (this.#elements > messageElementsMax)
      throw malformed(`it has more than ${messageElementsMax} elements; send several smaller messages`);
  }

  int32(): number {
    return this.#varint32() | 0;
  }

  bool(): boolean {
    const low = this.#varint32();
    return low !== 0 || this.#high !== 0;
  }

  int64(): number {
    const low = this.#varint32();
    return this.#high === 0 ? low : int64FromHalves(low, this.#high);
  }

  double(): number {
    const end = this.#take(8);
    this.#position = end;
    return new DataView(this.#bytes.buffer, this.#bytes.byteOffset + this.#start, 8).getFloat64(0, true);
  }

  /** The bytes of a field; they share the memory of the message. */
  bytes(): Uint8Array {
    const end = this.#take(this.#varint32());
    const start = this.#start;
    this.#position = end;
    return new Uint8Array(this.#bytes.buffer, this.#bytes.byteOffset + start, end - start);
  }

  string(): string {
    const end = this.#take(this.#varint32());
    const start = this.#start;
    this.#position = end;
    if (end - start <= shortTextBytesMax) {
      const text = this.#ascii(start, end);
      if (text !== undefined) return text;
    }
    try {
      return strictUtf8.decode(this.#bytes.subarray(start, end));
    } catch (cause) {
      throw malformed('a text field is not UTF-8', cause);
    }
  }

  /** Passes over a field that the decoder does not know. */
  skip(tag: number, depth = 0): void {
    switch (tag & 7) {
      case 0:
        this.#varint32();
        return;
      case 1:
        this.#position = this.#take(8);
        return;
      case 2:
        this.#position = this.#take(this.#varint32());
        return;
      case 3:
        this.#skipGroup(tag, depth + 1);
        return;
      case 5:
        this.#position = this.#take(4);
        return;
      default:
        throw malformed(`field ${tag >>> 3} has wire type ${tag & 7}, which is not allowed here`);
    }
  }

  #skipGroup(opening: number, depth: number): void {
    if (depth > skippedGroupDepthMax) throw malformed('its groups are nested too deeply');
    for (;;) {
      const tag = this.tag();
      if (tag === opening + 1) return;
      this.skip(tag, depth);
    }
  }

  #start = 0;
  /** The end of the next `length` bytes, which begin at `#start`. */
  #take(length: number): number {
    this.#start = this.#position;
    if (length > this.#end - this.#position) throw malformed(`it ends inside of a field of ${length} bytes`);
    return this.#position + length;
  }

  #ascii(start: number, end: number): string | undefined {
    let text = '';
    for (let index = start; index < end; index += 1) {
      const code = this.#bytes[index] as number;
      if (code > 0x7f) return undefined;
      text += String.fromCharCode(code);
    }
    return text;
  }

  #high = 0;
  /** The lower 32 bits of a varint, unsigned; the upper ones go to `#high`. */
  #varint32(): number {
    const bytes = this.#bytes;
    this.#high = 0;
    let position = this.#position;
    let low = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      if (position >= this.#end) throw malformed('it ends inside of a number');
      const byte = bytes[position++] as number;
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        this.#position = position;
        return low;
      }
    }
    return this.#longVarint(position, low);
  }

  /** The rest of a varint from its fifth byte on. */
  #longVarint(from: number, lowest28: number): number {
    let position = from;
    let low = lowest28;
    let high = 0;
    for (let shift = 28; shift < 70; shift += 7) {
      if (position >= this.#end) throw malformed('it ends inside of a number');
      const byte = this.#bytes[position++] as number;
      if (shift === 28) {
        low |= (byte & 0x0f) << 28;
        high = (byte & 0x7f) >>> 4;
      } else if (shift < 64) high |= (byte & 0x7f) << (shift - 32);
      if (byte < 0x80) {
        this.#position = position;
        this.#high = high >>> 0;
        return low >>> 0;
      }
    }
    throw malformed('a number has more than ten bytes');
  }
}

function malformed(what: string, cause?: unknown): RpcError {
  return new RpcError('invalidArgument', `These bytes are no message of the expected type: ${what}.`, { cause });
}
