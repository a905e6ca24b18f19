/** One record in its stored form: lengths and deltas as varints, null as length -1. */
import { utf8Bytes, writeUtf8 } from '../encoding/utf8.ts';
import { varintBytes, writeVarint } from '../encoding/varint.ts';
import { type NewRecord, noHeaders, type RecordHeader } from '../record.ts';
import type { GrowableBytes } from './growable-bytes.ts';

/** A record with its place in the batch. */
export interface PlacedRecord {
  readonly record: NewRecord;
  readonly offsetDelta: number;
  readonly timestampDelta: number;
}

/** Bytes of a record without its own length field. */
export function recordBodyBytes({ record, offsetDelta, timestampDelta }: PlacedRecord): number {
  const headers = record.headers ?? noHeaders;
  let bytes = 1 + varintBytes(timestampDelta) + varintBytes(offsetDelta) + varintBytes(headers.length);
  bytes += nullableBytes(record.key) + nullableBytes(record.value);
  for (const header of headers) bytes += headerBytes(header);
  return bytes;
}

/** Appends a record, of which the caller knows `recordBodyBytes`. Copies all that it holds. */
export function writeRecord(target: GrowableBytes, placed: PlacedRecord, bodyBytes: number): void {
  target.reserve(varintBytes(bodyBytes) + bodyBytes);
  const { record, offsetDelta, timestampDelta } = placed;
  const { bytes } = target;
  const headers = record.headers ?? noHeaders;
  let at = writeVarint(bytes, target.length, bodyBytes);
  bytes[at++] = 0;
  at = writeVarint(bytes, at, timestampDelta);
  at = writeVarint(bytes, at, offsetDelta);
  at = writeNullable(bytes, at, record.key);
  at = writeNullable(bytes, at, record.value);
  at = writeVarint(bytes, at, headers.length);
  for (const header of headers) at = writeHeader(bytes, at, header);
  target.length = at;
}

function nullableBytes(value: Uint8Array | null): number {
  return value === null ? 1 : varintBytes(value.length) + value.length;
}

function headerBytes({ key, value }: RecordHeader): number {
  const keyBytes = utf8Bytes(key);
  return varintBytes(keyBytes) + keyBytes + nullableBytes(value);
}

function writeNullable(bytes: Uint8Array, at: number, value: Uint8Array | null): number {
  if (value === null) return writeVarint(bytes, at, -1);
  const start = writeVarint(bytes, at, value.length);
  bytes.set(value, start);
  return start + value.length;
}

function writeHeader(bytes: Uint8Array, at: number, { key, value }: RecordHeader): number {
  const keyAt = writeVarint(bytes, at, utf8Bytes(key));
  return writeNullable(bytes, writeUtf8(bytes, keyAt, key), value);
}
