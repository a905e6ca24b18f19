/**
 * An immutable map from texts to values that keeps its keys in order and shares structure with its ancestors: a tree of
 * wide nodes. A change copies one path; a range is read without looking at the rest; how many keys lie below a key is
 * known without counting them; two maps that came from each other are compared in time of what differs.
 *
 * Keys are in the order of their UTF-16 units, the same on every node. The form of the tree depends on history and is
 * never seen from outside.
 */
import type { MapChange } from './persistent-map.ts';

type Entry<V> = readonly [key: string, value: V];
interface Leaf<V> {
  readonly height: 0;
  /** Entries below this node. */
  readonly size: number;
  readonly first: string;
  readonly items: readonly Entry<V>[];
}
interface Branch<V> {
  readonly height: number;
  readonly size: number;
  readonly first: string;
  readonly items: readonly Node<V>[];
}
type Node<V> = Leaf<V> | Branch<V>;

const itemsMax = 64;
const itemsMin = 16;

/** See the head of this file. Values are never undefined. */
export class OrderedMap<V> {
  readonly #root: Node<V> | undefined;

  private constructor(root: Node<V> | undefined) {
    this.#root = root;
  }

  /** The map without entries. */
  static empty<V>(): OrderedMap<V> {
    return new OrderedMap<V>(undefined);
  }

  get size(): number {
    return this.#root?.size ?? 0;
  }

  get(key: string): V | undefined {
    let node = this.#root;
    while (node !== undefined && isBranch(node)) node = node.items[childOf(node, key)];
    const entry = node?.items[lowerBound(node.items, key)];
    return entry?.[0] === key ? entry[1] : undefined;
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  /** A map that also holds this entry. */
  set(key: string, value: V): OrderedMap<V> {
    if (this.#root === undefined) return new OrderedMap(leafOf([[key, value]]));
    const nodes = withEntry(this.#root, [key, value]);
    const [root] = nodes;
    if (nodes.length === 1 && root === this.#root) return this;
    return new OrderedMap(nodes.length === 1 ? root : branchOf(nodes));
  }

  /** A map without this key. */
  delete(key: string): OrderedMap<V> {
    if (this.#root === undefined || !this.has(key)) return this;
    let root = withoutEntry(this.#root, key);
    while (root !== undefined && isBranch(root) && root.items.length === 1) root = root.items[0];
    return new OrderedMap(root);
  }

  /** How many keys are below this one. */
  countBelow(key: string): number {
    let count = 0;
    let node = this.#root;
    while (node !== undefined && isBranch(node)) {
      const at = childOf(node, key);
      for (let index = 0; index < at; index += 1) count += node.items[index]?.size ?? 0;
      node = node.items[at];
    }
    return node === undefined ? 0 : count + lowerBound(node.items, key);
  }

  /** The entries from this key on, in order. */
  *from(key: string): IterableIterator<Entry<V>> {
    if (this.#root !== undefined) yield* entriesFrom(this.#root, key);
  }

  [Symbol.iterator](): IterableIterator<Entry<V>> {
    return this.from('');
  }

  *values(): IterableIterator<V> {
    for (const [, value] of this) yield value;
  }

  /** What must change to get from this map to `after`, in order of the keys, skipping what both share. */
  changesTo(after: OrderedMap<V>): MapChange<string, V>[] {
    const changes: MapChange<string, V>[] = [];
    const ours = new Cursor(this.#root);
    const theirs = new Cursor(after.#root);
    for (;;) {
      passShared(ours, theirs);
      if (ours.item === undefined && theirs.item === undefined) return changes;
      compareHere(ours, theirs, changes);
    }
  }
}

function isBranch<V>(node: Node<V>): node is Branch<V> {
  return node.height > 0;
}

function leafOf<V>(items: readonly Entry<V>[]): Leaf<V> {
  return { height: 0, size: items.length, first: items[0]?.[0] ?? '', items };
}

function branchOf<V>(items: readonly Node<V>[]): Branch<V> {
  let size = 0;
  for (const item of items) size += item.size;
  return { height: (items[0]?.height ?? 0) + 1, size, first: items[0]?.first ?? '', items };
}

/** Where the first entry not below the key stands. */
function lowerBound<V>(items: readonly Entry<V>[], key: string): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((items[middle]?.[0] ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The child that has the key, or would get it. */
function childOf<V>(branch: Branch<V>, key: string): number {
  let low = 1;
  let high = branch.items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((branch.items[middle]?.first ?? '') <= key) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** One node or, when it became too wide, two; the same one when nothing changed. */
function withEntry<V>(node: Node<V>, entry: Entry<V>): Node<V>[] {
  if (!isBranch(node)) return leafWithEntry(node, entry);
  const at = childOf(node, entry[0]);
  const child = node.items[at];
  if (child === undefined) return [node];
  const changed = withEntry(child, entry);
  const [only] = changed;
  if (changed.length === 1 && only === child) return [node];
  const items = node.items.slice();
  if (changed.length === 1 && only !== undefined) {
    items[at] = only;
    return [replacedIn(node, items, only.size - child.size)];
  }
  items.splice(at, 1, ...changed);
  return branches(items);
}

/** The branch with these items, of which one took the place of another and has so many entries more: the others are not looked at. */
function replacedIn<V>(node: Branch<V>, items: readonly Node<V>[], more: number): Branch<V> {
  return { height: node.height, size: node.size + more, first: items[0]?.first ?? '', items };
}

function leafWithEntry<V>(leaf: Leaf<V>, entry: Entry<V>): Node<V>[] {
  const at = lowerBound(leaf.items, entry[0]);
  const present = leaf.items[at];
  const found = present?.[0] === entry[0];
  if (found && present[1] === entry[1]) return [leaf];
  const items = leaf.items.slice();
  if (found) items[at] = entry;
  else items.splice(at, 0, entry);
  return leaves(items);
}

function leaves<V>(items: readonly Entry<V>[]): Leaf<V>[] {
  return halves(items).map((half) => leafOf(half));
}

function branches<V>(items: readonly Node<V>[]): Branch<V>[] {
  return halves(items).map((half) => branchOf(half));
}

function halves<T>(items: readonly T[]): (readonly T[])[] {
  if (items.length <= itemsMax) return [items];
  const middle = items.length >>> 1;
  return [items.slice(0, middle), items.slice(middle)];
}

/** The node without a key that it has; undefined when nothing is left. */
function withoutEntry<V>(node: Node<V>, key: string): Node<V> | undefined {
  if (!isBranch(node)) {
    const items = node.items.filter((entry) => entry[0] !== key);
    return items.length === 0 ? undefined : leafOf(items);
  }
  const at = childOf(node, key);
  const child = node.items[at];
  const changed = child === undefined ? undefined : withoutEntry(child, key);
  const items = node.items.slice();
  if (changed === undefined) items.splice(at, 1);
  else items[at] = changed;
  if (changed !== undefined && changed.items.length < itemsMin) joinWithNeighbour(items, at);
  return items.length === 0 ? undefined : branchOf(items);
}

/** Puts a narrow node together with the one beside it, as one or two. */
function joinWithNeighbour<V>(nodes: Node<V>[], at: number): void {
  const left = Math.max(at - 1, 0);
  const one = nodes[left];
  const other = nodes[left + 1];
  if (one === undefined || other === undefined) return;
  const joined =
    isBranch(one) && isBranch(other)
      ? branches([...one.items, ...other.items])
      : leaves([...(one as Leaf<V>).items, ...(other as Leaf<V>).items]);
  nodes.splice(left, 2, ...joined);
}

function* entriesFrom<V>(node: Node<V>, key: string): IterableIterator<Entry<V>> {
  if (!isBranch(node)) {
    for (let at = lowerBound(node.items, key); at < node.items.length; at += 1) yield node.items[at] as Entry<V>;
    return;
  }
  for (let at = childOf(node, key); at < node.items.length; at += 1) yield* entriesFrom(node.items[at] as Node<V>, key);
}

type Item<V> = Node<V> | Entry<V>;

interface Frame<V> {
  readonly items: readonly Item<V>[];
  at: number;
  readonly outer: Frame<V> | undefined;
}

/** Goes through a tree in order; at each moment it stands at a whole node, which can be passed over or opened, or at an entry. */
class Cursor<V> {
  #frame: Frame<V> | undefined;

  constructor(root: Node<V> | undefined) {
    this.#frame = root === undefined ? undefined : { items: [root], at: 0, outer: undefined };
  }

  get item(): Item<V> | undefined {
    const frame = this.#frame;
    return frame?.items[frame.at];
  }

  /** The node in which it stands, and where there. */
  get frame(): Frame<V> | undefined {
    return this.#frame;
  }

  /** Passes over this item, or over so many in this node. */
  next(count = 1): void {
    let frame = this.#frame;
    let step = count;
    while (frame !== undefined) {
      frame.at += step;
      if (frame.at < frame.items.length) break;
      frame = frame.outer;
      step = 1;
    }
    this.#frame = frame;
  }

  /** Stands at the first item inside of this node, which is the current one. */
  open(node: Node<V>): void {
    this.#frame = { items: node.items, at: 0, outer: this.#frame };
  }
}

/** Passes over what both share from here on: between two versions of a wide node nearly everything is. */
function passShared<V>(ours: Cursor<V>, theirs: Cursor<V>): void {
  for (let count = sharedCount(ours.frame, theirs.frame); count > 0; count = sharedCount(ours.frame, theirs.frame)) {
    ours.next(count);
    theirs.next(count);
  }
}

/** How many of the next items in both nodes are the same. */
function sharedCount<V>(ours: Frame<V> | undefined, theirs: Frame<V> | undefined): number {
  if (ours === undefined || theirs === undefined) return 0;
  const { items: mine, at: from } = ours;
  const { items: others, at: otherFrom } = theirs;
  const most = Math.min(mine.length - from, others.length - otherFrom);
  let count = 0;
  while (count < most && mine[from + count] === others[otherFrom + count]) count += 1;
  return count;
}

/** Takes one step where they differ: into the wider of two nodes, or past a changed entry. */
function compareHere<V>(ours: Cursor<V>, theirs: Cursor<V>, changes: MapChange<string, V>[]): void {
  const mine = ours.item;
  const other = theirs.item;
  const order = orderOf(mine, other);
  if (order < 0) stepAlone(ours, 'before', changes);
  else if (order > 0) stepAlone(theirs, 'after', changes);
  else if (mine !== undefined && other !== undefined && isEntry(mine) && isEntry(other)) {
    if (mine[1] !== other[1]) changes.push({ key: mine[0], before: mine[1], after: other[1] });
    ours.next();
    theirs.next();
  } else {
    ours.open(mine as Node<V>);
    theirs.open(other as Node<V>);
  }
}

/** Negative when the first has to move: its keys begin lower, or they begin alike and it is the wider one. */
function orderOf<V>(mine: Item<V> | undefined, other: Item<V> | undefined): number {
  if (mine === undefined) return 1;
  if (other === undefined) return -1;
  const [myKey, otherKey] = [firstKey(mine), firstKey(other)];
  if (myKey !== otherKey) return myKey < otherKey ? -1 : 1;
  return heightOf(other) - heightOf(mine);
}

function stepAlone<V>(cursor: Cursor<V>, side: 'before' | 'after', changes: MapChange<string, V>[]): void {
  const { item } = cursor;
  if (item === undefined) return;
  if (!isEntry(item)) {
    cursor.open(item);
    return;
  }
  const [key, value] = item;
  changes.push(side === 'before' ? { key, before: value, after: undefined } : { key, before: undefined, after: value });
  cursor.next();
}

function isEntry<V>(item: Item<V>): item is Entry<V> {
  return Array.isArray(item);
}

function firstKey<V>(item: Item<V>): string {
  return isEntry(item) ? item[0] : item.first;
}

function heightOf<V>(item: Item<V>): number {
  return isEntry(item) ? -1 : item.height;
}
