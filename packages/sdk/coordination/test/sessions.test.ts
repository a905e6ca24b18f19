/** Sessions: kept alive, lost in time, closed; and what hangs on them. */
import { coordinationService } from '@ottla/rpc';
import { expect, test } from 'vitest';
import { SessionLostError } from '../src/index.ts';
import { startCluster, type TestCluster } from './test-cluster.ts';

/** Those of clients: the broker of the node has one too. */
const sessionsOf = ({ node }: TestCluster): number =>
  [...node.metadata.image().coordination.sessions.values()].filter(({ owner }) => !owner.startsWith('broker ')).length;

test('a session is kept alive over many time-outs, without a stream of its own', async () => {
  const { cluster, client } = await startCluster();
  const session = await cluster.settle(client.openSession({ timeoutMs: 3_000 }));
  const ephemeral = await cluster.settle(client.put('/here', 'me', { session }));

  await cluster.time.advance(60_000);

  expect([session.isAlive, session.signal.aborted]).toEqual([true, false]);
  expect(await cluster.settle(client.get('/here'))).toEqual(ephemeral);
  expect(cluster.wire.opened.get(coordinationService.call.path)).toBe(1);
  await cluster.settle(client.close());
});

test('a session that is closed ends here at once and in the cluster, and its keys go', async () => {
  const { cluster, client } = await startCluster();
  const session = await cluster.settle(client.openSession());
  await cluster.settle(client.put('/here', 'me', { session }));

  const closed = session.close();
  const abortedAtOnce = session.signal.aborted;
  await cluster.settle(closed);

  expect(abortedAtOnce).toBe(true);
  expect(session.signal.reason).toMatchObject({ code: 'closed' });
  expect(sessionsOf(cluster)).toBe(0);
  expect(await cluster.settle(client.get('/here'))).toBeUndefined();
});

test('closing the client closes its sessions', async () => {
  const { cluster, client } = await startCluster();
  await cluster.settle(client.openSession());
  await cluster.settle(client.openSession());

  await cluster.settle(client.close());

  expect(sessionsOf(cluster)).toBe(0);
});

test('a session that cannot be kept alive counts as lost before the cluster ends it', async () => {
  const { cluster, client } = await startCluster();
  const session = await cluster.settle(client.openSession({ timeoutMs: 5_000 }));
  await cluster.time.advance(20_000);
  cluster.wire.losesRequests = true;

  await cluster.time.runUntil(() => session.signal.aborted, 20_000);
  const inClusterThen = sessionsOf(cluster);
  const lostAtMs = cluster.time.elapsedMs;
  await cluster.time.runUntil(() => sessionsOf(cluster) === 0, 20_000);

  expect(inClusterThen).toBe(1);
  expect(cluster.time.elapsedMs).toBeGreaterThan(lostAtMs);
  expect(await cluster.settle(session.lost)).toBeInstanceOf(SessionLostError);
  expect(session.signal.reason).toBe(await session.lost);
});

test('counts from when the session was asked for', async () => {
  const { cluster, client } = await startCluster();
  const session = await cluster.settle(client.openSession({ timeoutMs: 5_000 }));
  const sentMs = cluster.time.elapsedMs;
  cluster.wire.losesRequests = true;

  await cluster.time.runUntil(() => session.signal.aborted, 20_000);

  expect(cluster.time.elapsedMs - sentMs).toBeLessThanOrEqual(4_750);
});

test('counts from when a sign of life was sent: a late answer does not lengthen the session', async () => {
  const { cluster, client } = await startCluster();
  const session = await cluster.settle(client.openSession({ timeoutMs: 6_000 }));
  const openedMs = cluster.time.elapsedMs;
  cluster.wire.answerDelayMs = 1_500;
  await cluster.time.advance(3_700);
  cluster.wire.losesRequests = true;

  await cluster.time.runUntil(() => session.signal.aborted, 20_000);

  expect(cluster.time.elapsedMs - openedMs).toBeGreaterThan(5_700);
  expect(cluster.time.elapsedMs - openedMs).toBeLessThanOrEqual(2_000 + 5_700);
});

test('lives through a short loss of the connection', async () => {
  const { cluster, client } = await startCluster();
  const session = await cluster.settle(client.openSession({ timeoutMs: 6_000 }));
  cluster.wire.losesRequests = true;
  await cluster.time.advance(3_500);
  cluster.wire.break();
  cluster.wire.losesRequests = false;

  await cluster.time.advance(30_000);

  expect(session.isAlive).toBe(true);
});

test('lives through a restart of the node', async () => {
  const { cluster, client } = await startCluster();
  const session = await cluster.settle(client.openSession({ timeoutMs: 10_000 }));
  await cluster.settle(client.put('/here', 'me', { session }));

  await cluster.stop();
  await cluster.time.advance(2_000);
  await cluster.start();
  await cluster.time.advance(30_000);

  expect(session.isAlive).toBe(true);
  expect(await cluster.settle(client.get('/here'))).toMatchObject({ sessionId: session.id });
});

test('is lost where the cluster says that it has ended', async () => {
  const { cluster, client } = await startCluster();
  const session = await cluster.settle(client.openSession({ timeoutMs: 60_000 }));
  const sessionIds = [session.id as never];
  await cluster.settle(cluster.node.metadata.submit({ kind: 'endSessions', sessionIds, reason: 'closed' }));

  const lost = await cluster.settle(session.lost);

  expect(lost.message).toContain('the cluster has ended it');
  expect(cluster.time.elapsedMs).toBeLessThan(30_000);
});

test('a process that stood still knows at once that its session is not certain any more', async () => {
  const { cluster, client } = await startCluster();
  const session = await cluster.settle(client.openSession({ timeoutMs: 5_000 }));

  cluster.time.standStill(6_000);
  const isAlive = session.isAlive;
  await cluster.time.advance(0);

  expect(isAlive).toBe(false);
  expect(session.signal.aborted).toBe(true);
});

test('a time-out that the cluster would not take is refused', async () => {
  const { cluster, client } = await startCluster();

  const error = await cluster.failureOf(client.openSession({ timeoutMs: 10 }));

  expect(error).toMatchObject({ code: 'invalidOption' });
});
