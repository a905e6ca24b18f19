/**
 * Chance that follows from a seed: xoshiro128** filled by splitmix32. A named stream depends only on the seed and its path
 * of names, never on what was drawn elsewhere, so that a new fault does not shift all the others.
 */
import type { Randomness } from '@ottla/base';

/** A reproducible source with what tests draw from it. */
export interface SeededRandomness extends Randomness {
  readonly seed: number;
  stream(name: string): SeededRandomness;
  /** An integer with `0 <= n < bound`. */
  below(bound: number): number;
  /** An integer with `from <= n <= to`. */
  between(from: number, to: number): number;
  /** True with this probability from 0 to 1. */
  chance(probability: number): boolean;
  /** One of the items; there is at least one. */
  pick<T>(items: readonly T[]): T;
  bytes(length: number): Uint8Array;
}

/** Makes a source from an unsigned 32-bit seed. */
export function createSeededRandomness(seed: number): SeededRandomness {
  return new Xoshiro(seed >>> 0);
}

class Xoshiro implements SeededRandomness {
  readonly seed: number;
  private readonly state = new Uint32Array(4);

  constructor(seed: number) {
    this.seed = seed;
    let mixed = seed;
    for (let index = 0; index < this.state.length; index += 1) {
      mixed = (mixed + 0x9e37_79b9) >>> 0;
      this.state[index] = mix(mixed);
    }
  }

  uint32(): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.state;
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const third = c ^ a;
    const fourth = d ^ b;
    this.state[0] = a ^ fourth;
    this.state[1] = b ^ third;
    this.state[2] = third ^ (b << 9);
    this.state[3] = rotate(fourth, 11);
    return result;
  }

  fill(target: Uint8Array): void {
    for (let index = 0; index < target.length; index += 1) target[index] = this.uint32() >>> 24;
  }

  stream(name: string): SeededRandomness {
    let hash = this.seed;
    for (const letter of name) hash = mix((Math.imul(hash, 31) + (letter.codePointAt(0) ?? 0)) >>> 0);
    return new Xoshiro(hash);
  }

  below(bound: number): number {
    return Math.floor((this.uint32() / 2 ** 32) * bound);
  }

  between(from: number, to: number): number {
    return from + this.below(to - from + 1);
  }

  chance(probability: number): boolean {
    return this.uint32() < probability * 2 ** 32;
  }

  pick<T>(items: readonly T[]): T {
    const index = this.below(items.length);
    if (index >= items.length) throw new RangeError('one cannot pick from an empty list');
    return items[index] as T;
  }

  bytes(length: number): Uint8Array {
    const target = new Uint8Array(length);
    this.fill(target);
    return target;
  }
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

/** The finalizer of splitmix32. */
function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x21f0_aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
