import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PersistentMap } from '../../src/index.ts';

const key = fc.oneof(fc.nat({ max: 20 }), fc.constantFrom('a', 'b', '__proto__', '0', 'constructor'));
const change = fc.record({ key, value: fc.option(fc.nat({ max: 3 })) });

test('it holds what a Map holds, and its ancestors stay as they were', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
      const model = new Map<string | number, number>();
      let map = PersistentMap.empty<string | number, number>();
      const kept: [PersistentMap<string | number, number>, Map<string | number, number>][] = [];
      for (const { key: at, value } of changes) {
        kept.push([map, new Map(model)]);
        map = value === null ? map.delete(at) : map.set(at, value);
        if (value === null) model.delete(at);
        else model.set(at, value);
      }
      for (const [ancestor, state] of [...kept, [map, model] as const]) {
        expect(new Map(ancestor)).toEqual(state);
        expect(ancestor.size).toBe(state.size);
      }
    }),
    { numRuns: 200 },
  );
});

test('maps with equal keys iterate equally, whatever their history', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ maxLength: 3 }), { maxLength: 80 }), (keys) => {
      const build = (order: string[]) =>
        order.reduce((map, next) => map.set(next, 1), PersistentMap.empty<string, number>());

      expect([...build([...keys].reverse())]).toEqual([...build(keys)]);
    }),
  );
});

test('a change in a large map is found without looking at the rest', () => {
  let map = PersistentMap.empty<string, number>();
  for (let index = 0; index < 50_000; index += 1) map = map.set(`topic-${index}`, index);

  const after = map.set('topic-7', -1).delete('topic-8').set('new', 1);

  expect(map.changesTo(after)).toHaveLength(3);
  expect(map.changesTo(after)).toContainEqual({ key: 'topic-8', before: 8, after: undefined });
  expect(map.set('topic-7', 7)).toBe(map);
});
