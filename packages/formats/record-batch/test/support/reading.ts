/** What all tests of this package read and build with. */
import type { Crc32c } from '@ottla/base';
import { createNodeCompression, nodeCrc32c } from '@ottla/platform-node';
import {
  type BatchRecord,
  type NewRecord,
  RecordBatchBuilder,
  type RecordBatchOptions,
  readRecords,
} from '../../src/index.ts';

export const compression = createNodeCompression();
export const crc32c: Crc32c = nodeCrc32c;

/** A batch of these records. */
export function batchOf(records: readonly NewRecord[], options: RecordBatchOptions = {}): Uint8Array {
  const builder = new RecordBatchBuilder(options);
  for (const record of records) builder.tryAppend(record);
  return builder.build(compression, crc32c);
}

/** All records of a batch, their bytes copied. */
export function recordsOf(bytes: Uint8Array, at = 0): BatchRecord[] {
  return [...readRecords(bytes, at, { compression })].map((record) => ({
    ...record,
    key: copy(record.key),
    value: copy(record.value),
    headers: record.headers.map(({ key, value }) => ({ key, value: copy(value) })),
  }));
}

/** The bytes of a text. */
export function text(value: string): Uint8Array {
  return new Uint8Array(Buffer.from(value));
}

/** A record with a value and nothing else. */
export function plain(value: string, timestampMs = 1000): NewRecord {
  return { key: null, value: text(value), timestampMs };
}

function copy(bytes: Uint8Array | null): Uint8Array | null {
  return bytes === null ? null : bytes.slice();
}
