/**
 * Cuts a stream of bytes into frames: 4 bytes of size, then that many bytes. It owns no socket; the connection pushes
 * what arrives and takes the frames that became whole. A frame that lies inside of one chunk is a view into it; one that
 * spans chunks is put together in a buffer that grows with what has arrived, never with what the size promises.
 */
import { ProtocolError } from '../errors.ts';
import { frameBytesMaxDefault, partialFrameBytesInitial } from '../limits.ts';

const prefixBytes = 4;

/** The unfinished end of a stream, between pushes. */
export class FrameSplitter {
  /** The largest frame taken, without its prefix. May be raised, for instance when a client has shown who it is. */
  frameBytesMax: number;
  /** The bytes of an unfinished frame, prefix included; its first `#held` bytes are filled. */
  #partial: Uint8Array = new Uint8Array(0);
  #held = 0;

  constructor(frameBytesMax: number = frameBytesMaxDefault) {
    this.frameBytesMax = frameBytesMax;
  }

  /** Bytes of the unfinished frame that have arrived. */
  get heldBytes(): number {
    return this.#held;
  }

  /**
   * The frames that `chunk` completes, without their prefixes, in order. Throws `invalidFrameSize` at a size that is
   * zero, negative or over the bound; the stream cannot be read any further after that.
   */
  push(chunk: Uint8Array): readonly Uint8Array[] {
    const frames: Uint8Array[] = [];
    let at = this.#held > 0 ? this.#finishPartial(chunk, frames) : 0;
    while (chunk.byteLength - at >= prefixBytes) {
      const size = this.#checkSize(sizeAt(chunk, at));
      if (chunk.byteLength - at - prefixBytes < size) break;
      at += prefixBytes;
      frames.push(chunk.subarray(at, at + size));
      at += size;
    }
    if (at < chunk.byteLength) this.#hold(chunk.subarray(at), chunk.byteLength - at);
    return frames;
  }

  /** Adds to the unfinished frame; returns how much of `chunk` belonged to it. */
  #finishPartial(chunk: Uint8Array, frames: Uint8Array[]): number {
    let used = 0;
    if (this.#held < prefixBytes) {
      used = Math.min(prefixBytes - this.#held, chunk.byteLength);
      this.#hold(chunk.subarray(0, used), prefixBytes);
      if (this.#held < prefixBytes) return used;
    }
    const whole = prefixBytes + this.#checkSize(sizeAt(this.#partial, 0));
    const taken = Math.min(whole - this.#held, chunk.byteLength - used);
    this.#hold(chunk.subarray(used, used + taken), whole);
    if (this.#held === whole) {
      frames.push(this.#partial.subarray(prefixBytes, whole));
      this.#partial = new Uint8Array(0);
      this.#held = 0;
    }
    return used + taken;
  }

  /** Appends to the unfinished frame, which will not need more than `wholeBytes`. */
  #hold(bytes: Uint8Array, wholeBytes: number): void {
    const needed = this.#held + bytes.byteLength;
    if (needed > this.#partial.byteLength) {
      const doubled = Math.max(2 * this.#partial.byteLength, partialFrameBytesInitial);
      const larger = new Uint8Array(Math.max(needed, Math.min(doubled, Math.max(wholeBytes, needed))));
      larger.set(this.#partial.subarray(0, this.#held));
      this.#partial = larger;
    }
    this.#partial.set(bytes, this.#held);
    this.#held = needed;
  }

  #checkSize(size: number): number {
    if (size > 0 && size <= this.frameBytesMax) return size;
    throw new ProtocolError(
      'invalidFrameSize',
      `a frame claims ${size} bytes; 1 to ${this.frameBytesMax} are allowed here`,
    );
  }
}

function sizeAt(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset + at, prefixBytes).getInt32(0);
}
