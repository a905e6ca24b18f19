/**
 * Key-value stores that know what was synced. A crash keeps a prefix of the batches: all up to the last synced one, and
 * of those after it as many as the test says. A batch is kept whole or not at all: what LevelDB makes of a torn one is shown in
 * `packages/foundation/platform-node/test/key-value/level-key-value-stores.test.ts`.
 *
 * Without latency a sync ends in the same turn, and a crash between two events finds nothing that is not synced.
 */
import {
  type KeyRange,
  type KeyValueOperation,
  type KeyValueStore,
  KeyValueStoreError,
  type KeyValueStores,
  type Timers,
} from '@ottla/base';
import { ByteMap } from './byte-map.ts';

/** One path: what is durable, and the batches written since. */
interface StoreState {
  durable: ByteMap;
  seen: ByteMap;
  unsynced: (readonly KeyValueOperation[])[];
  /** Batches that are durable. */
  synced: number;
}

/** How long things take, in the time of these timers. */
export interface KeyValueLatency {
  readonly timers: Timers;
  /** Milliseconds of the next synced batch. */
  readonly syncMs?: () => number;
  /** Milliseconds until the next `get` answers. */
  readonly getMs?: (key: Uint8Array) => number;
}

/** Faults of the next batches. */
export interface KeyValueFaults {
  /** How many of the next batches fail with `io`. */
  failingBatches: number;
  /** What a failing batch leaves: nothing, or all of it in spite of its failure, for who comes after a crash. */
  failingBatchLeaves: 'nothing' | 'everything';
}

/** A batch that was written. */
interface WrittenBatch {
  readonly path: string;
  readonly operations: readonly KeyValueOperation[];
}

export interface VirtualKeyValueStoresOptions {
  /** Keep every batch, for `afterBatches`. */
  readonly record?: boolean;
  /** Default: everything is over in the same turn. A crash keeps it. */
  readonly latency?: KeyValueLatency;
}

/** The stores of one virtual machine. */
export class VirtualKeyValueStores implements KeyValueStores {
  readonly faults: KeyValueFaults = { failingBatches: 0, failingBatchLeaves: 'nothing' };
  private readonly states: Map<string, StoreState>;
  private readonly openPaths = new Set<string>();
  private readonly record: boolean;
  private readonly latency: KeyValueLatency | undefined;
  private readonly written: WrittenBatch[] = [];
  private dead = false;

  constructor(states: Map<string, StoreState> = new Map(), options: VirtualKeyValueStoresOptions = {}) {
    this.states = states;
    this.record = options.record === true;
    this.latency = options.latency;
  }

  /** Batches written so far: note it at an acknowledgement. Only of stores that record. */
  get batches(): number {
    return this.written.length;
  }

  /** Fresh stores with the first `count` batches that these have recorded since they were empty: a crash at that boundary. */
  afterBatches(count: number): VirtualKeyValueStores {
    const states = new Map<string, StoreState>();
    for (const { path, operations } of this.written.slice(0, count)) {
      const state = states.get(path) ?? emptyState();
      states.set(path, state);
      state.durable.apply(operations);
      state.seen.apply(operations);
    }
    return new VirtualKeyValueStores(states);
  }

  /** Changes a value behind everybody's back, as a disk may: `change` gets a copy and answers what lies there from now on. */
  corrupt(path: string, key: Uint8Array, change: (value: Uint8Array) => Uint8Array | undefined): void {
    const state = this.states.get(path);
    const value = state?.seen.get(key);
    if (state === undefined || value === undefined) return;
    const changed = change(value);
    const operation: KeyValueOperation =
      changed === undefined ? { kind: 'delete', key } : { kind: 'put', key, value: changed };
    state.durable.apply([operation]);
    state.seen.apply([operation]);
  }

  async open(path: string): Promise<KeyValueStore> {
    await Promise.resolve();
    if (this.dead) throw new KeyValueStoreError('closed', `cannot open the store ${path}: its machine lost power`);
    if (this.openPaths.has(path))
      throw new KeyValueStoreError('locked', `cannot open the store ${path}: it is open already`);
    this.openPaths.add(path);
    const state = this.states.get(path) ?? emptyState();
    this.states.set(path, state);
    return new VirtualStore(path, state, {
      isDead: () => this.dead,
      closed: () => void this.openPaths.delete(path),
      fails: () => this.faults.failingBatches > 0 && this.faults.failingBatches-- > 0,
      failingLeaves: () => this.faults.failingBatchLeaves,
      wrote: (operations) => {
        if (this.record) this.written.push({ path, operations });
      },
      syncs: () => this.pause(this.latency?.syncMs?.()),
      gets: (key) => this.pause(this.latency?.getMs?.(key)),
    });
  }

  private pause(ms: number | undefined): Promise<void> | undefined {
    const timers = this.latency?.timers;
    if (ms === undefined || timers === undefined) return undefined;
    return new Promise((resolve) => {
      timers.after(ms, resolve);
    });
  }

  /** Cuts the power: the open stores are dead. Of the batches since the last sync the first `keep(count)` are there. */
  crash(keep: (unsyncedBatches: number) => number): VirtualKeyValueStores {
    this.dead = true;
    const after = new Map<string, StoreState>();
    for (const [path, state] of this.states) {
      const durable = state.durable.clone();
      for (const operations of state.unsynced.slice(0, keep(state.unsynced.length))) durable.apply(operations);
      after.set(path, { durable, seen: durable.clone(), unsynced: [], synced: 0 });
    }
    return new VirtualKeyValueStores(after, this.latency === undefined ? {} : { latency: this.latency });
  }
}

interface Owner {
  isDead(): boolean;
  closed(): void;
  fails(): boolean;
  failingLeaves(): KeyValueFaults['failingBatchLeaves'];
  wrote(operations: readonly KeyValueOperation[]): void;
  /** Resolves when a sync that begins now is over; undefined where that takes no time. */
  syncs(): Promise<void> | undefined;
  gets(key: Uint8Array): Promise<void> | undefined;
}

function emptyState(): StoreState {
  return { durable: new ByteMap(), seen: new ByteMap(), unsynced: [], synced: 0 };
}

class VirtualStore implements KeyValueStore {
  private readonly path: string;
  private readonly state: StoreState;
  private readonly owner: Owner;
  private isOpen = true;

  constructor(path: string, state: StoreState, owner: Owner) {
    this.path = path;
    this.state = state;
    this.owner = owner;
  }

  async get(key: Uint8Array): Promise<Uint8Array | undefined> {
    this.check();
    const value = this.state.seen.get(key);
    const pause = this.owner.gets(key);
    if (pause === undefined) return value;
    await pause;
    this.check();
    return value;
  }

  async batch(operations: readonly KeyValueOperation[], options: { readonly sync: boolean }): Promise<void> {
    this.check();
    const fails = this.owner.fails();
    const copy = operations.map(copyOf);
    if (!fails || this.owner.failingLeaves() === 'everything') {
      this.state.seen.apply(copy);
      this.state.unsynced.push(copy);
      this.owner.wrote(copy);
    }
    if (fails) throw new KeyValueStoreError('io', `cannot write to the store ${this.path}: a fault was laid`);
    const upTo = this.state.synced + this.state.unsynced.length;
    await (options.sync ? this.owner.syncs() : undefined);
    this.check();
    if (options.sync) this.sync(upTo);
  }

  /** The first `upTo` batches are durable. Others may have synced in between: then there is less to do. */
  private sync(upTo: number): void {
    const { state } = this;
    const batches = state.unsynced.splice(0, Math.max(0, upTo - state.synced));
    for (const batch of batches) state.durable.apply(batch);
    state.synced += batches.length;
  }

  entries(range: KeyRange = {}): AsyncIterable<readonly [key: Uint8Array, value: Uint8Array]> {
    this.check();
    return inTurns(this.state.seen.entries(range));
  }

  async close(): Promise<void> {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.owner.closed();
  }

  private check(): void {
    if (this.isOpen && !this.owner.isDead()) return;
    throw new KeyValueStoreError(
      'closed',
      `cannot use the store ${this.path}: it was closed or its machine lost power`,
    );
  }
}

async function* inTurns<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) {
    await Promise.resolve();
    yield item;
  }
}

function copyOf(operation: KeyValueOperation): KeyValueOperation {
  if (operation.kind === 'delete') return { kind: 'delete', key: operation.key.slice() };
  return { kind: 'put', key: operation.key.slice(), value: operation.value.slice() };
}
