/**
 * Large buffers that are used again instead of being left to the garbage collector, which counts every megabyte of them
 * as a reason to walk the whole heap. Buffers come in size classes, four to each doubling, so at most a fifth is unused.
 * Not an allocator with a budget: who may take how much is decided elsewhere.
 */
import { Lease } from './lease.ts';

/** How a pool is set up. */
export interface BufferPoolOptions {
  /** Overwrites what is given back, so that a reader who came too late finds garbage instead of somebody else's bytes. */
  readonly poison?: boolean;
  /** Bytes that lie ready for use at most. Default `poolKeptBytesMax`. */
  readonly keptBytesMax?: number;
}

/** Buffers below this are too cheap to be worth a lease. */
export const pooledBytesMin: number = 4 * 1024;

/** Buffers above this are rare; they are made anew each time. */
export const pooledBytesMax: number = 4 * 1024 * 1024;

/** Bytes that lie ready in a pool at most; what is given back beyond it drives out the class that was used longest ago. */
export const poolKeptBytesMax: number = 32 * 1024 * 1024;

/** What `poison` writes. */
export const poisonByte = 0xdb;

interface SizeClass {
  readonly bytes: number;
  readonly free: Uint8Array[];
  lastUsed: number;
}

/** INV-POOL-1: keptBytes <= keptBytesMax. */
export class BufferPool {
  readonly #classes = new Map<number, SizeClass>();
  readonly #poison: boolean;
  readonly #keptBytesMax: number;
  #keptBytes = 0;
  #uses = 0;

  constructor(options: BufferPoolOptions = {}) {
    this.#poison = options.poison ?? false;
    this.#keptBytesMax = options.keptBytesMax ?? poolKeptBytesMax;
  }

  /** Bytes that lie ready. */
  get keptBytes(): number {
    return this.#keptBytes;
  }

  /** Lends a buffer of just this size; what stands in it is arbitrary. The caller is its only holder. */
  take(bytes: number): Lease {
    if (bytes < pooledBytesMin || bytes > pooledBytesMax) return new Lease(new Uint8Array(bytes), bytes, undefined);
    const classBytes = classBytesOf(bytes);
    const kept = this.#classes.get(classBytes);
    const memory = kept?.free.pop();
    if (kept === undefined || memory === undefined) return new Lease(new Uint8Array(classBytes), bytes, this.#takeBack);
    kept.lastUsed = this.#tick();
    this.#keptBytes -= classBytes;
    return new Lease(memory, bytes, this.#takeBack);
  }

  readonly #takeBack = (memory: Uint8Array): void => {
    if (this.#poison) memory.fill(poisonByte);
    const bytes = memory.length;
    while (this.#keptBytes + bytes > this.#keptBytesMax) if (!this.#dropOne(bytes)) return;
    let home = this.#classes.get(bytes);
    if (home === undefined) {
      home = { bytes, free: [], lastUsed: 0 };
      this.#classes.set(bytes, home);
    }
    home.lastUsed = this.#tick();
    home.free.push(memory);
    this.#keptBytes += bytes;
  };

  /** Lets a buffer go of the class that was used longest ago; false when that is the class asked for. */
  #dropOne(forBytes: number): boolean {
    let oldest: SizeClass | undefined;
    for (const one of this.#classes.values())
      if (one.free.length > 0 && (oldest === undefined || one.lastUsed < oldest.lastUsed)) oldest = one;
    if (oldest === undefined || oldest.bytes === forBytes) return false;
    oldest.free.pop();
    this.#keptBytes -= oldest.bytes;
    return true;
  }

  #tick(): number {
    this.#uses += 1;
    return this.#uses;
  }
}

/** The size of the buffers that serve so many bytes: the next quarter of a power of two. */
function classBytesOf(bytes: number): number {
  const step = 2 ** Math.max(0, 29 - Math.clz32(bytes - 1));
  return Math.ceil(bytes / step) * step;
}
