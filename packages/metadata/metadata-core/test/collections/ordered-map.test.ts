import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OrderedMap } from '../../src/index.ts';

const key = fc.oneof(
  fc.nat({ max: 400 }).map((number) => `k${number}`),
  fc.constantFrom('', '__proto__', '/a', '/a/b', '\uffff', '😀'),
);
const change = fc.record({ key, value: fc.option(fc.nat({ max: 3 }), { freq: 3 }) });

function apply(
  map: OrderedMap<number>,
  model: Map<string, number>,
  { key: at, value }: { key: string; value: number | null },
) {
  if (value === null) model.delete(at);
  else model.set(at, value);
  return value === null ? map.delete(at) : map.set(at, value);
}

const inOrder = (model: ReadonlyMap<string, number>): [string, number][] =>
  [...model].sort(([a], [b]) => (a < b ? -1 : 1));

test('it holds what a Map holds, in order of the keys, and its ancestors stay as they were', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 900, size: 'max' }), key, (changes, from) => {
      const model = new Map<string, number>();
      let map = OrderedMap.empty<number>();
      const kept: [OrderedMap<number>, Map<string, number>][] = [];
      for (const [index, one] of changes.entries()) {
        if (index % 100 === 0) kept.push([map, new Map(model)]);
        map = apply(map, model, one);
      }
      for (const [ancestor, state] of [...kept, [map, model] as const]) {
        expect([...ancestor]).toEqual(inOrder(state));
        expect(ancestor.size).toBe(state.size);
      }
      expect([...map.from(from)]).toEqual(inOrder(model).filter(([at]) => at >= from));
      expect(map.countBelow(from)).toBe(inOrder(model).filter(([at]) => at < from).length);
      expect(map.get(from)).toBe(model.get(from));
    }),
    { numRuns: 60 },
  );
});

test('the changes between two maps are those between two dumb ones, in order', () => {
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 600, size: 'max' }),
      fc.array(change, { maxLength: 300, size: 'max' }),
      (first, second) => {
        const model = new Map<string, number>();
        const before = first.reduce((map, one) => apply(map, model, one), OrderedMap.empty<number>());
        const old = new Map(model);
        const after = second.reduce((map, one) => apply(map, model, one), before);

        const keys = [...new Set([...old.keys(), ...model.keys()])].sort();
        const expected = keys
          .map((at) => ({ key: at, before: old.get(at), after: model.get(at) }))
          .filter(({ before: one, after: other }) => one !== other);
        expect(before.changesTo(after)).toEqual(expected);
        expect(OrderedMap.empty<number>().changesTo(after)).toHaveLength(model.size);
        expect(after.changesTo(after)).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
});

test('a change in a large map is found, and a change to what is there already is none', () => {
  let map = OrderedMap.empty<object>();
  const value = {};
  for (let index = 0; index < 50_000; index += 1) map = map.set(`/key/${index}`, value);
  const after = map.set('/key/7', {}).delete('/key/8').set('/new', value);

  expect(map.changesTo(after).map(({ key: at }) => at)).toEqual(['/key/7', '/key/8', '/new']);
  expect(map.set('/key/9', value)).toBe(map);
  expect(map.delete('/nothing')).toBe(map);
});

test('a map emptied key by key is as one that was always empty', () => {
  const keys = Array.from({ length: 5_000 }, (_, index) => `k${(index * 7_919) % 5_000}`);
  const full = keys.reduce((map, at) => map.set(at, 1), OrderedMap.empty<number>());

  const empty = keys.reduce((map, at) => map.delete(at), full);

  expect(full.size).toBe(5_000);
  expect(empty.size).toBe(0);
  expect([...empty]).toEqual([]);
});

test('a change beside wide nodes that are shared is found wherever in them it stands', () => {
  let map = OrderedMap.empty<object>();
  const keys = Array.from({ length: 5_000 }, (_, index) => String(index).padStart(4, '0'));
  for (const at of keys) map = map.set(at, {});
  for (const at of keys.filter((_, index) => index % 7 === 0)) {
    const value = {};
    const set = map.set(at, value);
    expect(map.changesTo(set)).toEqual([{ key: at, before: map.get(at), after: value }]);
    expect(set.size).toBe(map.size);
    const gone = map.delete(at);
    expect(map.changesTo(gone)).toEqual([{ key: at, before: map.get(at), after: undefined }]);
    expect(gone.changesTo(map)).toEqual([{ key: at, before: undefined, after: map.get(at) }]);
    expect(gone.set(at, value).countBelow('9999')).toBe(5_000);
  }
});
