/** A store after a power loss: all batches up to the last sync, and a prefix of the rest. */
import { expect, test } from 'vitest';
import { VirtualKeyValueStores, VirtualTime } from '../../../src/index.ts';

const put = (name: number) => ({ kind: 'put' as const, key: Uint8Array.of(name), value: Uint8Array.of(name) });

async function keysAfter(stores: VirtualKeyValueStores): Promise<number[]> {
  const store = await stores.open('/s');
  const keys: number[] = [];
  for await (const [key] of store.entries()) keys.push(key[0] ?? -1);
  return keys;
}

test('synced batches survive, unsynced ones survive from the front', async () => {
  const keep = [0, 1, 2];
  const found: number[][] = [];
  for (const count of keep) {
    const stores = new VirtualKeyValueStores();
    const store = await stores.open('/s');
    await store.batch([put(1)], { sync: false });
    await store.batch([put(2)], { sync: true });
    await store.batch([put(3)], { sync: false });
    await store.batch([put(4), put(5)], { sync: false });
    found.push(await keysAfter(stores.crash(() => count)));
  }

  expect(found).toEqual([
    [1, 2],
    [1, 2, 3],
    [1, 2, 3, 4, 5],
  ]);
});

test('the stores of a machine without power are dead and its paths free again', async () => {
  const stores = new VirtualKeyValueStores();
  const store = await stores.open('/s');

  const after = stores.crash(() => 0);

  await expect(store.get(Uint8Array.of(1))).rejects.toMatchObject({ code: 'closed' });
  await expect(stores.open('/s')).rejects.toMatchObject({ code: 'closed' });
  await (await after.open('/s')).close();
});

test('a batch that fails leaves nothing', async () => {
  const stores = new VirtualKeyValueStores();
  const store = await stores.open('/s');
  stores.faults.failingBatches = 1;

  await expect(store.batch([put(1)], { sync: true })).rejects.toMatchObject({ code: 'io' });
  await store.batch([put(2)], { sync: true });

  expect(await store.get(Uint8Array.of(1))).toBeUndefined();
});

test('a batch that fails may be there all the same, for who comes after the crash', async () => {
  const stores = new VirtualKeyValueStores();
  const store = await stores.open('/s');
  stores.faults.failingBatches = 1;
  stores.faults.failingBatchLeaves = 'everything';

  await expect(store.batch([put(1)], { sync: true })).rejects.toMatchObject({ code: 'io' });

  expect(await keysAfter(stores.crash((unsynced) => unsynced))).toEqual([1]);
});

test('recorded batches give the store as it was at each boundary', async () => {
  const stores = new VirtualKeyValueStores(new Map(), { record: true });
  const store = await stores.open('/s');
  await store.batch([put(1), put(2)], { sync: true });
  await store.batch([{ kind: 'delete', key: Uint8Array.of(1) }], { sync: true });

  const found = await Promise.all([0, 1, 2].map((count) => keysAfter(stores.afterBatches(count))));

  expect(stores.batches).toBe(2);
  expect(found).toEqual([[], [1, 2], [2]]);
});

test('a value changes or vanishes behind the back of its store', async () => {
  const stores = new VirtualKeyValueStores();
  const store = await stores.open('/s');
  await store.batch([put(1), put(2)], { sync: true });

  stores.corrupt('/s', Uint8Array.of(1), (value) => value.map((byte) => byte ^ 8));
  stores.corrupt('/s', Uint8Array.of(2), () => undefined);

  expect([...((await store.get(Uint8Array.of(1))) ?? [])]).toEqual([9]);
  expect(await keysAfter(stores.crash(() => 0))).toEqual([1]);
});

test('with latency a sync takes its time, and a crash meanwhile finds what is not synced', async () => {
  const time = new VirtualTime();
  const delays = [30, 10];
  const latency = { timers: time.timers, syncMs: () => delays.shift() ?? 0, getMs: () => 5 };
  const crashed: number[][] = [];
  for (const atMs of [5, 20, 40]) {
    delays.splice(0, 2, 30, 10);
    const stores = new VirtualKeyValueStores(new Map(), { latency });
    const store = await stores.open('/s');
    // The second covers the first: when it is over, both are durable.
    const writing = [store.batch([put(1)], { sync: true }), store.batch([put(2)], { sync: true })];
    const ended = Promise.allSettled(writing);
    await time.advance(atMs);
    crashed.push(await keysAfter(stores.crash(() => 0)));
    await time.settle(ended);
  }

  expect(crashed).toEqual([[], [1, 2], [1, 2]]);
});

test('with latency a read answers later what was there when it was asked', async () => {
  const time = new VirtualTime();
  const stores = new VirtualKeyValueStores(new Map(), { latency: { timers: time.timers, getMs: () => 5 } });
  const store = await stores.open('/s');
  await store.batch([put(1)], { sync: true });

  const reading = store.get(Uint8Array.of(1));
  await store.batch([{ kind: 'delete', key: Uint8Array.of(1) }], { sync: true });

  expect([...((await time.settle(reading)) ?? [])]).toEqual([1]);
  expect(time.elapsedMs).toBe(5);
});
