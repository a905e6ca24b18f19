/**
 * The replicated log of a node that is alone: a quorum of one. What its disk has confirmed is committed. Proposals of one
 * turn of the event loop, and those that come in while a sync is running, go into one synced batch.
 *
 *     opening --start--> running --sync fails--> failed
 *                           \------stop-------> stopped
 *
 * INV-LOG-2: an entry is handed to the follower only after the batch that holds it was synced. INV-LOG-3: after a failed
 * batch nothing is written or committed any more; what the disk then holds is found out by the next start.
 */
import {
  assert,
  type Crc32c,
  type KeyValueOperation,
  type KeyValueStore,
  KeyValueStoreError,
  type KeyValueStores,
  type MetadataOffset,
  messageOf,
  type Timers,
} from '@ottla/base';
import { entriesPerBatchMax } from '../limits.ts';
import { MetadataLogError } from './metadata-log-error.ts';
import { recoverLocalLog } from './recover-local-log.ts';
import type {
  CommittedEntry,
  Leadership,
  LogFollower,
  LogSnapshot,
  ProposalResult,
  ReplicatedLog,
  Term,
} from './replicated-log.ts';
import {
  encodeEntry,
  encodePiece,
  encodeState,
  entryKey,
  pieceKey,
  type StoredState,
  stateKey,
} from './stored-form.ts';

export interface LocalMetadataLogOptions {
  readonly stores: KeyValueStores;
  /** The directory of the store. */
  readonly path: string;
  readonly crc32c: Crc32c;
  readonly timers: Timers;
  /** The node has been running before, so an empty log must be refused. */
  readonly expectExisting: boolean;
}

interface Proposal {
  readonly bytes: Uint8Array;
  readonly settle: (result: ProposalResult) => void;
}

interface SnapshotToSave {
  readonly snapshot: LogSnapshot;
  readonly done: () => void;
}

type Life = 'opening' | 'running' | 'failed' | 'stopped';

export class LocalMetadataLog implements ReplicatedLog {
  readonly #options: LocalMetadataLogOptions;
  #life: Life = 'opening';
  #store: KeyValueStore | undefined;
  #follower: LogFollower | undefined;
  #state: StoredState | undefined;
  #proposals: Proposal[] = [];
  #snapshot: SnapshotToSave | undefined;
  #scheduled = false;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: LocalMetadataLogOptions) {
    this.#options = options;
  }

  async start(follower: LogFollower): Promise<void> {
    assert(this.#life === 'opening' && this.#store === undefined, 'a log is started once');
    const { stores, path, crc32c, expectExisting } = this.#options;
    try {
      const store = await stores.open(path);
      this.#store = store;
      this.#state = await recoverLocalLog({ store, path, crc32c, expectExisting }, follower);
    } catch (error) {
      this.#life = 'failed';
      await this.#store?.close();
      throw asLogError(path, error);
    }
    this.#follower = follower;
    this.#life = 'running';
    follower.leadershipChanged(this.leadership());
  }

  propose(bytes: Uint8Array): Promise<ProposalResult> {
    if (this.#life !== 'running')
      return Promise.resolve({ kind: 'refused', reason: this.#life === 'failed' ? 'failed' : 'stopped' });
    return new Promise((settle) => {
      this.#proposals.push({ bytes, settle });
      this.#schedule();
    });
  }

  saveSnapshot(snapshot: LogSnapshot): Promise<void> {
    if (this.#life !== 'running' || this.#snapshot !== undefined) return Promise.resolve();
    return new Promise((done) => {
      this.#snapshot = { snapshot, done };
      this.#schedule();
    });
  }

  leadership(): Leadership {
    return { kind: 'leader', term: this.#state?.term ?? (1 as Term) };
  }

  async stop(): Promise<void> {
    if (this.#life === 'stopped') return;
    const before = this.#life;
    this.#life = 'stopped';
    const waiting = this.#proposals.splice(0);
    await this.#writing;
    for (const proposal of waiting) proposal.settle({ kind: 'refused', reason: 'stopped' });
    this.#snapshot?.done();
    this.#snapshot = undefined;
    if (before !== 'opening' && this.#store !== undefined) await this.#store.close();
  }

  /** Writes at the end of this turn, unless a write is under way, which then goes on with what has come in. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#options.timers.soon(() => {
      this.#writing = this.#write();
    });
  }

  async #write(): Promise<void> {
    while (this.#life === 'running' && (this.#proposals.length > 0 || this.#snapshot !== undefined))
      await this.#writeBatch();
    this.#scheduled = false;
  }

  async #writeBatch(): Promise<void> {
    const { crc32c } = this.#options;
    const { state, store, follower } = this.#running();
    const taken = this.#proposals.splice(0, entriesPerBatchMax);
    const snapshot = this.#snapshot;
    this.#snapshot = undefined;
    const entries = taken.map(
      (proposal, index): CommittedEntry => ({
        position: (state.end + index) as MetadataOffset,
        term: state.term,
        bytes: proposal.bytes,
      }),
    );
    const operations: KeyValueOperation[] = entries.map((entry) => ({
      kind: 'put',
      key: entryKey(entry.position),
      value: encodeEntry(entry, crc32c),
    }));
    const grown: StoredState = { ...state, end: (state.end + entries.length) as MetadataOffset };
    const next = snapshot === undefined ? grown : this.#trim(grown, snapshot.snapshot, operations);
    operations.push({ kind: 'put', key: stateKey, value: encodeState(next, crc32c) });
    try {
      await store.batch(operations, { sync: true });
      this.#state = next;
      if (entries.length > 0) follower.committed(entries);
    } catch (error) {
      this.#fail(error, taken);
      snapshot?.done();
      return;
    }
    for (const [index, { settle }] of taken.entries())
      settle({ kind: 'committed', position: (state.end + index) as MetadataOffset });
    snapshot?.done();
  }

  /** Adds what puts the snapshot in place of the entries that it covers and of the snapshot before. */
  #trim(state: StoredState, snapshot: LogSnapshot, operations: KeyValueOperation[]): StoredState {
    const { position, pieces } = snapshot;
    assert(position <= state.end, 'a snapshot covers committed entries only');
    if (position <= state.first) return state;
    for (let old = 0; old < state.snapshotPieces; old += 1)
      operations.push({ kind: 'delete', key: pieceKey(state.snapshotPosition, old) });
    for (let covered: number = state.first; covered < position; covered += 1)
      operations.push({ kind: 'delete', key: entryKey(covered) });
    for (const [number, bytes] of pieces.entries())
      operations.push({
        kind: 'put',
        key: pieceKey(position, number),
        value: encodePiece(position, { number, bytes }, this.#options.crc32c),
      });
    return { ...state, first: position, snapshotPosition: position, snapshotPieces: pieces.length };
  }

  /** A failed sync is never tried again: the disk may say "done" and still have lost what was in flight. */
  #fail(error: unknown, taken: readonly Proposal[]): void {
    const wasRunning = this.#life === 'running';
    this.#life = this.#life === 'stopped' ? 'stopped' : 'failed';
    for (const { settle } of taken) settle({ kind: 'unknown', reason: 'failed' });
    for (const { settle } of this.#proposals.splice(0)) settle({ kind: 'refused', reason: 'failed' });
    this.#snapshot?.done();
    this.#snapshot = undefined;
    if (wasRunning) this.#follower?.failed(asLogError(this.#options.path, error));
  }

  #running(): { readonly state: StoredState; readonly store: KeyValueStore; readonly follower: LogFollower } {
    const state = this.#state;
    const store = this.#store;
    const follower = this.#follower;
    assert(state !== undefined && store !== undefined && follower !== undefined, 'a running log has been started');
    return { state, store, follower };
  }
}

/** What the store said, as a fault of the metadata log. A store held by another process speaks for itself. */
function asLogError(path: string, error: unknown): Error {
  if (error instanceof KeyValueStoreError && error.code !== 'locked') {
    const code = error.code === 'corrupt' ? 'damaged' : 'io';
    const message = `The metadata log at ${path} cannot be used: ${error.message} The node stops, since it cannot tell what is on disk; look after the disk, then start it again.`;
    return new MetadataLogError(code, message, { cause: error });
  }
  return error instanceof Error ? error : new MetadataLogError('io', messageOf(error), { cause: error });
}
