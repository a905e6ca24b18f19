/** Keys and transactions against a whole node. */
import { expect, test } from 'vitest';
import { absent, type Key, present, textOf, unchanged } from '../src/index.ts';
import { startCluster } from './test-cluster.ts';

test('a key is put, read, written anew and deleted', async () => {
  const { cluster, client } = await startCluster();

  const made = await cluster.settle(client.put('/a', 'one'));
  const again = await cluster.settle(client.put('/a', new Uint8Array([1, 2])));
  const read = await cluster.settle(client.get('/a'));
  const deleted = await cluster.settle(client.delete('/a'));
  const gone = await cluster.settle(client.get('/a'));
  const notThere = await cluster.settle(client.delete('/a'));

  expect(textOf(made)).toBe('one');
  expect(read).toEqual(again);
  expect(again).toMatchObject({ version: 2, createRevision: made.createRevision, value: new Uint8Array([1, 2]) });
  expect(deleted).toEqual(again);
  expect([gone, notThere]).toEqual([undefined, undefined]);
  await cluster.settle(client.close());
});

test('a list goes over pages in the order of the paths', async () => {
  const { cluster, client } = await startCluster();
  for (const path of ['/b', '/a/3', '/a/1', '/a/2']) await cluster.settle(client.put(path, ''));

  const paths = await cluster.settle(pathsOf(client.list('/a/', { pageSize: 2 })));
  const behind = await cluster.settle(pathsOf(client.list('/', { after: '/a/2' })));

  expect(paths).toEqual(['/a/1', '/a/2', '/a/3']);
  expect(behind).toEqual(['/a/3', '/b']);
});

test('of two who write what they saw, one is told that the other was faster', async () => {
  const { cluster, client } = await startCluster();
  const seen = await cluster.settle(client.put('/counter', '1'));

  const both = await cluster.settle(
    Promise.all([client.compareAndSet('/counter', seen, '2'), client.compareAndSet('/counter', seen, '2')]),
  );
  const made = await cluster.settle(client.compareAndSet('/counter', undefined, '0'));

  expect(both.filter((key) => key !== undefined)).toHaveLength(1);
  expect(made).toBeUndefined();
});

test('a transaction over several keys happens whole or not at all', async () => {
  const { cluster, client } = await startCluster();
  const from = await cluster.settle(client.put('/from', '10'));
  const move = () =>
    client.transaction({
      conditions: [unchanged(from), absent('/to'), present('/from')],
      operations: [
        { kind: 'delete', path: '/from' },
        { kind: 'put', path: '/to', value: '10' },
      ],
      otherwise: [{ kind: 'get', path: '/to' }],
    });

  const first = await cluster.settle(move());
  const second = await cluster.settle(move());

  expect(first).toMatchObject({ held: true, results: [{ previous: { path: '/from' } }, { key: { path: '/to' } }] });
  expect(second).toMatchObject({ held: false, results: [{ key: { modRevision: first.revision } }] });
});

test('a sequential key has a path that was never there before', async () => {
  const { cluster, client } = await startCluster();

  const one = await cluster.settle(client.put('/queue/', 'a', { sequential: true }));
  const two = await cluster.settle(client.put('/queue/', 'b', { sequential: true }));

  expect(one.path).toMatch(/^\/queue\/\d{16}$/);
  expect(two.path > one.path).toBe(true);
});

test('what the cluster refuses is told with its name, and had no effect', async () => {
  const { cluster, client } = await startCluster();

  const error = await cluster.failureOf(client.put('no-slash', ''));

  expect(error).toMatchObject({ code: 'requestFailed', kafkaError: 'INVALID_REQUEST', outcome: 'definitelyFailed' });
});

async function pathsOf(keys: AsyncIterable<Key>): Promise<string[]> {
  const paths: string[] = [];
  for await (const { path } of keys) paths.push(path);
  return paths;
}
