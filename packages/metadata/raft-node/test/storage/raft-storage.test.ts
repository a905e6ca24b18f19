/** What is written is there after a restart, as it was written. */
import type { NodeId, Term } from '@ottla/raft-core';
import { VirtualKeyValueStores, VirtualTime } from '@ottla/testing';
import { expect, test } from 'vitest';
import type { RaftStorageError } from '../../src/index.ts';
import { command, durably, members, opened, path, place, snapshotAt, textOf, words, write } from './support.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const hundred = 'abcdefghij'.repeat(10);

/** Chunks of a snapshot of one hundred bytes. */
function chunksOf(index: number, length: number) {
  const snapshot = snapshotAt(index, 3, 100);
  return Array.from({ length: Math.ceil(100 / length) }, (_, number) => ({
    snapshot,
    offset: number * length,
    bytes: bytes(hundred.slice(number * length, (number + 1) * length)),
  }));
}

/** How many pieces of a slot lie in the store. */
async function piecesIn(stores: VirtualKeyValueStores, slot: number): Promise<number> {
  const store = await stores.open(path);
  let count = 0;
  for await (const [key] of store.entries()) if (key[0] === 0x50 && key[8] === slot) count += 1;
  await store.close();
  return count;
}

test('what was founded and written is there after a restart', async () => {
  const stores = new VirtualKeyValueStores();
  const { storage } = await opened(stores);
  const vote = { term: 2 as Term, vote: 3 as NodeId, commit: 1 as never };
  const change = { ...place(3, 2), kind: 'membership' as const, membership: members };
  await durably(storage, write(1, { entries: [command(1, 1), { ...place(2, 2), kind: 'noop' }], hardState: vote }));
  await durably(storage, write(2, { entries: [change], hardState: vote }));

  const { stored } = await opened(stores.crash(() => 0));

  expect(stored.hardState).toEqual(vote);
  expect(stored.snapshot).toEqual({ index: 0, term: 0, bytes: 0, membership: members });
  expect(stored.entries).toEqual([command(1, 1), { ...place(2, 2), kind: 'noop' }, change]);
});

test('new entries take the place of a tail that conflicts, also of one that was longer', async () => {
  const stores = new VirtualKeyValueStores();
  const { storage } = await opened(stores);
  await durably(storage, write(1, { entries: [1, 2, 3, 4, 5].map((index) => command(index, 1)) }));
  await durably(storage, write(2, { term: 2, entries: [command(3, 2, 'other')] }));

  const { stored } = await opened(stores.crash(() => 0));

  expect(words(stored.entries)).toEqual(['1', '2', 'other']);
});

test('writes of one turn, and those that come while a sync is under way, share a batch; the order stays', async () => {
  const stores = new VirtualKeyValueStores(new Map(), { record: true });
  const { storage } = await opened(stores);
  const before = stores.batches;
  const done: number[] = [];
  let last: Promise<void> = Promise.resolve();
  for (let number = 1; number <= 5; number += 1) {
    last = new Promise((resolve) => {
      storage.write(write(number, { entries: [command(number, 1)] }), () => {
        done.push(number);
        resolve();
      });
    });
  }
  await last;

  expect(done).toEqual([1, 2, 3, 4, 5]);
  expect(stores.batches - before).toBe(1);
});

test('an own snapshot lets the log behind it go, and is read in any pieces', async () => {
  const stores = new VirtualKeyValueStores();
  const { storage } = await opened(stores);
  await durably(storage, write(1, { entries: [1, 2, 3, 4].map((index) => command(index, 1)), commit: 3 }));
  const snapshot = snapshotAt(3, 1, 100);

  const result = await storage.saveSnapshot(snapshot, [bytes(hundred.slice(0, 33)), bytes(hundred.slice(33))]);
  storage.deleteEntriesBelow(3 as never);
  await durably(storage, write(2, { commit: 4 }));

  expect(result).toBe('saved');
  expect(textOf([(await storage.readChunk(snapshot, 30, 10)) ?? bytes('none')])).toBe(hundred.slice(30, 40));
  expect(await storage.readChunk(snapshot, 95, 10)).toBeUndefined();
  const after = await opened(stores.crash(() => 0));
  expect(after.stored.snapshot).toEqual(snapshot);
  expect(words(after.stored.entries)).toEqual(['3', '4']);
  expect(textOf(await after.storage.readSnapshot(snapshot))).toBe(hundred);
});

test('an older snapshot stays as long as somebody reads it', async () => {
  const stores = new VirtualKeyValueStores();
  const { storage } = await opened(stores);
  await durably(storage, write(1, { entries: [1, 2, 3].map((index) => command(index, 1)), commit: 3 }));
  const [older, newer] = [snapshotAt(1, 1, 3), snapshotAt(3, 1, 3)];
  await storage.saveSnapshot(older, [bytes('old')]);
  await storage.saveSnapshot(newer, [bytes('new')]);

  storage.deleteSnapshotsBut(new Set([1]));
  const whileInUse = textOf(await storage.readSnapshot(older));
  storage.deleteSnapshotsBut(new Set());

  expect(whileInUse).toBe('old');
  expect(await storage.readSnapshot(older)).toBeUndefined();
  expect(textOf(await storage.readSnapshot(newer))).toBe('new');
});

test('a received snapshot takes the place of the log in one piece; what was begun before is of no use', async () => {
  const stores = new VirtualKeyValueStores();
  const { storage } = await opened(stores);
  await durably(storage, write(1, { entries: [1, 2, 3].map((index) => command(index, 1)), commit: 1 }));
  const own = snapshotAt(1, 1, 3);
  await storage.saveSnapshot(own, [bytes('own')]);
  const [first] = chunksOf(9, 40);
  const install = snapshotAt(9, 3, 100);
  await durably(storage, write(2, { term: 3, chunks: first === undefined ? [] : [first] }));
  await durably(storage, write(3, { term: 3, chunks: chunksOf(9, 30) }));
  const beforeInstall = textOf(await storage.readSnapshot(install));
  await durably(storage, write(4, { term: 3, commit: 9, install, entries: [command(10, 3)] }));
  const ownAfterInstall = await storage.readSnapshot(own);

  const { stored, storage: reopened } = await opened(stores.crash(() => 0));

  expect(beforeInstall).toBe(hundred);
  expect(ownAfterInstall).toBeUndefined();
  expect(stored.snapshot).toEqual(install);
  expect(words(stored.entries)).toEqual(['10']);
  expect(textOf(await reopened.readSnapshot(install))).toBe(hundred);
});

test('FAULT-18: an installation that comes while an own snapshot is saved wins', async () => {
  const stores = new VirtualKeyValueStores();
  const { storage } = await opened(stores);
  await durably(storage, write(1, { entries: [1, 2, 3].map((index) => command(index, 1)), commit: 3 }));
  await durably(storage, write(2, { term: 3, commit: 3, chunks: chunksOf(9, 50) }));
  const megabyte = new Uint8Array(1024 * 1024);
  const saving = storage.saveSnapshot(snapshotAt(3, 1, megabyte.byteLength + 1), [megabyte, bytes('x')]);
  const install = snapshotAt(9, 3, 100);
  await durably(storage, write(3, { term: 3, commit: 9, install }));
  const result = await saving;
  await durably(storage, write(4, { term: 3, commit: 9, entries: [command(10, 3)] }));

  const { stored } = await opened(stores.crash(() => 0));

  expect(result).toBe('overtaken');
  expect(stored.snapshot).toEqual(install);
});

test('FAULT-18: no entry is deleted that no snapshot of the store covers, whatever is asked', async () => {
  const stores = new VirtualKeyValueStores(new Map(), { record: true });
  const { storage } = await opened(stores);
  const all = Array.from({ length: 150 }, (_, at) => command(at + 1, 1));
  await durably(storage, write(1, { entries: all, commit: 150 }));
  await storage.saveSnapshot(snapshotAt(100, 1, 3), [bytes('own')]);
  const chunks = chunksOf(200, 50);

  storage.deleteEntriesBelow(201 as never);
  await durably(storage, write(2, { term: 3, commit: 150, chunks }));
  await durably(storage, write(3, { term: 3, commit: 200, install: snapshotAt(200, 3, 100) }));
  storage.deleteEntriesBelow(201 as never);
  await storage.close();

  for (let boundary = 1; boundary <= stores.batches; boundary += 1) {
    const { stored } = await opened(stores.afterBatches(boundary));
    expect(stored.entries.length, `boundary ${boundary}`).toBeGreaterThanOrEqual(
      stored.snapshot.index === 100 ? 50 : 0,
    );
  }
  expect((await opened(stores.afterBatches(stores.batches))).stored.snapshot.index).toBe(200);
});

test('FAULT-18: a snapshot that is being read is there to its end, although an installation takes its place', async () => {
  const time = new VirtualTime();
  // Slot 1 takes its time.
  const getMs = (key: Uint8Array): number => (key[0] === 0x50 && key[8] === 1 ? 10 : 0);
  const stores = new VirtualKeyValueStores(new Map(), { latency: { timers: time.timers, getMs } });
  const { storage } = await opened(stores);
  const [s100, s200] = [snapshotAt(100, 3, 100), snapshotAt(200, 3, 100)];
  await durably(storage, write(1, { term: 3, chunks: chunksOf(100, 40) }));
  await durably(storage, write(2, { term: 3, commit: 100, install: s100 }));

  const reading = storage.readSnapshot(s100);
  await durably(storage, write(3, { term: 3, commit: 100, chunks: chunksOf(200, 40) }));
  await durably(storage, write(4, { term: 3, commit: 200, install: s200 }));

  expect(textOf(await time.settle(reading))).toBe(hundred);
  await durably(storage, write(5, { term: 3, commit: 200 }));
  expect(await storage.readSnapshot(s100)).toBeUndefined();
  expect(
    await piecesIn(
      stores.crash(() => 0),
      1,
    ),
  ).toBe(0);
});

test('FAULT-18: one write installs a snapshot and brings the first chunk of the next', async () => {
  const stores = new VirtualKeyValueStores();
  const { storage } = await opened(stores);
  const [s100, s200] = [snapshotAt(100, 3, 100), snapshotAt(200, 3, 100)];
  const [first, second] = [chunksOf(200, 50).slice(0, 1), chunksOf(200, 50).slice(1)];
  await durably(storage, write(1, { term: 3, chunks: chunksOf(100, 40) }));

  await durably(storage, write(2, { term: 3, commit: 100, install: s100, chunks: first, entries: [command(101, 3)] }));
  const installed = textOf(await storage.readSnapshot(s100));
  await durably(storage, write(3, { term: 3, commit: 100, chunks: second }));
  await durably(storage, write(4, { term: 3, commit: 200, install: s200 }));

  const { stored, storage: reopened } = await opened(stores.crash(() => 0));
  expect(installed).toBe(hundred);
  expect(stored.snapshot).toEqual(s200);
  expect(textOf(await reopened.readSnapshot(s200))).toBe(hundred);
});

test.each(['nothing', 'everything'] as const)(
  'FAULT-17: after a failed batch that left %s nothing is confirmed, and the next start reads what is there',
  async (left) => {
    const stores = new VirtualKeyValueStores();
    const failures: RaftStorageError[] = [];
    const { storage } = await opened(stores);
    storage.onFailure((error) => failures.push(error));
    await durably(storage, write(1, { entries: [command(1, 1)] }));
    stores.faults.failingBatches = 1;
    stores.faults.failingBatchLeaves = left;
    const confirmed: number[] = [];
    storage.write(write(2, { entries: [command(2, 1)] }), () => confirmed.push(2));
    await Promise.resolve();
    await Promise.resolve();
    storage.write(write(3, { entries: [command(3, 1)] }), () => confirmed.push(3));
    const saved = await storage.saveSnapshot(snapshotAt(1, 1, 1), [bytes('x')]);
    await storage.close();

    const { stored } = await opened(stores.crash((unsynced) => unsynced));

    expect(confirmed).toEqual([]);
    expect(saved).toBe('failed');
    expect(failures.map(({ code }) => code)).toEqual(['io']);
    expect(failures[0]?.message).toMatch(/metadata log at \/data\/metadata .* look after the disk/);
    expect(words(stored.entries)).toEqual(left === 'nothing' ? ['1'] : ['1', '2']);
  },
);

test('a closed storage has finished the batch under way and confirms nothing more', async () => {
  const stores = new VirtualKeyValueStores();
  const { storage } = await opened(stores);
  const confirmed: number[] = [];
  storage.write(write(1, { entries: [command(1, 1)] }), () => confirmed.push(1));
  await Promise.resolve();
  await storage.close();
  storage.write(write(2, { entries: [command(2, 1)] }), () => confirmed.push(2));

  const { stored } = await opened(stores);

  expect(confirmed.length).toBe(stored.entries.length);
  expect(confirmed).not.toContain(2);
});
