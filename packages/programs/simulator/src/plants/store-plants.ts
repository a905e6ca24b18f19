/** Mistakes around the metadata store. */
import type { Plant } from './plant.ts';

/** Metadata is called committed before it is synced. */
export const unsyncedMetadata: Plant = {
  name: 'unsynced-metadata',
  mistake: 'metadata is committed without a sync',
  keyValueStores: (stores) => ({
    open: async (path) => {
      const store = await stores.open(path);
      return {
        get: (key) => store.get(key),
        entries: (range) => store.entries(range),
        close: () => store.close(),
        batch: (operations) => store.batch(operations, { sync: false }),
      };
    },
  }),
};
