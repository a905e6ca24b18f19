import type { Clock, Distribution, KeyValueStore, KeyValueStores } from '@ottla/base';

/** The same stores; how long each synced batch takes is observed, in seconds. */
export function timedStores(stores: KeyValueStores, clock: Clock, syncSeconds: Distribution): KeyValueStores {
  return { open: async (path) => timed(await stores.open(path), clock, syncSeconds) };
}

function timed(store: KeyValueStore, clock: Clock, syncSeconds: Distribution): KeyValueStore {
  return {
    get: (key) => store.get(key),
    entries: (range) => store.entries(range),
    close: () => store.close(),
    async batch(operations, options) {
      const beganMs = clock.monotonicMs();
      await store.batch(operations, options);
      if (options.sync) syncSeconds.observe((clock.monotonicMs() - beganMs) / 1000);
    },
  };
}
