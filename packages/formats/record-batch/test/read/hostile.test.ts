/** Records that lie are read or refused with a typed error, and never past their end. FAULT-142 behind a right CRC. */
import { CodecId } from '@ottla/base';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as batch from '../../src/index.ts';
import { batchOf, compression, recordsOf, text } from '../support/reading.ts';

const records = Array.from({ length: 6 }, (_, index) => ({
  key: index % 2 === 0 ? text(`key ${index}`) : null,
  value: index % 3 === 0 ? null : text(`value ${'v'.repeat(index * 9)}`),
  headers: index % 2 === 0 ? [] : [{ key: 'name', value: text('header value') }],
  timestampMs: 1_700_000_000_000 + index * 1000,
}));

/** What reading ends with: how many records, or the code of the error. */
function outcomeOf(bytes: Uint8Array, at = 0): number | string {
  try {
    return recordsOf(bytes, at).length;
  } catch (thrown) {
    if (thrown instanceof batch.RecordBatchError) return thrown.code;
    throw thrown;
  }
}

/** An uncompressed batch whose records are these bytes. */
function batchWith(recordBytes: readonly number[], count = 1): Uint8Array {
  const header = batchOf([records[0] ?? { key: null, value: null, timestampMs: 0 }]).slice(0, batch.batchHeaderBytes);
  const bytes = new Uint8Array([...header, ...recordBytes]);
  const view = new DataView(bytes.buffer);
  view.setInt32(batch.BatchField.batchLength, bytes.length - batch.batchPrefixBytes);
  view.setInt32(batch.BatchField.recordCount, count);
  view.setInt32(batch.BatchField.lastOffsetDelta, Math.max(0, count - 1));
  return bytes;
}

const honestRecord = [12, 0, 0, 0, 1, 1, 0];
const lies: readonly (readonly [string, readonly number[], number?])[] = [
  ['no bytes at all', []],
  ['a negative record length', [1, 0, 0, 0, 1, 1, 0]],
  ['a record length beyond the batch', [14, 0, 0, 0, 1, 1, 0]],
  ['a record length of zero', [0, ...honestRecord]],
  ['a record that is longer than its fields', [14, 0, 0, 0, 1, 1, 0, 0]],
  ['a record that is shorter than its fields', [10, 0, 0, 0, 1, 1, 0]],
  ['a varint of six bytes', [12, 0, 0, 0x80, 0x80, 0x80, 0x80, 0x80, 0]],
  ['a varint above 32 bits', [22, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x7f, 1, 1, 0, 0]],
  ['a timestamp of eleven bytes', [32, 0, ...Array.from({ length: 10 }, () => 0x80), 0, 0, 1, 1, 0, 0]],
  ['a timestamp beyond the safe integers', [30, 0, ...Array.from({ length: 9 }, () => 0xff), 1, 0, 1, 1, 0]],
  ['a varint that does not end', [0x80, 0x80]],
  ['a negative offset delta', [12, 0, 0, 1, 1, 1, 0]],
  ['an offset delta behind the last', [12, 0, 0, 2, 1, 1, 0]],
  ['a key length of -2', [12, 0, 0, 0, 3, 1, 0]],
  ['a key beyond the batch', [12, 0, 0, 0, 20, 1, 0]],
  ['a value length of -2', [12, 0, 0, 0, 1, 3, 0]],
  ['a value beyond the batch', [12, 0, 0, 0, 1, 20, 0]],
  ['a negative number of headers', [12, 0, 0, 0, 1, 1, 1]],
  ['more headers than fit', [12, 0, 0, 0, 1, 1, 2]],
  ['two thousand million headers', [20, 0, 0, 0, 1, 1, 0xfe, 0xff, 0xff, 0xff, 0x0f]],
  ['a header without a name', [16, 0, 0, 0, 1, 1, 2, 1, 1]],
  ['a header name beyond the record', [16, 0, 0, 0, 1, 1, 2, 8, 1]],
  ['a header value beyond the record', [16, 0, 0, 0, 1, 1, 2, 0, 8]],
  ['a header value length of -2', [16, 0, 0, 0, 1, 1, 2, 0, 3]],
  ['bytes behind the last record', [...honestRecord, 0]],
  ['two records with one offset', [...honestRecord, ...honestRecord], 2],
  ['fewer records than stated', honestRecord, 2],
  ['bytes but no records', honestRecord, 0],
  ['a negative number of records', honestRecord, -1],
];

describe('the records of a batch', () => {
  it('are read when they are honest', () => {
    expect(outcomeOf(batchWith(honestRecord))).toBe(1);
    expect(outcomeOf(batchWith([], 0))).toBe(0);
  });

  const rows = lies.map(([name, bytes, count]) => ({ name, bytes, count }));

  it.each(rows)('are refused with $name', ({ bytes, count }) => {
    expect(outcomeOf(batchWith(bytes, count))).toBe('malformed');
  });

  it.each(Object.entries(CodecId))('with %s and random damage end in records or in a typed error', (_name, codec) => {
    const whole = batchOf(records, { codec });
    const edits = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 6,
    });
    const property = fc.property(edits, (changes) => {
      const damaged = whole.slice();
      for (const [at, value] of changes) damaged[at] = value;
      outcomeOf(damaged);
    });
    fc.assert(property, { numRuns: 400 });
  });

  it('of any bytes at all end in records or in a typed error, also when more bytes follow', () => {
    const property = fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(8), (bytes, count) => {
      const whole = new Uint8Array([...batchWith([...bytes], count), ...Array.from({ length: 40 }, () => 2)]);
      outcomeOf(whole);
    });
    fc.assert(property, { numRuns: 1000 });
  });

  it('of a batch that is not whole are refused', () => {
    const whole = batchOf(records);
    for (let length = 0; length < whole.length; length += 1)
      expect(outcomeOf(whole.slice(0, length))).toBe('malformed');
  });

  it('that grow past the limits are refused as too large (FAULT-141)', () => {
    const value = new Uint8Array(1_000_000);
    for (const codec of [CodecId.gzip, CodecId.snappy, CodecId.lz4, CodecId.zstd]) {
      const bomb = batchOf([{ key: null, value, timestampMs: 0 }], { codec });
      const limits = { outputBytesMax: 500_000, ratioMax: 1_000_000 };
      expect(() => new batch.RecordCursor(bomb, 0, { compression, limits })).toThrow(batch.RecordBatchError);
      expect(recordsOf(bomb)[0]?.value?.length).toBe(1_000_000);
    }
  });
});

describe('a cursor', () => {
  it('tells offsets, times and keys without making values', () => {
    const cursor = new batch.RecordCursor(batchOf(records, { codec: CodecId.lz4 }), 0, { compression });
    const seen: unknown[] = [];
    while (cursor.next()) seen.push([cursor.offset, cursor.timestampMs, cursor.hasKey, cursor.hasValue]);
    expect(seen).toEqual(
      records.map((each, index) => [index, each.timestampMs, each.key !== null, each.value !== null]),
    );
  });
});
