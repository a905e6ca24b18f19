/**
 * The log of a node alone. FAULT-16: nothing is acknowledged before it is durable. FAULT-17: a failed sync is never tried
 * again. FAULT-18 and FAULT-19: a damaged or missing snapshot or entry is never read as "empty".
 */
import type { MetadataOffset } from '@ottla/base';
import { expect, test } from 'vitest';
import {
  type CommittedEntry,
  LocalMetadataLog,
  type LogFollower,
  type LogSnapshot,
  type Term,
} from '../../src/index.ts';
import { CrashableStores, crc32c, timers } from '../crashable-stores.ts';

class Follower implements LogFollower {
  snapshot: LogSnapshot | undefined;
  entries: CommittedEntry[] = [];
  failures: Error[] = [];
  installSnapshot(snapshot: LogSnapshot): void {
    this.snapshot = snapshot;
  }
  committed(entries: readonly CommittedEntry[]): void {
    this.entries.push(...entries);
  }
  leadershipChanged(): void {
    this.failures = [];
  }
  failed(error: Error): void {
    this.failures.push(error);
  }
  get texts(): string[] {
    return this.entries.map((entry) => Buffer.from(entry.bytes).toString());
  }
}

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

async function started(
  stores: CrashableStores,
  expectExisting = false,
): Promise<{ log: LocalMetadataLog; follower: Follower }> {
  const log = new LocalMetadataLog({ stores, path: '/data/metadata', crc32c, timers, expectExisting });
  const follower = new Follower();
  await log.start(follower);
  return { log, follower };
}

test('entries are committed in the order of their proposal and are there after a restart', async () => {
  const stores = new CrashableStores();
  const { log, follower } = await started(stores);

  const results = await Promise.all(['a', 'b', 'c'].map((text) => log.propose(bytes(text))));
  await log.stop();
  const again = await started(stores.restarted(), true);

  expect(results).toEqual([0, 1, 2].map((position) => ({ kind: 'committed', position })));
  expect(follower.texts).toEqual(['a', 'b', 'c']);
  expect(again.follower.texts).toEqual(['a', 'b', 'c']);
  expect(again.follower.entries.map((entry) => entry.position)).toEqual([0, 1, 2]);
});

test('proposals of one turn share one synced batch', async () => {
  const stores = new CrashableStores();
  const { log } = await started(stores);
  const before = stores.batches;

  await Promise.all(Array.from({ length: 500 }, (_, index) => log.propose(bytes(String(index)))));

  expect(stores.batches - before).toBe(1);
});

test('more entries than one read and one batch hold come back whole', async () => {
  const stores = new CrashableStores();
  const { log } = await started(stores);
  await Promise.all(Array.from({ length: 2_500 }, (_, index) => log.propose(bytes(String(index)))));

  const { follower } = await started(stores.restarted(), true);

  expect(follower.texts).toEqual(Array.from({ length: 2_500 }, (_, index) => String(index)));
});

test('after a failed sync nothing is committed any more, and the disk tells at the next start', async () => {
  const stores = new CrashableStores();
  const { log, follower } = await started(stores);
  await log.propose(bytes('safe'));
  stores.failFrom = stores.batches;

  const first = log.propose(bytes('doubtful'));
  const failed = await first;
  stores.failFrom = Number.POSITIVE_INFINITY;
  const later = await log.propose(bytes('late'));

  expect(failed).toEqual({ kind: 'unknown', reason: 'failed' });
  expect(later).toEqual({ kind: 'refused', reason: 'failed' });
  expect(follower.failures).toMatchObject([{ code: 'io' }]);
  expect((await started(stores.restarted(), true)).follower.texts).toEqual(['safe']);
});

test('a snapshot takes the place of what it covers, in one step', async () => {
  const stores = new CrashableStores();
  const { log } = await started(stores);
  for (const text of ['a', 'b', 'c']) await log.propose(bytes(text));

  await log.saveSnapshot({ position: 2 as MetadataOffset, term: 1 as Term, pieces: [bytes('x'), bytes('y')] });
  await log.propose(bytes('d'));
  await log.saveSnapshot({ position: 3 as MetadataOffset, term: 1 as Term, pieces: [bytes('z')] });
  const { follower } = await started(stores.restarted(), true);

  expect(follower.snapshot).toMatchObject({ position: 3, pieces: [bytes('z')] });
  expect(follower.texts).toEqual(['d']);
  expect(stores.durable.size).toBe(3);
});

test('an empty log is refused where there must have been one', async () => {
  await expect(started(new CrashableStores(), true)).rejects.toMatchObject({ code: 'missing' });
});

test('every value that is missing, and every bit that is flipped, is noticed and nothing is changed', async () => {
  const stores = new CrashableStores();
  const { log } = await started(stores);
  for (const text of ['a', 'b', 'c', 'd']) await log.propose(bytes(text));
  await log.saveSnapshot({ position: 2 as MetadataOffset, term: 1 as Term, pieces: [bytes('x'), bytes('y')] });
  let tried = 0;

  for (const [key, value] of stores.durable) {
    const without = stores.restarted();
    without.durable.delete(key);
    await expect(started(without)).rejects.toMatchObject({ code: 'damaged' });
    for (let bit = 0; bit < value.length * 8; bit += 1) {
      const flipped = stores.restarted();
      const bad = value.slice();
      bad[bit >> 3] = (bad[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      flipped.durable.set(key, bad);
      const before = new Map(flipped.durable);
      await expect(started(flipped, true)).rejects.toMatchObject({ code: 'damaged' });
      expect(flipped.durable).toEqual(before);
      tried += 1;
    }
  }

  expect(tried).toBeGreaterThan(800);
});

test('an entry under the place of another one is noticed', async () => {
  const stores = new CrashableStores();
  const { log } = await started(stores);
  for (const text of ['a', 'b']) await log.propose(bytes(text));
  const keys = [...stores.durable.keys()].filter((key) => key.startsWith('E'));
  const swapped = stores.restarted();
  swapped.durable.set(keys[0]!, stores.durable.get(keys[1]!)!);

  await expect(started(swapped, true)).rejects.toMatchObject({ code: 'damaged' });
});

test('stopping refuses what was not yet being written', async () => {
  const { log } = await started(new CrashableStores());

  const waiting = log.propose(bytes('a'));
  await log.stop();

  expect(await waiting).toEqual({ kind: 'refused', reason: 'stopped' });
  expect(await log.propose(bytes('b'))).toEqual({ kind: 'refused', reason: 'stopped' });
});
