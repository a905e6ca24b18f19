/** Watches: in order, without a gap, over streams and restarts, and not faster than they are read. */
import { coordinationService } from '@ottla/rpc';
import { expect, test } from 'vitest';
import { textOf, type WatchEvent } from '../src/index.ts';
import { collect, startCluster } from './test-cluster.ts';

const told = (event: WatchEvent): unknown =>
  event.kind === 'snapshot'
    ? ['snapshot', ...event.keys.map((key) => `${key.path}=${textOf(key)}`)]
    : event.changes.map(({ kind, path, key }) => `${kind} ${path}${key === undefined ? '' : `=${textOf(key)}`}`);

test('tells what there is, then each change, with what was before', async () => {
  const { cluster, client } = await startCluster();
  await cluster.settle(client.put('/a/1', 'x'));
  const watch = collect(client.watch({ prefixes: ['/a/'] }));
  await cluster.time.advance(100);

  await cluster.settle(client.put('/a/1', 'y'));
  await cluster.settle(client.put('/b', 'not watched'));
  await cluster.settle(client.delete('/a/1'));
  await cluster.time.advance(100);

  expect(watch.got.map(told)).toEqual([['snapshot', '/a/1=x'], ['put /a/1=y'], ['deleted /a/1']]);
  expect(watch.got[2]).toMatchObject({ changes: [{ previous: { version: 2 } }] });
});

test('tells that a key expired', async () => {
  const { cluster, client } = await startCluster();
  const session = await cluster.settle(client.openSession({ timeoutMs: 1_000 }));
  await cluster.settle(client.put('/here', 'me', { session }));
  const other = cluster.client({ platform: cluster.platform });
  const watch = collect(other.watch({ prefixes: ['/here'] }));
  await cluster.time.advance(100);
  cluster.wire.losesRequests = true;
  await cluster.time.advance(5_000);

  expect(watch.got.map(told)).toEqual([['snapshot', '/here=me'], ['expired /here']]);
});

test('goes on behind the last revision where its stream breaks: nothing twice, nothing left out', async () => {
  const { cluster, client } = await startCluster();
  await cluster.settle(client.put('/first', ''));
  const watch = collect(client.watch({ prefixes: ['/k/'] }));
  await cluster.time.advance(100);

  for (let at = 0; at < 30; at += 1) {
    const put = client.put(`/k/${at}`, '').catch(() => undefined);
    if (at % 3 === 0) cluster.wire.break();
    await cluster.settle(put);
    await cluster.time.advance(150);
  }
  await cluster.time.advance(5_000);

  const [first, ...rest] = watch.got;
  const happened = [...cluster.node.metadata.image().coordination.keys.from('/k/')].map(([, key]) => key.modRevision);
  const toldRevisions = rest.flatMap((event) => (event.kind === 'changes' ? event.changes : []));
  expect(first?.kind).toBe('snapshot');
  expect(rest.every(({ kind }) => kind === 'changes')).toBe(true);
  expect(toldRevisions.map(({ key }) => key?.modRevision)).toEqual(happened.sort((one, other) => one - other));
  expect(cluster.wire.opened.get(coordinationService.watch.path)).toBeGreaterThan(3);
});

test('goes on over a restart of the node', async () => {
  const { cluster, client } = await startCluster();
  await cluster.settle(client.put('/a/1', 'x'));
  const watch = collect(client.watch({ prefixes: ['/a/'] }));
  await cluster.time.advance(100);
  const other = cluster.client();
  await cluster.stop();
  await cluster.start();
  await cluster.settle(other.put('/a/2', 'y'));
  await cluster.time.advance(10_000);
  await cluster.settle(other.put('/a/3', 'z'));
  await cluster.time.advance(1_000);

  const last = watch.got.slice(1).map(told);
  expect(last.flat().join(' ')).toMatch(/\/a\/2=y.*\/a\/3=z$/);
  expect(watch.state).toEqual({ ended: false, error: undefined });
  const revisions = watch.got.map(({ revision }) => revision);
  expect(revisions).toEqual([...revisions].sort((one, other_) => one - other_));
});

test('a snapshot of many keys comes whole', async () => {
  const { cluster, client } = await startCluster();
  await cluster.settle(Promise.all(Array.from({ length: 1_200 }, (_, at) => client.put(`/k/${at}`, ''))));
  const there = cluster.node.metadata.image().coordination.keys.size;
  const watch = collect(client.watch({ prefixes: ['/k/'] }));
  await cluster.time.advance(1_000);

  expect(there).toBe(1_200);
  expect(watch.got).toHaveLength(1);
  expect(watch.got[0]).toMatchObject({ kind: 'snapshot' });
  expect(watch.got[0]?.kind === 'snapshot' && watch.got[0].keys.length).toBe(there);
});

test('is told everything anew where the node does not remember so far back', async () => {
  const { cluster, client } = await startCluster();
  const { modRevision } = await cluster.settle(client.put('/a/1', 'x'));
  await cluster.settle(client.put('/a/2', 'y'));
  await cluster.stop();
  await cluster.start();

  const watch = collect(client.watch({ prefixes: ['/a/'], afterRevision: modRevision }));
  await cluster.time.advance(1_000);

  expect(watch.got.map(told)).toEqual([['snapshot', '/a/1=x', '/a/2=y']]);
});

test('resumes from a revision that its caller knows', async () => {
  const { cluster, client } = await startCluster();
  const { modRevision } = await cluster.settle(client.put('/a/1', 'x'));
  await cluster.settle(client.put('/a/2', 'y'));
  const watch = collect(client.watch({ prefixes: ['/a/'], afterRevision: modRevision }));
  await cluster.time.advance(100);

  expect(watch.got.map(told)).toEqual([['put /a/2=y']]);
});

test('holds the stream while nobody reads, and gives all in order afterwards', async () => {
  const { cluster, client } = await startCluster();
  const events = client.watch({ prefixes: ['/a/'] });
  await cluster.settle(events.next());
  const value = 'x'.repeat(200_000);
  for (let at = 0; at < 60; at += 1) await cluster.settle(client.put('/a/1', value));

  const revisions: number[] = [];
  while (revisions.length < 60) {
    const { value: event } = await cluster.settle(events.next());
    if (event === undefined) break;
    if (event.kind === 'changes') revisions.push(...event.changes.map(({ key }) => key?.version ?? 0));
  }

  expect(revisions).toEqual(Array.from({ length: 60 }, (_, at) => at + 1));
});

test('ends when its signal is aborted, and when the client is closed', async () => {
  const { cluster, client } = await startCluster();
  const stop = new AbortController();
  const one = collect(client.watch({ prefixes: ['/'], signal: stop.signal }));
  const other = collect(client.watch({ prefixes: ['/'] }));
  await cluster.time.advance(100);

  stop.abort();
  await cluster.time.advance(100);
  const endedFirst = [one.state.ended, other.state.ended];
  await cluster.settle(client.close());
  await cluster.time.advance(100);

  expect(endedFirst).toEqual([true, false]);
  expect(other.state).toEqual({ ended: true, error: undefined });
});

test('fails where the cluster does not take it', async () => {
  const { cluster, client } = await startCluster();
  const watch = collect(client.watch({ prefixes: [] }));
  await cluster.time.advance(1_000);

  expect(watch.state.error).toMatchObject({ kafkaError: 'INVALID_REQUEST' });
});

test('one client may have many watches: that is no leak, and nobody is warned of one', async () => {
  const { cluster, client } = await startCluster();
  const warnings: string[] = [];
  const heard = (warning: Error): void => void warnings.push(warning.name);
  process.on('warning', heard);
  const watches = Array.from({ length: 20 }, () => collect(client.watch({ prefixes: ['/a/'] })));
  await cluster.settle(client.put('/a/1', 'x'));
  await cluster.time.advance(100);
  await cluster.settle(client.close());
  process.off('warning', heard);

  expect(watches.every(({ got }) => got.length > 0)).toBe(true);
  expect(warnings).toEqual([]);
});
