import { assert } from '../assert.ts';

/**
 * Borrowed memory with a count of those who still read it. The last one to release gives it back to its pool, and from
 * then on somebody else may write to it. A holder that never releases does no harm: the garbage collector takes the
 * memory, and the pool makes new.
 *
 * INV-LEASE-1: holders >= 0; the memory is lent again only at 0 holders.
 */
export class Lease {
  /** What was asked for; arbitrary content at first. */
  readonly bytes: Uint8Array;
  /** All of the memory that is kept alive, bytes; at least `bytes.length`. */
  readonly memoryBytes: number;
  #memory: Uint8Array | undefined;
  readonly #giveBack: ((memory: Uint8Array) => void) | undefined;
  #holders = 1;

  /** `giveBack` undefined: the memory belongs to no pool. */
  constructor(memory: Uint8Array, bytes: number, giveBack: ((memory: Uint8Array) => void) | undefined) {
    this.#memory = memory;
    this.memoryBytes = memory.length;
    this.bytes = bytes === memory.length ? memory : memory.subarray(0, bytes);
    this.#giveBack = giveBack;
  }

  /** Somebody more reads the bytes. */
  retain(): void {
    assert(this.#holders > 0, 'memory is retained only while somebody holds it');
    this.#holders += 1;
  }

  /** One of the holders reads them no more. */
  release(): void {
    assert(this.#holders > 0, 'memory is released only by those who hold it');
    this.#holders -= 1;
    if (this.#holders > 0 || this.#memory === undefined) return;
    const memory = this.#memory;
    this.#memory = undefined;
    this.#giveBack?.(memory);
  }
}

/** Releases all of several. */
export function releaseAll(leases: readonly Lease[]): void {
  for (const lease of leases) lease.release();
}
