/** The generated codecs agree with protobufjs in both directions, and take no harm from bytes that are no message (FAULT-140). */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type MessageCodec, RpcError } from '@ottla/base';
import * as fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import * as rpc from '../../src/index.ts';

const protoDirectory = join(import.meta.dirname, '../../../../../proto');
const root = new protobuf.Root();
root.resolvePath = (_origin, target) => join(protoDirectory, target);
root.loadSync(
  readdirSync(protoDirectory, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.proto')),
);
root.resolveAll();
const messages = (root.lookup('ottla.v1') as protobuf.Namespace).nestedArray.filter(
  (object) => object instanceof protobuf.Type,
);
const codecs = rpc as unknown as Record<string, MessageCodec<Record<string, unknown>>>;

const int32 = fc.oneof(fc.constantFrom(0, 1, -1, 127, 128, 2 ** 31 - 1, -(2 ** 31)), fc.integer());
const int64 = fc.oneof(
  int32,
  fc.constantFrom(2 ** 31, 2 ** 32 - 1, 2 ** 32, -(2 ** 32) - 1, 2 ** 53 - 1, -(2 ** 53) + 1),
  fc.maxSafeInteger(),
);

const shortBytes = fc.uint8Array({ maxLength: 200 });
/** Around what is sent from where it lies. */
const longBytes = fc.constantFrom(0, 1, 4_095, 4_096, 70_000).map((length) => new Uint8Array(length).fill(length));

/** Any message of a type, in our form. */
function arbitraryOf(
  type: protobuf.Type,
  byteString: fc.Arbitrary<Uint8Array> = shortBytes,
): fc.Arbitrary<Record<string, unknown>> {
  const valueOf = (field: protobuf.Field): fc.Arbitrary<unknown> => arbitraryValue(field, byteString);
  const members: Record<string, fc.Arbitrary<unknown>> = {};
  const oneofs = new Map<string, fc.Arbitrary<unknown>[]>();
  for (const field of type.fieldsArray) {
    field.resolve();
    const name = protobuf.util.camelCase(field.name);
    const group = field.partOf;
    if (group !== null && !group.name.startsWith('_')) {
      const isEmpty = field.resolvedType instanceof protobuf.Type && field.resolvedType.fieldsArray.length === 0;
      const kinds = oneofs.get(group.name) ?? [];
      kinds.push(isEmpty ? fc.constant({ kind: name }) : valueOf(field).map((value) => ({ kind: name, value })));
      oneofs.set(group.name, kinds);
    } else if (field.repeated) members[name] = fc.array(valueOf(field), { maxLength: 4 });
    else if (group !== null || field.resolvedType instanceof protobuf.Type)
      members[name] = fc.option(valueOf(field), { nil: undefined });
    else members[name] = valueOf(field);
  }
  for (const [name, kinds] of oneofs)
    members[protobuf.util.camelCase(name)] = fc.option(fc.oneof(...kinds), { nil: undefined });
  return fc.record(members);
}

function arbitraryValue(field: protobuf.Field, byteString: fc.Arbitrary<Uint8Array>): fc.Arbitrary<unknown> {
  if (field.resolvedType instanceof protobuf.Type) return arbitraryOf(field.resolvedType, byteString);
  if (field.resolvedType instanceof protobuf.Enum) return fc.constantFrom(...Object.values(field.resolvedType.values));
  if (field.type === 'int64') return int64;
  if (field.type === 'int32') return int32;
  if (field.type === 'double') return fc.double({ noNaN: true }).map((value) => (value === 0 ? 0 : value));
  if (field.type === 'bool') return fc.boolean();
  if (field.type === 'bytes') return byteString;
  return fc.string({ unit: 'binary', maxLength: 100 });
}

/** Our form with alternatives as protobufjs has them: a plain field each. */
function flat(type: protobuf.Type, message: Record<string, unknown>): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const field of type.fieldsArray) {
    const name = protobuf.util.camelCase(field.name);
    const group = field.partOf;
    let value = message[name];
    if (group !== null && !group.name.startsWith('_')) {
      const chosen = message[protobuf.util.camelCase(group.name)] as { kind: string; value?: unknown } | undefined;
      value = chosen?.kind === name ? (chosen.value ?? {}) : undefined;
    }
    if (value === undefined) continue;
    const inner = field.resolvedType;
    const convert = (one: unknown): unknown =>
      inner instanceof protobuf.Type ? flat(inner, one as Record<string, unknown>) : one;
    out[name] = field.repeated ? (value as unknown[]).map(convert) : convert(value);
  }
  return out;
}

/** What protobufjs makes of bytes. */
function asRead(type: protobuf.Type, bytes: Uint8Array): string {
  return JSON.stringify(type.toObject(type.decode(bytes), { longs: Number, bytes: String, defaults: true }));
}

describe.each(messages.map((type) => [type.name, type] as const))('%s', (name, type) => {
  const codec = codecs[name]!;
  const runs = { numRuns: 25 };

  it('comes back as it was', () => {
    fc.assert(
      fc.property(arbitraryOf(type), (message) => {
        expect(codec.decode(codec.encode(message))).toEqual(message);
      }),
      runs,
    );
  });

  it('is the same in parts', () => {
    fc.assert(
      fc.property(arbitraryOf(type, longBytes), (message) => {
        const whole = codec.encode(message);
        expect(Buffer.concat(codec.encodeInParts?.(message) ?? [whole]).equals(whole)).toBe(true);
      }),
      runs,
    );
  });

  it('is read by protobufjs as it was written', () => {
    fc.assert(
      fc.property(arbitraryOf(type), (message) => {
        const theirs = type.encode(type.fromObject(flat(type, message))).finish();
        expect(asRead(type, codec.encode(message))).toBe(asRead(type, theirs));
      }),
      runs,
    );
  });

  it('is read as protobufjs writes it', () => {
    fc.assert(
      fc.property(arbitraryOf(type), (message) => {
        const written = type.encode(type.fromObject(flat(type, message))).finish();
        expect(codec.decode(written)).toEqual(message);
      }),
      runs,
    );
  });

  it('is a message or a typed error, whatever the bytes', () => {
    const damaged = fc.tuple(arbitraryOf(type), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 5 }), fc.nat());
    const bytes = damaged.map(([message, changes, cut]) => {
      const encoded = Uint8Array.from(codec.encode(message));
      for (const [at, value] of changes) if (encoded.length > 0) encoded[at % encoded.length] = value;
      return cut % 3 === 0 ? encoded.subarray(0, cut % (encoded.length + 1)) : encoded;
    });
    fc.assert(
      fc.property(fc.oneof(bytes, fc.uint8Array({ maxLength: 100 })), (some) => {
        try {
          codec.decode(some);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(RpcError);
          expect((thrown as RpcError).code).toBe('invalidArgument');
        }
      }),
      { numRuns: 60 },
    );
  });
});
