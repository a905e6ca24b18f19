/** FAULT-1 to FAULT-9, FAULT-14, FAULT-17: elections that never end, elections that should not have been, and leaders that are none. */
import { withSeeds } from '@ottla/testing';
import { expect, it } from 'vitest';
import type { RaftRules } from '../../src/index.ts';
import { Cluster } from '../cluster/cluster.ts';
import { indexOf, LoneNode, nodeId, place, termOf } from '../cluster/lone-node.ts';
import { withPast } from '../cluster/past.ts';

/** Ticks until somebody leads in the newest term. */
function ticksToElect(cluster: Cluster, most: number): number {
  for (let tick = 1; tick <= most; tick += 1) {
    cluster.pass(1);
    const terms = cluster.up.map((host) => host.node.status().term);
    const newest = Math.max(...terms);
    if (cluster.leaders.some((id) => cluster.node(id).status().term === newest)) return tick;
  }
  return Infinity;
}

it('FAULT-1: a node of an older term with the better log is elected, whoever knows the newer term', async () => {
  await withSeeds(50, (seed) => {
    const cluster = withPast(
      { voters: [1, 2, 3], seed },
      {
        1: { log: [1, 1], term: 6 },
        2: { log: [1, 1], term: 6 },
        3: { log: [1, 1, 2], term: 2 },
      },
    );
    cluster.host(1).crash();

    expect(ticksToElect(cluster, 100)).toBeLessThan(100);
    expect(cluster.leader).toBe(3);
  });
});

it('FAULT-2: every mixture of pre-vote on and off elects, with any mixture of terms and logs', async () => {
  await withSeeds(8, (seed) => {
    for (let mixture = 0; mixture < 8; mixture += 1) {
      const preVoteOf = (id: number) => (mixture >> (id - 1)) % 2 === 1;
      const cluster = withPast(
        { voters: [1, 2, 3], seed, preVoteOf },
        {
          1: { log: [1, 2], term: 3 },
          2: { log: [1, 1, 1], term: 9 },
          3: { log: [1], term: 5 },
        },
      );

      expect(ticksToElect(cluster, 150)).toBeLessThan(150);
    }
  });
});

it('FAULT-3: a cohort with the long log and an old term, and one with a short log and a high term, elect together', async () => {
  await withSeeds(20, (seed) => {
    const cluster = withPast(
      { voters: [1, 2, 3, 4, 5], seed },
      {
        1: { log: [1, 1, 2, 2], term: 2 },
        2: { log: [1, 1, 2, 2], term: 2 },
        3: { log: [1, 1], term: 8 },
        4: { log: [1, 1], term: 8 },
        5: { log: [1], term: 8 },
      },
    );

    cluster.host(5).crash();

    expect(ticksToElect(cluster, 100)).toBeLessThan(100);
    expect([1, 2]).toContain(cluster.leader);
  });
});

it('FAULT-4: a leader that stepped down is not refused out of loyalty to itself', () => {
  const grants = (rules: Partial<RaftRules> = {}) =>
    [1, 3].map((candidate) => {
      const lone = new LoneNode({ id: 2, log: [1], rules });
      lone.hear(1, 1, 'heartbeat', { commit: indexOf(0), round: 1 });
      const [answer] = lone.hear(candidate, 2, 'preVote', { last: place(2, 1) });
      return answer?.kind === 'preVoteReply' && answer.granted;
    });

  expect(grants()).toEqual([true, false]);
  const toWhoever: RaftRules['isLoyal'] = (leader, _candidate, silent, patience) =>
    leader !== undefined && silent < patience;
  expect(grants({ isLoyal: toWhoever })).toEqual([false, false]);
});

it('FAULT-4: with two of three alive, a leader that heard nobody, and has the better log, leads again', () => {
  const cluster = new Cluster({ voters: [1, 2, 3] });
  cluster.elect(1);
  cluster.host(3).crash();
  // Node 2 hears it all the time; it gets no entries, and its answers get lost.
  cluster.isCut = ({ kind, to }) => kind === 'append' || to === 1;
  cluster.propose(1, 'only here');
  cluster.pass(11, [1]);
  expect(cluster.node(1).status().role).toBe('follower');
  expect(cluster.node(2).status()).toMatchObject({ leader: 1, lastIndex: 1 });

  cluster.heal();

  expect(ticksToElect(cluster, 21)).toBeLessThanOrEqual(21);
  expect(cluster.leader).toBe(1);
});

it('FAULT-5: a node that asks for pre-votes all the time, and hears no answer, does not keep the others leaderless', () => {
  const cluster = new Cluster({ voters: [1, 2, 3, 4, 5] });
  cluster.elect(1);
  cluster.pass(2);
  cluster.host(1).crash();
  cluster.host(5).crash();
  cluster.host(5).start({ electionTicks: 1 });
  cluster.isCut = ({ to }) => to === 5;
  const asked = () => cluster.sent.filter(({ from, kind }) => from === 5 && kind === 'preVote').length;
  const before = asked();

  const ticks = ticksToElect(cluster, 60);

  expect(asked() - before).toBeGreaterThan(3 * 10);
  expect(ticks).toBeLessThan(60);
  expect([2, 3, 4]).toContain(cluster.leader);
});

it('FAULT-7: a node that was away for long comes back without a change of leader', () => {
  const cluster = new Cluster({ voters: [1, 2, 3] });
  cluster.elect(1);
  const { term } = cluster.node(1).status();
  cluster.isolate(3);
  cluster.pass(300);

  cluster.heal();
  cluster.pass(50);

  expect(cluster.node(1).status()).toMatchObject({ role: 'leader', term });
  expect(cluster.node(3).status()).toMatchObject({ leader: 1, term });
});

it('FAULT-8: a leader that can send and not receive steps down, and nothing it took is acknowledged', () => {
  const cluster = new Cluster({ voters: [1, 2, 3] });
  cluster.elect(1);
  cluster.isCut = ({ to }) => to === 1;
  const { commit } = cluster.node(1).status();
  cluster.propose(1, 'nobody answers');

  cluster.pass(10);

  expect(cluster.node(1).status()).toMatchObject({ role: 'follower', commit });
  expect(ticksToElect(cluster, 40)).toBeLessThan(40);
  expect(cluster.leader).not.toBe(1);
});

it('FAULT-9: identical seeds and a common start elect within 50 ticks, 99 times of 100', async () => {
  const ticks: number[] = [];
  await withSeeds(100, (seed) => {
    ticks.push(ticksToElect(new Cluster({ voters: [1, 2, 3, 4, 5], seed }), 200));
  });

  ticks.sort((one, other) => one - other);
  expect(ticks[Math.floor(ticks.length * 0.99) - 1]).toBeLessThanOrEqual(50);
});

it('FAULT-14: whatever is lost with the power, a node votes for one candidate in a term', () => {
  for (const kept of [0, 1]) {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    const host = cluster.host(3);
    const ask = (from: number) =>
      host.node.step({
        kind: 'vote',
        from: nodeId(from),
        to: host.id,
        term: termOf(1),
        last: place(0, 0),
        transfer: false,
      });
    ask(1);
    cluster.turns();
    host.crash(kept);
    host.start();

    ask(2);
    cluster.turns();
    host.sync();
    cluster.turns();

    const granted = cluster.sent.filter((message) => message.kind === 'voteReply' && message.granted);
    expect(granted.map(({ to }) => to)).toEqual(kept === 0 ? [2] : []);
  }
});

it('FAULT-17: a leader whose disk stands still hands over, and what it had taken is served by another', () => {
  const cluster = new Cluster({ voters: [1, 2, 3] });
  cluster.elect(1);
  cluster.pass(2);
  cluster.host(1).diskStandsStill = true;
  cluster.propose(1, 'a');
  cluster.pass(59);
  expect(cluster.leaders).toEqual([1]);
  expect(cluster.host(1).commands).toEqual([]);

  cluster.pass(10);
  const { leader } = cluster;
  cluster.propose(leader, 'b');
  cluster.pass(5);

  expect(leader).not.toBe(1);
  for (const id of [2, 3]) expect(cluster.host(id).commands).toEqual(['a', 'b']);
});

it('FAULT-17: a leader whose disk stands still leads on where nobody has more of the log', () => {
  const cluster = new Cluster({ voters: [1, 2, 3] });
  cluster.elect(1);
  cluster.pass(2);
  for (const host of cluster.up) host.diskStandsStill = true;
  cluster.propose(1, 'a');

  cluster.pass(100);

  expect(cluster.leaders).toEqual([1]);
});
