/**
 * The most recently appended bytes of a log, by reference, so that readers at the tail touch no file. Chunks are what was
 * appended: whole batches. Bounded for each log and, through `TailBudget`, over all logs. The bytes are never changed.
 */
import type { Lease } from '@ottla/base';
import { batchEndOffset, wholeBatchBytes } from '@ottla/record-batch';
import { TAIL_CACHE_LOG_BYTES_MAX } from './limits.ts';

interface TailChunk {
  readonly cache: TailCache;
  /** Nothing once it was dropped: lists may name the chunk for a while, and must not keep its memory. */
  bytes: Uint8Array;
  lease: Lease | undefined;
  readonly startOffset: number;
  readonly endOffset: number;
  dropped: boolean;
}

const noBytes = new Uint8Array(0);

/** Whole batches from `startOffset` to `endOffset`. The tail is a holder of their lease until it drops them. */
export interface AppendedBytes {
  readonly bytes: Uint8Array;
  readonly lease: Lease | undefined;
  readonly startOffset: number;
  readonly endOffset: number;
}

/** Batches out of the tail. */
export interface TailRead {
  readonly chunks: readonly Uint8Array[];
  /** The reader is a holder of each. */
  readonly leases: readonly Lease[];
  readonly bytes: number;
  readonly nextOffset: number;
}

/** What a reader of the tail asks for. */
export interface TailRequest {
  readonly startOffset: number;
  readonly endOffsetMax: number;
  readonly bytesMax: number;
  readonly minOneBatch: boolean;
}

const staleChunksMax = 1024;

/** The bytes that all tail caches together may hold; over it the oldest chunk of any of them goes. */
export class TailBudget {
  readonly #bytesMax: number;
  #bytes = 0;
  #chunks: TailChunk[] = [];
  #first = 0;
  #dropped = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(chunk: TailChunk): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.bytes.length;
    while (this.#bytes > this.#bytesMax) this.#dropOldest();
  }

  /** Its cache let the chunk go. */
  dropped(chunk: TailChunk): void {
    chunk.dropped = true;
    this.#bytes -= chunk.bytes.length;
    this.#dropped += 1;
    if (this.#dropped * 2 > this.#chunks.length + staleChunksMax) this.#compact();
  }

  #dropOldest(): void {
    const oldest = this.#chunks[this.#first];
    this.#first += 1;
    if (oldest === undefined) this.#compact();
    else if (!oldest.dropped) oldest.cache.dropThrough(oldest);
  }

  #compact(): void {
    this.#chunks = this.#chunks.slice(this.#first).filter((chunk) => !chunk.dropped);
    this.#first = 0;
    this.#dropped = 0;
  }
}

export class TailCache {
  readonly #budget: TailBudget;
  #chunks: TailChunk[] = [];
  #first = 0;
  #bytes = 0;

  constructor(budget: TailBudget) {
    this.#budget = budget;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The first offset that is here; undefined when nothing is. */
  get startOffset(): number | undefined {
    return this.#chunks[this.#first]?.startOffset;
  }

  /** Adds what was appended, right behind the last. */
  add(appended: AppendedBytes): void {
    const chunk: TailChunk = { cache: this, ...appended, dropped: false };
    this.#chunks.push(chunk);
    this.#bytes += chunk.bytes.length;
    this.#budget.add(chunk);
    while (this.#bytes > TAIL_CACHE_LOG_BYTES_MAX) this.#dropFirst();
  }

  /** Lets everything go up to a chunk. */
  dropThrough(chunk: TailChunk): void {
    while (!chunk.dropped && this.#first < this.#chunks.length) this.#dropFirst();
  }

  /** Lets everything go that reaches above an offset. */
  cutAt(offset: number): void {
    for (let last = this.#chunks.at(-1); last !== undefined; last = this.#chunks.at(-1)) {
      if (this.#chunks.length <= this.#first || last.endOffset <= offset) return;
      this.#chunks.pop();
      this.#forget(last);
      // Half of a chunk cannot be kept, and a tail with a hole must not be: the files have what is left.
      if (last.startOffset < offset) this.clear();
    }
  }

  clear(): void {
    while (this.#first < this.#chunks.length) this.#dropFirst();
  }

  /** Whole batches from the one that holds `startOffset`, or undefined when the tail does not reach back so far. */
  read(request: TailRequest): TailRead | undefined {
    const oldest = this.#chunks[this.#first];
    if (oldest === undefined || request.startOffset < oldest.startOffset) return undefined;
    const taken = new Taken(request);
    for (let index = this.#find(request.startOffset); index < this.#chunks.length; index += 1) {
      const chunk = this.#chunks[index];
      if (chunk === undefined || !taken.takeFrom(chunk)) break;
    }
    return taken;
  }

  /** The chunk that holds an offset, or the first one behind it. */
  #find(offset: number): number {
    let low = this.#first;
    let high = this.#chunks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#chunks[middle]?.endOffset ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #dropFirst(): void {
    const chunk = this.#chunks[this.#first];
    this.#first += 1;
    if (chunk !== undefined) this.#forget(chunk);
    if (this.#first * 2 > this.#chunks.length) {
      this.#chunks = this.#chunks.slice(this.#first);
      this.#first = 0;
    }
  }

  #forget(chunk: TailChunk): void {
    this.#bytes -= chunk.bytes.length;
    this.#budget.dropped(chunk);
    chunk.bytes = noBytes;
    chunk.lease?.release();
    chunk.lease = undefined;
  }
}

/** Collects whole batches up to the bounds of a request. */
class Taken implements TailRead {
  readonly chunks: Uint8Array[] = [];
  readonly leases: Lease[] = [];
  bytes = 0;
  nextOffset: number;
  readonly #request: TailRequest;

  constructor(request: TailRequest) {
    this.#request = request;
    this.nextOffset = request.startOffset;
  }

  /** Takes what fits; false when the request is full. */
  takeFrom(chunk: TailChunk): boolean {
    const { startOffset, endOffsetMax, bytesMax } = this.#request;
    const whole = chunk.startOffset >= startOffset && chunk.endOffset <= endOffsetMax;
    if (whole && this.bytes + chunk.bytes.length <= bytesMax) {
      this.#push(chunk, chunk.bytes, chunk.endOffset);
      return true;
    }
    return this.#takeBatches(chunk);
  }

  #takeBatches(chunk: TailChunk): boolean {
    const { bytes } = chunk;
    let from = 0;
    let at = 0;
    let end = this.nextOffset;
    let full = false;
    for (
      let size = wholeBatchBytes(bytes, 0, bytes.length);
      size > 0;
      size = wholeBatchBytes(bytes, at, bytes.length)
    ) {
      const batchEnd = batchEndOffset(bytes, at);
      if (batchEnd <= this.#request.startOffset) from = at + size;
      else if (this.#fits(at + size - from, batchEnd, at === from)) end = batchEnd;
      else {
        full = true;
        break;
      }
      at += size;
    }
    if (at > from) this.#push(chunk, bytes.subarray(from, at), end);
    return !full;
  }

  #fits(more: number, batchEnd: number, firstHere: boolean): boolean {
    const { endOffsetMax, bytesMax, minOneBatch } = this.#request;
    if (batchEnd > endOffsetMax) return false;
    return this.bytes + more <= bytesMax || (minOneBatch && firstHere && this.bytes === 0);
  }

  #push(chunk: TailChunk, bytes: Uint8Array, endOffset: number): void {
    chunk.lease?.retain();
    if (chunk.lease !== undefined) this.leases.push(chunk.lease);
    this.chunks.push(bytes);
    this.bytes += bytes.length;
    this.nextOffset = endOffset;
  }
}
