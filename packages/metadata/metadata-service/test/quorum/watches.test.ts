/** Watches over a quorum: alike on every node, and not silent for ever where a node hears of no leader. */
import type { Revision, Transact, Watch } from '@ottla/metadata-core';
import { expect, test } from 'vitest';
import { outOfTouchMsMax } from '../../src/limits.ts';
import { ServiceCluster } from './service-cluster.ts';

const three = [1, 2, 3];

function put(path: string): Transact {
  const operation = { kind: 'put', path, sequential: false, value: new Uint8Array(1), session: undefined } as const;
  return { kind: 'transact', conditions: [], operations: [operation], otherwise: [] };
}

async function begun() {
  const cluster = await ServiceCluster.started({ founders: three });
  const leader = await cluster.leader();
  await cluster.submit(leader, { kind: 'initialiseCluster', clusterId: 'cluster-a' });
  await cluster.submit(leader, {
    kind: 'updateFeatures',
    updates: [{ name: 'metadata.version', level: 2 }],
    validateOnly: false,
  });
  await cluster.agreed();
  const [other = 0] = three.filter((id) => id !== leader);
  return { cluster, leader, other };
}

/** A watch of all keys; what it told, and how often it said that there is something. */
function watchOn(cluster: ServiceCluster, id: number, after = 0) {
  const told: string[] = [];
  const state = { watch: undefined as Watch | undefined, calls: 0, revision: after };
  const take = (): void => {
    state.calls += 1;
    for (let batch = state.watch?.take(); batch !== undefined; batch = state.watch?.take()) {
      told.push(...batch.keys.map(({ path }) => path));
      state.revision = batch.revision;
    }
  };
  state.watch = cluster.service(id).watch({ prefixes: ['/'], elections: [] }, after as Revision, take);
  take();
  return { told, state };
}

test('every node tells the same, and one tells on where another one ended', async () => {
  const { cluster, leader, other } = await begun();
  await cluster.submit(leader, put('/1'));
  await cluster.agreed();
  const first = watchOn(cluster, other);
  await cluster.submit(leader, put('/2'));
  await cluster.agreed();
  const { revision } = first.state;
  await cluster.submit(other, put('/3'));
  const next = watchOn(cluster, leader, revision);

  expect(first.told).toEqual(['/1', '/2', '/3']);
  expect(next.told).toEqual(['/3']);
});

test('a node that hears of no leader for long says so, and takes watches again when it does', async () => {
  const { cluster, other } = await begun();
  const { state } = watchOn(cluster, other);
  cluster.isolate(other);
  await cluster.time.advance(outOfTouchMsMax - 1_000);
  const early = state.watch?.isOutOfTouch;
  const callsBefore = state.calls;
  await cluster.time.advance(4_000);
  const late = state.watch?.isOutOfTouch;
  const called = state.calls > callsBefore;
  const again = watchOn(cluster, other).state.watch?.isOutOfTouch;
  cluster.heal();
  await cluster.time.advance(10_000);

  expect([early, late, called, again]).toEqual([false, true, true, true]);
  expect(watchOn(cluster, other).state.watch?.isOutOfTouch).toBe(false);
});

test('a change of leaders does not end watches', async () => {
  const { cluster, leader, other } = await begun();
  const { state } = watchOn(cluster, other);
  await cluster.crash(leader);
  await cluster.time.advance(20_000);

  expect(state.watch?.isOutOfTouch).toBe(false);
});

test('a learner that is cut off says so too, although it keeps the leader that it knew', async () => {
  const { cluster, leader } = await begun();
  await cluster.start(4);
  const { quorum } = cluster.service(leader);
  // Its join does not come to its end: it stays a learner.
  const joined = quorum.changeMembers({ add: [{ id: 4, address: 'n4:9094' }], remove: [] });
  await cluster.until(() => cluster.service(4).quorum.local().role !== 'outsider');
  cluster.isolate(4);
  await cluster.time.advance(20_000);
  const { leaderId, role } = cluster.service(4).quorum.local();
  const out = watchOn(cluster, 4).state.watch?.isOutOfTouch;
  await cluster.time.settle(joined);

  expect([role, leaderId, out]).toEqual(['learner', leader, true]);
});
