import { describe, expect, it } from 'vitest';
import { murmur2, partitionOfKey } from '../src/murmur2.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('the hash of a key', () => {
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('of %s is the one that Java computes', (text, expected) => {
    expect(murmur2(bytes(text))).toBe(expected);
  });

  it('gives a partition below the count, also when the hash is negative', () => {
    expect(partitionOfKey(bytes('foobar'), 7)).toBe((-790332482 & 0x7fffffff) % 7);
  });
});
