/** INV-FWD-2: a committed reply is given out when this node's image is past its position, not before. */
import type { MetadataOffset } from '@ottla/base';
import { expect, test } from 'vitest';
import type { Errand } from '../../src/peers/errand.ts';
import { ReadBack } from '../../src/peers/read-back.ts';

const at = (position: number) => ({ kind: 'committed', reply: {} as never, position: position as never }) as const;
const errand = { number: 1 } as Errand;

test('a reply waits until the entry at its position is in the image', () => {
  const readBack = new ReadBack();
  readBack.add(errand, at(7), 5_000);
  const before = readBack.reached(7 as MetadataOffset);
  const after = readBack.reached(8 as MetadataOffset);

  expect(before).toEqual([]);
  expect(after).toMatchObject([{ errand, result: { position: 7 } }]);
  expect(readBack.isEmpty).toBe(true);
});

test('what does not show in time is told as unknown, and only that', () => {
  const readBack = new ReadBack();
  readBack.add(errand, at(7), 5_000);
  readBack.add(errand, at(8), 6_000);

  expect(readBack.expired(5_500)).toMatchObject([{ result: { kind: 'unknown' } }]);
  expect(readBack.reached(9 as MetadataOffset)).toMatchObject([{ result: { position: 8 } }]);
});
