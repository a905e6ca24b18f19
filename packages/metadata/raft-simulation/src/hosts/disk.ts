/** A disk in memory that keeps the contract of `Write`: what is not synced may be lost, in whole writes from the end. */
import type { Entry, HardState, LogIndex, Snapshot, StoredState, Term, Write } from '@ottla/raft-core';

/** What lies on it. */
interface Content {
  hardState: HardState;
  snapshot: Snapshot;
  entries: Entry[];
  /** Complete snapshots, by index. */
  readonly images: Map<number, Uint8Array>;
  partial: Uint8Array | undefined;
}

export class Disk {
  /** What survives a crash. */
  synced: Content;
  /** What was written, synced or not. */
  written: Content;
  #pending: Write[] = [];

  constructor(snapshot: Snapshot) {
    const hardState: HardState = { term: 0 as Term, vote: undefined, commit: 0 as LogIndex };
    this.synced = { hardState, snapshot, entries: [], images: new Map(), partial: undefined };
    this.written = clone(this.synced);
  }

  get pending(): readonly Write[] {
    return this.#pending;
  }

  write(write: Write): void {
    this.#pending.push(write);
    perform(this.written, write);
  }

  /** Syncs the oldest `count` writes. Answers the number of the last of them. */
  sync(count: number = this.#pending.length): number | undefined {
    const done = this.#pending.splice(0, count);
    for (const write of done) perform(this.synced, write);
    return done.at(-1)?.number;
  }

  /** The power goes: what is not synced is gone, but perhaps for the oldest `kept` writes. */
  crash(kept = 0): void {
    this.sync(kept);
    this.#pending = [];
    this.written = clone(this.synced);
  }

  /** All is gone, as if the disk were new. */
  wipe(founding: Snapshot): void {
    Object.assign(this, new Disk(founding));
  }

  saveSnapshot(snapshot: Snapshot, image: Uint8Array): void {
    for (const content of [this.synced, this.written]) {
      content.snapshot = snapshot;
      content.images.set(snapshot.index, image);
    }
  }

  /** Entries below `first` are not needed any more. */
  deleteBelow(first: number): void {
    for (const content of [this.synced, this.written])
      content.entries = content.entries.filter((entry) => entry.index >= first);
  }

  stored(): StoredState {
    const { hardState, snapshot, entries } = this.synced;
    return { hardState, snapshot, entries: [...entries] };
  }
}

/** Whether this content has the entry of this term, or a snapshot that covers it. */
export function holds(content: Content, index: number, term: number): boolean {
  if (content.snapshot.index >= index) return true;
  const first = content.entries[0]?.index ?? 1;
  return content.entries[index - first]?.term === term;
}

function perform(content: Content, { hardState, install, chunks, entries }: Write): void {
  content.hardState = hardState;
  if (install !== undefined) {
    content.images.set(install.index, content.partial ?? new Uint8Array(0));
    content.partial = undefined;
    content.snapshot = install;
    content.entries = [];
  }
  for (const { offset, bytes } of chunks) {
    const before = offset === 0 ? new Uint8Array(0) : (content.partial ?? new Uint8Array(0)).subarray(0, offset);
    content.partial = Uint8Array.from([...before, ...bytes]);
  }
  const first = entries[0];
  if (first !== undefined)
    content.entries = [...content.entries.filter(({ index }) => index < first.index), ...entries];
}

function clone(content: Content): Content {
  return { ...content, entries: [...content.entries], images: new Map(content.images) };
}
