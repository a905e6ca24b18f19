/**
 * The names of a virtual disk: which name in which directory is which inode, as readers see it and as it surely is on the
 * medium. A change of names (create, remove, rename) is one unit: a power loss keeps it whole or loses it whole, and keeps
 * or loses it independent of the others, until a sync of a directory that it touches.
 */
import type { InodeId, Place } from './journal.ts';

/** A change of names that is not surely durable. */
export type NameChange =
  | { readonly sequence: number; readonly kind: 'link'; readonly to: Place; readonly inode: InodeId }
  | { readonly sequence: number; readonly kind: 'unlink'; readonly from: Place }
  | {
      readonly sequence: number;
      readonly kind: 'rename';
      readonly from: Place;
      readonly to: Place;
      readonly inode: InodeId;
    };

type Names = Map<InodeId, Map<string, InodeId>>;

/** Volatile and durable names. */
export class NameTable {
  private readonly seen: Names;
  private readonly durable: Names;
  private changes: NameChange[] = [];

  constructor(durable: Names = new Map(), seen: Names = copyOf(durable)) {
    this.durable = durable;
    this.seen = seen;
  }

  find(place: Place): InodeId | undefined {
    return this.seen.get(place.directory)?.get(place.name);
  }

  namesIn(directory: InodeId): ReadonlyMap<string, InodeId> {
    return this.seen.get(directory) ?? new Map<string, InodeId>();
  }

  change(change: NameChange): void {
    apply(this.seen, change);
    this.changes.push(change);
  }

  /** What was changed in this directory before `asOf` becomes durable, and what those changes stand on. */
  sync(directory: InodeId, asOf: number): void {
    const wanted = new Set<NameChange>();
    const places = new Set<string>();
    for (const change of this.changes.toReversed()) {
      const touched = placesOf(change);
      const inDirectory = touched.some((place) => place.directory === directory);
      if (change.sequence >= asOf) continue;
      if (!inDirectory && !touched.some((place) => places.has(keyOf(place)))) continue;
      wanted.add(change);
      for (const place of touched) places.add(keyOf(place));
    }
    for (const change of this.changes) if (wanted.has(change)) apply(this.durable, change);
    this.changes = this.changes.filter((change) => !wanted.has(change));
  }

  get pending(): readonly NameChange[] {
    return this.changes;
  }

  /** Every inode that has a name, or may have one after a power loss. */
  inodes(): Set<InodeId> {
    const found = new Set<InodeId>();
    for (const names of [this.seen, this.durable]) {
      for (const entries of names.values()) for (const inode of entries.values()) found.add(inode);
    }
    for (const change of this.changes) if (change.kind !== 'unlink') found.add(change.inode);
    return found;
  }

  /** The names after a power loss that kept the changes for which `keeps` answers true. */
  crash(keeps: (change: number) => boolean): NameTable {
    const names = copyOf(this.durable);
    for (const [index, change] of this.changes.entries()) if (keeps(index)) apply(names, change);
    return new NameTable(names);
  }

  clone(): NameTable {
    const copy = new NameTable(copyOf(this.durable), copyOf(this.seen));
    copy.changes = [...this.changes];
    return copy;
  }
}

function apply(names: Names, change: NameChange): void {
  if (change.kind === 'unlink') {
    names.get(change.from.directory)?.delete(change.from.name);
    return;
  }
  if (change.kind === 'rename') forget(names, change);
  const into = names.get(change.to.directory) ?? new Map<string, InodeId>();
  names.set(change.to.directory, into.set(change.to.name, change.inode));
}

/** A thing has one name. After a power loss that took an earlier rename it is not where this one found it. */
function forget(names: Names, change: Extract<NameChange, { readonly kind: 'rename' }>): void {
  const from = names.get(change.from.directory);
  if (from?.get(change.from.name) === change.inode) {
    from.delete(change.from.name);
    return;
  }
  for (const entries of names.values()) {
    for (const [name, inode] of entries) if (inode === change.inode) entries.delete(name);
  }
}

function placesOf(change: NameChange): readonly Place[] {
  if (change.kind === 'link') return [change.to];
  return change.kind === 'unlink' ? [change.from] : [change.from, change.to];
}

function keyOf(place: Place): string {
  return `${place.directory}/${place.name}`;
}

function copyOf(names: Names): Names {
  return new Map([...names].map(([directory, entries]) => [directory, new Map(entries)]));
}
