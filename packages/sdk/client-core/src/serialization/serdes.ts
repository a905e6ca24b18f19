/** The serializers that come along. Numbers are big-endian, as those of Kafka's Java client. */
import type { Serde } from './serializer.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8 text. Text that is not UTF-8 fails. */
const string: Serde<string | null> = {
  serialize: (value) => (value === null ? null : encoder.encode(value)),
  deserialize: (bytes) => (bytes === null ? null : decoder.decode(bytes)),
};

/** Bytes as they are. What a consumer gets is a view of what was fetched: who keeps little of it for long copies it (`slice`). */
const bytes: Serde<Uint8Array | null> = {
  serialize: (value) => value,
  deserialize: (value) => value,
};

/** JSON. A record without a value is `undefined`, and `undefined` is a record without a value; the JSON `null` is null. */
const json: Serde<unknown> = {
  serialize: (value) => (value === undefined ? null : encoder.encode(JSON.stringify(value))),
  deserialize: (value) => (value === null ? undefined : (JSON.parse(decoder.decode(value)) as unknown)),
};

/** A 32-bit integer in four bytes. */
const int32: Serde<number | null> = {
  serialize: (value) =>
    value === null ? null : inView(4, (view) => view.setInt32(0, within(value, -(2 ** 31), 2 ** 31 - 1, 'int32'))),
  deserialize: (value) => (value === null ? null : viewOf(value, 4, 'int32').getInt32(0)),
};

/** A 64-bit integer in eight bytes, as a bigint so that none is rounded. */
const int64: Serde<bigint | null> = {
  serialize: (value) => (value === null ? null : inView(8, (view) => view.setBigInt64(0, within64(value)))),
  deserialize: (value) => (value === null ? null : viewOf(value, 8, 'int64').getBigInt64(0)),
};

/** A double in eight bytes. */
const double: Serde<number | null> = {
  serialize: (value) => (value === null ? null : inView(8, (view) => view.setFloat64(0, value))),
  deserialize: (value) => (value === null ? null : viewOf(value, 8, 'double').getFloat64(0)),
};

/** All of them: `serdes.string`, `serdes.json` … Each serializes and deserializes. */
export const serdes: {
  readonly string: Serde<string | null>;
  readonly bytes: Serde<Uint8Array | null>;
  readonly json: Serde<unknown>;
  readonly int32: Serde<number | null>;
  readonly int64: Serde<bigint | null>;
  readonly double: Serde<number | null>;
} = { string, bytes, json, int32, int64, double };

function inView(size: number, write: (view: DataView) => void): Uint8Array {
  const out = new Uint8Array(size);
  write(new DataView(out.buffer));
  return out;
}

function viewOf(value: Uint8Array, size: number, name: string): DataView {
  if (value.length !== size) throw new RangeError(`an ${name} has ${size} bytes, these are ${value.length}`);
  return new DataView(value.buffer, value.byteOffset, value.length);
}

function within(value: number, least: number, most: number, name: string): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new RangeError(`${value} is no ${name}`);
}

function within64(value: bigint): bigint {
  if (BigInt.asIntN(64, value) === value) return value;
  throw new RangeError(`${value} is no int64`);
}
