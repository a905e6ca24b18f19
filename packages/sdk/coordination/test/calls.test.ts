/** What becomes of requests when nodes and connections fail: reads go on, changes are never silently done twice. */
import { coordinationService } from '@ottla/rpc';
import { expect, test } from 'vitest';
import { type OttlaClientError, textOf } from '../src/index.ts';
import { errorOf, startCluster } from './test-cluster.ts';

test('many requests under way share one stream, and each gets its own answer', async () => {
  const { cluster, client } = await startCluster();

  const keys = await cluster.settle(
    Promise.all(Array.from({ length: 200 }, (_, at) => client.put(`/k/${at}`, String(at)))),
  );

  expect(keys.map((key) => [key.path, textOf(key)])).toEqual(keys.map((_, at) => [`/k/${at}`, String(at)]));
  expect(cluster.wire.opened.get(coordinationService.call.path)).toBe(1);
});

test('a server that cannot be reached is passed over, for changes too', async () => {
  const { cluster, client } = await startCluster({ bootstrapServers: 'gone:1,node:9093' });

  const key = await cluster.settle(client.put('/a', 'x'));

  expect(key.version).toBe(1);
});

test('a change fails as definitely failed when no server can be reached', async () => {
  const { cluster, client } = await startCluster({ bootstrapServers: 'gone:1' });

  const error = await cluster.failureOf(client.put('/a', 'x'));

  expect(error).toMatchObject({ code: 'connectionFailed', outcome: 'definitelyFailed', retriable: true });
  expect(cluster.time.elapsedMs).toBeLessThan(20_000);
});

test('a change whose answer is lost fails as unknown, is not sent again, and happened once', async () => {
  const { cluster, client } = await startCluster();
  await cluster.settle(client.put('/a', '1'));
  cluster.wire.losesAnswers = true;

  const put = errorOf(client.put('/a', '2'));
  await cluster.time.runUntil(() => cluster.node.metadata.image().coordination.keys.get('/a')?.version === 2);
  cluster.wire.break();
  const error = await cluster.settle(put);
  cluster.wire.losesAnswers = false;
  await cluster.time.advance(10_000);

  expect(error).toMatchObject({ code: 'connectionFailed', outcome: 'unknown' });
  expect(await cluster.settle(client.get('/a'))).toMatchObject({ version: 2 });
});

test('what may be repeated fails as unknown when an attempt before the last one may have had its effect', async () => {
  const { cluster, client } = await startCluster();
  await cluster.settle(client.get('/a'));
  cluster.wire.losesAnswers = true;

  const opened = errorOf(client.openSession());
  await cluster.time.runUntil(() => cluster.node.metadata.image().coordination.sessions.size > 0);
  cluster.wire.break();
  await cluster.stop();
  const error = await cluster.settle(opened);

  expect(error).toMatchObject({ code: 'connectionFailed', outcome: 'unknown' });
});

test('a change that a hanging node does not answer fails as unknown in its time', async () => {
  const { cluster, client } = await startCluster();
  await cluster.settle(client.get('/a'));
  const beganMs = cluster.time.elapsedMs;
  cluster.wire.losesRequests = true;

  const error = await cluster.failureOf(client.put('/a', '2'));

  expect(error).toMatchObject({ code: 'timedOut', outcome: 'unknown' });
  expect(cluster.time.elapsedMs - beganMs).toBeLessThan(6_100);
});

test('a read goes on where its stream breaks', async () => {
  const { cluster, client } = await startCluster();
  await cluster.settle(client.put('/a', 'x'));
  cluster.wire.losesAnswers = true;

  const read = client.get('/a');
  await cluster.time.advance(10);
  cluster.wire.break();
  cluster.wire.losesAnswers = false;

  expect(await cluster.settle(read)).toMatchObject({ path: '/a' });
});

test('a read that a hanging node does not answer is asked again on another stream', async () => {
  const { cluster, client } = await startCluster();
  await cluster.settle(client.put('/a', 'x'));
  cluster.wire.losesRequests = true;

  const read = client.get('/a');
  await cluster.time.advance(1_000);
  cluster.wire.losesRequests = false;

  expect(await cluster.settle(read)).toMatchObject({ path: '/a' });
  expect(cluster.wire.opened.get(coordinationService.call.path)).toBe(2);
});

test('changes that are under way while the node stops in order are answered, and none is unknown', async () => {
  const { cluster, client } = await startCluster();
  await cluster.settle(client.get('/a'));
  const outcomes: string[] = [];
  const puts = Array.from({ length: 50 }, (_, at) =>
    client.put(`/k/${at}`, '').then(
      () => outcomes.push('done'),
      (error: unknown) => outcomes.push((error as OttlaClientError).outcome),
    ),
  );

  await cluster.stop();
  await cluster.settle(Promise.all(puts));

  expect(outcomes).toHaveLength(50);
  expect(outcomes).not.toContain('unknown');
});

test('a change waits, within its time, for a node that comes back', async () => {
  const { cluster, client } = await startCluster({ requestTimeoutMs: 30_000 });
  await cluster.settle(client.get('/a'));
  await cluster.stop();

  const put = client.put('/a', 'x');
  await cluster.time.advance(5_000);
  await cluster.start();

  expect(await cluster.settle(put)).toMatchObject({ version: 1 });
});

test('what is under way fails when the client is closed, and so does what comes later', async () => {
  const { cluster, client } = await startCluster();
  await cluster.settle(client.get('/a'));
  cluster.wire.losesRequests = true;

  const read = client.get('/a').catch((error: unknown) => error);
  await cluster.time.advance(10);
  await cluster.settle(client.close());

  expect(await cluster.settle(read)).toMatchObject({ code: 'closed' });
  expect(await cluster.failureOf(client.get('/a'))).toMatchObject({ code: 'closed' });
});

test('the nodes of the cluster are told', async () => {
  const { cluster, client } = await startCluster();

  expect(await cluster.settle(client.nodes())).toEqual([{ id: 1, host: 'node', port: 9093, rack: undefined }]);
});
