/**
 * Commands and replies as they travel between nodes of one cluster: JSON that says by itself what it is, with byte strings beside it.
 *
 *   {"$b": 0}                the byte string at this place of the parts
 *   {"$m": [[key, value]]}   a map
 *   {"$n": "NaN"}            a number that JSON does not have: NaN, Infinity, -Infinity, -0
 *
 * Fields that are undefined are left out. No object of ours has a field that begins with `$`.
 */
import { assert } from '@ottla/base';
import { wireDepthMax } from '../../limits.ts';

/** What travels. */
export interface WireValue {
  readonly text: Uint8Array;
  readonly parts: readonly Uint8Array[];
}

/** The bytes are no value. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Plain objects, arrays, maps, byte strings, texts, numbers, booleans and null. The parts share memory with the value. */
export function encodeValue(value: unknown): WireValue {
  const parts: Uint8Array[] = [];
  return { text: encoder.encode(JSON.stringify(written(value, parts))), parts };
}

/** The value; byte strings share memory with the parts. Throws an `UnreadableError` on everything that was not encoded so. */
export function decodeValue({ text, parts }: WireValue): unknown {
  let json: unknown;
  try {
    json = JSON.parse(decoder.decode(text));
  } catch (error) {
    throw new UnreadableError('its text is not JSON', { cause: error });
  }
  return read(json, parts, 0);
}

/** Bytes that a value takes, about. */
export function sizeOfWire({ text, parts }: WireValue): number {
  let bytes = text.byteLength + 32;
  for (const part of parts) bytes += part.byteLength;
  return bytes;
}

function written(value: unknown, parts: Uint8Array[]): unknown {
  if (typeof value === 'number') return writtenNumber(value);
  if (typeof value !== 'object' || value === null) {
    assert(typeof value === 'string' || typeof value === 'boolean' || value === null, 'what travels is plain data');
    return value;
  }
  if (Array.isArray(value)) return value.map((one) => written(one, parts));
  if (value instanceof Uint8Array) return { $b: parts.push(value) - 1 };
  if (value instanceof Map)
    return { $m: [...(value as Map<unknown, unknown>)].map((pair) => pair.map((one) => written(one, parts))) };
  const out: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) {
    assert(!key.startsWith('$'), 'no field of ours begins with $');
    if (field !== undefined) out[key] = written(field, parts);
  }
  return out;
}

function writtenNumber(value: number): unknown {
  return Number.isFinite(value) && !Object.is(value, -0) ? value : { $n: Object.is(value, -0) ? '-0' : String(value) };
}

const oddNumbers: ReadonlyMap<unknown, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-0', -0],
]);

/** Changes arrays and objects in place: they are ours alone. */
function read(json: unknown, parts: readonly Uint8Array[], depth: number): unknown {
  if (typeof json !== 'object' || json === null) return json;
  if (depth > wireDepthMax) throw new UnreadableError(`it is nested deeper than ${wireDepthMax}`);
  if (Array.isArray(json)) {
    for (let at = 0; at < json.length; at += 1) json[at] = read(json[at], parts, depth + 1);
    return json;
  }
  const fields = json as Record<string, unknown>;
  const keys = Object.keys(fields);
  if (keys[0]?.startsWith('$') === true) return readTagged(fields, keys, parts, depth);
  for (const key of keys) {
    if (key.startsWith('$') || key === '__proto__') throw new UnreadableError(`it has a field ${key}`);
    const field = fields[key];
    if (typeof field === 'object' && field !== null) fields[key] = read(field, parts, depth + 1);
  }
  return fields;
}

function readTagged(
  fields: Record<string, unknown>,
  [tag = '', ...others]: readonly string[],
  parts: readonly Uint8Array[],
  depth: number,
): unknown {
  const content = fields[tag];
  if (others.length > 0) throw new UnreadableError(`it has a ${tag} with other fields`);
  if (tag === '$b' && typeof content === 'number') {
    const part = parts[content];
    if (part !== undefined) return part;
  }
  if (tag === '$n') {
    const number = oddNumbers.get(content);
    if (number !== undefined) return number;
  }
  if (tag === '$m' && Array.isArray(content)) return new Map(content.map((pair) => readPair(pair, parts, depth)));
  throw new UnreadableError(`it has a ${tag} that means nothing`);
}

function readPair(pair: unknown, parts: readonly Uint8Array[], depth: number): readonly [unknown, unknown] {
  if (!Array.isArray(pair) || pair.length !== 2)
    throw new UnreadableError('it has a map with something that is no pair');
  return [read(pair[0], parts, depth + 1), read(pair[1], parts, depth + 1)];
}
