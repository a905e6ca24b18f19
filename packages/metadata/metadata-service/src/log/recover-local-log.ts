/**
 * Reads a local log at start and checks all of it. What is damaged or missing is named and nothing is changed: absence is
 * never authority to delete, and an empty state is never made up where one was expected.
 */
import type { Crc32c, KeyValueStore, MetadataOffset } from '@ottla/base';
import { entriesPerReadMax } from '../limits.ts';
import { MetadataLogError } from './metadata-log-error.ts';
import type { CommittedEntry, LogFollower, Term } from './replicated-log.ts';
import {
  decodeEntry,
  decodePiece,
  decodeState,
  encodeState,
  entryKey,
  formatVersion,
  pieceKey,
  type StoredState,
  stateKey,
} from './stored-form.ts';

export interface RecoveryOptions {
  readonly store: KeyValueStore;
  readonly path: string;
  readonly crc32c: Crc32c;
  /** The node has been running before: an empty store is a loss, not a beginning. */
  readonly expectExisting: boolean;
}

const repair =
  'Nothing was changed. Restore this directory from a copy, or remove the whole data directory to begin with an empty cluster (its topics are lost then).';

/** Hands everything stored to the follower; answers the state to go on from. */
export async function recoverLocalLog(options: RecoveryOptions, follower: LogFollower): Promise<StoredState> {
  const state = await readState(options);
  await readSnapshot(options, state, follower);
  await readEntries(options, state, follower);
  return state;
}

async function readState(options: RecoveryOptions): Promise<StoredState> {
  const { store, path, crc32c } = options;
  const bytes = await store.get(stateKey);
  if (bytes === undefined) return await beginEmpty(options);
  const state = decodeState(bytes, crc32c);
  if (state === undefined) throw damaged(path, 'its state fails the checksum');
  if (state.format !== formatVersion)
    throw new MetadataLogError(
      'unsupported',
      `The metadata log at ${path} is in format ${state.format}, this version reads ${formatVersion}. Start the version that wrote it.`,
    );
  const covered = state.snapshotPieces === 0 ? state.first === 0 : state.snapshotPosition === state.first;
  if (!covered || state.first > state.end) throw damaged(path, 'its state contradicts itself');
  return state;
}

async function beginEmpty({ store, path, crc32c, expectExisting }: RecoveryOptions): Promise<StoredState> {
  for await (const _ of store.entries({ limit: 1 }))
    throw damaged(path, 'its state is missing although it holds entries');
  if (expectExisting)
    throw new MetadataLogError(
      'missing',
      `The metadata log at ${path} is empty, but this node has run before and must have had one. ${repair}`,
    );
  const state: StoredState = {
    format: formatVersion,
    first: 0 as MetadataOffset,
    end: 0 as MetadataOffset,
    term: 1 as Term,
    snapshotPosition: 0 as MetadataOffset,
    snapshotPieces: 0,
  };
  await store.batch([{ kind: 'put', key: stateKey, value: encodeState(state, crc32c) }], { sync: true });
  return state;
}

async function readSnapshot(options: RecoveryOptions, state: StoredState, follower: LogFollower): Promise<void> {
  if (state.snapshotPieces === 0) return;
  const pieces: Uint8Array[] = [];
  for (let number = 0; number < state.snapshotPieces; number += 1) {
    const bytes = await options.store.get(pieceKey(state.snapshotPosition, number));
    const place = { position: state.snapshotPosition, number };
    const piece = bytes === undefined ? undefined : decodePiece(bytes, place, options.crc32c);
    if (piece === undefined) {
      const what = bytes === undefined ? 'is missing' : 'fails the checksum';
      throw damaged(options.path, `piece ${number} of the snapshot at ${state.snapshotPosition} ${what}`);
    }
    pieces.push(piece);
  }
  follower.installSnapshot({ position: state.snapshotPosition, term: state.term, pieces });
}

async function readEntries(options: RecoveryOptions, state: StoredState, follower: LogFollower): Promise<void> {
  let next: number = 0;
  let stop = false;
  while (!stop) {
    const page: CommittedEntry[] = [];
    const from = entryKey(next);
    for await (const [key, bytes] of options.store.entries({
      from,
      to: entryKey(Number.MAX_SAFE_INTEGER),
      limit: entriesPerReadMax,
    })) {
      const position = next === 0 && page.length === 0 ? state.first : next;
      page.push(checkedEntry(options, { state, position, key, bytes }));
      next = position + 1;
    }
    if (page.length > 0) follower.committed(page);
    stop = page.length < entriesPerReadMax;
  }
  const reached = next === 0 ? state.first : next;
  if (reached !== state.end) throw damaged(options.path, `entries ${reached} to ${state.end - 1} are missing`);
}

interface FoundEntry {
  readonly state: StoredState;
  readonly position: number;
  readonly key: Uint8Array;
  readonly bytes: Uint8Array;
}

function checkedEntry({ path, crc32c }: RecoveryOptions, found: FoundEntry): CommittedEntry {
  const { state, position, key, bytes } = found;
  const wanted = entryKey(position);
  if (position >= state.end) throw damaged(path, `it has an entry behind its end at ${state.end}`);
  if (key.length !== wanted.length || key.some((byte, index) => byte !== wanted[index]))
    throw damaged(path, `entry ${position} is missing`);
  const entry = decodeEntry(bytes, position, crc32c);
  if (entry === undefined) throw damaged(path, `entry ${position} fails the checksum`);
  return entry;
}

function damaged(path: string, what: string): MetadataLogError {
  return new MetadataLogError('damaged', `The metadata log at ${path} is damaged: ${what}. ${repair}`);
}
