/** The shell around one node: does what the README's contract says, on a disk and a state machine in memory. */
import type { Randomness } from '@ottla/base';
import {
  type Entry,
  type LogIndex,
  type Message,
  type NodeId,
  RaftNode,
  type RaftOptions,
  type RaftRules,
  type ReadOutcome,
  type Ready,
  raftRules,
  type Snapshot,
} from '@ottla/raft-core';
import type { Disk } from './disk.ts';

/** What is told about everything that a host does. */
export interface HostListener {
  sent?(message: Message): void;
  took?(host: Host, ready: Ready): void;
  applied?(host: Host, entry: Entry): void;
  restored?(host: Host, snapshot: Snapshot): void;
  read?(host: Host, outcome: ReadOutcome): void;
}

export type HostOptions = Omit<RaftOptions, 'id' | 'randomness'> & { readonly randomness: () => Randomness };

export class Host {
  readonly id: NodeId;
  readonly disk: Disk;
  /** All commands in the order of application; what a snapshot holds. */
  commands: string[] = [];
  appliedIndex = 0 as LogIndex;
  /** Whether snapshots that arrive can be read. */
  findsSnapshotsSound: boolean | (() => boolean) = true;
  /** Set to let the disk stand still: what is written is never synced. */
  diskStandsStill = false;
  /** Set to let snapshots wait until `look`. */
  looksLater = false;
  #toLookAt: Snapshot | undefined;
  #node: RaftNode | undefined;
  readonly #options: HostOptions;
  readonly #rules: RaftRules;
  readonly #listener: HostListener;

  constructor(id: NodeId, disk: Disk, options: HostOptions, listener: HostListener, rules: RaftRules = raftRules) {
    this.id = id;
    this.disk = disk;
    this.#options = options;
    this.#listener = listener;
    this.#rules = rules;
  }

  get isUp(): boolean {
    return this.#node !== undefined;
  }

  get node(): RaftNode {
    if (this.#node === undefined) throw new Error(`node ${this.id} is down`);
    return this.#node;
  }

  start(more: Partial<RaftOptions> = {}): void {
    const { randomness, ...rest } = this.#options;
    this.commands = [];
    this.#toLookAt = undefined;
    this.appliedIndex = this.disk.synced.snapshot.index;
    const options = { ...rest, ...more, id: this.id, randomness: randomness() };
    this.#node = new RaftNode(options, this.disk.stored(), this.#rules);
  }

  crash(kept = 0): void {
    this.disk.crash(kept);
    this.#node = undefined;
  }

  /** One turn: everything but the sync. Answers whether there was something to do. */
  turn(): boolean {
    const ready = this.node.takeReady();
    if (ready === undefined) return false;
    this.#listener.took?.(this, ready);
    for (const message of ready.messages) this.#listener.sent?.(message);
    for (const { length, ...chunk } of ready.chunks) {
      const image = this.disk.synced.images.get(chunk.snapshot.index);
      const bytes = image?.slice(chunk.offset, chunk.offset + length);
      if (bytes === undefined) this.node.unreadable(chunk.to, chunk.snapshot.index);
      else this.#listener.sent?.({ ...chunk, kind: 'snapshotChunk', bytes });
    }
    if (ready.write !== undefined) this.disk.write(ready.write);
    if (ready.verify !== undefined) this.#toLookAt = ready.verify;
    if (!this.looksLater) this.look();
    if (ready.restore !== undefined) this.#restore(ready.restore);
    for (const entry of ready.committed) this.#apply(entry);
    for (const outcome of ready.reads) this.#listener.read?.(this, outcome);
    return true;
  }

  /** Looks at the snapshot that has arrived. */
  look(): void {
    if (this.#toLookAt !== undefined) this.node.verified(this.#toLookAt, this.#findsSound());
    this.#toLookAt = undefined;
  }

  /** Syncs the oldest writes. Answers whether there were any. */
  sync(count?: number): boolean {
    if (this.diskStandsStill) return false;
    const number = this.disk.sync(count);
    if (number !== undefined) this.node.persisted(number);
    return number !== undefined;
  }

  /** A snapshot of what is applied, unless there is one already. */
  snapshot(): void {
    const place = this.node.describeSnapshot(this.appliedIndex);
    if (place === undefined) return;
    const image = new TextEncoder().encode(JSON.stringify(this.commands));
    const snapshot = { ...place, bytes: image.byteLength };
    this.disk.saveSnapshot(snapshot, image);
    const first = this.node.snapshotSaved(snapshot);
    if (first !== undefined) this.disk.deleteBelow(first);
  }

  #findsSound(): boolean {
    return typeof this.findsSnapshotsSound === 'boolean' ? this.findsSnapshotsSound : this.findsSnapshotsSound();
  }

  #restore(snapshot: Snapshot): void {
    const image = this.disk.synced.images.get(snapshot.index);
    if (image === undefined) throw new Error(`node ${this.id} has no snapshot ${snapshot.index}`);
    this.commands = JSON.parse(new TextDecoder().decode(image)) as string[];
    this.appliedIndex = snapshot.index;
    this.#listener.restored?.(this, snapshot);
  }

  #apply(entry: Entry): void {
    if (entry.index !== this.appliedIndex + 1) throw new Error(`entry ${entry.index} after ${this.appliedIndex}`);
    this.appliedIndex = entry.index;
    if (entry.kind === 'command') this.commands.push(new TextDecoder().decode(entry.bytes));
    this.#listener.applied?.(this, entry);
  }
}
