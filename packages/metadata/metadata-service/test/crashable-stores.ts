/**
 * Key-value stores that keep what was synced over a crash and lose the rest, and that fail or stop where a test says. A
 * batch is applied whole or not at all; everything takes at least one turn of the event loop.
 */
import {
  type Clock,
  type Crc32c,
  type KeyRange,
  type KeyValueOperation,
  type KeyValueStore,
  KeyValueStoreError,
  type KeyValueStores,
  type Timers,
} from '@ottla/base';

type Content = Map<string, Uint8Array>;
/** What happens to the batch with this number (from 0): `lost` nothing of it is durable, `kept` all of it is; in both cases nobody hears of it. */
export interface Crash {
  readonly batch: number;
  readonly what: 'lost' | 'kept';
}

export class CrashableStores implements KeyValueStores {
  durable: Content = new Map();
  batches = 0;
  crash: Crash | undefined;
  /** Batches from this number on fail with an error. */
  failFrom = Number.POSITIVE_INFINITY;
  /** Called when a crash was reached. */
  crashed: (() => void) | undefined;

  async open(): Promise<KeyValueStore> {
    return new CrashableStore(this);
  }

  /** The same disk after the process died. */
  restarted(): CrashableStores {
    const next = new CrashableStores();
    next.durable = new Map(this.durable);
    return next;
  }
}

class CrashableStore implements KeyValueStore {
  readonly #stores: CrashableStores;

  constructor(stores: CrashableStores) {
    this.#stores = stores;
  }

  async get(key: Uint8Array): Promise<Uint8Array | undefined> {
    return this.#stores.durable.get(textOf(key))?.slice();
  }

  async batch(operations: readonly KeyValueOperation[], options: { readonly sync: boolean }): Promise<void> {
    const stores = this.#stores;
    const number = stores.batches++;
    await new Promise((resolve) => setImmediate(resolve));
    if (!options.sync) throw new Error('the metadata log syncs everything it writes');
    if (number >= stores.failFrom) throw new KeyValueStoreError('io', 'The disk failed.');
    const isCrash = stores.crash?.batch === number;
    if (!isCrash || stores.crash?.what === 'kept') apply(stores.durable, operations);
    if (!isCrash) return;
    stores.crashed?.();
    await new Promise(() => undefined);
  }

  async *entries(range: KeyRange = {}): AsyncIterable<readonly [key: Uint8Array, value: Uint8Array]> {
    const from = range.from === undefined ? '' : textOf(range.from);
    const to = range.to === undefined ? undefined : textOf(range.to);
    const keys = [...this.#stores.durable.keys()].filter((key) => key >= from && (to === undefined || key < to)).sort();
    for (const key of keys.slice(0, range.limit)) {
      const value = this.#stores.durable.get(key);
      if (value !== undefined) yield [bytesOf(key), value.slice()];
    }
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }
}

function apply(content: Content, operations: readonly KeyValueOperation[]): void {
  for (const operation of operations) {
    if (operation.kind === 'put') content.set(textOf(operation.key), operation.value.slice());
    else content.delete(textOf(operation.key));
  }
}

export function textOf(key: Uint8Array): string {
  return String.fromCharCode(...key);
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Time stands still: what happens here depends on turns of the event loop alone. */
export const clock: Clock = { monotonicMs: () => 0, wallMs: () => 0 };

export const timers: Timers = {
  after: () => ({ cancel: () => undefined }),
  soon: (task) => {
    setImmediate(task);
  },
  next: (task) => process.nextTick(task),
};

export const crc32c: Crc32c = (bytes, previous = 0) => {
  let crc = ~previous;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (0x82f63b78 & -(crc & 1));
  }
  return ~crc >>> 0;
};
