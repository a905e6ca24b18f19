/** The writer of primitive values, and what it passes on by reference. */
import { describe, expect, test } from 'vitest';
import { copiedBytesMax, ProtocolError, Reader, stringBytesMax, Writer } from '../../src/index.ts';

function written(action: (writer: Writer) => void): Buffer {
  const writer = new Writer(8);
  action(writer);
  return Buffer.concat(writer.finish());
}

function codeOf(action: (writer: Writer) => void): string | undefined {
  try {
    action(new Writer());
    return undefined;
  } catch (thrown) {
    if (thrown instanceof ProtocolError) return thrown.code;
    throw thrown;
  }
}

test('integers of 64 bits come back as they were', () => {
  const values = [
    0,
    -1,
    1,
    2 ** 32,
    -(2 ** 32),
    2 ** 31,
    -(2 ** 31) - 1,
    Number.MAX_SAFE_INTEGER,
    Number.MIN_SAFE_INTEGER,
  ];

  for (const value of values) expect(new Reader(written((writer) => writer.int64(value))).int64()).toBe(value);
});

test('the largest safe integer stands for the largest of 64 bits where values are clamped', () => {
  expect(written((writer) => writer.int64Clamped(Number.MAX_SAFE_INTEGER)).toString('hex')).toBe('7fffffffffffffff');
  expect(written((writer) => writer.int64Clamped(Number.MIN_SAFE_INTEGER)).toString('hex')).toBe('8000000000000000');
  expect(written((writer) => writer.int64Clamped(-2)).toString('hex')).toBe('fffffffffffffffe');
});

test('a number that does not fit into its field is refused', () => {
  expect(codeOf((writer) => writer.int8(128))).toBe('unrepresentable');
  expect(codeOf((writer) => writer.int16(-32_769))).toBe('unrepresentable');
  expect(codeOf((writer) => writer.uint16(-1))).toBe('unrepresentable');
  expect(codeOf((writer) => writer.int32(2 ** 31))).toBe('unrepresentable');
  expect(codeOf((writer) => writer.int32(Number.NaN))).toBe('unrepresentable');
  expect(codeOf((writer) => writer.int64(2 ** 53))).toBe('unrepresentable');
  expect(codeOf((writer) => writer.uvarint(-1))).toBe('unrepresentable');
});

test('a string longer than the protocol allows, and an id of wrong digits, are refused', () => {
  expect(codeOf((writer) => writer.string(true, 'x'.repeat(stringBytesMax)))).toBeUndefined();
  expect(codeOf((writer) => writer.string(true, 'x'.repeat(stringBytesMax + 1)))).toBe('unrepresentable');
  expect(codeOf((writer) => writer.uuid('0011'))).toBe('unrepresentable');
  expect(codeOf((writer) => writer.uuid('g'.repeat(32)))).toBe('unrepresentable');
});

describe('long byte strings', () => {
  const long = new Uint8Array(copiedBytesMax + 1).fill(7);

  test('are passed on by reference, short ones are copied', () => {
    const writer = new Writer();
    writer.records(true, long);
    writer.bytes(true, long.subarray(0, copiedBytesMax));
    const chunks = writer.finish();

    expect(chunks).toContain(long);
    expect(chunks.length).toBe(3);
  });

  test('in parts are one byte string', () => {
    const parts = [long, Uint8Array.of(1, 2), long];

    const back = new Reader(written((writer) => writer.records(false, parts))).bytes(false);

    expect(Buffer.from(back).equals(Buffer.concat(parts))).toBe(true);
  });

  test('survive that the buffer grows around them', () => {
    const bytes = written((writer) => {
      for (let index = 0; index < 50; index++) {
        writer.int32(index);
        if (index % 10 === 0) writer.bytes(false, long);
      }
    });
    const reader = new Reader(bytes);

    for (let index = 0; index < 50; index++) {
      expect(reader.int32()).toBe(index);
      if (index % 10 === 0) expect(reader.bytes(false).byteLength).toBe(long.byteLength);
    }
    reader.expectEnd();
  });
});

test('a tagged field stands behind its size, also when that takes several bytes and the field nests', () => {
  for (const length of [0, 1, 126, 127, 128, 20_000]) {
    const reader = new Reader(
      written((writer) => {
        const outer = writer.openTag(3);
        const inner = writer.openTag(4);
        writer.bytes(false, new Uint8Array(length));
        writer.closeTag(inner);
        writer.closeTag(outer);
      }),
    );
    expect(reader.uvarint()).toBe(3);
    const outer = reader.tagEnd();
    expect(reader.uvarint()).toBe(4);
    const inner = reader.tagEnd();
    expect(reader.bytes(false).byteLength).toBe(length);
    reader.closeTag(inner);
    reader.closeTag(outer);
    reader.expectEnd();
  }
});

test('a frame begins with the size of what follows', () => {
  const writer = new Writer();
  writer.int32(0);
  writer.records(false, new Uint8Array(5_000));
  const chunks = writer.finishFrame();

  expect(writer.size).toBe(5_008);
  expect(Buffer.concat(chunks).readInt32BE(0)).toBe(5_004);
});
