/** Values of any Kafka message in any version, made by walking our schema; strings and numbers are such that handlers go deep. */
import type { SeededRandomness } from '@ottla/testing';
import type { Field, Message, Versions } from '../../packages/formats/kafka-protocol/src/schema/notation.ts';
import { anyBatch } from './batches.ts';

/** What there is on the node that the messages are for. */
export interface Surroundings {
  readonly topics: readonly string[];
  readonly topicIds: readonly string[];
}

/** A node of which nothing is known. */
export const nowhere: Surroundings = { topics: ['a', 'topic-1'], topicIds: [] };

const integers: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['int8', [-0x80, 0x7f]],
  ['int16', [-0x8000, 0x7fff]],
  ['uint16', [0, 0xffff]],
  ['int32', [-0x8000_0000, 0x7fff_ffff]],
  ['int64', [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]],
]);
const oddWords = ['', '.', '..', '/', 'a/b', '__proto__', 'constructor', 'toString', 'größer', '\u{1f40e}', 'nul\0'];
const configWords = ['retention.ms', 'cleanup.policy', 'segment.bytes', 'max.message.bytes', 'compression.type', 'x.y'];
const valueWords = ['-1', '0', '1', 'delete', 'compact', 'producer', '1e309', '999999999999999999999', 'true', 'nope'];

/** A value of the message that this version can carry whole. */
export function valueOf(message: Message, version: number, chance: SeededRandomness, around: Surroundings): unknown {
  return new Maker(message, version, chance, around).struct(message.fields, 0);
}

class Maker {
  readonly #message: Message;
  readonly #version: number;
  readonly #chance: SeededRandomness;
  readonly #around: Surroundings;

  constructor(message: Message, version: number, chance: SeededRandomness, around: Surroundings) {
    this.#message = message;
    this.#version = version;
    this.#chance = chance;
    this.#around = around;
  }

  struct(fields: readonly Field[], depth: number): unknown {
    const { versions } = this.#message;
    const known = fields.filter((one) => one.versions.min <= versions.max && one.versions.max >= versions.min);
    return Object.fromEntries(known.map((field) => [field.name, this.#field(field, depth)]));
  }

  #field(field: Field, depth: number): unknown {
    const chance = this.#chance;
    if (!has(field.versions, this.#version)) return this.#default(field);
    if (has(field.nullable, this.#version) && chance.chance(0.2)) return null;
    if (field.tag !== undefined && chance.chance(0.4)) return this.#default(field);
    if (!field.isArray) return this.#one(field, depth);
    return Array.from({ length: this.#length(depth) }, () => this.#one(field, depth));
  }

  #length(depth: number): number {
    const chance = this.#chance;
    if (chance.chance(0.02)) return chance.below(depth === 0 ? 60 : 12);
    return chance.pick([0, 1, 1, 1, 2, 3]);
  }

  #one(field: Field, depth: number): unknown {
    const chance = this.#chance;
    const bounds = integers.get(field.type);
    if (bounds !== undefined) return this.#integer(field, bounds);
    if (field.type === 'float64') return chance.pick([0, 1.5, -1, 1e300]);
    if (field.type === 'bool') return chance.chance(0.5);
    if (field.type === 'string') return this.#string(field);
    if (field.type === 'uuid') return this.#id();
    if (field.type === 'records') return anyBatch(chance);
    if (field.type === 'bytes') return chance.bytes(chance.chance(0.05) ? 2_000 : chance.below(24));
    return this.struct(this.#fieldsOf(field), depth + 1);
  }

  #integer(field: Field, [min, max]: readonly [number, number]): number {
    const chance = this.#chance;
    const way = chance.below(10);
    if (way === 0) return chance.pick([min, max, min + 1, max - 1]);
    if (/timeout|wait/i.test(field.name)) return chance.pick([0, 0, 1, 10, 100]);
    if (/partition|index|broker|node|replica/i.test(field.name))
      return chance.pick([0, 0, 0, 1, 1, 2, Math.max(-1, min)]);
    if (/bytes/i.test(field.name)) return chance.pick([0, 1, 100, 65_536, 1_048_576]);
    if (field.name === 'acks') return chance.pick([-1, 1, 0, 2]);
    if (way < 8) return chance.pick([0, 0, 1, 2, 3, 10, Math.max(-1, min), Math.max(-2, min)]);
    return Math.max(min, Math.min(max, Math.floor((chance.uint32() / 2 ** 32 - 0.5) * max)));
  }

  #string(field: Field): string {
    const chance = this.#chance;
    if (chance.chance(0.08)) return chance.pick(oddWords);
    if (chance.chance(0.02)) return 'x'.repeat(chance.pick([130, 249, 250, 3_000]));
    if (/config|value/i.test(field.name)) return chance.pick([...configWords, ...valueWords]);
    if (/^name$/i.test(field.name) && chance.chance(0.3)) return chance.pick(configWords);
    return chance.pick(this.#around.topics);
  }

  #id(): string {
    const { topicIds } = this.#around;
    if (topicIds.length > 0 && this.#chance.chance(0.6)) return this.#chance.pick(topicIds);
    return Buffer.from(this.#chance.bytes(16)).toString('hex');
  }

  /** The value of a field that the version lacks. */
  #default(field: Field): unknown {
    if (field.default === 'null') return null;
    if (field.isArray) return [];
    if (integers.has(field.type)) return Math.min(Number(field.default ?? 0), Number.MAX_SAFE_INTEGER);
    if (field.type === 'float64') return 0;
    if (field.type === 'bool') return field.default === 'true';
    if (field.type === 'string') return '';
    if (field.type === 'uuid') return '0'.repeat(32);
    if (field.type === 'bytes' || field.type === 'records') return new Uint8Array(0);
    return Object.fromEntries(this.#fieldsOf(field).map((below) => [below.name, this.#default(below)]));
  }

  #fieldsOf(field: Field): readonly Field[] {
    if (field.fields.length > 0) return field.fields;
    return this.#message.structs.find(({ name }) => name === field.type)?.fields ?? [];
  }
}

function has(versions: Versions, version: number): boolean {
  return versions.min <= version && version <= versions.max;
}
