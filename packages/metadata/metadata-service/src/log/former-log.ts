/**
 * The log as a node alone kept it before there was a quorum of one. It is read once, checked whole, and becomes the first snapshot
 * of the node's Raft log; what is damaged or missing is named and nothing is changed.
 */
import type { Crc32c, KeyValueStore } from '@ottla/base';
import { decodeRecords, RecordFormatError } from '@ottla/metadata-core';
import type { LogIndex } from '@ottla/raft-core';
import type { FormerLog } from '@ottla/raft-node';
import {
  decodeEntry,
  decodePiece,
  decodeState,
  entryKey,
  type FormerState,
  formatVersion,
  pieceKey,
  stateKey,
} from './former-form.ts';
import { framePieces } from './framed-pieces.ts';
import { MetadataLogError } from './metadata-log-error.ts';

interface Reading {
  readonly store: KeyValueStore;
  readonly path: string;
  readonly crc32c: Crc32c;
  /** Everything that was found, to be deleted. */
  readonly keys: Uint8Array[];
}

/** What a log of before is read for. */
export interface FormerLogOptions {
  readonly path: string;
  readonly crc32c: Crc32c;
  /** The cluster that it has to be of. */
  readonly clusterId: string;
}

/** Undefined where the store does not hold a log of that layout. */
export async function readFormerLog(
  store: KeyValueStore,
  { path, crc32c, clusterId }: FormerLogOptions,
): Promise<FormerLog | undefined> {
  const bytes = await store.get(stateKey);
  const state = bytes === undefined ? undefined : decodeState(bytes, crc32c);
  if (state === undefined) return undefined;
  if (state.format !== formatVersion)
    throw new MetadataLogError(
      'unsupported',
      `The metadata log at ${path} is in format ${state.format}, which this version cannot read. Start the version that wrote it.`,
    );
  const covered = state.snapshotPieces === 0 ? state.first === 0 : state.snapshotPosition === state.first;
  if (!covered || state.first > state.end) throw damaged(path, 'its state contradicts itself');
  const reading: Reading = { store, path, crc32c, keys: [stateKey] };
  const pieces = [...(await readPieces(reading, state)), ...(await readEntries(reading, state))];
  await mustHoldNothingElse(reading);
  mustBeOf(clusterId, path, pieces);
  // The first entry of a Raft log is 1, that of the former one was 0.
  return {
    last: { index: state.end as LogIndex, term: state.term },
    pieces: framePieces(pieces),
    keys: reading.keys,
  };
}

async function readPieces(reading: Reading, state: FormerState): Promise<readonly Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  for (let number = 0; number < state.snapshotPieces; number += 1) {
    const place = { position: state.snapshotPosition, number };
    const bytes = await taken(reading, pieceKey(state.snapshotPosition, number), `piece ${number} of the snapshot`);
    const piece = decodePiece(bytes, place, reading.crc32c);
    if (piece === undefined) throw damaged(reading.path, `piece ${number} of the snapshot fails its checksum`);
    pieces.push(piece);
  }
  return pieces;
}

/** Each entry holds records, as a piece of a snapshot does: they are told in the same order. */
async function readEntries(reading: Reading, state: FormerState): Promise<readonly Uint8Array[]> {
  const entries: Uint8Array[] = [];
  for (let position: number = state.first; position < state.end; position += 1) {
    const bytes = await taken(reading, entryKey(position), `entry ${position}`);
    const entry = decodeEntry(bytes, position, reading.crc32c);
    if (entry === undefined) throw damaged(reading.path, `entry ${position} fails its checksum`);
    entries.push(entry);
  }
  return entries;
}

async function taken({ store, path, keys }: Reading, key: Uint8Array, name: string): Promise<Uint8Array> {
  const bytes = await store.get(key);
  if (bytes === undefined) throw damaged(path, `${name} is missing`);
  keys.push(key);
  return bytes;
}

/** Every record is read before anything is changed; a log of another cluster stays what it is. */
function mustBeOf(clusterId: string, path: string, pieces: readonly Uint8Array[]): void {
  let found = clusterId;
  try {
    for (const piece of pieces)
      for (const record of decodeRecords(piece)) if (record.kind === 'clusterInitialised') found = record.clusterId;
  } catch (error) {
    if (!(error instanceof RecordFormatError)) throw error;
    throw new MetadataLogError(
      error.code,
      `The metadata log at ${path} cannot be replayed: ${error.message} Nothing was changed.`,
      { cause: error },
    );
  }
  if (found === clusterId) return;
  throw new MetadataLogError(
    'foreign',
    `The metadata log at ${path} belongs to cluster ${found}, not to ${clusterId}. Nothing was changed. Parts of two directories were mixed: restore one of them from a copy.`,
  );
}

async function mustHoldNothingElse({ store, path, keys }: Reading): Promise<void> {
  let found = 0;
  for await (const _ of store.entries()) found += 1;
  if (found !== keys.length) throw damaged(path, `it holds ${found} values where its state speaks of ${keys.length}`);
}

function damaged(path: string, what: string): MetadataLogError {
  return new MetadataLogError(
    'damaged',
    `The metadata log at ${path} is damaged: ${what}. Nothing was changed. Restore this directory from a copy, or remove the whole data directory to begin with an empty cluster (its topics are lost then).`,
  );
}
