/**
 * Generated histories. Those of a real register, whose calls overlap at random, are always found good; with one answer changed, the
 * search says what trying every order says.
 */
import { createSeededRandomness, type SeededRandomness, withSeeds } from '@ottla/testing';
import { expect, test } from 'vitest';
import { checkLinearizability, checkRevisions, type KeyCall, type KeyView } from '../../../src/index.ts';
import { get, path, put, remove, swap } from './histories.ts';

/** Carries calls out one after the other, each within a span of time that overlaps with those of its neighbours. */
function registerHistory(chance: SeededRandomness, count: number): readonly KeyCall[] {
  let key: KeyView | null = null;
  let revision = 0;
  return Array.from({ length: count }, (_, index): KeyCall => {
    const [from, to] = [index * 10 - chance.below(35), index * 10 + 1 + chance.below(35)];
    const before: KeyView | null = key;
    const isLost = chance.chance(0.2);
    const ended = (held = true) => (isLost ? undefined : { revision, before, held });
    const deed = chance.below(4);
    const value = `v${index}`;
    if (deed === 0) return get(from, to, revision, before);
    if (deed === 1) {
      if (before !== null) revision += 1;
      key = null;
      return remove(from, to, ended());
    }
    const version = deed === 2 ? (before?.version ?? 0) : chance.below(3);
    const isHeld = version === (before?.version ?? 0);
    if (isHeld) {
      revision += 1;
      key = written(before, value, revision);
    }
    if (deed === 2) return put(value, from, to, ended());
    return {
      ...swap(value, version, [from, to], { revision, before, held: isHeld }),
      ...(isLost ? { returned: undefined } : {}),
    };
  });
}

function written(before: KeyView | null, value: string, revision: number): KeyView {
  const { version = 0, createRevision = revision } = before ?? {};
  return { value, version: version + 1, createRevision, modRevision: revision };
}

/** One answer says something else: another version, another key, or another end of a condition. */
function changed(history: readonly KeyCall[], chance: SeededRandomness): readonly KeyCall[] {
  const at = chance.below(history.length);
  return history.map((call, index) => (index === at ? changedCall(call, history, chance) : call));
}

function changedCall(call: KeyCall, history: readonly KeyCall[], chance: SeededRandomness): KeyCall {
  if (call.returned === undefined) return call;
  const { answer, at } = call.returned;
  const seen = history.flatMap(({ returned }) => (returned?.answer.kind === 'get' ? [returned.answer.key] : []));
  const other = chance.pick([null, ...seen]);
  if (answer.kind === 'get') return { ...call, returned: { at, answer: { ...answer, key: other } } };
  if (answer.kind !== 'transact' || answer.before.length === 0) return call;
  return { ...call, returned: { at, answer: { ...answer, before: [other] } } };
}

/** Tries every order, with a register of its own that knows one key and only values and versions. */
function tryAll(history: readonly KeyCall[]): boolean {
  const go = (left: readonly KeyCall[], key: readonly [value: string, version: number] | null): boolean => {
    if (left.every(({ returned }) => returned === undefined)) return true;
    return left.some((call) => {
      const mustWait = left.some((other) => other !== call && (other.returned?.at ?? Infinity) < call.calledAt);
      const next = mustWait ? undefined : plainly(call, key);
      return (
        next !== undefined &&
        go(
          left.filter((other) => other !== call),
          next.key,
        )
      );
    });
  };
  return go(history, null);
}

function plainly(
  { request, returned }: KeyCall,
  key: readonly [string, number] | null,
): { readonly key: readonly [string, number] | null } | undefined {
  const isKey = (view: KeyView | null | undefined): boolean =>
    view === null || view === undefined ? key === null : key?.[0] === view.value && key[1] === view.version;
  const answer = returned?.answer;
  if (request.kind === 'get') return answer?.kind === 'get' && isKey(answer.key) ? { key } : undefined;
  if (request.kind !== 'transact') return undefined;
  const [condition] = request.conditions;
  const held = condition === undefined || (condition.of === 'version' && condition.number === (key?.[1] ?? 0));
  if (answer?.kind === 'transact' && answer.held !== held) return undefined;
  if (!held) return { key };
  if (answer?.kind === 'transact' && !isKey(answer.before[0])) return undefined;
  const [operation] = request.operations;
  if (operation?.kind === 'put') return { key: [operation.value, (key?.[1] ?? 0) + 1] };
  return { key: null };
}

/** Without revisions, which trying every order does not look at. */
function plain(history: readonly KeyCall[]): readonly KeyCall[] {
  const flat = <View extends KeyView | null>(view: View): View =>
    view === null ? view : { ...view, modRevision: 0, createRevision: 0 };
  return history.map((call): KeyCall => {
    const answer = call.returned?.answer;
    if (call.returned === undefined || answer === undefined || answer.kind === 'list') return call;
    if (answer.kind === 'get')
      return { ...call, returned: { ...call.returned, answer: { ...answer, revision: 0, key: flat(answer.key) } } };
    return {
      ...call,
      returned: { ...call.returned, answer: { ...answer, revision: 0, before: answer.before.map(flat) } },
    };
  });
}

test('the history of a register is good, however long and however its calls overlap', async () => {
  await withSeeds(60, (seed) => {
    const history = registerHistory(createSeededRandomness(seed), 150);

    expect(checkLinearizability(history).kind).toBe('linearizable');
    expect(checkRevisions(history)).toEqual([]);
  });
});

test('with one answer changed the search says what trying every order says', async () => {
  let bad = 0;
  await withSeeds(400, (seed) => {
    const chance = createSeededRandomness(seed);
    const history = plain(changed(registerHistory(chance, 7), chance));
    const isGood = tryAll(history);
    if (!isGood) bad += 1;

    expect(checkLinearizability(history).kind, JSON.stringify(history)).toBe(isGood ? 'linearizable' : 'illegal');
  });

  expect(bad).toBeGreaterThan(40);
});

test('an answer that was never right is found in a long history too', async () => {
  await withSeeds(30, (seed) => {
    const history = registerHistory(createSeededRandomness(seed), 100);
    const end = 100 * 10 + 100;
    const ghost = get(end, end + 1, 1000, { value: 'ghost', version: 1, createRevision: 1000, modRevision: 1000 });

    expect(checkLinearizability([...history, ghost], { statesMax: 1_000 }).kind).not.toBe('linearizable');
    expect(checkRevisions([...history, ghost])).toContainEqual(expect.stringContaining(path));
  });
});
