/** Ordered key-value stores in memory, for nodes that keep nothing. One map per path, sorted when it is read. */
import {
  type KeyRange,
  type KeyValueOperation,
  type KeyValueStore,
  KeyValueStoreError,
  type KeyValueStores,
} from '@ottla/base';

/** Makes stores that live as long as the returned object; a path opened again has its content again. */
export function createMemoryKeyValueStores(): KeyValueStores {
  const contents = new Map<string, Map<string, Uint8Array>>();
  const open = new Set<string>();
  return {
    async open(path) {
      if (open.has(path)) throw new KeyValueStoreError('locked', `the store ${path} is open already`);
      open.add(path);
      const content = contents.get(path) ?? new Map<string, Uint8Array>();
      contents.set(path, content);
      return new MemoryKeyValueStore(content, () => open.delete(path));
    },
  };
}

class MemoryKeyValueStore implements KeyValueStore {
  /** Keys as Latin-1 text, so that text order is byte order. */
  private readonly content: Map<string, Uint8Array>;
  private readonly closing: () => void;
  private isOpen = true;

  constructor(content: Map<string, Uint8Array>, closing: () => void) {
    this.content = content;
    this.closing = closing;
  }

  async get(key: Uint8Array): Promise<Uint8Array | undefined> {
    this.mustBeOpen();
    return this.content.get(textOf(key))?.slice();
  }

  async batch(operations: readonly KeyValueOperation[]): Promise<void> {
    this.mustBeOpen();
    for (const operation of operations) {
      if (operation.kind === 'put') this.content.set(textOf(operation.key), operation.value.slice());
      else this.content.delete(textOf(operation.key));
    }
  }

  entries(range: KeyRange = {}): AsyncIterable<readonly [key: Uint8Array, value: Uint8Array]> {
    this.mustBeOpen();
    const from = range.from === undefined ? undefined : textOf(range.from);
    const to = range.to === undefined ? undefined : textOf(range.to);
    const chosen = [...this.content]
      .filter(([key]) => (from === undefined || key >= from) && (to === undefined || key < to))
      .sort(([a], [b]) => (a < b ? -1 : 1));
    if (range.reverse === true) chosen.reverse();
    return handOut(chosen.slice(0, range.limit));
  }

  async close(): Promise<void> {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.closing();
  }

  private mustBeOpen(): void {
    if (!this.isOpen) throw new KeyValueStoreError('closed', 'the store was closed');
  }
}

async function* handOut(
  chosen: readonly (readonly [string, Uint8Array])[],
): AsyncIterable<readonly [key: Uint8Array, value: Uint8Array]> {
  for (const [key, value] of chosen) yield [bytesOf(key), value.slice()];
}

function textOf(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1');
}

function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}
