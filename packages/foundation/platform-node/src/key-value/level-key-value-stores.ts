/** The key-value port on LevelDB. The library is loaded when the first store is opened. */
import { type KeyValueStore, KeyValueStoreError, type KeyValueStores, messageOf } from '@ottla/base';
import { LevelKeyValueStore } from './level-key-value-store.ts';
import { storeErrorCode } from './store-errors.ts';

/** Stores in directories. */
export const levelKeyValueStores: KeyValueStores = { open };

async function open(path: string): Promise<KeyValueStore> {
  const { Level } = await import('level');
  const store = new Level<Uint8Array, Uint8Array>(path, { keyEncoding: 'view', valueEncoding: 'view' });
  try {
    await store.open();
  } catch (thrown) {
    const reason = thrown instanceof Error && thrown.cause !== undefined ? thrown.cause : thrown;
    throw openError(path, reason);
  }
  return new LevelKeyValueStore(path, store);
}

function openError(path: string, reason: unknown): KeyValueStoreError {
  const code = storeErrorCode(reason);
  const why = {
    locked: 'it is open already, in this process or another one; stop that first',
    corrupt: `it is damaged and was left as it is; restore it from a copy (${messageOf(reason)})`,
    closed: 'it was closed',
    io: messageOf(reason),
  }[code];
  return new KeyValueStoreError(code, `cannot open the store ${path}: ${why}`, { cause: reason });
}
