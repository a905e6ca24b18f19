import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RaftLog } from '../../src/log/raft-log.ts';
import { entries, indexOf, place, termOf } from '../cluster/lone-node.ts';

function logOf(...terms: readonly number[]): RaftLog {
  const log = new RaftLog();
  for (const entry of entries(1, ...terms)) log.append(entry);
  return log;
}

it('knows the terms behind its base and that of the base, and nothing else', () => {
  const log = logOf(1, 1, 2, 3);
  log.dropUpTo(indexOf(2));

  expect([1, 2, 3, 4, 5].map((index) => log.termAt(indexOf(index)))).toEqual([undefined, 1, 2, 3, undefined]);
  expect(log.last).toEqual(place(4, 3));
});

it('a slice has at least one entry, and then as many as the bytes allow', () => {
  const log = logOf(1, 1, 1);
  const slice = (bytesMax: number) => log.slice(indexOf(1), indexOf(4), bytesMax).length;

  expect([slice(1), slice(140), slice(1_000)]).toEqual([1, 2, 3]);
});

it('counts its bytes through all changes', () => {
  const log = logOf(1, 1, 1, 1);
  log.truncateFrom(indexOf(4));
  log.dropUpTo(indexOf(1));

  expect(log.bytes).toBe(logOf(1, 1).bytes);
});

it('two logs find the last place at which they may agree without passing the one at which they do', () => {
  const terms = fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 8 }).map((steps) => {
    let term = 1;
    return steps.map((step) => (term += step === 2 ? 1 : 0));
  });
  fc.assert(
    fc.property(terms, terms, (one, other) => {
      // Log Matching: where index and term are equal, everything before is.
      let agreed = 0;
      while (one[agreed] !== undefined && one[agreed] === other[agreed]) agreed += 1;
      const matches = one.every((term, at) => at < agreed || term !== other[at]);
      fc.pre(matches);
      const leader = logOf(...one);
      const follower = logOf(...other);
      const hint = follower.mayAgree(leader.lastIndex, leader.lastTerm);

      expect(leader.mayAgree(hint.index, hint.term).index).toBeGreaterThanOrEqual(agreed);
    }),
  );
});

it('entries follow one another, and terms do not fall', () => {
  expect(() => logOf(2, 1)).toThrow('terms in a log never go down');
  const log = logOf(1);
  expect(() => log.append(entries(3, 1)[0]!)).toThrow('without a gap');
  expect(log.holds({ index: indexOf(1), term: termOf(1) })).toBe(true);
});
