/** What operators are told that a node waits for. */
import type { LocalQuorum } from '@ottla/metadata-core';
import { membershipOf, type NodeId, nobody } from '@ottla/raft-core';
import { expect, test } from 'vitest';
import { joiningText, openingText, removedText, takenOutText } from '../../src/node/waiting-words.ts';

const founders = [1, 2].map((id) => ({ id: id as NodeId, address: `h${id}:9094` }));
const node = { nodeId: 4, clusterId: 'c', address: '[::1]:9394', founders };

function local(change: Partial<LocalQuorum>): LocalQuorum {
  return { nodeId: 4, role: 'follower', leaderId: -1, ...change } as LocalQuorum;
}

test('all founders that are waited for are named, each with what it says', () => {
  const waitingFor = founders.map((founder, index) => ({ ...founder, trouble: `trouble ${index}` }));

  expect(openingText(waitingFor)).toContain('waiting for 1@h1:9094 (trouble 0), 2@h2:9094 (trouble 1);');
  expect(openingText([])).toBe('the metadata is being opened');
});

test('a newcomer says whom it waits for, and the command that takes it in, as it is to be given', () => {
  const text = joiningText(local({ role: 'outsider' }), nobody, node);

  expect(text).toContain('node 4 is no member of cluster c yet');
  expect(text).toContain('1@h1:9094,2@h2:9094');
  expect(text).toContain('`ottla cluster members add 4@[::1]:9394`');
  expect(text).not.toMatch(/[<>]/);
});

test('a member without a leader names those who have to be up', () => {
  const labels = new Map(founders.map(({ id, address }) => [id, address]));
  const membership = membershipOf({ voters: founders.map(({ id }) => id), learners: [], labels });

  expect(joiningText(local({}), membership, node)).toContain('more than half of 1@h1:9094,2@h2:9094');
  expect(joiningText(local({ leaderId: 2 }), membership, node)).toContain('node 2, has not answered');
});

test('one that was removed is told to stop; one that only waited may be asked for again', () => {
  const removal = { members: [1, 2] };

  expect(removedText(removal, node)).toMatch(
    /^node 4 was removed from cluster c .*stop it.*empty data directory under an id/,
  );
  expect(takenOutText(removal, node)).toMatch(
    /taken out of cluster c again .*`ottla cluster members add 4@\[::1\]:9394`/,
  );
});
