/** What is told of a proposal: what stands at its place once that is applied, or nothing certain. */
import type { Entry, LogIndex, NodeId, Term } from '@ottla/raft-core';
import { expect, test } from 'vitest';
import { OpenProposals } from '../../src/loop/open-proposals.ts';
import type { ProposalOutcome } from '../../src/loop/outcomes.ts';

const entry = (index: number, term: number): Entry => ({
  kind: 'command',
  index: index as LogIndex,
  term: term as Term,
  bytes: new Uint8Array(),
});
const leads = (term: number) => ({ role: 'leader', term: term as Term, leader: 1 as NodeId }) as const;

async function now(outcome: Promise<ProposalOutcome>): Promise<ProposalOutcome | 'open'> {
  return await Promise.race([outcome, Promise.resolve('open' as const)]);
}

test('another entry at its place means that it never will be there', async () => {
  const open = new OpenProposals();
  const lost = open.add(5 as LogIndex, 2 as Term);
  const kept = open.add(6 as LogIndex, 2 as Term);
  open.applied([entry(5, 3)]);
  open.applied([entry(6, 2)]);

  expect(await lost).toEqual({ kind: 'lost' });
  expect(await kept).toEqual({ kind: 'committed', index: 6, term: 2 });
  expect(open.size).toBe(0);
});

test('a new reign of this node leaves what it proposed in the one before unknown, and nothing else', async () => {
  const open = new OpenProposals();
  const before = open.add(5 as LogIndex, 2 as Term);
  open.leadershipChanged(leads(2));
  const still = await now(before);
  const later = open.add(6 as LogIndex, 3 as Term);
  open.leadershipChanged(leads(3));

  expect(still).toBe('open');
  expect(await before).toEqual({ kind: 'unknown', reason: 'leadershipLost' });
  expect(await now(later)).toBe('open');
});

test('a reign that ended without a word leaves it unknown where its place is given again', async () => {
  const open = new OpenProposals();
  const before = open.add(5 as LogIndex, 2 as Term);
  const again = open.add(5 as LogIndex, 4 as Term);
  open.applied([entry(5, 4)]);

  expect(await before).toEqual({ kind: 'unknown', reason: 'leadershipLost' });
  expect(await again).toEqual({ kind: 'committed', index: 5, term: 4 });
});
