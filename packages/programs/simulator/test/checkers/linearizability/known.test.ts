/** Histories of which it is known whether they may be. Where only one of the two checkers can know, the case says so. */
import { expect, test } from 'vitest';
import { checkLinearizability, checkRevisions, type KeyCall, Recorder, readHistory } from '../../../src/index.ts';
import { get, path, put, remove, swap, transact, view } from './histories.ts';

const a1 = view('a', 1);
const b2 = view('b', 2, 2, 1);

const good: Record<string, readonly KeyCall[]> = {
  'one after the other': [put('a', 0, 1, { revision: 1 }), get(2, 3, 1, a1)],
  'a read beside a write may see it or not': [put('a', 0, 9, { revision: 1 }), get(1, 2, 0, null), get(3, 4, 1, a1)],
  'a write without an answer that shows late': [put('a', 0, 1, undefined), get(10, 11, 0, null), get(20, 21, 1, a1)],
  'a write without an answer that never shows': [put('a', 0, 1, undefined), get(10, 11, 5, null)],
  'of two that swap beside each other one wins': [
    swap('a', 0, [0, 9], { revision: 1 }),
    swap('b', 0, [0, 9], { revision: 1, held: false }),
  ],
  'a delete without an answer explains that a key is gone': [
    put('a', 0, 1, { revision: 1 }),
    remove(2, 3, undefined),
    get(4, 5, 1, a1),
    get(6, 7, 2, null),
  ],
  'a stale read shows the past as it was': [
    put('a', 0, 1, { revision: 1 }),
    put('b', 2, 3, { revision: 2, before: a1 }),
    get(4, 5, 1, a1, true),
  ],
  'two keys written by one transaction': [
    transact(
      [],
      [
        { kind: 'put', path: '/x', value: 'x' },
        { kind: 'put', path: '/y', value: 'y' },
      ],
      [0, 1],
      { revision: 1 },
    ),
  ],
};

test.each(Object.entries(good))('is good: %s', (_name, history) => {
  expect(checkLinearizability(history).kind).toBe('linearizable');
  expect(checkRevisions(history)).toEqual([]);
});

const bad: Record<string, readonly KeyCall[]> = {
  'a lost write': [put('a', 0, 1, { revision: 1 }), get(2, 3, 1, null)],
  'a stale read that says it is not': [
    put('a', 0, 1, { revision: 1 }),
    put('b', 2, 3, { revision: 2, before: a1 }),
    get(4, 5, 1, a1),
  ],
  'a value that nobody wrote': [put('a', 0, 1, { revision: 1 }), get(2, 3, 1, view('z', 1))],
  'a value before anybody asked for it': [get(0, 1, 1, a1), put('a', 2, 3, { revision: 1 })],
  'writes in another order than in time': [
    put('b', 0, 1, { revision: 2, before: a1 }),
    put('a', 2, 3, { revision: 1 }),
  ],
  'two that swapped the same version': [swap('a', 0, [0, 9], { revision: 1 }), swap('b', 0, [0, 9], { revision: 2 })],
  'reads that go back': [
    put('a', 0, 1, { revision: 1 }),
    put('b', 2, 20, { revision: 2, before: a1 }),
    get(3, 4, 2, b2),
    get(5, 6, 1, a1),
  ],
  'a key that is there after its delete': [
    put('a', 0, 1, { revision: 1 }),
    remove(2, 3, { revision: 2, before: a1 }),
    get(4, 5, 2, a1),
  ],
  'two writes at one revision': [
    put('a', 0, 9, { revision: 1 }),
    put('b', 0, 9, { revision: 1, before: view('a', 1) }),
  ],
};

test.each(Object.entries(bad))('is bad: %s', (name, history) => {
  // Values and versions alone do not tell that two revisions are the same one.
  if (name !== 'two writes at one revision') expect(checkLinearizability(history).kind).toBe('illegal');
  expect(checkRevisions(history)).not.toEqual([]);
});

test('the search knows what revisions do not: half of a transaction, and a list that leaves something out', () => {
  const both = transact(
    [],
    [
      { kind: 'put', path: '/x', value: 'x' },
      { kind: 'put', path: '/y', value: 'y' },
    ],
    [0, 1],
    { revision: 1 },
  );
  const list: KeyCall = {
    client: 'r',
    calledAt: 2,
    request: { kind: 'list', prefix: '/', stale: false },
    returned: { at: 3, answer: { kind: 'list', revision: 1, keys: [{ ...view('x', 1), path: '/x' }] } },
  };

  expect(checkLinearizability([both, list]).kind).toBe('illegal');
});

test.each<[string, readonly KeyCall[]]>([
  [
    'that conditions held which did not',
    [
      {
        client: 'w',
        calledAt: 0,
        request: {
          kind: 'transact',
          conditions: [{ path, of: 'version', is: 'equal', number: 5 }],
          operations: [{ kind: 'put', path, value: 'a' }],
          otherwise: [{ kind: 'put', path, value: 'b' }],
        },
        returned: { at: 1, answer: { kind: 'transact', held: true, revision: 1, before: [null] } },
      },
    ],
  ],
  ['another revision than the write was told', [put('a', 0, 1, { revision: 1 }), get(2, 3, 2, view('a', 2, 1, 1))]],
  ['another beginning of the key', [put('a', 0, 1, { revision: 2 }), get(2, 3, 2, view('a', 2, 1, 1))]],
])('the search by itself sees when a client is told %s', (_, history) => {
  expect(checkLinearizability(history).kind).toBe('illegal');
});

test('revisions know what the search of single keys does not: the order of writes to two keys', () => {
  const history = [put('a', 0, 1, { revision: 2 }, '/x'), put('b', 2, 3, { revision: 1 }, '/y')];

  expect(checkLinearizability(history).kind).toBe('linearizable');
  expect(checkRevisions(history)).toHaveLength(1);
});

test('revisions know too that two writes to two keys have not the same one', () => {
  const history = [put('a', 0, 9, { revision: 1 }, '/x'), put('b', 0, 9, { revision: 1 }, '/y')];

  expect(checkLinearizability(history).kind).toBe('linearizable');
  expect(checkRevisions(history)).toHaveLength(1);
});

test('a stale read that shows what never was is found', () => {
  const history = [
    put('a', 0, 1, { revision: 1 }),
    put('b', 2, 3, { revision: 2, before: a1 }),
    get(4, 5, 2, a1, true),
  ];

  expect(checkRevisions(history)).not.toEqual([]);
});

test('a search that comes to its bound says that it does not know', () => {
  const open = Array.from({ length: 12 }, (_, index) => put(`v${index}`, 0, 1, undefined));
  const history = [...open, get(2, 3, 40, view('v11', 40, 12, 29)), get(4, 5, 41, view('z', 41, 1))];

  expect(checkLinearizability(history, { statesMax: 100 }).kind).toBe('undecided');
});

test('a history is read as it was recorded; what was refused is not in it, and what never ended has no answer', () => {
  let now = 0;
  let file = '';
  const recorder = new Recorder({
    now: () => now++,
    write: (line) => {
      file += line;
    },
  });
  const read = { kind: 'get', path, stale: false } as const;
  recorder.call('c', read).answered({ kind: 'get', revision: 1, key: a1 });
  recorder.call('c', read).refused();
  recorder.call('c', read);
  const history = recorder.history();

  expect(readHistory(file)).toEqual(history);
  expect(history.map(({ returned }) => returned?.at)).toEqual([1, undefined]);
});
