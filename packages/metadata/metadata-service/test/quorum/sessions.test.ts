/** Sessions over a quorum: who keeps its session alive keeps it, over every change of leaders; who does not loses it on every node. */
import type { OpenSession, SessionId, SignOfLife } from '@ottla/metadata-core';
import type { NodeId } from '@ottla/raft-core';
import { expect, test } from 'vitest';
import { ServiceCluster, type ServiceClusterOptions } from './service-cluster.ts';

const three = [1, 2, 3];
const open: OpenSession = { kind: 'openSession', owner: 'User:a', timeoutMs: 3_000 };
const raise = {
  kind: 'updateFeatures',
  updates: [{ name: 'metadata.version', level: 2 }],
  validateOnly: false,
} as const;

async function opened(cluster: ServiceCluster, leader: number): Promise<SessionId> {
  const result = await cluster.submit(leader, open);
  if (result.kind !== 'committed' || result.reply.outcome.code !== 0) throw new Error('no session');
  return result.reply.sessionId;
}

async function begun(
  founders: readonly number[],
  options: Partial<ServiceClusterOptions> = {},
): Promise<{ cluster: ServiceCluster; leader: number }> {
  const cluster = await ServiceCluster.started({ founders, ...options });
  const leader = await cluster.leader();
  await cluster.submit(leader, { kind: 'initialiseCluster', clusterId: 'cluster-a' });
  await cluster.submit(leader, raise);
  return { cluster, leader };
}

test('a session that nobody keeps alive ends after its time-out, and one that is kept alive stays', async () => {
  const { cluster, leader } = await begun([1]);
  const silent = await opened(cluster, leader);
  const lively = await opened(cluster, leader);
  for (let ms = 0; ms < 2_900; ms += 500) {
    expect(await cluster.time.settle(cluster.service(leader).keepAlive(lively))).toBe('alive');
    await cluster.time.advance(500);
  }
  await cluster.time.advance(200);

  const { sessions } = cluster.service(leader).image().coordination;
  expect([sessions.has(silent), sessions.has(lively)]).toEqual([false, true]);
  expect(await cluster.time.settle(cluster.service(leader).keepAlive(silent))).toBe('gone');
});

test('a new leader grants a full time-out before it ends a session', async () => {
  const { cluster, leader } = await begun(three);
  const session = await opened(cluster, leader);
  await cluster.time.advance(2_500);
  await cluster.crash(leader);
  const rest = three.filter((id) => id !== leader);
  const second = await cluster.leader(rest);
  const electedMs = cluster.time.elapsedMs;
  const isThere = (): boolean => cluster.service(second).image().coordination.sessions.has(session);
  await cluster.until(() => !isThere());

  expect(cluster.time.elapsedMs - electedMs).toBeGreaterThanOrEqual(3_000);
  expect(cluster.time.elapsedMs - electedMs).toBeLessThan(3_500);
});

test('signs of life are brought to the leader by every node, and nobody says alive who cannot ask it', async () => {
  const { cluster, leader } = await begun(three);
  const session = await opened(cluster, leader);
  const other = three.find((id) => id !== leader) ?? 0;
  const sign = (id: number, of = session): Promise<SignOfLife> =>
    cluster.time.settle(cluster.service(id).keepAlive(of));
  expect([await sign(other), await sign(leader), await sign(other, 999 as SessionId)]).toEqual([
    'alive',
    'alive',
    'gone',
  ]);

  cluster.isolate(leader);
  await cluster.leader(three.filter((id) => id !== leader));
  await cluster.until(() => cluster.log(leader).leadership().kind !== 'leader');

  expect(await sign(leader)).toBe('notLeader');
  expect(await sign(other)).toBe('alive');
});

test('what expires in a stand-still of the leader gets the time back, since nobody could be heard in it', async () => {
  const { cluster, leader } = await begun([1]);
  const session = await opened(cluster, leader);
  await cluster.time.advance(1_000);
  cluster.time.standStill(20_000);
  await cluster.time.advance(1_500);
  const isThere = cluster.service(leader).image().coordination.sessions.has(session);
  await cluster.time.advance(1_000);

  expect(isThere).toBe(true);
  expect(cluster.service(leader).image().coordination.sessions.has(session)).toBe(false);
});

test('a leader that was deposed and does not know it confirms no sign of life, and tells nobody that his session is gone', async () => {
  // Node 1 takes long to notice that nobody follows it.
  const { cluster, leader } = await begun(three, { electionTicks: (id) => (id === 1 ? 400 : 10) });
  if (leader !== 1) cluster.log(leader).node.transferTo(1 as NodeId);
  await cluster.until(() => cluster.log(1).leadership().kind === 'leader');
  const kept = await opened(cluster, 1);
  const ended = await opened(cluster, 1);
  cluster.isolate(1);
  const second = await cluster.leader([2, 3]);
  const believes = cluster.log(1).leadership().kind;
  const signs = Promise.all([kept, 4_711 as SessionId].map((id) => cluster.service(1).keepAlive(id)));
  await cluster.until(() => !cluster.service(second).image().coordination.sessions.has(ended));
  cluster.heal();

  expect(believes).toBe('leader');
  expect(await cluster.time.settle(signs)).toEqual(['notLeader', 'notLeader']);
  expect(cluster.log(1).leadership().kind).toBe('follower');
});
