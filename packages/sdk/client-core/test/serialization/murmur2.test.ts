/** Keys go where Kafka's Java client sends them. The hashes are those that the Java client computes. */
import { describe, expect, it } from 'vitest';
import { murmur2, partitionOfKey } from '../../src/index.ts';

const encoder = new TextEncoder();

describe('murmur2', () => {
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('of %s is %i, as in Java', (text, hash) => {
    expect(murmur2(encoder.encode(text))).toBe(hash);
  });

  it('gives a partition from 0 on, for negative hashes too', () => {
    expect(partitionOfKey(encoder.encode('21'), 7)).toBe((-973932308 & 0x7fffffff) % 7);
    expect(partitionOfKey(new Uint8Array(0), 3)).toBeGreaterThanOrEqual(0);
  });
});
