/** One open LevelDB store. */
import { type KeyRange, type KeyValueOperation, type KeyValueStore, KeyValueStoreError, messageOf } from '@ottla/base';
import type { Level } from 'level';
import { entriesPerFetch } from '../limits.ts';
import { storeErrorCode } from './store-errors.ts';

type Entry = readonly [key: Uint8Array, value: Uint8Array];

/** Wraps an open store. */
export class LevelKeyValueStore implements KeyValueStore {
  private readonly path: string;
  private readonly store: Level<Uint8Array, Uint8Array>;

  constructor(path: string, store: Level<Uint8Array, Uint8Array>) {
    this.path = path;
    this.store = store;
  }

  async get(key: Uint8Array): Promise<Uint8Array | undefined> {
    // The library's type forgets that there may be nothing.
    const value = await this.run<Uint8Array | undefined>('read from', () => this.store.get(key));
    return value === undefined ? undefined : plain(value);
  }

  async batch(operations: readonly KeyValueOperation[], options: { readonly sync: boolean }): Promise<void> {
    await this.run('write to', () => {
      const batch = this.store.batch();
      for (const operation of operations) {
        if (operation.kind === 'put') batch.put(operation.key, operation.value);
        else batch.del(operation.key);
      }
      return batch.write({ sync: options.sync });
    });
  }

  /** The iterator, and with it the view, is made here and not when it is first asked. */
  entries(range: KeyRange = {}): AsyncIterable<Entry> {
    const iterator = this.store.iterator({
      ...(range.from === undefined ? {} : { gte: range.from }),
      ...(range.to === undefined ? {} : { lt: range.to }),
      reverse: range.reverse === true,
      limit: range.limit ?? -1,
    });
    const fetch = (): Promise<Entry[]> => this.run('read from', () => iterator.nextv(entriesPerFetch));
    return walk(fetch, () => iterator.close());
  }

  async close(): Promise<void> {
    await this.run('close', () => this.store.close());
  }

  private async run<T>(action: string, operation: () => Promise<T>): Promise<T> {
    try {
      return await operation();
    } catch (thrown) {
      const code = storeErrorCode(thrown);
      const why = code === 'closed' ? 'it was closed' : messageOf(thrown);
      throw new KeyValueStoreError(code, `cannot ${action} the store ${this.path}: ${why}`, { cause: thrown });
    }
  }
}

async function* walk(fetch: () => Promise<Entry[]>, close: () => Promise<void>): AsyncGenerator<Entry> {
  try {
    for (;;) {
      const entries = await fetch();
      if (entries.length === 0) return;
      for (const [key, value] of entries) yield [plain(key), plain(value)] as const;
    }
  } finally {
    await close();
  }
}

/** Not a Buffer, which LevelDB gives whatever it is asked for: its `slice` shares memory where that of a plain array copies. */
function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
