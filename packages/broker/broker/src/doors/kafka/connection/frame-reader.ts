import { type BufferPool, type Lease, pooledBytesMin } from '@ottla/base';
import { frameBytesMin, ungrantedFrameBytesMax } from '../../../limits.ts';

/**
 * Why there is no frame: `bytes` more must come, `memory` must be granted first, or the size is `refused` and nothing
 * behind it can be read.
 */
export type FrameWant = 'bytes' | 'memory' | 'refused';

const nothing = new Uint8Array(0);
/** The first memory of a frame that comes in pieces. */
const earlyBytesFirst = 512;

/**
 * Cuts a byte stream into frames: four bytes of size, then so many bytes. Chunks are lent, so each frame is gathered with
 * one copy into memory of its own, and that only after the memory was granted. Large frames borrow theirs from a pool.
 * Not a decoder: what stands in a frame is none of its business.
 *
 * INV-FRAME-1: without a grant it holds at most `ungrantedFrameBytesMax` and one chunk.
 */
export class FrameReader {
  readonly #frameBytesMax: number;
  readonly #buffers: BufferPool;
  #chunk: Uint8Array | undefined;
  #position = 0;
  #sizeBytes = 0;
  #sizeValue = 0;
  /** Size of the frame under way, -1 between frames. */
  #size = -1;
  #granted = false;
  /** What came of a frame before its memory was granted; grows by doubling. */
  #early: Uint8Array = nothing;
  #body: Uint8Array | undefined;
  #bodyLease: Lease | undefined;
  #frameLease: Lease | undefined;
  #filled = 0;
  #want: FrameWant = 'bytes';

  constructor(frameBytesMax: number, buffers: BufferPool) {
    this.#frameBytesMax = frameBytesMax;
    this.#buffers = buffers;
  }

  /** The memory of the frame that `next` answered last, where it is borrowed: its taker is the holder. */
  get frameLease(): Lease | undefined {
    return this.#frameLease;
  }

  /** Why `next` answered undefined. */
  get want(): FrameWant {
    return this.#want;
  }

  /** The size of the frame under way; -1 before it is known. */
  get size(): number {
    return this.#size;
  }

  /** The size that was read last, acceptable or not. */
  get announcedSize(): number {
    return this.#sizeValue;
  }

  /** Bytes of the frame under way that came in. */
  get filledBytes(): number {
    return this.#sizeBytes + this.#filled;
  }

  /** Whether memory was granted for a frame that is not complete. */
  get granted(): boolean {
    return this.#granted;
  }

  /** Whether a frame has begun that is not complete. */
  get inFrame(): boolean {
    return this.#size >= 0 || this.#sizeBytes > 0;
  }

  /** Reads from a chunk. Only when `next` wants bytes. */
  push(chunk: Uint8Array): void {
    this.#chunk = chunk;
    this.#position = 0;
  }

  /** The chunk goes back to its lender: what was not read of it is copied. */
  keepRest(): void {
    if (this.#chunk === undefined) return;
    this.#chunk = this.#chunk.slice(this.#position);
    this.#position = 0;
  }

  /** The memory of the frame under way is granted. */
  grant(): void {
    this.#granted = true;
  }

  /** Lets go of the frame under way and of all that came behind it. */
  drop(): void {
    this.#bodyLease?.release();
    this.#chunk = undefined;
    this.#early = nothing;
    this.#want = 'bytes';
    this.#begin();
  }

  /** The next whole frame, without its size, or undefined: see `want`. */
  next(): Uint8Array | undefined {
    if (this.#size < 0 && !this.#readSize()) return undefined;
    const chunk = this.#chunk;
    const left = chunk === undefined ? 0 : chunk.length - this.#position;
    if (this.#body === undefined && this.#filled + left < Math.min(this.#size, ungrantedFrameBytesMax)) {
      this.#keepEarly();
      return undefined;
    }
    if (!this.#granted) {
      this.#want = 'memory';
      return undefined;
    }
    return this.#gather(chunk, left);
  }

  /** Reads the four bytes of size; false when they are not all there or not acceptable. */
  #readSize(): boolean {
    const chunk = this.#chunk;
    while (chunk !== undefined && this.#sizeBytes < 4 && this.#position < chunk.length) {
      this.#sizeValue = (this.#sizeValue << 8) | (chunk[this.#position] ?? 0);
      this.#position += 1;
      this.#sizeBytes += 1;
    }
    if (this.#sizeBytes < 4) return this.#lacks('bytes');
    if (this.#sizeValue < frameBytesMin || this.#sizeValue > this.#frameBytesMax) return this.#lacks('refused');
    this.#size = this.#sizeValue;
    return true;
  }

  #lacks(want: FrameWant): false {
    this.#want = want;
    if (want === 'bytes') this.#chunk = undefined;
    return false;
  }

  /** Keeps the little that came of a frame whose memory is not yet asked for. */
  #keepEarly(): void {
    const rest = this.#chunk?.subarray(this.#position) ?? nothing;
    if (this.#filled + rest.length > this.#early.length) this.#growEarly(this.#filled + rest.length);
    this.#early.set(rest, this.#filled);
    this.#filled += rest.length;
    this.#chunk = undefined;
    this.#want = 'bytes';
  }

  #growEarly(needed: number): void {
    const most = Math.min(this.#size, ungrantedFrameBytesMax);
    const grown = Buffer.allocUnsafeSlow(Math.min(most, Math.max(needed, 2 * this.#early.length, earlyBytesFirst)));
    grown.set(this.#early.subarray(0, this.#filled));
    this.#early = grown;
  }

  #gather(chunk: Uint8Array | undefined, left: number): Uint8Array | undefined {
    const body = (this.#body ??= this.#openBody());
    const taken = Math.min(left, this.#size - this.#filled);
    if (chunk !== undefined && taken > 0) {
      body.set(chunk.subarray(this.#position, this.#position + taken), this.#filled);
      this.#position += taken;
      this.#filled += taken;
    }
    if (this.#filled === this.#size) {
      this.#frameLease = this.#bodyLease;
      this.#begin();
      return body;
    }
    this.#chunk = undefined;
    this.#want = 'bytes';
    return undefined;
  }

  #openBody(): Uint8Array {
    const body = this.#frameMemory();
    if (this.#filled > 0) body.set(this.#early.subarray(0, this.#filled));
    this.#early = nothing;
    return body;
  }

  #frameMemory(): Uint8Array {
    if (this.#size < pooledBytesMin) return smallFrame(this.#size);
    this.#bodyLease = this.#buffers.take(this.#size);
    return this.#bodyLease.bytes;
  }

  /** Makes ready for the frame behind. */
  #begin(): void {
    this.#sizeBytes = 0;
    this.#sizeValue = 0;
    this.#size = -1;
    this.#granted = false;
    this.#body = undefined;
    this.#bodyLease = undefined;
    this.#filled = 0;
    if (this.#chunk !== undefined && this.#position === this.#chunk.length) this.#chunk = undefined;
  }
}

/** Small frames share slabs. Not a Buffer: its `slice` shares memory where that of a plain array copies. */
function smallFrame(bytes: number): Uint8Array {
  const slice = Buffer.allocUnsafe(bytes);
  return new Uint8Array(slice.buffer, slice.byteOffset, bytes);
}
