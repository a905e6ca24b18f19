/** A node whose disk fails while it closes: what it was about is told, and no door stays open. */
import { type KeyValueStore, type KeyValueStores, silentLogger } from '@ottla/base';
import { expect, test } from 'vitest';
import { createMemoryDisk, type MemoryDisk, resolveNodeSettings, startNodeWith } from '../../src/index.ts';

/** Everything works but the closing of the store. */
function failingInClose(): MemoryDisk {
  const { files, keyValueStores } = createMemoryDisk();
  const around = (store: KeyValueStore): KeyValueStore => ({
    get: (key) => store.get(key),
    batch: (operations, options) => store.batch(operations, options),
    entries: (range) => store.entries(range),
    close: async () => {
      await store.close();
      throw new Error('the disk is gone');
    },
  });
  const stores: KeyValueStores = { open: async (path) => around(await keyValueStores.open(path)) };
  return { files, keyValueStores: stores };
}

const started = (ports: Readonly<Record<string, number>> = {}) => {
  const names = ['kafka', 'grpc', 'peer', 'http'];
  const texts = new Map(names.map((name) => [`${name}.port`, String(ports[name] ?? 0)]));
  const settings = resolveNodeSettings([{ name: 'test', texts }]);
  return startNodeWith(settings, { memory: failingInClose(), logger: silentLogger });
};

test('a stop that fails closes the HTTP door all the same', async () => {
  const node = await started();

  await expect(node.stop()).rejects.toThrow('the disk is gone');
  await expect(fetch(`http://127.0.0.1:${node.ports.http}/livez`)).rejects.toThrow('fetch failed');
});

test('a start that fails says why, not what failed in closing', async () => {
  const node = await started();

  await expect(started({ kafka: node.ports.kafka })).rejects.toThrow(/in use/);
  await expect(node.stop()).rejects.toThrow('the disk is gone');
});
