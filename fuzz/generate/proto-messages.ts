/** Messages of `/proto` as bytes, made by walking the descriptions that protobufjs reads; an implementation that is not ours. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SeededRandomness } from '@ottla/testing';
import protobuf from 'protobufjs';
import { anyBatch } from './batches.ts';
import type { Surroundings } from './kafka-values.ts';

const folder = join(import.meta.dirname, '../../proto');
const nestingMax = 4;

/** One method of a public service. */
export interface ProtoMethod {
  readonly path: string;
  readonly requestType: string;
}

const root = new protobuf.Root();
root.resolvePath = (_origin, target) => join(folder, target);
root.loadSync(readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.proto')));
root.resolveAll();
const own = root.lookup('ottla.v1') as protobuf.Namespace;
const types = new Map(
  own.nestedArray.filter((object) => object instanceof protobuf.Type).map((type) => [type.name, type]),
);

/** The names of all messages. */
export const protoTypes: readonly string[] = [...types.keys()];

/** All methods. */
export const protoMethods: readonly ProtoMethod[] = own.nestedArray
  .filter((object) => object instanceof protobuf.Service)
  .flatMap((service) =>
    service.methodsArray.map(({ name, requestType }) => ({ path: `/ottla.v1.${service.name}/${name}`, requestType })),
  );

/** Right bytes of a message. */
export function protoSample(name: string, chance: SeededRandomness, around: Surroundings): Uint8Array {
  const type = types.get(name);
  if (type === undefined) throw new Error(`there is no message ${name}`);
  return type.encode(type.fromObject(messageOf(type, chance, around, 0))).finish();
}

function messageOf(type: protobuf.Type, chance: SeededRandomness, around: Surroundings, depth: number): object {
  const members: Record<string, unknown> = {};
  for (const field of type.fieldsArray) {
    if (chance.chance(0.25)) continue;
    if (field.partOf !== null && !field.partOf.name.startsWith('_') && chance.chance(0.5)) continue;
    const count = field.repeated ? chance.pick([0, 1, 1, 2, 3]) : 1;
    const values = Array.from({ length: count }, () => valueOf(field, chance, around, depth));
    members[field.name] = field.repeated ? values : values[0];
  }
  return members;
}

function valueOf(field: protobuf.Field, chance: SeededRandomness, around: Surroundings, depth: number): unknown {
  const { resolvedType } = field;
  if (resolvedType instanceof protobuf.Type)
    return depth >= nestingMax ? {} : messageOf(resolvedType, chance, around, depth + 1);
  if (resolvedType instanceof protobuf.Enum) return chance.pick([...Object.values(resolvedType.values), 99]);
  if (field.type === 'bool') return chance.chance(0.5);
  if (field.type === 'bytes')
    return /batch|record/i.test(field.name) ? anyBatch(chance) : chance.bytes(chance.below(40));
  if (field.type === 'string') return textOf(field, chance, around);
  return numberOf(field, chance);
}

function textOf(field: protobuf.Field, chance: SeededRandomness, around: Surroundings): string {
  if (/id$/i.test(field.name) && around.topicIds.length > 0) return chance.pick(around.topicIds);
  if (chance.chance(0.1)) return chance.pick(['', '..', '__proto__', 'größer', 'x'.repeat(300), 'retention.ms']);
  return chance.pick(around.topics);
}

function numberOf(field: protobuf.Field, chance: SeededRandomness): number {
  if (/timeout|wait/i.test(field.name)) return chance.pick([0, 1, 10, 100]);
  if (chance.chance(0.8)) return chance.pick([0, 0, 0, 1, 1, 2, 3, 10, -1, -2]);
  if (field.type === 'int32') return chance.pick([2 ** 31 - 1, -(2 ** 31), 65_536, 1_000_000]);
  return chance.pick([2 ** 53 - 1, -(2 ** 53) + 1, 2 ** 31, 1_704_067_200_000]);
}
