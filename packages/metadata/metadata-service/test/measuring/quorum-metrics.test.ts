/** What is measured of a quorum, on three nodes over a real quorum in virtual time. */
import { createRecordingMetrics, VirtualKeyValueStores, VirtualTime } from '@ottla/testing';
import { expect, test } from 'vitest';
import { QuorumMetrics, timedStores } from '../../src/index.ts';
import { create, register, ServiceCluster } from '../quorum/service-cluster.ts';

type Recorded = ReturnType<typeof createRecordingMetrics>;

function measured(cluster: ServiceCluster, id: number): Recorded {
  const metrics = createRecordingMetrics();
  new QuorumMetrics(metrics).watch(() => cluster.member(id).log?.member);
  return metrics;
}

async function read(metrics: Recorded, name: string, labels?: Record<string, string>): Promise<number | undefined> {
  await metrics.scrape();
  return metrics.value(`ottla_raft_${name}`, labels);
}

async function begun(): Promise<{ cluster: ServiceCluster; leader: number; follower: number; away: number }> {
  const cluster = await ServiceCluster.started({ founders: [1, 2, 3] });
  const leader = await cluster.leader();
  await cluster.submit(leader, { kind: 'initialiseCluster', clusterId: 'c' });
  await cluster.submit(leader, register());
  const [follower = 0, away = 0] = [1, 2, 3].filter((id) => id !== leader);
  return { cluster, leader, follower, away };
}

test('every node tells term, leader and how far it is; the leader alone tells of the others', async () => {
  const { cluster, leader, follower, away } = await begun();
  const [atLeader, atFollower] = [measured(cluster, leader), measured(cluster, follower)];
  cluster.isolate(away);
  for (let count = 0; count < 5; count += 1) await cluster.submit(leader, create(`t-${count}`));
  await cluster.agreed([leader, follower]);

  const { commit, term, lastPosition } = cluster.service(leader).quorum.local();
  for (const metrics of [atLeader, atFollower]) {
    expect(await read(metrics, 'term')).toBe(term);
    expect(await read(metrics, 'leader_id')).toBe(leader);
    expect(await read(metrics, 'last_index')).toBe(lastPosition);
    expect(await read(metrics, 'apply_lag_entries')).toBe(0);
    expect(await read(metrics, 'voters')).toBe(3);
  }
  expect([await read(atLeader, 'is_leader'), await read(atFollower, 'is_leader')]).toEqual([1, 0]);
  expect(await read(atLeader, 'commit_index')).toBe(commit);
  expect(await read(atLeader, 'follower_lag_entries', { node: `${away}` })).toBeGreaterThanOrEqual(5);
  expect(await read(atLeader, 'follower_lag_entries', { node: `${follower}` })).toBe(0);
  expect(await read(atFollower, 'follower_lag_entries', { node: `${leader}` })).toBeUndefined();
});

test('elections, changes of leaders, dropped messages and snapshots are counted from the start of the node', async () => {
  const { cluster, leader, follower, away } = await begun();
  const all = new Map([leader, follower, away].map((id) => [id, measured(cluster, id)]));
  const at = (id: number): Recorded => all.get(id) ?? createRecordingMetrics();
  const before = {
    elections: await read(at(leader), 'elections_total'),
    leaders: await read(at(away), 'leader_changes_total'),
  };
  cluster.isolate(leader);
  const second = await cluster.leader([follower, away]);
  // So long that the way to it is taken for broken.
  await cluster.time.advance(10_000);
  cluster.heal();
  await cluster.agreed();
  await cluster.time.settle(cluster.service(second).quorum.takeSnapshot());

  expect(before).toEqual({ elections: 1, leaders: 1 });
  expect(await read(at(second), 'elections_total')).toBeGreaterThan(0);
  expect(await read(at(leader), 'leader_changes_total')).toBe(2);
  expect(await read(at(second), 'snapshots_total', { kind: 'written' })).toBe(1);
  // The quorum's own entry of the new reign lies behind the last change of the metadata.
  expect(await read(at(second), 'log_entries')).toBe(1);
  expect(await read(at(second), 'peer_drops_total', { node: `${leader}` })).toBeGreaterThan(0);
});

test('only synced batches are timed', async () => {
  const time = new VirtualTime();
  const observed: number[] = [];
  const stores = timedStores(new VirtualKeyValueStores(), time.clock, { observe: (value) => observed.push(value) });
  const store = await stores.open('/s');
  await store.batch([{ kind: 'put', key: Uint8Array.of(1), value: Uint8Array.of(2) }], { sync: false });
  await store.batch([{ kind: 'delete', key: Uint8Array.of(1) }], { sync: true });

  expect(observed).toEqual([0]);
  expect(await store.get(Uint8Array.of(1))).toBeUndefined();
});
