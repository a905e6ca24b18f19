/**
 * FAULT-10: Ongaro's three counterexamples (raft-dev, 2015). FAULT-11 to FAULT-13: who comes and goes disturbs nobody, and takes nothing
 * along. FAULT-24: no lease outlives a transfer.
 */
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

/** Node 3 is removed while it is down and comes back, impatient and without pre-votes. Answers the term before and after. */
function comeBackRemoved(rules = raftRules): { before: number; after: number; leaders: readonly number[] } {
  const cluster = new Cluster({ voters: [1, 2, 3], rules: { 1: rules, 2: rules } });
  cluster.elect(1);
  cluster.host(3).crash();
  cluster.node(1).changeMembership(target([1, 2]));
  cluster.settle();
  cluster.pass(3);
  const { term: before } = cluster.node(1).status();
  cluster.host(3).start({ preVote: false });
  cluster.pass(100);
  const { leaders } = cluster;
  return { before, after: cluster.node(1).status().term, leaders };
}

it('FAULT-11: a removed node that comes back with its old membership disturbs nobody', () => {
  const { before, after, leaders } = comeBackRemoved();

  expect(leaders).toEqual([1]);
  expect(after).toBe(before);
});

it('FAULT-11: it would, if those who hear from a leader listened to it', () => {
  const { before, after } = comeBackRemoved({ ...raftRules, isLoyal: () => false });

  expect(after).toBeGreaterThan(before);
});

it('FAULT-11: a member that a later membership leaves out is elected, while that is not committed, if it must', () => {
  const cluster = new Cluster({ voters: [1, 2, 3] });
  cluster.elect(2);
  cluster.node(2).changeMembership(target([1], [2, 3]));
  cluster.settle();
  cluster.isCut = ({ to }) => to === 1;
  cluster.heal();
  const joint = cluster.node(2).status();
  expect(joint.membership.voters).toEqual([1]);

  cluster.pass(60);

  expect(cluster.leaders).toEqual([1]);
});

it('FAULT-12: of two changes at the same time one is refused, and no joint membership stays', () => {
  const cluster = new Cluster({ voters: [1, 2, 3], learners: [4, 5] });
  cluster.elect(1);

  const first = cluster.node(1).changeMembership(target([1, 2, 3, 4], [5]));
  const second = cluster.node(1).changeMembership(target([1, 2, 3, 5], [4]));
  cluster.settle();
  cluster.pass(3);

  expect([first.kind, second.kind]).toEqual(['accepted', 'refused']);
  for (const host of cluster.up)
    expect(host.node.status().membership).toMatchObject({ voters: [1, 2, 3, 4], outgoing: [], learners: [5] });
});

it('FAULT-13: 3 to 5 to 3 with the leader dying on the way loses nothing that was applied', () => {
  const cluster = new Cluster({ voters: [1, 2, 3], learners: [4, 5] });
  cluster.elect(1);
  cluster.propose(1, 'before');
  cluster.settle();
  cluster.node(1).changeMembership(target([1, 2, 3, 4, 5]));
  cluster.deliver();
  cluster.host(1).crash();
  cluster.pass(60);
  const { leader } = cluster;
  expect(cluster.node(leader).status().membership).toMatchObject({ voters: [1, 2, 3, 4, 5], outgoing: [] });
  const stay = [leader, ...[2, 3, 4, 5].filter((id) => id !== leader).slice(0, 2)].sort();
  cluster.node(leader).changeMembership(target(stay));
  cluster.settle();
  cluster.pass(3);
  cluster.propose(cluster.leader, 'after');
  cluster.settle();
  cluster.pass(3);

  for (const id of stay) {
    expect(cluster.node(id).status().membership).toMatchObject({ voters: stay, outgoing: [] });
    expect(cluster.host(id).commands).toEqual(['before', 'after']);
  }
});

/** The leader takes two newcomers for two old voters, cut off from those. Answers what anybody applied at which index. */
function changeInPartition(rules = raftRules): ReadonlyMap<number, ReadonlySet<number>> {
  const all = Object.fromEntries([1, 2, 3, 4, 5].map((id) => [id, rules]));
  const cluster = new Cluster({ voters: [1, 2, 3], learners: [4, 5], rules: all });
  const applied = new Map<number, Set<number>>();
  cluster.listener.applied = (_host, { index, term }) =>
    void applied.set(index, (applied.get(index) ?? new Set()).add(term));
  cluster.elect(1);
  cluster.propose(1, 'before');
  cluster.pass(2);
  cluster.isolate(2, 3);
  cluster.node(1).changeMembership(target([1, 4, 5]));
  cluster.settle();
  cluster.propose(1, 'here');
  cluster.pass(60);
  for (const id of [2, 3]) cluster.propose(id, 'there');
  cluster.pass(3);
  return applied;
}

it('FAULT-13: a change that the old voters do not hear of commits nothing, and they go on', () => {
  const applied = changeInPartition();

  expect([...applied].filter(([, terms]) => terms.size > 1)).toEqual([]);
  expect(applied.size).toBeGreaterThan(3);
});

it('FAULT-13: a change that does not ask the old voters makes two clusters of one', () => {
  const applied = changeInPartition({ ...raftRules, transition: (_from, to) => to });

  expect([...applied].filter(([, terms]) => terms.size > 1).length).toBeGreaterThan(0);
});
