/**
 * How the log of a node alone lay in the key-value store before it became a Raft log. Every value begins with the CRC-32C of the
 * rest, and the rest names its own place, so that a flipped bit and a value under the wrong key are both seen.
 *
 *     S                          state: format, first and end position, term, snapshot position and number of pieces
 *     E position(8)              entry: position, term, bytes
 *     P position(8) number(4)    a piece of the snapshot: position, number, bytes
 */
import type { Crc32c } from '@ottla/base';
import type { Term } from '@ottla/raft-core';

/** The only version of this layout. */
export const formatVersion = 1;

/** The bounds of what the store holds. Snapshot position = first <= end; first = 0 without a snapshot. */
export interface FormerState {
  readonly format: number;
  /** The first entry that is kept. */
  readonly first: number;
  /** Behind the last entry. */
  readonly end: number;
  readonly term: Term;
  /** 0 pieces: no snapshot yet. */
  readonly snapshotPosition: number;
  readonly snapshotPieces: number;
}

export const stateKey: Uint8Array = Uint8Array.of(0x53);

export function entryKey(position: number): Uint8Array {
  return numbered(0x45, position, 9);
}

export function pieceKey(position: number, piece: number): Uint8Array {
  const key = numbered(0x50, position, 13);
  new DataView(key.buffer).setUint32(9, piece);
  return key;
}

/** The state of these bytes, or undefined when they are damaged. */
export function decodeState(bytes: Uint8Array, crc32c: Crc32c): FormerState | undefined {
  const opened = open(bytes, 6, crc32c);
  if (opened === undefined || opened.rest.length > 0) return undefined;
  const [format = 0, first = 0, end = 0, term = 0, snapshotPosition = 0, snapshotPieces = 0] = opened.fields;
  return {
    format,
    first,
    end,
    term: term as Term,
    snapshotPosition,
    snapshotPieces,
  };
}

/** The entry of these bytes, or undefined when they are damaged or belong elsewhere. */
export function decodeEntry(bytes: Uint8Array, position: number, crc32c: Crc32c): Uint8Array | undefined {
  const opened = open(bytes, 2, crc32c);
  return opened?.fields[0] === position ? opened.rest : undefined;
}

/** The bytes of a piece, or undefined when it is damaged or belongs elsewhere. */
export function decodePiece(
  bytes: Uint8Array,
  place: { readonly position: number; readonly number: number },
  crc32c: Crc32c,
): Uint8Array | undefined {
  const opened = open(bytes, 2, crc32c);
  const [position = -1, number = -1] = opened?.fields ?? [];
  return position === place.position && number === place.number ? opened?.rest : undefined;
}

function numbered(prefix: number, position: number, length: number): Uint8Array {
  const key = new Uint8Array(length);
  key[0] = prefix;
  new DataView(key.buffer).setBigUint64(1, BigInt(position));
  return key;
}

interface Opened {
  readonly fields: readonly number[];
  readonly rest: Uint8Array;
}

function open(bytes: Uint8Array, count: number, crc32c: Crc32c): Opened | undefined {
  if (bytes.length < 4 + count * 8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0) !== crc32c(bytes.subarray(4))) return undefined;
  const fields = Array.from({ length: count }, (_, index) => Number(view.getBigUint64(4 + index * 8)));
  return fields.every((field) => Number.isSafeInteger(field))
    ? { fields, rest: bytes.subarray(4 + count * 8) }
    : undefined;
}
