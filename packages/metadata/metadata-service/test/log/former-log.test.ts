/** A log of the layout of before: read once, checked whole, never changed before all of it is understood (FAULT-19, FAULT-33). */
import { silentLogger } from '@ottla/base';
import { createSeededRandomness } from '@ottla/testing';
import { expect, test } from 'vitest';
import { type LogFollower, quorumOfOne } from '../../src/index.ts';
import { CrashableStores, crc32c, timers } from '../crashable-stores.ts';
import { storeOfLevel1 } from '../golden/store-of-level-1.ts';

const clusterId = 'golden';

function formerStores(): CrashableStores {
  const stores = new CrashableStores();
  stores.durable = new Map(storeOfLevel1.map(([key, value]) => [key, Uint8Array.from(Buffer.from(value, 'base64'))]));
  return stores;
}

interface Seen {
  readonly pieces: number;
  readonly position: number;
}

async function opened(stores: CrashableStores, cluster = clusterId): Promise<Seen> {
  let seen: Seen = { pieces: 0, position: 0 };
  const follower: LogFollower = {
    installSnapshot: ({ pieces, position }) => {
      seen = { pieces: pieces.length, position };
    },
    isReadable: () => true,
    committed: () => undefined,
    leadershipChanged: () => undefined,
    failed: () => undefined,
  };
  const log = quorumOfOne({
    platform: { timers, randomness: createSeededRandomness(1), logger: silentLogger },
    stores,
    path: '/data/metadata',
    crc32c,
    clusterId: cluster,
    nodeId: 1,
    expectExisting: true,
  });
  await log.start(follower);
  await log.stop();
  return seen;
}

test('it becomes the first snapshot, once', async () => {
  const stores = formerStores();
  const first = await opened(stores);
  const second = await opened(stores.restarted());

  expect(first).toEqual({ pieces: 4, position: 7 });
  expect(second).toEqual(first);
});

test('one of another cluster stays what it is', async () => {
  const stores = formerStores();
  const before = new Map(stores.durable);

  await expect(opened(stores, 'another')).rejects.toMatchObject({ code: 'foreign' });
  expect(stores.durable).toEqual(before);
});

test('every value that is missing or has a flipped bit is noticed, and nothing is changed', async () => {
  let tried = 0;
  for (const [key, value] of formerStores().durable) {
    const without = formerStores();
    without.durable.delete(key);
    await expect(opened(without)).rejects.toMatchObject({ code: 'damaged' });
    for (let bit = 0; bit < value.length * 8; bit += 7) {
      const flipped = formerStores();
      const bad = value.slice();
      bad[bit >> 3] = (bad[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      flipped.durable.set(key, bad);
      const before = new Map(flipped.durable);
      await expect(opened(flipped)).rejects.toMatchObject({ code: 'damaged' });
      expect(flipped.durable).toEqual(before);
      tried += 1;
    }
  }

  expect(tried).toBeGreaterThan(300);
});

test('a value that its state does not speak of is noticed', async () => {
  const stores = formerStores();
  stores.durable.set('X', Uint8Array.of(1));

  await expect(opened(stores)).rejects.toMatchObject({ code: 'damaged' });
});

test('a crash in the batch that takes it over leaves it as it was, or taken over', async () => {
  for (const what of ['lost', 'kept'] as const) {
    const stores = formerStores();
    const crashed = new Promise<void>((resolve) => {
      stores.crashed = resolve;
    });
    stores.crash = { batch: 0, what };
    void opened(stores);
    await crashed;

    expect(await opened(stores.restarted())).toEqual({ pieces: 4, position: 7 });
  }
});
