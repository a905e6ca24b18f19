/** What the command says of a change of members. */
import type { QuorumMember, QuorumView } from '@ottla/admin';
import { expect, test } from 'vitest';
import { isThrough, leftToDo, progressLine } from '../../src/commands/member-progress.ts';

function member(id: number, more: Partial<QuorumMember> = {}): QuorumMember {
  return { id, address: `n${id}:9094`, role: 'voter', lastPosition: 100, silentMs: 50, ...more };
}

function quorumOf(...members: readonly QuorumMember[]): QuorumView {
  return { leaderId: 1, term: 1, committedPosition: 100, changing: false, members };
}

const three = [member(1), member(2), member(3)];

test('who is to be removed and is no member has been removed already; the others still are to be', () => {
  const wanted = { add: [], remove: [4, 2] };

  expect(leftToDo(wanted, quorumOf(...three))).toEqual({
    left: { add: [], remove: [2] },
    done: ['node 4 is no member (already removed)'],
  });
  expect(isThrough(wanted, quorumOf(...three))).toBe(false);
  expect(isThrough(wanted, quorumOf(member(1), member(3)))).toBe(true);
});

test('who votes at that address has been taken in already; a learner, and a voter elsewhere, has not', () => {
  const add = [2, 3, 4].map((id) => ({ id, address: `n${id}:9094` }));
  const quorum = quorumOf(member(1), member(2), member(3, { address: 'elsewhere:1' }), member(4, { role: 'learner' }));

  expect(leftToDo({ add, remove: [] }, quorum)).toEqual({
    left: { add: add.slice(1), remove: [] },
    done: ['node 2 votes at n2:9094 (already taken in)'],
  });
});

test('as long as members are being changed nothing is through', () => {
  expect(isThrough({ add: [], remove: [4] }, { ...quorumOf(...three), changing: true })).toBe(false);
});

test('progress tells what newcomers have, and since when they are silent', () => {
  const line = (...members: readonly QuorumMember[]): string => progressLine([4], quorumOf(...three, ...members));

  expect(line()).toBe('node 4 is not taken in yet: the leader looks for it at its peer port');
  expect(line(member(4, { role: 'learner', lastPosition: 40 }))).toBe('node 4 has 40 of 100 entries');
  expect(line(member(4, { role: 'learner', lastPosition: 0, silentMs: 3_400 }))).toBe(
    'node 4 has 0 of 100 entries, silent for 3 s',
  );
  expect(line(member(4, { role: 'learner', lastPosition: undefined, silentMs: 9_900 }))).toBe(
    'node 4 has not been heard yet, silent for 5 s',
  );
  expect(line(member(4))).toBe('node 4 votes');
});
