/**
 * Reads all of a store and says what it is. Nothing is changed here: what is damaged or missing is named, and is never authority to
 * delete, to vote, or to begin anew (FAULT-19, FAULT-26, FAULT-27).
 */
import { type Crc32c, type KeyValueStore, KeyValueStoreError } from '@ottla/base';
import { type Entry, foundingSnapshot, type LogIndex, type Snapshot, type StoredState } from '@ottla/raft-core';
import { descriptionKey, foundingKey, type KeyMeaning, meaningOf, nameOf, stateKey } from './keys.ts';
import { open } from './sealed.ts';
import {
  type Description,
  decodeDescription,
  decodeEntry,
  decodeFounding,
  decodeState,
  type Founding,
  type LogState,
} from './stored-values.ts';

/** A piece of a snapshot. */
export interface Piece {
  readonly offset: number;
  readonly bytes: number;
}

/** A store in which everything is as it was written. */
export interface WholeStore {
  readonly founding: Founding;
  readonly state: LogState;
  readonly stored: StoredState;
  /** Pieces by slot, in order; slots that the state does not name are left over from work that was broken off. */
  readonly pieces: ReadonlyMap<number, readonly Piece[]>;
  /** Where pieces lie that cannot be read, by slot; all of them are left over. */
  readonly broken: ReadonlyMap<number, readonly number[]>;
}

/** `damages`: what is wrong, one phrase each. `newer`: written by a version that this one cannot read. */
export type StoreFinding =
  | { readonly kind: 'empty' }
  | { readonly kind: 'whole'; readonly whole: WholeStore }
  | { readonly kind: 'damaged'; readonly damages: readonly string[]; readonly founding: Founding | undefined }
  | { readonly kind: 'newer'; readonly version: number };

/** Everything that was read so far. */
interface Reading {
  readonly crc32c: Crc32c;
  readonly damages: string[];
  isEmpty: boolean;
  newer: number | undefined;
  founding: Founding | undefined;
  state: LogState | undefined;
  description: Description | undefined;
  readonly entries: Map<number, Entry>;
  readonly pieces: Map<number, Piece[]>;
  readonly brokenPieces: Map<number, number[]>;
}

export async function inspectStore(store: KeyValueStore, crc32c: Crc32c): Promise<StoreFinding> {
  const reading: Reading = {
    crc32c,
    damages: [],
    isEmpty: true,
    newer: undefined,
    founding: undefined,
    state: undefined,
    description: undefined,
    entries: new Map(),
    pieces: new Map(),
    brokenPieces: new Map(),
  };
  try {
    for await (const [key, value] of store.entries()) take(reading, key, value);
  } catch (error) {
    if (!(error instanceof KeyValueStoreError) || error.code !== 'corrupt') throw error;
    reading.isEmpty = false;
    reading.damages.push(`the store cannot be read to its end (${error.message})`);
  }
  if (reading.isEmpty) return { kind: 'empty' };
  if (reading.newer !== undefined) return { kind: 'newer', version: reading.newer };
  return judge(reading);
}

function take(reading: Reading, key: Uint8Array, value: Uint8Array): void {
  reading.isEmpty = false;
  const meaning = meaningOf(key);
  const opened = open(key, value, reading.crc32c);
  if (opened.kind === 'newer') reading.newer = opened.version;
  else if (opened.kind === 'damaged' || !keep(reading, meaning, opened.fields)) noteBroken(reading, meaning);
}

/** False where the fields make no sense. */
function keep(reading: Reading, meaning: KeyMeaning, fields: Uint8Array): boolean {
  switch (meaning.kind) {
    case 'founding':
      reading.founding = decodeFounding(fields);
      return reading.founding !== undefined;
    case 'state':
      reading.state = decodeState(fields);
      return reading.state !== undefined;
    case 'description':
      reading.description = decodeDescription(fields);
      return reading.description !== undefined;
    case 'entry': {
      const entry = decodeEntry(fields, meaning.index as LogIndex);
      if (entry !== undefined) reading.entries.set(meaning.index, entry);
      return entry !== undefined;
    }
    case 'piece':
      into(reading.pieces, meaning.slot, { offset: meaning.offset, bytes: fields.byteLength });
      return true;
    case 'unknown':
      return false;
  }
}

/** A piece matters only if its slot is that of the snapshot. */
function noteBroken(reading: Reading, meaning: KeyMeaning): void {
  if (meaning.kind === 'piece') into(reading.brokenPieces, meaning.slot, meaning.offset);
  else reading.damages.push(brokenPhrase(meaning));
}

function brokenPhrase(meaning: KeyMeaning): string {
  return `${nameOf(meaning)} fails its checksum or makes no sense`;
}

function judge(reading: Reading): StoreFinding {
  const { damages, founding, state } = reading;
  const isBroken = (name: string): boolean => damages.some((damage) => damage.startsWith(name));
  for (const [value, key] of [
    [founding, foundingKey],
    [state, stateKey],
  ] as const) {
    const name = nameOf(meaningOf(key));
    if (value === undefined && !isBroken(name)) damages.push(`${name} is missing`);
  }
  if (founding === undefined || state === undefined) return { kind: 'damaged', damages, founding };
  const entries = checkedEntries(reading, state);
  const snapshot = checkedSnapshot(reading, state, founding);
  if (damages.length > 0 || snapshot === undefined) return { kind: 'damaged', damages, founding };
  const stored = { hardState: state.hardState, snapshot, entries };
  const { pieces, brokenPieces: broken } = reading;
  return { kind: 'whole', whole: { founding, state, stored, pieces, broken } };
}

/** Every entry of the bounds, and none beyond. */
function checkedEntries({ damages, entries }: Reading, state: LogState): readonly Entry[] {
  const inOrder: Entry[] = [];
  if (state.hardState.commit > state.last)
    damages.push(`the state has committed ${state.hardState.commit} of ${state.last} entries`);
  for (let index: number = state.first; index <= state.last; index += 1) {
    const entry = entries.get(index);
    if (entry !== undefined) inOrder.push(entry);
    else if (!damages.some((damage) => damage.startsWith(`entry ${index} `))) damages.push(`entry ${index} is missing`);
  }
  if (inOrder.length < entries.size)
    damages.push(`there are entries outside of the log, which goes from ${state.first} to ${state.last}`);
  return inOrder;
}

/** The snapshot of the state, with all of its bytes. */
function checkedSnapshot(reading: Reading, state: LogState, founding: Founding): Snapshot | undefined {
  const { damages, description, pieces, brokenPieces } = reading;
  if (state.slot === 0) return foundingSnapshot(founding.membership);
  const name = nameOf(meaningOf(descriptionKey));
  if (description === undefined) {
    if (!damages.some((damage) => damage.startsWith(name))) damages.push(`${name} is missing`);
    return undefined;
  }
  if (description.slot !== state.slot) damages.push(`${name} speaks of slot ${description.slot}, not ${state.slot}`);
  for (const offset of brokenPieces.get(state.slot) ?? [])
    damages.push(brokenPhrase({ kind: 'piece', slot: state.slot, offset }));
  const { snapshot } = description;
  let reached = 0;
  for (const { offset, bytes } of pieces.get(state.slot) ?? []) if (offset === reached) reached += bytes;
  if (reached !== snapshot.bytes) damages.push(`the snapshot has ${reached} of its ${snapshot.bytes} bytes`);
  if (state.first > snapshot.index + 1)
    damages.push(`the log begins at ${state.first}, behind the snapshot's end at ${snapshot.index}`);
  return snapshot;
}

function into<Value>(lists: Map<number, Value[]>, key: number, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
