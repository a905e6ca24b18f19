/** INV-WATCH-1: what is remembered follows each other without a gap; what does not follow upon it begins anew. */
import type { Revision, RevisionChanges } from '@ottla/metadata-core';
import { expect, test } from 'vitest';
import { WatchHistory } from '../../src/watch/watch-history.ts';

const at = (revision: number): Revision => revision as Revision;
const changes = (revision: number): RevisionChanges => ({ revision: at(revision), keys: [], leaders: [] });

test.each<[string, readonly RevisionChanges[], number]>([
  ['nothing that led there', [], 7],
  ['too little of it', [changes(7)], 7],
  ['as many, and others', [changes(5), changes(6)], 7],
])('a revision that comes with %s is a jump: nothing before it is known any more', (_, led, end) => {
  const history = new WatchHistory(at(4));
  history.add([changes(5)], at(5));
  history.add(led, at(end));

  expect(history.knowsAfter(at(end - 1))).toBe(false);
  expect(history.knowsAfter(at(end))).toBe(true);
  expect(history.after(at(end - 1))).toBeUndefined();
});

test('what follows is given out revision by revision', () => {
  const history = new WatchHistory(at(4));
  history.add([changes(5)], at(5));
  history.add([changes(6), changes(7)], at(7));

  expect([4, 5, 6, 7].map((revision) => history.after(at(revision))?.revision)).toEqual([5, 6, 7, undefined]);
  expect([3, 4].map((revision) => history.knowsAfter(at(revision)))).toEqual([false, true]);
});
