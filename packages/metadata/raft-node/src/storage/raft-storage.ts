/**
 * What a node must not forget, on a key-value store: entries, hard state, snapshots in pieces. Each `Write` of the core is a job of
 * the write queue, and so durable as a whole, in the order of the numbers. Opening it is the business of `openRaftStorage`.
 */
import { assert, type Crc32c, type KeyValueOperation, type KeyValueStore } from '@ottla/base';
import type { ChunkToStore, Entry, LogIndex, Snapshot, Write } from '@ottla/raft-core';
import { entriesPerDeletionMax, snapshotBatchBytes } from '../limits.ts';
import type { WholeStore } from './inspect-store.ts';
import { descriptionKey, entryKey, pieceKey } from './keys.ts';
import { open, seal, sealable } from './sealed.ts';
import { reachOf, type Slot, SnapshotSlots } from './snapshot-slots.ts';
import type { RaftStorageError } from './storage-error.ts';
import { encodeDescription, encodeEntry, type LogState } from './stored-values.ts';
import { WriteQueue } from './write-queue.ts';

export interface RaftStorageOptions {
  readonly store: KeyValueStore;
  readonly path: string;
  readonly crc32c: Crc32c;
}

/** `overtaken`: a newer one was installed in between. `failed`: the disk failed, or the storage was closed. */
export type SaveResult = 'saved' | 'overtaken' | 'failed';

export class RaftStorage {
  readonly #store: KeyValueStore;
  readonly #crc32c: Crc32c;
  readonly #queue: WriteQueue;
  readonly #slots: SnapshotSlots;
  /** As it is once everything in the queue is durable. */
  #state: LogState;
  #newest: Snapshot;
  #tellFailure: (error: RaftStorageError) => void = nothing;

  constructor(options: RaftStorageOptions, whole: WholeStore) {
    this.#store = options.store;
    this.#crc32c = options.crc32c;
    this.#queue = new WriteQueue({ ...options, failed: (error) => this.#tellFailure(error) });
    this.#state = whole.state;
    this.#newest = whole.stored.snapshot;
    this.#slots = new SnapshotSlots(Math.max(whole.state.slot, ...whole.pieces.keys(), ...whole.broken.keys()) + 1);
    const { slot } = whole.state;
    if (slot > 0) this.#slots.adopt(slot, whole.stored.snapshot, whole.pieces.get(slot) ?? []);
  }

  /** Who is told, once, that a batch failed: nothing is confirmed any more, the node must stop. */
  onFailure(listener: (error: RaftStorageError) => void): void {
    this.#tellFailure = listener;
  }

  /** Makes a write durable in one piece, then calls `done`. After a failure `done` is never called. */
  write(write: Write, done: () => void): void {
    const operations: KeyValueOperation[] = [];
    if (write.install !== undefined) this.#install(write.install, operations);
    for (const chunk of write.chunks) this.#receive(chunk, operations);
    if (write.entries.length > 0) this.#replaceTail(write.entries, operations);
    this.#state = { ...this.#state, hardState: write.hardState };
    this.#queue.add({ operations, state: this.#state, done });
  }

  /** Keeps a snapshot of our own state. The log stays until `deleteEntriesBelow`. */
  async saveSnapshot(snapshot: Snapshot, pieces: readonly Uint8Array[]): Promise<SaveResult> {
    const slot = this.#slots.begin(snapshot);
    let operations: KeyValueOperation[] = [];
    let bytes = 0;
    for (const piece of pieces.filter(({ byteLength }) => byteLength > 0)) {
      operations.push(this.#putPiece(slot, piece));
      bytes += piece.byteLength;
      if (bytes < snapshotBatchBytes) continue;
      if (!(await this.#durable(operations))) return 'failed';
      operations = [];
      bytes = 0;
    }
    assert(reachOf(slot) === snapshot.bytes, 'a snapshot is as long as it is said to be');
    if (this.#newest.index >= snapshot.index) {
      this.#delete([slot]);
      return 'overtaken';
    }
    this.#point(slot, operations);
    return (await this.#durable(operations)) ? 'saved' : 'failed';
  }

  /** Entries below `first` are not needed any more. Those that no snapshot here covers stay in any case (INV-STORE-2). */
  deleteEntriesBelow(first: LogIndex): void {
    const end = Math.min(first, this.#state.last + 1, this.#newest.index + 1);
    while (this.#state.first < end && this.#queue.isRunning) {
      const next = Math.min(end, this.#state.first + entriesPerDeletionMax) as LogIndex;
      const operations = entryDeletions(this.#state.first, next);
      this.#state = { ...this.#state, first: next };
      this.#queue.add({ operations, state: this.#state, done: nothing });
    }
  }

  /** Deletes the snapshots older than the newest, but for those with these last indexes. */
  deleteSnapshotsBut(inUse: ReadonlySet<number>): void {
    this.#delete(this.#slots.below(this.#newest.index, inUse));
  }

  /** These bytes of a snapshot; undefined when it is not there any more, or damaged. */
  async readChunk(snapshot: Snapshot, offset: number, length: number): Promise<Uint8Array | undefined> {
    const slot = this.#slots.find(snapshot);
    if (slot === undefined || offset + length > reachOf(slot)) return undefined;
    const chunk = new Uint8Array(length);
    for (const piece of slot.pieces) {
      if (piece.offset >= offset + length || piece.offset + piece.bytes <= offset) continue;
      const bytes = await this.#readPiece(slot, piece.offset);
      if (bytes?.byteLength !== piece.bytes) return undefined;
      const from = Math.max(0, offset - piece.offset);
      chunk.set(bytes.subarray(from, offset + length - piece.offset), Math.max(0, piece.offset - offset));
    }
    return chunk;
  }

  /**
   * All of a snapshot, received or own, in pieces; undefined when it is not there any more, or damaged. While it is read it stays,
   * also where another one takes its place.
   */
  async readSnapshot(snapshot: Snapshot): Promise<readonly Uint8Array[] | undefined> {
    const slot = this.#slots.find(snapshot);
    if (slot === undefined || reachOf(slot) !== snapshot.bytes) return undefined;
    slot.readers += 1;
    try {
      return await this.#readSlot(slot);
    } finally {
      slot.readers -= 1;
      if (slot.isDue) this.#delete([slot]);
    }
  }

  async #readSlot(slot: Slot): Promise<readonly Uint8Array[] | undefined> {
    const pieces: Uint8Array[] = [];
    for (const { offset, bytes: length } of [...slot.pieces]) {
      const bytes = await this.#readPiece(slot, offset);
      if (bytes?.byteLength !== length) return undefined;
      pieces.push(bytes);
    }
    return pieces;
  }

  /** Lets the batch under way end, drops what waits, and closes the store. */
  async close(): Promise<void> {
    await this.#queue.stop();
    await this.#store.close();
  }

  /** Offset 0 begins anew: what was received before is of no use. */
  #receive({ snapshot, offset, bytes }: ChunkToStore, operations: KeyValueOperation[]): void {
    if (offset === 0) {
      const before = this.#slots.incoming;
      if (before !== undefined) this.#forget(before, operations);
      this.#slots.beginIncoming(snapshot);
    }
    const slot = this.#slots.incoming;
    assert(slot !== undefined && offset === reachOf(slot), 'a snapshot is received without a hole');
    operations.push(this.#putPiece(slot, bytes));
  }

  /** What was received takes the place of the log and of the snapshots before. */
  #install(snapshot: Snapshot, operations: KeyValueOperation[]): void {
    const slot = this.#slots.takeIncoming();
    assert(slot.snapshot.index === snapshot.index, 'what is installed was received');
    assert(reachOf(slot) === snapshot.bytes, 'what is installed was received to its end');
    operations.push(...entryDeletions(this.#state.first, this.#state.last + 1));
    this.#point(slot, operations);
    const last = snapshot.index;
    this.#state = { ...this.#state, first: (last + 1) as LogIndex, last };
    for (const old of this.#slots.below(snapshot.index, new Set())) this.#forget(old, operations);
  }

  #replaceTail(entries: readonly Entry[], operations: KeyValueOperation[]): void {
    const { first, last } = this.#state;
    const from = entries[0]?.index ?? first;
    assert(from >= first && from <= last + 1, 'entries follow upon what is stored, or take its place');
    for (const entry of entries) {
      const key = entryKey(entry.index);
      operations.push({ kind: 'put', key, value: seal(key, encodeEntry(entry), this.#crc32c) });
    }
    const end = (from + entries.length - 1) as LogIndex;
    operations.push(...entryDeletions(end + 1, last + 1));
    this.#state = { ...this.#state, last: end };
  }

  /** From now on this is the snapshot. */
  #point(slot: Slot, operations: KeyValueOperation[]): void {
    const { number, snapshot } = slot;
    const value = seal(descriptionKey, encodeDescription({ slot: number, snapshot }), this.#crc32c);
    operations.push({ kind: 'put', key: descriptionKey, value });
    this.#newest = snapshot;
    this.#state = { ...this.#state, slot: number };
  }

  #putPiece(slot: Slot, bytes: Uint8Array): KeyValueOperation {
    const offset = reachOf(slot);
    slot.pieces.push({ offset, bytes: bytes.byteLength });
    const key = pieceKey(slot.number, offset);
    return { kind: 'put', key, value: seal(key, sealable(bytes.byteLength).raw(bytes), this.#crc32c) };
  }

  #delete(slots: readonly Slot[]): void {
    const operations: KeyValueOperation[] = [];
    for (const slot of slots) this.#forget(slot, operations);
    if (operations.length > 0) this.#queue.add({ operations, state: this.#state, done: nothing });
  }

  /** What is being read is deleted afterwards. */
  #forget(slot: Slot, operations: KeyValueOperation[]): void {
    slot.isDue = slot.readers > 0;
    if (slot.isDue) return;
    for (const { offset } of slot.pieces) operations.push({ kind: 'delete', key: pieceKey(slot.number, offset) });
    this.#slots.forget(slot);
  }

  /** Whether it became durable. */
  #durable(operations: readonly KeyValueOperation[]): Promise<boolean> {
    return new Promise((resolve) => {
      this.#queue.add({ operations, state: this.#state, done: () => resolve(true), dropped: () => resolve(false) });
    });
  }

  async #readPiece(slot: Slot, offset: number): Promise<Uint8Array | undefined> {
    const key = pieceKey(slot.number, offset);
    const value = await this.#store.get(key);
    const opened = value === undefined ? undefined : open(key, value, this.#crc32c);
    return opened?.kind === 'sound' ? opened.fields : undefined;
  }
}

function entryDeletions(from: number, end: number): KeyValueOperation[] {
  const operations: KeyValueOperation[] = [];
  for (let index = from; index < end; index += 1) operations.push({ kind: 'delete', key: entryKey(index) });
  return operations;
}

function nothing(): void {
  // There is nothing to do when this is over.
}
