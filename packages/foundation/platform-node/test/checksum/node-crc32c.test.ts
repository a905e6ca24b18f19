/** The native checksum is that of a table, which is only here as a reference. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { nodeCrc32c } from '../../src/checksum/node-crc32c.ts';

const table = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = (value & 1) === 0 ? value >>> 1 : (value >>> 1) ^ 0x82f63b78;
  return value;
});

function reference(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) crc = (table[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffff_ffff) >>> 0;
}

it('has the check value of the algorithm', () => {
  expect(nodeCrc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  expect(nodeCrc32c(new Uint8Array(0))).toBe(0);
});

it('agrees with the table for any bytes, anywhere in a larger array, in one piece or in two', () => {
  const property = fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), fc.nat(300), (bytes, from, cut) => {
    const part = bytes.subarray(Math.min(from, bytes.length));
    const middle = Math.min(cut, part.length);
    expect(nodeCrc32c(part)).toBe(reference(part));
    expect(nodeCrc32c(part.subarray(middle), nodeCrc32c(part.subarray(0, middle)))).toBe(reference(part));
  });
  fc.assert(property, { numRuns: 500 });
});
