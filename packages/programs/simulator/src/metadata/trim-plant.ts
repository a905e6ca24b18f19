/** The planted bug in which a snapshot is called durable and comes to the disk after the entries that it covers have left it. */
import type { KeyValueOperation, KeyValueStores } from '@ottla/base';

/** So many batches come before it. */
const batchesBefore = 4;

/** How keys of the store begin: `D` describes the newest snapshot, `P` is a piece of one, `E` an entry. */
const [description, piece, entry] = [0x44, 0x50, 0x45];

export function lateSnapshots(stores: KeyValueStores): KeyValueStores {
  return {
    open: async (path) => {
      const store = await stores.open(path);
      let late: readonly KeyValueOperation[] = [];
      let batches = 0;
      return {
        get: (key) => store.get(key),
        entries: (range) => store.entries(range),
        close: () => store.close(),
        batch: async (operations, options) => {
          if (late.length === 0 && isOwnSnapshot(operations)) {
            late = operations.filter(isOfSnapshot);
            batches = 0;
          }
          await store.batch(
            operations.filter((operation) => !late.includes(operation)),
            options,
          );
          batches += 1;
          if (batches < batchesBefore) return;
          const due = late;
          late = [];
          if (due.length > 0) await store.batch(due, options);
        },
      };
    },
  };
}

/** One that came from another node takes the place of entries in the same batch. */
function isOwnSnapshot(operations: readonly KeyValueOperation[]): boolean {
  const has = (letter: number | undefined, kind: KeyValueOperation['kind']): boolean =>
    operations.some((operation) => operation.key[0] === letter && operation.kind === kind);
  return has(description, 'put') && !has(entry, 'delete');
}

function isOfSnapshot({ kind, key }: KeyValueOperation): boolean {
  return kind === 'put' && (key[0] === description || key[0] === piece);
}
