/** Values of any message in any version, drawn from a seed by walking the schema. */
import type { Field, Message, Versions } from '../../src/schema/notation.ts';

/** A stream of numbers in [0, 1) that depends on the seed only. */
export type Chance = () => number;

/** Numbers from a seed (a linear congruential generator with a mixing step). */
export function chanceFrom(seed: number): Chance {
  let state = (seed ^ 0x9e3779b9) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return ((state ^ (state >>> 15)) >>> 0) / 0x1_0000_0000;
  };
}

const integers = new Map([
  ['int8', [-0x80, 0x7f]],
  ['int16', [-0x8000, 0x7fff]],
  ['uint16', [0, 0xffff]],
  ['int32', [-0x8000_0000, 0x7fff_ffff]],
  ['int64', [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]],
]);
const words = ['', 'a', 'topic-1', '__proto__', 'constructor', 'größer', '\u{1f40e}', '\ufeffmark', 'x'.repeat(130)];

/** A value of the message that this version can carry whole. */
export function valueOf(message: Message, version: number, chance: Chance): unknown {
  return structValue(message, message.fields, version, chance);
}

/** The value of a field that a version lacks. */
function defaultValue(message: Message, field: Field): unknown {
  if (field.default === 'null') return null;
  if (field.isArray) return [];
  if (integers.has(field.type)) return Math.min(Number(field.default ?? 0), Number.MAX_SAFE_INTEGER);
  if (field.type === 'float64') return 0;
  if (field.type === 'bool') return field.default === 'true';
  if (field.type === 'string') return '';
  if (field.type === 'uuid') return '0'.repeat(32);
  if (field.type === 'bytes' || field.type === 'records') return new Uint8Array(0);
  const fields = fieldsOf(message, field);
  return Object.fromEntries(fields.map((below) => [below.name, defaultValue(message, below)]));
}

function structValue(message: Message, fields: readonly Field[], version: number, chance: Chance): unknown {
  return Object.fromEntries(
    fields
      .filter((field) => isEverThere(message, field))
      .map((field) => [
        field.name,
        has(field.versions, version) ? fieldValue(message, field, version, chance) : defaultValue(message, field),
      ]),
  );
}

function fieldValue(message: Message, field: Field, version: number, chance: Chance): unknown {
  if (has(field.nullable, version) && chance() < 0.2) return null;
  if (field.tag !== undefined && chance() < 0.3) return defaultValue(message, field);
  if (!field.isArray) return oneValue(message, field, version, chance);
  return Array.from({ length: Math.floor(chance() * 3) }, () => oneValue(message, field, version, chance));
}

function oneValue(message: Message, field: Field, version: number, chance: Chance): unknown {
  const [min, max] = integers.get(field.type) ?? [];
  if (min !== undefined && max !== undefined) return integerValue(min, max, chance);
  if (field.type === 'float64') return chance() * 1e9;
  if (field.type === 'bool') return chance() < 0.5;
  if (field.type === 'string') return words[Math.floor(chance() * words.length)];
  if (field.type === 'uuid') return hexDigits(chance);
  if (field.type === 'bytes' || field.type === 'records') return byteValue(chance);
  return structValue(message, fieldsOf(message, field), version, chance);
}

function integerValue(min: number, max: number, chance: Chance): number {
  const edge = Math.floor(chance() * 8);
  if (edge === 0) return min;
  if (edge === 1) return max;
  if (edge === 2) return 0;
  return Math.floor(min / 2 + chance() * (max / 2 - min / 2));
}

function byteValue(chance: Chance): Uint8Array {
  const length = chance() < 0.1 ? 2_000 : Math.floor(chance() * 20);
  return Uint8Array.from({ length }, () => Math.floor(chance() * 256));
}

function hexDigits(chance: Chance): string {
  return Array.from({ length: 32 }, () => Math.floor(chance() * 16).toString(16)).join('');
}

function fieldsOf(message: Message, field: Field): readonly Field[] {
  return field.fields.length > 0
    ? field.fields
    : (message.structs.find(({ name }) => name === field.type)?.fields ?? []);
}

/** A field that only retired versions of the message had is in no interface. */
function isEverThere(message: Message, { versions }: Field): boolean {
  return versions.min <= message.versions.max && versions.max >= message.versions.min;
}

function has(versions: Versions, version: number): boolean {
  return versions.min <= version && version <= versions.max;
}
