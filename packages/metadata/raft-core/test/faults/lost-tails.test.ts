/** FAULT-34: disks that have lost, in spite of a sync, what was on them last: less of the log than was confirmed, or an older one. */
import { expect, it } from 'vitest';
import type { Entry } from '../../src/index.ts';
import { Cluster } from '../cluster/cluster.ts';
import { entries, indexOf, LoneNode, nodeId, place } from '../cluster/lone-node.ts';
import { withPast } from '../cluster/past.ts';

/** The node comes back with this log; its disk has forgotten what was committed. */
function comeBackWith(cluster: Cluster, id: number, log: readonly Entry[]): void {
  const host = cluster.host(id);
  host.crash();
  for (const content of [host.disk.synced, host.disk.written])
    Object.assign(content, { entries: [...log], hardState: { ...content.hardState, commit: indexOf(0) } });
  host.start();
}

it('FAULT-34: a follower that has lost its tail asks for it again', () => {
  const cluster = new Cluster({ voters: [1, 2, 3] });
  cluster.elect(1);
  for (const text of ['a', 'b', 'c']) cluster.propose(1, text);
  cluster.pass(2);

  comeBackWith(cluster, 3, cluster.host(3).disk.synced.entries.slice(0, 2));
  cluster.pass(5);

  expect(cluster.host(3).commands).toEqual(['a', 'b', 'c']);
});

it.each([
  { lost: 'shorter than what it confirmed', log: [1, 1, 2] },
  { lost: 'as long as what it confirmed', log: [1, 1, 2, 2, 2] },
  { lost: 'longer than what it confirmed', log: [1, 1, 2, 2, 2, 2, 2] },
])(
  'FAULT-34: a follower that comes back with an older log that went another way, $lost, gets the right one',
  ({ log }) => {
    const cluster = withPast(
      { voters: [1, 2, 3] },
      { 1: { log: [1, 1, 3, 3], term: 3 }, 2: { log: [1, 1, 3, 3], term: 3 }, 3: { log: [1, 1, 3, 3], term: 3 } },
    );
    cluster.elect(1);
    cluster.pass(2);
    const { term } = cluster.node(1).status();

    comeBackWith(cluster, 3, entries(1, ...log));
    cluster.pass(8);

    expect(cluster.node(1).status()).toMatchObject({ role: 'leader', term });
    expect(cluster.host(3).commands).toEqual(['1:1', '2:1', '3:3', '4:3']);
    expect(cluster.node(3).status()).toMatchObject({ commit: 5, lastIndex: 5 });
  },
);

it('FAULT-34: a heartbeat commits nothing that its leader has not compared, in the log or beyond it', () => {
  for (const commit of [3, 9]) {
    const lone = new LoneNode({ log: [1, 1, 2, 2] });
    const told = lone.hear(2, 3, 'heartbeat', { commit: indexOf(commit), round: 1 });

    expect(told).toMatchObject([
      { kind: 'heartbeatReply', round: 1 },
      { kind: 'appendRejected', rejected: commit, hint: place(4, 2) },
    ]);
    expect(lone.status.commit).toBe(0);
    lone.hear(2, 3, 'append', { previous: place(4, 2), entries: [], commit: indexOf(0) });
    lone.hear(2, 3, 'heartbeat', { commit: indexOf(4), round: 2 });
    expect(lone.status.commit).toBe(4);
  }
});

it('FAULT-34: nor does a notice; what an earlier leader compared counts no more', () => {
  const lone = new LoneNode({ log: [1, 1, 2, 2] });
  lone.hear(2, 3, 'append', { previous: place(4, 2), entries: [], commit: indexOf(1) });
  expect(lone.hear(3, 4, 'commitNotice', { commit: indexOf(3) })).toEqual([]);
  expect(lone.status.commit).toBe(1);

  lone.hear(3, 4, 'append', { previous: place(2, 1), entries: entries(3, 2), commit: indexOf(1) });
  lone.hear(3, 4, 'commitNotice', { commit: indexOf(4) });

  expect(lone.status.commit).toBe(3);
});

it('FAULT-34: a leader believes a place of a follower only where its own log holds it', () => {
  const matchOf = (lone: LoneNode) => lone.status.followers.find(({ id }) => id === nodeId(2))?.match;
  const lone = new LoneNode({ log: [1, 1, 3, 3] });
  lone.lead(2, 3);
  const { term } = lone.status;
  lone.hear(2, term, 'appendAccepted', { match: indexOf(4) });

  lone.hear(2, term, 'appendRejected', { rejected: indexOf(4), hint: place(4, 2) });
  expect(matchOf(lone)).toBe(0);
  const probes = lone.hear(2, term, 'heartbeatReply', { round: 1 });

  expect(probes).toMatchObject([{ kind: 'append', to: 2, previous: place(2, 1) }]);
  lone.hear(2, term, 'appendAccepted', { match: indexOf(4) });
  lone.hear(2, term, 'appendRejected', { rejected: indexOf(4), hint: place(3, 3) });
  expect(matchOf(lone)).toBe(3);
});
