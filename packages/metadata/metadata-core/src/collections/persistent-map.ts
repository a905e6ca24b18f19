/**
 * An immutable map that shares structure with its ancestors: a change copies two arrays of 64 pointers and one short
 * leaf, whatever the size of the map. Two maps that came from each other are compared in time of what differs.
 *
 * The order of iteration follows from the keys alone (their hash, then the keys themselves), not from history, so equal
 * maps iterate equally on every node. It is no general trie: two fixed levels of 64 suit maps of up to some millions.
 */

type Key = string | number;
type Leaf<K, V> = readonly (readonly [key: K, value: V])[];
type Branch<K, V> = readonly (Leaf<K, V> | undefined)[];

const fanout = 64;
const mask = fanout - 1;

/** A change between two maps: `before` undefined for a new key, `after` undefined for one that is gone. */
export interface MapChange<K, V> {
  readonly key: K;
  readonly before: V | undefined;
  readonly after: V | undefined;
}

/** See the head of this file. Values are never undefined. */
export class PersistentMap<K extends Key, V> {
  readonly size: number;
  readonly #root: readonly (Branch<K, V> | undefined)[];

  private constructor(root: readonly (Branch<K, V> | undefined)[], size: number) {
    this.#root = root;
    this.size = size;
  }

  /** The map without entries. */
  static empty<K extends Key, V>(): PersistentMap<K, V> {
    return new PersistentMap<K, V>(new Array<undefined>(fanout).fill(undefined), 0);
  }

  get(key: K): V | undefined {
    const hash = hashOf(key);
    const leaf = this.#root[hash & mask]?.[(hash >>> 6) & mask];
    if (leaf === undefined) return undefined;
    for (const entry of leaf) if (entry[0] === key) return entry[1];
    return undefined;
  }

  has(key: K): boolean {
    return this.get(key) !== undefined;
  }

  /** A map that also holds this entry. */
  set(key: K, value: V): PersistentMap<K, V> {
    const hash = hashOf(key);
    const leaf = this.#root[hash & mask]?.[(hash >>> 6) & mask] ?? [];
    const at = leaf.findIndex((entry) => entry[0] >= key);
    const found = at >= 0 && leaf[at]?.[0] === key;
    if (found && leaf[at]?.[1] === value) return this;
    const next = leaf.slice();
    if (found) next[at] = [key, value];
    else next.splice(at < 0 ? leaf.length : at, 0, [key, value]);
    return this.#with(hash, next, this.size + (found ? 0 : 1));
  }

  /** A map without this key. */
  delete(key: K): PersistentMap<K, V> {
    const hash = hashOf(key);
    const leaf = this.#root[hash & mask]?.[(hash >>> 6) & mask];
    const next = leaf?.filter((entry) => entry[0] !== key);
    if (leaf === undefined || next === undefined || next.length === leaf.length) return this;
    return this.#with(hash, next.length === 0 ? undefined : next, this.size - 1);
  }

  *[Symbol.iterator](): IterableIterator<readonly [key: K, value: V]> {
    for (const branch of this.#root) {
      if (branch === undefined) continue;
      for (const leaf of branch) if (leaf !== undefined) yield* leaf;
    }
  }

  *keys(): IterableIterator<K> {
    for (const [key] of this) yield key;
  }

  *values(): IterableIterator<V> {
    for (const [, value] of this) yield value;
  }

  /** What must change to get from this map to `after`, skipping what both share. */
  changesTo(after: PersistentMap<K, V>): MapChange<K, V>[] {
    const changes: MapChange<K, V>[] = [];
    if (this === after) return changes;
    for (let high = 0; high < fanout; high += 1) {
      const ours = this.#root[high];
      const theirs = after.#root[high];
      if (ours === theirs) continue;
      for (let low = 0; low < fanout; low += 1) compareLeaves(ours?.[low], theirs?.[low], changes);
    }
    return changes;
  }

  #with(hash: number, leaf: Leaf<K, V> | undefined, size: number): PersistentMap<K, V> {
    const root = this.#root.slice();
    const branch = root[hash & mask]?.slice() ?? new Array<undefined>(fanout).fill(undefined);
    branch[(hash >>> 6) & mask] = leaf;
    root[hash & mask] = branch;
    return new PersistentMap(root, size);
  }
}

function compareLeaves<K, V>(
  before: Leaf<K, V> | undefined,
  after: Leaf<K, V> | undefined,
  changes: MapChange<K, V>[],
): void {
  if (before === after) return;
  const ours = new Map(before);
  for (const [key, value] of after ?? []) {
    const old = ours.get(key);
    ours.delete(key);
    if (old !== value) changes.push({ key, before: old, after: value });
  }
  for (const [key, value] of ours) changes.push({ key, before: value, after: undefined });
}

/** Spreads keys over the leaves. Numbers by multiplication, texts by a running one. */
function hashOf(key: Key): number {
  if (typeof key === 'number') return Math.imul(key ^ (key / 2 ** 32), 0x9e3779b1) >>> 15;
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}
