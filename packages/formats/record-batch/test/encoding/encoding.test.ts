/** Varints and UTF-8, against the platform's own. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { readUtf8, utf8Bytes, writeUtf8 } from '../../src/encoding/utf8.ts';
import { varintBytes, writeVarint } from '../../src/encoding/varint.ts';
import { VarintReader } from '../../src/read/varint-reader.ts';

it('every safe integer is written as a zigzag varint and read back', () => {
  const edges = [
    0,
    -1,
    1,
    63,
    64,
    -64,
    -65,
    8191,
    8192,
    2 ** 30 - 1,
    2 ** 30,
    -(2 ** 30),
    -(2 ** 30) - 1,
    2 ** 31,
    2 ** 52,
  ];
  const value = fc.oneof(
    fc.maxSafeInteger(),
    fc.integer(),
    fc.constantFrom(...edges, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
  );
  const property = fc.property(value, (number) => {
    const bytes = new Uint8Array(12);
    const endsAt = writeVarint(bytes, 1, number);
    expect(endsAt - 1).toBe(varintBytes(number));
    expect([...bytes.subarray(1, endsAt)]).toEqual(referenceVarint(number));
    expect(new VarintReader(bytes, 1, endsAt).varlong()).toBe(number === 0 ? 0 : number);
  });
  fc.assert(property, { numRuns: 1000 });
});

it('texts are written as the platform writes them', () => {
  const property = fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
    const reference = new TextEncoder().encode(text);
    const bytes = new Uint8Array(reference.length);
    expect(utf8Bytes(text)).toBe(reference.length);
    expect(writeUtf8(bytes, 0, text)).toBe(reference.length);
    expect(bytes).toEqual(reference);
    expect(readUtf8(bytes, 0, bytes.length)).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  });
  fc.assert(property, { numRuns: 500 });
});

it('lone surrogates become the replacement character', () => {
  const bytes = new Uint8Array(utf8Bytes('a\ud800b'));
  expect(writeUtf8(bytes, 0, 'a\ud800b')).toBe(5);
  expect(readUtf8(bytes, 0, 5)).toBe('a\ufffdb');
});

it('bytes that are no text are read with replacement characters, and the rest of them as it is', () => {
  const property = fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
    const text = readUtf8(bytes, 0, bytes.length);
    const valid = Buffer.from(new TextDecoder().decode(bytes)).equals(Buffer.from(bytes));
    expect(text.includes('\ufffd')).toBe(!valid);
  });
  fc.assert(property, { numRuns: 500 });
});

/** The same by big integers. */
function referenceVarint(number: number): number[] {
  let rest = BigInt.asUintN(64, (BigInt(number) << 1n) ^ (BigInt(number) >> 63n));
  const bytes: number[] = [];
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
}
