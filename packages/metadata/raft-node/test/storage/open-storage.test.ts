/** What a start makes of a directory: fresh, whole, or refused without a change. */
import type { NodeId } from '@ottla/raft-core';
import { VirtualKeyValueStores } from '@ottla/testing';
import { expect, test } from 'vitest';
import { command, crc32c, durably, members, opened, opening, path, snapshotAt, words, write } from './support.ts';

type Content = readonly (readonly [Uint8Array, Uint8Array])[];

async function contentOf(stores: VirtualKeyValueStores): Promise<Content> {
  const store = await stores.open(path);
  const content: (readonly [Uint8Array, Uint8Array])[] = [];
  for await (const entry of store.entries()) content.push(entry);
  await store.close();
  return content;
}

const piecesOf = async (stores: VirtualKeyValueStores): Promise<Content> =>
  (await contentOf(stores)).filter(([key]) => key[0] === 0x50);

/** A store with everything in it: a founding, entries of all kinds, a snapshot in two pieces. */
async function fullStores(): Promise<VirtualKeyValueStores> {
  const stores = new VirtualKeyValueStores(new Map(), { record: true });
  const { storage } = await opened(stores);
  const change = { index: 4 as never, term: 1 as never, kind: 'membership' as const, membership: members };
  const noop = { index: 5 as never, term: 1 as never, kind: 'noop' as const };
  await durably(storage, write(1, { entries: [1, 2, 3].map((index) => command(index, 1)), commit: 3 }));
  await durably(storage, write(2, { entries: [change, noop], commit: 3 }));
  await storage.saveSnapshot(snapshotAt(2, 1, 6), [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5, 6)]);
  await storage.close();
  return stores;
}

async function refusalOf(stores: VirtualKeyValueStores, more: Parameters<typeof opening>[1] = {}): Promise<string> {
  const found = await opening(stores, more);
  return found.kind === 'refused' ? `${found.reason}: ${found.message}` : found.kind;
}

test('an empty directory is fresh, once; the founding marker is not written again', async () => {
  const stores = new VirtualKeyValueStores();
  const fresh = await opening(stores);
  if (fresh.kind === 'fresh') await (await fresh.found(members)).storage.close();
  const again = await opening(stores, { expectExisting: true });

  expect(fresh.kind).toBe('fresh');
  expect(again.kind).toBe('whole');
});

test('FAULT-27: an empty directory where there must have been one is no beginning', async () => {
  const message = await refusalOf(new VirtualKeyValueStores(), { expectExisting: true });

  expect(message).toMatch(/^missing: .*it is empty.*Nothing was changed.*node 1 .*learner under a new id/s);
});

test("FAULT-33: another cluster's or another node's directory is refused", async () => {
  const stores = await fullStores();

  const otherCluster = await refusalOf(stores, { owner: { clusterId: 'cluster-b', nodeId: 1 as NodeId } });
  const otherNode = await refusalOf(stores, { owner: { clusterId: 'cluster-a', nodeId: 2 as NodeId } });

  expect(otherCluster).toMatch(/^foreign: .*cluster-a, not to cluster-b/);
  expect(otherNode).toMatch(/^foreign: .*node 1, not to 2/);
  expect((await opening(stores)).kind).toBe('whole');
});

test('FAULT-19, FAULT-26: a flipped bit in any byte of any value is damage that is named, and nothing is written', async () => {
  const content = await contentOf(await fullStores());
  for (const [key, value] of content) {
    for (let at = 0; at < value.byteLength; at += 1) {
      const stores = await copyOf(content);
      stores.corrupt(path, key, (bytes) => {
        bytes[at] = (bytes[at] ?? 0) ^ (1 << (at & 7));
        return bytes;
      });
      const before = stores.batches;

      const message = await refusalOf(stores, { expectExisting: true });

      expect(message, `byte ${at} of key ${String(key)}`).toMatch(
        /^damaged: .*fails its checksum.*Nothing was changed.*takes no part in votes.*learner under a new id/s,
      );
      expect(stores.batches).toBe(before);
    }
  }
});

test('FAULT-26: each value that is gone is damage that is named', async () => {
  const content = await contentOf(await fullStores());
  for (const [key] of content) {
    const stores = await copyOf(content);
    stores.corrupt(path, key, () => undefined);

    expect(await refusalOf(stores), String(key)).toMatch(/^damaged: .*(missing|of its 6 bytes)/);
  }
});

test('pieces of a broken-off snapshot are deleted at the start, also those that cannot be read; their slot does not come again', async () => {
  const stores = await fullStores();
  const { storage } = await opened(stores);
  const chunk = { snapshot: snapshotAt(9, 3, 6), offset: 0, bytes: Uint8Array.of(1, 2, 3) };
  await durably(storage, write(3, { term: 3, commit: 3, chunks: [chunk] }));
  await storage.close();
  const broken = (await piecesOf(stores)).find(([key]) => key[8] === 2)?.[0] ?? new Uint8Array();
  stores.corrupt(path, broken, (value) => value.fill(7));

  const { storage: again } = await opened(stores);
  await durably(again, write(1, { term: 3, commit: 3, chunks: [chunk] }));
  await again.close();

  // Two pieces of the snapshot in slot 1, one of the new one.
  expect((await piecesOf(stores)).map(([key]) => key[8])).toEqual([1, 1, 3]);
});

test('a value in the wrong place is damage', async () => {
  const content = await contentOf(await fullStores());
  const entries = content.filter(([key]) => key[0] === 0x45);
  const stores = await copyOf(content);
  stores.corrupt(path, entries[0]?.[0] ?? new Uint8Array(), () => entries[1]?.[1]);

  expect(await refusalOf(stores)).toMatch(/^damaged: .*entry 1 fails its checksum/);
});

test('a value of a later version is left to that version', async () => {
  const content = await contentOf(await fullStores());
  const stores = await copyOf(content);
  const [key] = content.find(([one]) => one[0] === 0x53) ?? [new Uint8Array()];
  stores.corrupt(path, key, (bytes) => {
    bytes[4] = 2;
    new DataView(bytes.buffer).setUint32(0, crc32c(bytes.subarray(4), crc32c(key)));
    return bytes;
  });

  expect(await refusalOf(stores)).toMatch(/^newer: .*start that version/);
});

test('FAULT-14, FAULT-16: at every batch boundary a crash leaves all that was confirmed, and a whole', async () => {
  const stores = new VirtualKeyValueStores(new Map(), { record: true });
  const confirmed: { boundary: number; term: number; log: string }[] = [];
  const { storage } = await opened(stores);
  const model: string[] = [];
  const step = async (one: ReturnType<typeof write>, change: () => void): Promise<void> => {
    await durably(storage, one);
    change();
    confirmed.push({ boundary: stores.batches, term: one.hardState.term, log: model.join(' ') });
  };
  const set = (...log: string[]) => {
    return (): void => void model.splice(0, model.length, ...log);
  };
  await step(write(1, { entries: [1, 2, 3].map((index) => command(index, 1)) }), set('1', '2', '3'));
  await step(write(2, { term: 2 }), () => undefined);
  await step(write(3, { term: 2, entries: [command(2, 2, 'two')] }), set('1', 'two'));
  await storage.saveSnapshot(snapshotAt(1, 1, 4), [Uint8Array.of(1), Uint8Array.of(2, 3, 4)]);
  storage.deleteEntriesBelow(2 as never);
  await step(write(4, { term: 3, commit: 2 }), set('two'));
  const install = snapshotAt(8, 3, 2);
  const chunk = (offset: number) => ({ snapshot: install, offset, bytes: Uint8Array.of(offset) });
  await step(write(5, { term: 3, commit: 2, chunks: [chunk(0)] }), () => undefined);
  await step(write(6, { term: 3, commit: 2, chunks: [chunk(0), chunk(1)] }), () => undefined);
  await step(write(7, { term: 3, commit: 8, install, entries: [command(9, 3)] }), set('9'));
  await storage.close();

  for (let boundary = 0; boundary <= stores.batches; boundary += 1) {
    const after = stores.afterBatches(boundary);
    const found = await opening(after);
    expect(found.kind, `boundary ${boundary}`).toBe(boundary === 0 ? 'fresh' : 'whole');
    if (found.kind !== 'whole') continue;
    const last = confirmed.findLast((one) => one.boundary <= boundary);
    const next = confirmed.find((one) => one.boundary >= boundary);
    const log = words(found.stored.entries).join(' ');
    expect([last?.log ?? '', next?.log, '1 two'], `boundary ${boundary}`).toContain(log);
    expect(found.stored.hardState.term).toBeGreaterThanOrEqual(last?.term ?? 0);
    if (last?.boundary === boundary) expect(log).toBe(last.log);
    const { snapshot } = found.stored;
    if (snapshot.bytes > 0) expect(await found.storage.readSnapshot(snapshot)).toBeDefined();
  }
});

async function copyOf(content: Content): Promise<VirtualKeyValueStores> {
  const stores = new VirtualKeyValueStores(new Map(), { record: true });
  const store = await stores.open(path);
  await store.batch(
    content.map(([key, value]) => ({ kind: 'put' as const, key, value })),
    { sync: true },
  );
  await store.close();
  return stores;
}
