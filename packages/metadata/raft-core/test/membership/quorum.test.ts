/** The fast counting against a dumb one that tries every subset. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { NodeId } from '../../src/index.ts';
import { reachedByQuorum, verdictOf } from '../../src/membership/quorum.ts';

const ids = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 6 });
const groups = fc.array(ids, { minLength: 1, maxLength: 2 }) as fc.Arbitrary<NodeId[][]>;
const values = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 8, maxLength: 8 });

/** Whether some subset of nodes is a majority of every group and fulfils the wish. */
function someQuorum(all: readonly (readonly NodeId[])[], wish: (id: NodeId) => boolean): boolean {
  const nodes = [...new Set(all.flat())];
  for (let subset = 0; subset < 2 ** nodes.length; subset += 1) {
    const chosen = nodes.filter((_, bit) => (subset >> bit) % 2 === 1);
    const isQuorum = all.every((group) => group.filter((id) => chosen.includes(id)).length > group.length / 2);
    if (isQuorum && chosen.every(wish)) return true;
  }
  return false;
}

it('what a quorum has reached is the highest value that some quorum has', () => {
  fc.assert(
    fc.property(groups, values, (all, reached) => {
      const valueOf = (id: NodeId) => reached[id] ?? 0;
      const dumb = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0].find((value) => someQuorum(all, (id) => valueOf(id) >= value));

      expect(reachedByQuorum(all, valueOf)).toBe(dumb);
    }),
  );
});

it('an election is won with a quorum of votes, lost when there can be none, and open else', () => {
  const answers = fc.array(fc.constantFrom(true, false, undefined), { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(groups, answers, (all, said) => {
      const votes = new Map<NodeId, boolean>();
      for (const id of [1, 2, 3, 4, 5, 6, 7] as NodeId[]) if (said[id] !== undefined) votes.set(id, said[id]);
      const isWon = someQuorum(all, (id) => votes.get(id) === true);
      const isPossible = someQuorum(all, (id) => votes.get(id) !== false);

      expect(verdictOf(all, votes)).toBe(isWon ? 'won' : isPossible ? 'open' : 'lost');
    }),
  );
});

it('nobody is no quorum', () => {
  expect(reachedByQuorum([[]], () => 1)).toBeUndefined();
  expect(reachedByQuorum([[1 as NodeId], []], () => 1)).toBeUndefined();
  expect(verdictOf([[]], new Map())).toBe('lost');
});
