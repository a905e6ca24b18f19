/**
 * The records in control batches: what brokers tell readers within the log. The key names the kind, the value says the
 * rest. A kind that is not known here is passed on with its number, because newer brokers may write more of them.
 */
import type { BrokerId } from '@ottla/base';
import { VOTERS_MAX } from '../limits.ts';
import { malformed } from '../read/varint-reader.ts';
import { readInt16, readInt32, writeInt16, writeInt32 } from '../view/big-endian.ts';

/** The number of each kind in the key. */
export const ControlKind = { abort: 0, commit: 1, leaderChange: 2 } as const;

/** The end of a transaction in one partition. */
export interface EndTransactionRecord {
  readonly kind: 'abort' | 'commit';
  /** The epoch of the coordinator that ended the transaction. */
  readonly coordinatorEpoch: number;
}

/** A new leader of a quorum whose log this is. */
export interface LeaderChangeRecord {
  readonly kind: 'leaderChange';
  readonly leaderId: BrokerId;
  readonly voters: readonly BrokerId[];
  /** Those who voted for the leader. */
  readonly grantingVoters: readonly BrokerId[];
}

/** A kind of a newer release. */
export interface OtherControlRecord {
  readonly kind: 'other';
  readonly number: number;
}

export type ControlRecord = EndTransactionRecord | LeaderChangeRecord | OtherControlRecord;

/** A key: version and kind. */
const keyBytes = 4;
/** The value of an end of transaction: version and coordinator epoch. */
const endTransactionBytes = 6;
/** The fixed part of a leader change: version and leader. */
const leaderChangeHeadBytes = 6;
/** A voter: its id and an empty list of tagged fields. */
const voterBytes = 5;

/** Key and value of a control record. */
export function encodeControlRecord(record: EndTransactionRecord | LeaderChangeRecord): {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
} {
  const key = new Uint8Array(keyBytes);
  writeInt16(key, 2, ControlKind[record.kind]);
  return { key, value: record.kind === 'leaderChange' ? leaderChangeValue(record) : endTransactionValue(record) };
}

/** Reads a control record. Throws a `RecordBatchError` (`malformed`). */
export function decodeControlRecord(key: Uint8Array | null, value: Uint8Array | null): ControlRecord {
  if (key === null || key.length < keyBytes) throw malformed('the key of a control record is too short');
  if (readInt16(key, 0) < 0) throw malformed('the version of a control record is negative');
  const number = readInt16(key, 2);
  if (number === ControlKind.leaderChange) return readLeaderChange(value);
  if (number === ControlKind.abort) return { kind: 'abort', coordinatorEpoch: readCoordinatorEpoch(value) };
  if (number === ControlKind.commit) return { kind: 'commit', coordinatorEpoch: readCoordinatorEpoch(value) };
  return { kind: 'other', number };
}

function endTransactionValue(record: EndTransactionRecord): Uint8Array {
  const value = new Uint8Array(endTransactionBytes);
  writeInt32(value, 2, record.coordinatorEpoch);
  return value;
}

function readCoordinatorEpoch(value: Uint8Array | null): number {
  if (value === null || value.length < endTransactionBytes) throw malformed('the value of a marker is too short');
  return readInt32(value, 2);
}

/** Counts of the compact lists are written as one byte or two: the count plus one, seven bits a byte, lowest first. */
function leaderChangeValue({ leaderId, voters, grantingVoters }: LeaderChangeRecord): Uint8Array {
  const value = new Uint8Array(leaderChangeHeadBytes + 5 + voterBytes * (voters.length + grantingVoters.length));
  writeInt32(value, 2, leaderId);
  let at = leaderChangeHeadBytes;
  for (const list of [voters, grantingVoters]) {
    const stated = list.length + 1;
    if (stated >= 0x80) value[at++] = (stated & 0x7f) | 0x80;
    value[at++] = stated >= 0x80 ? stated >> 7 : stated;
    for (const voter of list) {
      writeInt32(value, at, voter);
      at += voterBytes;
    }
  }
  return value.subarray(0, at + 1);
}

function readLeaderChange(value: Uint8Array | null): LeaderChangeRecord {
  if (value === null || value.length < leaderChangeHeadBytes) throw malformed('a leader change is too short');
  if (readInt16(value, 0) !== 0) throw malformed('a leader change has a version other than 0');
  const voters = readVoters(value, leaderChangeHeadBytes);
  const grantingVoters = readVoters(value, voters.endsAt);
  return {
    kind: 'leaderChange',
    leaderId: readInt32(value, 2) as BrokerId,
    voters: voters.ids,
    grantingVoters: grantingVoters.ids,
  };
}

function readVoters(value: Uint8Array, at: number): { readonly ids: BrokerId[]; readonly endsAt: number } {
  const low = value[at] ?? 0;
  const isLong = low >= 0x80;
  const count = (isLong ? (low & 0x7f) + ((value[at + 1] ?? 0) << 7) : low) - 1;
  const start = at + (isLong ? 2 : 1);
  const endsAt = start + count * voterBytes;
  if (count < 0 || count > VOTERS_MAX || endsAt > value.length) throw malformed('a list of voters is not whole');
  const ids = Array.from({ length: count }, (_, index) => readInt32(value, start + index * voterBytes) as BrokerId);
  return { ids, endsAt };
}
