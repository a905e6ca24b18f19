/** The same seed gives the same draws, and named streams do not shift each other. */
import { expect, test } from 'vitest';
import { createSeededRandomness, type SeededRandomness } from '../../src/index.ts';

const draws = (source: SeededRandomness) => Array.from({ length: 8 }, () => source.uint32());

test('the same seed gives the same draws and another seed others', () => {
  expect(draws(createSeededRandomness(1))).toEqual(draws(createSeededRandomness(1)));
  expect(draws(createSeededRandomness(1))).not.toEqual(draws(createSeededRandomness(2)));
});

test('a stream does not depend on what was drawn elsewhere', () => {
  const quiet = createSeededRandomness(9);
  const busy = createSeededRandomness(9);
  draws(busy);
  draws(busy.stream('network'));

  expect(draws(busy.stream('disk').stream('a'))).toEqual(draws(quiet.stream('disk').stream('a')));
});

test('draws keep their bounds', () => {
  const source = createSeededRandomness(3);
  for (let draw = 0; draw < 1000; draw += 1) {
    expect(source.below(7)).toBeLessThan(7);
    expect([2, 3, 4]).toContain(source.between(2, 4));
  }
  expect(source.chance(0)).toBe(false);
  expect(source.chance(1)).toBe(true);
  expect(['a', 'b']).toContain(source.pick(['a', 'b']));
  expect(source.bytes(5).length).toBe(5);
  expect(() => source.pick([])).toThrow('empty');
});
