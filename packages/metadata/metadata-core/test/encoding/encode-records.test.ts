import type { TopicId } from '@ottla/base';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeRecord, decodeRecords, encodeRecord, encodeRecords, RecordFormatError } from '../../src/index.ts';

const record = { kind: 'topicCreated', topicId: 'a'.repeat(32) as TopicId, name: 'orders' } as const;

test('a field that this version does not know is skipped', () => {
  const bytes = encodeRecord(record);
  const longer = Uint8Array.from([...bytes, 99, 3, 1, 2, 3]);
  longer[2] = (longer[2] ?? 0) + 5;

  expect(decodeRecord(longer)).toEqual(record);
});

test('a kind of record that this version does not know is refused as unsupported', () => {
  expect(() => decodeRecords(Uint8Array.of(1, 120, 0))).toThrow(expect.objectContaining({ code: 'unsupported' }));
});

test('records in a newer format are refused as unsupported', () => {
  expect(() => decodeRecords(Uint8Array.of(2))).toThrow(expect.objectContaining({ code: 'unsupported' }));
});

test('records cut short anywhere inside are refused as damaged', () => {
  const bytes = encodeRecord(record);

  for (let length = 2; length < bytes.length; length += 1)
    expect(() => decodeRecords(bytes.subarray(0, length))).toThrow(RecordFormatError);
});

test('bytes from anywhere either decode or are a RecordFormatError', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        decodeRecords(Uint8Array.of(1, ...bytes));
      } catch (error) {
        expect(error).toBeInstanceOf(RecordFormatError);
      }
    }),
    { numRuns: 2000 },
  );
});

test('no records are one byte', () => {
  expect(encodeRecords([])).toEqual(Uint8Array.of(1));
  expect(decodeRecords(Uint8Array.of(1))).toEqual([]);
});
