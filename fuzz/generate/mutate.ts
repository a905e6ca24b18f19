/** Changes to bytes that have found faults in decoders before: lengths, varints, splices, cuts, repetitions. */
import type { SeededRandomness } from '@ottla/testing';
import { inputBytesMax } from '../limits.ts';

type Mutation = (bytes: Uint8Array, chance: SeededRandomness, other: Uint8Array) => Uint8Array;

const mutationsMax = 5;

/** Integers at which something happens: signs, widths, the edges of safe numbers. */
const edges: readonly bigint[] = [
  ...[0n, 1n, 2n, 3n, 7n, 16n, 127n, 128n, 255n, 256n, 1_000n, 32_767n, 32_768n, 65_535n, 65_536n, 1_000_000n],
  ...[2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 63n - 1n],
  ...[-1n, -2n, -128n, -32_768n, -(2n ** 31n), -(2n ** 53n), -(2n ** 63n)],
];

const mutations: readonly Mutation[] = [
  flipBit,
  flipBit,
  setByte,
  setInteger,
  setInteger,
  nudge,
  setVarint,
  insertVarint,
  insertNoise,
  remove,
  repeat,
  fill,
  cut,
  splice,
];

/** The bytes after a few changes; `other` is what pieces are taken from. The given bytes stay as they are. */
export function mutate(bytes: Uint8Array, chance: SeededRandomness, other: Uint8Array = bytes): Uint8Array {
  let changed: Uint8Array = Uint8Array.from(bytes);
  for (let left = chance.between(1, mutationsMax); left > 0; left -= 1)
    changed = chance.pick(mutations)(changed, chance, other);
  return changed.subarray(0, inputBytesMax);
}

/** As it is (one in five), changed (most), or noise. */
export function variantOf(bytes: Uint8Array, chance: SeededRandomness, other: Uint8Array = bytes): Uint8Array {
  const way = chance.below(10);
  if (way < 2) return bytes;
  return way < 9 ? mutate(bytes, chance, other) : noise(chance);
}

/** Bytes of chance alone. */
export function noise(chance: SeededRandomness): Uint8Array {
  return chance.bytes(chance.chance(0.1) ? chance.below(2_000) : chance.below(64));
}

/** Puts byte arrays one behind the other. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A varint of up to ten bytes, sometimes longer than it has to be. */
export function varint(value: bigint, padded: boolean): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  if (padded) bytes.splice(-1, 1, (bytes.at(-1) ?? 0) | 0x80, 0x80, 0x00);
  return Uint8Array.from(bytes);
}

function flipBit(bytes: Uint8Array, chance: SeededRandomness): Uint8Array {
  const at = chance.below(bytes.length);
  if (bytes.length > 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << chance.below(8));
  return bytes;
}

function setByte(bytes: Uint8Array, chance: SeededRandomness): Uint8Array {
  if (bytes.length > 0) bytes[chance.below(bytes.length)] = chance.pick([0, 1, 0x7f, 0x80, 0xff, chance.below(256)]);
  return bytes;
}

/** Overwrites one to eight bytes with an integer of an edge, in either order. */
function setInteger(bytes: Uint8Array, chance: SeededRandomness): Uint8Array {
  const width = chance.pick([1, 2, 4, 8]);
  if (bytes.length < width) return bytes;
  let value = BigInt.asUintN(64, chance.pick(edges));
  const at = chance.below(bytes.length - width + 1);
  const littleEndian = chance.chance(0.2);
  for (let index = 0; index < width; index += 1, value >>= 8n)
    bytes[littleEndian ? at + index : at + width - 1 - index] = Number(value & 0xffn);
  return bytes;
}

function nudge(bytes: Uint8Array, chance: SeededRandomness): Uint8Array {
  const at = chance.below(bytes.length);
  if (bytes.length > 0) bytes[at] = (bytes[at] ?? 0) + chance.between(-3, 3);
  return bytes;
}

function setVarint(bytes: Uint8Array, chance: SeededRandomness): Uint8Array {
  const value = varint(chance.pick(edges), chance.chance(0.2));
  const at = chance.below(bytes.length + 1);
  bytes.set(value.subarray(0, bytes.length - at), at);
  return bytes;
}

function insertVarint(bytes: Uint8Array, chance: SeededRandomness): Uint8Array {
  const at = chance.below(bytes.length + 1);
  return joined(bytes.subarray(0, at), varint(chance.pick(edges), chance.chance(0.2)), bytes.subarray(at));
}

function insertNoise(bytes: Uint8Array, chance: SeededRandomness): Uint8Array {
  const at = chance.below(bytes.length + 1);
  return joined(bytes.subarray(0, at), chance.bytes(chance.between(1, 16)), bytes.subarray(at));
}

function remove(bytes: Uint8Array, chance: SeededRandomness): Uint8Array {
  const at = chance.below(bytes.length + 1);
  return joined(bytes.subarray(0, at), bytes.subarray(at + chance.between(1, 16)));
}

/** Repeats a piece in place: deep nesting and many elements out of few. */
function repeat(bytes: Uint8Array, chance: SeededRandomness): Uint8Array {
  const at = chance.below(bytes.length + 1);
  const piece = bytes.subarray(at, at + chance.between(1, 24));
  const times = chance.chance(0.05) ? chance.between(100, 3_000) : chance.between(1, 8);
  if (piece.length * times > inputBytesMax) return bytes;
  return joined(bytes.subarray(0, at), ...Array.from({ length: times }, () => piece), bytes.subarray(at));
}

function fill(bytes: Uint8Array, chance: SeededRandomness): Uint8Array {
  const at = chance.below(bytes.length + 1);
  return bytes.fill(chance.pick([0, 0xff, 0x80, 0x7f]), at, at + chance.between(1, 12));
}

function cut(bytes: Uint8Array, chance: SeededRandomness): Uint8Array {
  return bytes.subarray(0, chance.below(bytes.length + 1));
}

function splice(bytes: Uint8Array, chance: SeededRandomness, other: Uint8Array): Uint8Array {
  const from = chance.below(other.length + 1);
  const at = chance.below(bytes.length + 1);
  const piece = other.subarray(from, from + chance.between(1, 64));
  return joined(bytes.subarray(0, at), piece, bytes.subarray(at + chance.below(piece.length + 1)));
}
