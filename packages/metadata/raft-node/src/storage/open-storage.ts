/**
 * Opens the storage of a node, or says why it must not be used. A directory is *fresh* (nobody ever founded anything here), *whole*, or
 * *refused*; a refused one stays as it is, and its node takes no part in votes.
 */
import {
  type Crc32c,
  type KeyValueOperation,
  type KeyValueStore,
  KeyValueStoreError,
  type KeyValueStores,
} from '@ottla/base';
import { foundingSnapshot, type Membership, type Place, type Snapshot, type StoredState } from '@ottla/raft-core';
import { damagesNamedMax } from '../limits.ts';
import type { FieldWriter } from './fields.ts';
import { inspectStore, type Piece, type StoreFinding, type WholeStore } from './inspect-store.ts';
import { descriptionKey, foundingKey, pieceKey, stateKey } from './keys.ts';
import { RaftStorage } from './raft-storage.ts';
import { seal, sealable } from './sealed.ts';
import {
  encodeDescription,
  encodeFounding,
  encodeState,
  type Founding,
  foundingState,
  type StoreOwner,
  stateAfter,
} from './stored-values.ts';

export interface OpenStorageOptions {
  readonly stores: KeyValueStores;
  /** The directory of the store. */
  readonly path: string;
  readonly crc32c: Crc32c;
  /** Who wants to use it. */
  readonly owner: StoreOwner;
  /** Something outside of the store knows that this node has run before: an empty store is a loss then, not a beginning. */
  readonly expectExisting: boolean;
  /** Reads what another layout left in the store, where there is any; throws when that is damaged. The quorum is founded upon it. */
  readonly former?: (store: KeyValueStore) => Promise<FormerLog | undefined>;
}

/** A log of another layout: all of it becomes the first snapshot, and its keys are deleted in the batch that founds the quorum. */
export interface FormerLog {
  readonly last: Place;
  readonly pieces: readonly Uint8Array[];
  readonly keys: readonly Uint8Array[];
}

/** A storage and what was in it. */
export interface OpenedStorage {
  readonly storage: RaftStorage;
  readonly stored: StoredState;
}

/** `missing`: it was there once. `foreign`: another cluster's or another node's. `newer`: a later version wrote it. */
export type StorageRefusal = 'damaged' | 'missing' | 'foreign' | 'newer';

/** `found` writes the founding marker, once, and keeps a former log; with nobody as members the node waits to be taken in. */
export type StorageOpening =
  | {
      readonly kind: 'fresh';
      found(membership: Membership): Promise<OpenedStorage>;
      close(): Promise<void>;
    }
  | ({
      readonly kind: 'whole';
      /** Whom it was founded with; nobody where the node was to be taken in. */
      readonly founding: Membership;
    } & OpenedStorage)
  | { readonly kind: 'refused'; readonly reason: StorageRefusal; readonly message: string };

/** Rejects with what the store said where it cannot be opened or read at all; nothing was changed then. */
export async function openRaftStorage(options: OpenStorageOptions): Promise<StorageOpening> {
  const opened = await openStore(options);
  if (opened instanceof KeyValueStoreError)
    return refusal(options, 'damaged', `it cannot be opened (${opened.message})`);
  const former = await orClose(opened, async () => await options.former?.(opened));
  if (former !== undefined) return freshOpening(options, opened, former);
  const finding = await orClose(opened, () => inspectStore(opened, options.crc32c));
  if (finding.kind === 'empty' && !options.expectExisting) return freshOpening(options, opened);
  const refused = refusalOf(options, finding);
  if (refused !== undefined || finding.kind !== 'whole') {
    await opened.close();
    return (
      refused ?? refusal(options, 'missing', 'it is empty, although this node has run before and must have had one')
    );
  }
  await orClose(opened, () => deleteLeftOver(opened, finding.whole));
  const { founding } = finding.whole;
  return { kind: 'whole', founding: founding.membership, ...withStorage(options, opened, finding.whole) };
}

/** A store whose own files are damaged speaks of it; every other failure is thrown. */
async function openStore({ stores, path }: OpenStorageOptions): Promise<KeyValueStore | KeyValueStoreError> {
  try {
    return await stores.open(path);
  } catch (error) {
    if (error instanceof KeyValueStoreError && error.code === 'corrupt') return error;
    throw error;
  }
}

function freshOpening(options: OpenStorageOptions, store: KeyValueStore, former?: FormerLog): StorageOpening {
  return {
    kind: 'fresh',
    found: (membership) => orClose(store, () => found(options, store, { membership, former })),
    close: () => store.close(),
  };
}

/** The founding marker and the first state, in one batch: there is never one without the other. */
async function found(
  options: OpenStorageOptions,
  store: KeyValueStore,
  from: { readonly membership: Membership; readonly former: FormerLog | undefined },
): Promise<OpenedStorage> {
  const { membership, former } = from;
  const founding: Founding = { ...options.owner, membership };
  const operations: KeyValueOperation[] = (former?.keys ?? []).map((key) => ({ kind: 'delete', key }));
  const put = (key: Uint8Array, fields: FieldWriter): void => {
    operations.push({ kind: 'put', key, value: seal(key, fields, options.crc32c) });
  };
  const { state, snapshot, pieces } = beginning(membership, former, put);
  put(foundingKey, encodeFounding(founding));
  put(stateKey, encodeState(state));
  await store.batch(operations, { sync: true });
  const stored = { hardState: state.hardState, snapshot, entries: [] };
  return withStorage(options, store, { founding, state, stored, pieces, broken: new Map() });
}

/** Nothing, or the former log as a snapshot in the first slot. */
function beginning(
  membership: Membership,
  former: FormerLog | undefined,
  put: (key: Uint8Array, fields: FieldWriter) => void,
): Pick<WholeStore, 'state' | 'pieces'> & { readonly snapshot: Snapshot } {
  if (former === undefined || former.last.index === 0)
    return { state: foundingState(), snapshot: foundingSnapshot(membership), pieces: new Map() };
  const pieces: Piece[] = [];
  let offset = 0;
  for (const bytes of former.pieces) {
    put(pieceKey(firstSlot, offset), sealable(bytes.byteLength).raw(bytes));
    pieces.push({ offset, bytes: bytes.byteLength });
    offset += bytes.byteLength;
  }
  const snapshot: Snapshot = { ...former.last, membership, bytes: offset };
  put(descriptionKey, encodeDescription({ slot: firstSlot, snapshot }));
  return { state: stateAfter(former.last, firstSlot), snapshot, pieces: new Map([[firstSlot, pieces]]) };
}

const firstSlot = 1;

function withStorage(options: OpenStorageOptions, store: KeyValueStore, whole: WholeStore): OpenedStorage {
  const { path, crc32c } = options;
  return { storage: new RaftStorage({ store, path, crc32c }, whole), stored: whole.stored };
}

/** Everything is known to be whole: what the state does not name was being received or saved when the node went down. */
async function deleteLeftOver(store: KeyValueStore, { state, pieces, broken }: WholeStore): Promise<void> {
  const operations: KeyValueOperation[] = [];
  for (const [slot, list] of pieces) {
    if (slot === state.slot) continue;
    for (const { offset } of list) operations.push({ kind: 'delete', key: pieceKey(slot, offset) });
  }
  for (const [slot, offsets] of broken)
    for (const offset of offsets) operations.push({ kind: 'delete', key: pieceKey(slot, offset) });
  if (operations.length > 0) await store.batch(operations, { sync: true });
}

type Refused = Extract<StorageOpening, { kind: 'refused' }>;

function refusalOf(options: OpenStorageOptions, finding: StoreFinding): Refused | undefined {
  const { owner } = options;
  if (finding.kind === 'newer')
    return refusal(options, 'newer', `a later version wrote it (format ${finding.version}); start that version`);
  if (finding.kind === 'empty') return undefined;
  const founding = finding.kind === 'whole' ? finding.whole.founding : finding.founding;
  if (founding !== undefined && founding.clusterId !== owner.clusterId)
    return refusal(options, 'foreign', `it belongs to cluster ${founding.clusterId}, not to ${owner.clusterId}`);
  if (founding !== undefined && founding.nodeId !== owner.nodeId)
    return refusal(options, 'foreign', `it belongs to node ${founding.nodeId}, not to ${owner.nodeId}`);
  return finding.kind === 'damaged' ? refusal(options, 'damaged', phraseOf(finding.damages)) : undefined;
}

function phraseOf(damages: readonly string[]): string {
  const named = damages.slice(0, damagesNamedMax).join('; ');
  const others = damages.length - damagesNamedMax;
  return others > 0 ? `${named}; and ${others} more` : named;
}

const repairOf = {
  foreign:
    'Start this node with the data directory that is its own, or with an empty one to join the cluster as a new member.',
  newer: 'Two versions never write one directory.',
} as const;

/** What happened, to what, and what to do. */
function refusal({ path, owner }: OpenStorageOptions, reason: StorageRefusal, what: string): Refused {
  const repair =
    reason === 'foreign' || reason === 'newer'
      ? repairOf[reason]
      : `Node ${owner.nodeId} takes no part in votes with it. If the other members have a leader: remove node ${owner.nodeId} from the membership, move this directory away, and let the node join as a learner under a new id. If there is no other member: restore this directory from a copy.`;
  const message = `The metadata log at ${path} is not used: ${what}. Nothing was changed. ${repair}`;
  return { kind: 'refused', reason, message };
}

/** A store is not left open behind a failure. */
async function orClose<Result>(store: KeyValueStore, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    await store.close();
    throw error;
  }
}
