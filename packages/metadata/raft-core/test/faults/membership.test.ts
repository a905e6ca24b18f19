/** FAULT-10: Ongaro's three counterexamples (raft-dev, 2015). FAULT-24: no lease outlives a transfer. */
import { expect, it } from 'vitest';
import { type RaftRules, raftRules } from '../../src/index.ts';
import { Cluster, target } from '../cluster/cluster.ts';

interface Counterexample {
  readonly name: string;
  /** What leader 1 wants, and who later elects it under that. */
  readonly first: readonly number[];
  readonly firstCohort: readonly number[];
  /** What leader 2 wants without having committed anything, and who commits it. */
  readonly second: readonly number[];
  readonly secondCohort: readonly number[];
}

const counterexamples: readonly Counterexample[] = [
  {
    name: 'one is added, one removed',
    first: [1, 2, 3, 4, 5],
    firstCohort: [1, 4, 5],
    second: [2, 3, 4],
    secondCohort: [2, 3],
  },
  {
    name: 'two are added',
    first: [1, 2, 3, 4, 5],
    firstCohort: [1, 4, 5],
    second: [1, 2, 3, 4, 6],
    secondCohort: [2, 3, 6],
  },
  { name: 'two are removed', first: [1, 2, 3], firstCohort: [1, 3], second: [2, 3, 4], secondCohort: [2, 4] },
];

/** Single-server changes as first published: no joint membership, no entry of the own term first. */
const asFirstPublished: RaftRules = {
  ...raftRules,
  transition: (_from, to) => to,
  mayChangeMembership: (pending, commit) => pending <= commit,
};

/** Plays it; answers the indexes at which different entries were applied, and how the second change was taken. */
function play(example: Counterexample, rules: RaftRules): { forks: readonly number[]; second: string } {
  const ids = [1, 2, 3, 4, 5, 6];
  const all = Object.fromEntries(ids.map((id) => [id, rules]));
  const cluster = new Cluster({ voters: [1, 2, 3, 4], learners: [5, 6], rules: all });
  const terms = new Map<number, Set<number>>();
  cluster.listener.applied = (_host, { index, term }) =>
    void terms.set(index, (terms.get(index) ?? new Set()).add(term));
  const only = (members: readonly number[], withAppends: boolean) => {
    cluster.isCut = ({ from, to, kind }) =>
      !members.includes(from) || !members.includes(to) || (!withAppends && kind === 'append');
  };
  const others = (members: readonly number[]) =>
    target(
      members,
      ids.filter((id) => id > 4 && !members.includes(id)),
    );
  cluster.elect(1);
  cluster.pass(2);

  only(example.first.includes(5) ? [1, 5] : [1], true);
  cluster.node(1).changeMembership(others(example.first));
  cluster.settle();
  only([2, 3, 4], false);
  cluster.elect(2);
  only(example.secondCohort, true);
  const second = cluster.node(2).changeMembership(others(example.second)).kind;
  cluster.pass(3, [2]);
  only(example.firstCohort, true);
  for (let tick = 0; tick < 60; tick += 1) {
    cluster.node(1).tick();
    cluster.settle();
    cluster.patience(1);
  }
  return { forks: [...terms].filter(([, those]) => those.size > 1).map(([index]) => index), second };
}

it.each(counterexamples)('FAULT-10: $name: the change waits, and nothing forks', (example) => {
  expect(play(example, raftRules)).toEqual({ forks: [], second: 'refused' });
});

it.each(counterexamples)('FAULT-10: $name: as first published, two nodes apply different entries', (example) => {
  const { forks, second } = play(example, asFirstPublished);

  expect(second).toBe('accepted');
  expect(forks.length).toBeGreaterThan(0);
});

it('FAULT-24: a leader that handed over, and has not heard of it yet, answers no reads', () => {
  const cluster = new Cluster({ voters: [1, 2, 3] });
  cluster.elect(1);
  cluster.pass(2);
  const outcomes: string[] = [];
  cluster.listener.read = (host, { kind }) => void outcomes.push(`${host.id} ${kind}`);

  cluster.node(1).transferTo(3 as never);
  cluster.isCut = ({ to }) => to === 1;
  cluster.settle();
  expect(cluster.leaders).toEqual([1, 3]);
  cluster.node(1).read();
  cluster.settle();
  expect(outcomes).toEqual([]);
  cluster.heal();
  cluster.pass(2);

  expect(outcomes).toEqual(['1 refused']);
});
