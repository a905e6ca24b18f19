/**
 * Requests in borrowed memory. The gRPC library joins what HTTP/2 hands it to a new buffer for each message, which the
 * garbage collector counts; for methods that ask for it, an interceptor puts a decoder in its place that joins them in
 * memory of a pool. Where the library looks different inside from what was tested, nothing is put anywhere: all works as
 * before, only slower.
 */
import type { ServerInterceptor } from '@grpc/grpc-js';
import { type BufferPool, type Lease, pooledBytesMin } from '@ottla/base';

/** Of which lease the memory of a message is. */
export type RequestLeases = WeakMap<ArrayBufferLike, Lease>;

/** What of the library's own call is used, beyond what it promises. A test holds the library to it. */
interface LibraryCall {
  decoder: { write(bytes: Buffer): Buffer[] };
  readonly maxReceiveMessageSize: number;
}

/** Lets calls of the methods at `paths` read their messages into memory of the pool; `leases` then says whose it is. */
export function lendRequests(
  buffers: BufferPool,
  paths: ReadonlySet<string>,
  leases: RequestLeases,
): ServerInterceptor {
  const lend = ({ path }: { readonly path: string }, call: LibraryCall): LibraryCall => {
    if (paths.has(path) && looksAsTested(call))
      call.decoder = new LendingDecoder(buffers, leases, call.maxReceiveMessageSize);
    return call;
  };
  return lend as unknown as ServerInterceptor;
}

function looksAsTested(call: Partial<LibraryCall>): boolean {
  return typeof call.decoder?.write === 'function' && typeof call.maxReceiveMessageSize === 'number';
}

/** One byte that says whether the message is compressed, four for its length. */
const headerBytes = 5;

/**
 * Cuts what comes in into messages, each with its header. Memory for a message is taken when all of it is there, so that a
 * length alone costs nothing.
 */
class LendingDecoder {
  readonly #buffers: BufferPool;
  readonly #leases: RequestLeases;
  readonly #messageBytesMax: number;
  #pieces: Buffer[] = [];
  #bytes = 0;
  /** Bytes of the message with its header; undefined as long as the header is not there. */
  #wanted: number | undefined;

  constructor(buffers: BufferPool, leases: RequestLeases, messageBytesMax: number) {
    this.#buffers = buffers;
    this.#leases = leases;
    this.#messageBytesMax = messageBytesMax;
  }

  /** The messages that are complete with these bytes. Throws on one that is too large, as the library's does. */
  write(bytes: Buffer): Buffer[] {
    const messages: Buffer[] = [];
    for (let at = 0; at < bytes.length; ) {
      const piece = bytes.subarray(at, at + (this.#wanted ?? headerBytes) - this.#bytes);
      this.#pieces.push(piece);
      this.#bytes += piece.length;
      at += piece.length;
      if (this.#wanted === undefined && this.#bytes === headerBytes) this.#wanted = this.#readHeader();
      if (this.#bytes === this.#wanted) messages.push(this.#join());
    }
    return messages;
  }

  #readHeader(): number {
    const header = Buffer.concat(this.#pieces, headerBytes);
    const length = header.readUInt32BE(1);
    if (this.#messageBytesMax !== -1 && length > this.#messageBytesMax)
      throw new Error(`Received message larger than max (${length} vs ${this.#messageBytesMax})`);
    return headerBytes + length;
  }

  #join(): Buffer {
    const pieces = this.#pieces;
    const bytes = this.#bytes;
    this.#pieces = [];
    this.#bytes = 0;
    this.#wanted = undefined;
    if (bytes < pooledBytesMin) return Buffer.concat(pieces, bytes);
    const lease = this.#buffers.take(bytes);
    const { buffer, byteOffset } = lease.bytes;
    this.#leases.set(buffer, lease);
    const message = Buffer.from(buffer, byteOffset, bytes);
    let at = 0;
    for (const piece of pieces) at += piece.copy(message, at);
    return message;
  }
}
