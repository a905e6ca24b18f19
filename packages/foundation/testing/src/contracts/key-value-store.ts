/** What every key-value store promises. */
import type { KeyValueStore, KeyValueStores } from '@ottla/base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** Stores under test. */
export interface KeyValueSubject {
  readonly stores: KeyValueStores;
  /** A path at which there is no store yet. */
  readonly path: string;
  dispose(): Promise<void>;
}

const key = (...numbers: number[]): Uint8Array => Uint8Array.from(numbers);
const put = (name: Uint8Array, value: Uint8Array): { kind: 'put'; key: Uint8Array; value: Uint8Array } => ({
  kind: 'put',
  key: name,
  value,
});

async function keysOf(entries: ReturnType<KeyValueStore['entries']>): Promise<number[][]> {
  const keys: number[][] = [];
  for await (const [name] of entries) keys.push([...name]);
  return keys;
}

/** Declares the suite for the stores that `create` makes. */
export function keyValueStoreContract(create: () => Promise<KeyValueSubject>): void {
  describe('the contract of the key-value store', () => {
    let subject: KeyValueSubject;
    let store: KeyValueStore;

    beforeEach(async () => {
      subject = await create();
      store = await subject.stores.open(subject.path);
    });
    afterEach(async () => {
      await store.close();
      await subject.dispose();
    });

    it('gives back what was put, and undefined for what was not', async () => {
      await store.batch([put(key(1), key(9, 0, 255))], { sync: true });

      expect([...((await store.get(key(1))) ?? [])]).toEqual([9, 0, 255]);
      expect(await store.get(key(2))).toBeUndefined();
    });

    it("gives plain byte arrays that are the reader's own", async () => {
      await store.batch([put(key(1), key(7))], { sync: false });
      const first = await store.get(key(1));
      first?.fill(0);

      expect(await store.get(key(1))).toStrictEqual(key(7));
    });

    it('takes empty values, and the last put of a batch wins', async () => {
      await store.batch([put(key(1), key(1)), put(key(1), key()), { kind: 'delete', key: key(7) }], { sync: false });

      expect((await store.get(key(1)))?.length).toBe(0);
    });

    it('forgets what was deleted', async () => {
      await store.batch([put(key(1), key(1)), put(key(2), key(2))], { sync: false });
      await store.batch([{ kind: 'delete', key: key(1) }], { sync: true });

      expect(await keysOf(store.entries())).toEqual([[2]]);
    });

    it('walks in the order of unsigned bytes, either way', async () => {
      const names = [key(128), key(1, 0), key(255), key(1), key(127, 255)];
      await store.batch(
        names.map((name) => put(name, key(0))),
        { sync: false },
      );

      const ordered = [[1], [1, 0], [127, 255], [128], [255]];
      expect(await keysOf(store.entries())).toEqual(ordered);
      expect(await keysOf(store.entries({ reverse: true }))).toEqual(ordered.toReversed());
    });

    it('a range includes its start and excludes its end, and stops at its limit', async () => {
      await store.batch(
        [1, 2, 3, 4, 5].map((number) => put(key(number), key(number))),
        { sync: false },
      );

      expect(await keysOf(store.entries({ from: key(2), to: key(4) }))).toEqual([[2], [3]]);
      expect(await keysOf(store.entries({ from: key(2), limit: 1 }))).toEqual([[2]]);
      expect(await keysOf(store.entries({ to: key(4), reverse: true, limit: 2 }))).toEqual([[3], [2]]);
      expect(await keysOf(store.entries({ limit: 0 }))).toEqual([]);
    });

    it('a walk sees the store as it was when it was asked for', async () => {
      const many = Array.from({ length: 600 }, (_, number) => put(key(number >> 8, number & 255), key(1)));
      await store.batch(many, { sync: false });

      const walk = store.entries();
      await store.batch([put(key(9), key(9)), { kind: 'delete', key: key(0, 5) }], { sync: false });

      expect((await keysOf(walk)).length).toBe(600);
      expect((await keysOf(store.entries())).length).toBe(600);
    });

    it('a walk that was left early does no harm', async () => {
      await store.batch([put(key(1), key(1)), put(key(2), key(2))], { sync: false });

      for await (const [name] of store.entries()) {
        expect([...name]).toEqual([1]);
        break;
      }

      expect((await keysOf(store.entries())).length).toBe(2);
    });

    it('keeps nothing of the arrays that it was given (FAULT-73)', async () => {
      const name = key(1);
      const value = key(5);
      await store.batch([put(name, value)], { sync: false });
      name.fill(0);
      value.fill(0);

      expect([...((await store.get(key(1))) ?? [])]).toEqual([5]);
    });

    it('has its content again when it is opened again', async () => {
      await store.batch([put(key(1), key(5))], { sync: true });
      await store.close();
      store = await subject.stores.open(subject.path);

      expect([...((await store.get(key(1))) ?? [])]).toEqual([5]);
    });

    it('has one holder at a time', async () => {
      await expect(subject.stores.open(subject.path)).rejects.toMatchObject({ code: 'locked' });
    });

    it('does nothing after it was closed, and can be closed again', async () => {
      await store.close();
      await store.close();

      await expect(store.get(key(1))).rejects.toMatchObject({ code: 'closed' });
      await expect(store.batch([put(key(1), key(1))], { sync: true })).rejects.toMatchObject({ code: 'closed' });
    });
  });
}
