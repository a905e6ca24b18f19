/** A node that was removed finds out, also when it was not there, and disturbs nobody. */
import { silentLogger } from '@ottla/base';
import type { NodeId, RaftStatus } from '@ottla/raft-core';
import { type IntroduceResponse, PeerStanding } from '@ottla/rpc';
import { expect, test } from 'vitest';
import { Belonging, type Removal } from '../../src/index.ts';
import { saysRemoved } from '../../src/introduction/belonging.ts';
import { create, ServiceCluster } from './service-cluster.ts';

const founders = [1, 2, 3, 4];

/** What node 4 finds out from now on. */
function watched(cluster: ServiceCluster): { readonly belonging: Belonging; readonly told: Removal[] } {
  const told: Removal[] = [];
  const belonging = new Belonging({
    clusterId: 'cluster-a',
    platform: { timers: cluster.time.timers, rpc: cluster.wires.of('n4'), logger: silentLogger },
    member: () => cluster.member(4).log?.member,
    hints: new Map(),
    removed: (removal) => told.push(removal),
  });
  belonging.begin();
  return { belonging, told };
}

async function without4(): Promise<{ cluster: ServiceCluster; leader: number }> {
  // Node 4 is patient, so that it does not lead.
  const cluster = await ServiceCluster.started({ founders, electionTicks: (id) => (id === 4 ? 30 : 10) });
  return { cluster, leader: await cluster.leader([1, 2, 3]) };
}

const remove4 = (cluster: ServiceCluster, leader: number) =>
  cluster.time.settle(cluster.service(leader).quorum.changeMembers({ add: [], remove: [4] }));

test('a member that is removed while it runs knows within a second', async () => {
  const { cluster, leader } = await without4();
  const { belonging } = watched(cluster);
  await cluster.time.advance(3_000);
  const before = belonging.removal;
  await remove4(cluster, leader);
  await cluster.time.advance(1_000);

  expect(before).toBeUndefined();
  expect(belonging.removal).toEqual({ members: [1, 2, 3] });
  belonging.stop();
});

test('a member that was down while it was removed hears it from the others, and the leader goes on as before', async () => {
  const { cluster, leader } = await without4();
  await cluster.stop(4);
  await remove4(cluster, leader);
  await cluster.submit(leader, create('t'));
  const { term } = cluster.service(leader).quorum.local();
  await cluster.start(4);
  const { belonging, told } = watched(cluster);
  await cluster.time.advance(5_000);
  const itself = cluster.log(4).node.status().membership.voters;

  expect(itself).toEqual(founders);
  expect(told).toEqual([{ members: [1, 2, 3] }]);
  expect(belonging.removal).toEqual({ members: [1, 2, 3] });
  expect(cluster.service(leader).quorum.local()).toMatchObject({ role: 'leader', term });
  belonging.stop();
});

test('one that is cut off, or hears of no leader because there is none, is not told that it was removed', async () => {
  const { cluster, leader } = await without4();
  const { belonging, told } = watched(cluster);
  cluster.isolate(4);
  await cluster.time.advance(5_000);
  cluster.heal();
  for (const id of [1, 2, 3].filter((one) => one !== leader)) await cluster.crash(id);
  await cluster.time.advance(10_000);

  expect(cluster.service(4).quorum.local().leaderId).toBe(-1);
  expect([belonging.removal, told]).toEqual([undefined, []]);
  belonging.stop();
});

test('a node that was never a member was not removed', async () => {
  const cluster = await ServiceCluster.started({ founders: [1, 2, 3] });
  await cluster.start(4);
  const { belonging } = watched(cluster);
  await cluster.time.advance(5_000);

  expect(belonging.removal).toBeUndefined();
  belonging.stop();
});

test('the word of a node that may be behind, or is of another cluster, does not count', () => {
  const own = { id: 4 as NodeId, isMembershipCommitted: true, commit: 90, lastIndex: 95 } as unknown as RaftStatus;
  const word: IntroduceResponse = {
    clusterId: 'cluster-a',
    nodeId: 1,
    standing: PeerStanding.member,
    voters: [1, 2, 3],
    members: [1, 2, 3],
    settled: true,
    commit: 90,
    leaderId: 1,
  };
  const says = (change: Partial<IntroduceResponse>, of: Partial<RaftStatus> = {}): boolean =>
    saysRemoved({ ...own, ...of }, 'cluster-a', { ...word, ...change });

  expect(says({})).toBe(true);
  expect(says({ commit: 89 })).toBe(false);
  expect(says({}, { isMembershipCommitted: false })).toBe(false);
  expect(says({ commit: 95 }, { isMembershipCommitted: false })).toBe(true);
  expect(says({ clusterId: 'cluster-b' })).toBe(false);
  expect(says({ standing: PeerStanding.left })).toBe(false);
  expect(says({ settled: false })).toBe(false);
  expect(says({ leaderId: -1 })).toBe(false);
  expect(says({ members: [1, 2, 3, 4] })).toBe(false);
});
