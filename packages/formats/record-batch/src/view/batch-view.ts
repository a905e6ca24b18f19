/**
 * The header of a batch, read in place: one function a field, on the bytes and the position of the batch in them. Nothing
 * is allocated and nothing is checked: `wholeBatchBytes` says that the header is there at all, `validateBatch` that it
 * tells the truth. 64-bit fields outside of the safe range come out rounded and unsafe; a validated batch has none.
 */
import type { CodecId, LeaderEpoch, Offset, ProducerId } from '@ottla/base';
import { AttributeBit, BatchField, batchPrefixBytes } from '../layout.ts';
import { readInt8, readInt16, readInt32, readInt64, readUint32 } from './big-endian.ts';

/** What a record's timestamp means: when its producer made it, or when the broker appended it. */
export const TimestampType = { createTime: 0, logAppendTime: 1 } as const;
export type TimestampType = (typeof TimestampType)[keyof typeof TimestampType];

/** The offset of the first record (also of one that compaction has since removed). */
export function batchBaseOffset(bytes: Uint8Array, at: number): Offset {
  return readInt64(bytes, at + BatchField.baseOffset) as Offset;
}

/** All bytes of the batch, the length field and what lies before it included. Below 61 when the length field lies. */
export function batchSizeBytes(bytes: Uint8Array, at: number): number {
  return readInt32(bytes, at + BatchField.batchLength) + batchPrefixBytes;
}

/** The epoch of the leader that appended the batch, -1 when it has not been appended. Outside of the CRC. */
export function batchLeaderEpoch(bytes: Uint8Array, at: number): LeaderEpoch {
  return readInt32(bytes, at + BatchField.leaderEpoch) as LeaderEpoch;
}

/** The number of the format; 2 for everything that is stored. */
export function batchMagic(bytes: Uint8Array, at: number): number {
  return readInt8(bytes, at + BatchField.magic);
}

/** The CRC-32C that the header states for everything from the attributes on. */
export function batchCrc(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, at + BatchField.crc);
}

/** All attribute bits; `AttributeBit` names them. */
export function batchAttributes(bytes: Uint8Array, at: number): number {
  return readInt16(bytes, at + BatchField.attributes);
}

/** The codec of the records. The three bits also hold 5 to 7, which no codec has; `validateBatch` refuses them. */
export function batchCodec(bytes: Uint8Array, at: number): CodecId {
  return (batchAttributes(bytes, at) & AttributeBit.codecMask) as CodecId;
}

/** What the timestamps mean. */
export function batchTimestampType(bytes: Uint8Array, at: number): TimestampType {
  return hasAttribute(bytes, at, AttributeBit.logAppendTime) ? TimestampType.logAppendTime : TimestampType.createTime;
}

/** Whether the records belong to a transaction. */
export function batchIsTransactional(bytes: Uint8Array, at: number): boolean {
  return hasAttribute(bytes, at, AttributeBit.transactional);
}

/** Whether the batch holds a marker of the broker's instead of records. */
export function batchIsControl(bytes: Uint8Array, at: number): boolean {
  return hasAttribute(bytes, at, AttributeBit.control);
}

/** Whether the base timestamp is the time at which compaction may drop the batch's tombstones. */
export function batchHasDeleteHorizon(bytes: Uint8Array, at: number): boolean {
  return hasAttribute(bytes, at, AttributeBit.deleteHorizon);
}

/** The last record's offset less the base offset. */
export function batchLastOffsetDelta(bytes: Uint8Array, at: number): number {
  return readInt32(bytes, at + BatchField.lastOffsetDelta);
}

/** The offset of the last record. */
export function batchLastOffset(bytes: Uint8Array, at: number): Offset {
  return (batchBaseOffset(bytes, at) + batchLastOffsetDelta(bytes, at)) as Offset;
}

/** The offset after the last record: the base offset of whatever follows. */
export function batchEndOffset(bytes: Uint8Array, at: number): Offset {
  return (batchLastOffset(bytes, at) + 1) as Offset;
}

/** Milliseconds since the Unix epoch that the records' timestamps count from, -1 for none. See `batchHasDeleteHorizon`. */
export function batchBaseTimestamp(bytes: Uint8Array, at: number): number {
  return readInt64(bytes, at + BatchField.baseTimestamp);
}

/** The largest timestamp of a record, or the append time of all of them; -1 for none. */
export function batchMaxTimestamp(bytes: Uint8Array, at: number): number {
  return readInt64(bytes, at + BatchField.maxTimestamp);
}

/** The idempotent or transactional producer, -1 for none. */
export function batchProducerId(bytes: Uint8Array, at: number): ProducerId {
  return readInt64(bytes, at + BatchField.producerId) as ProducerId;
}

/** The epoch of that producer. */
export function batchProducerEpoch(bytes: Uint8Array, at: number): number {
  return readInt16(bytes, at + BatchField.producerEpoch);
}

/** The sequence number of the first record, -1 for none. */
export function batchBaseSequence(bytes: Uint8Array, at: number): number {
  return readInt32(bytes, at + BatchField.baseSequence);
}

/** The sequence number of the last record, -1 for none. Sequences run from 0 to 2^31 - 1 and start again at 0. */
export function batchLastSequence(bytes: Uint8Array, at: number): number {
  const base = batchBaseSequence(bytes, at);
  return base < 0 ? base : (base + batchLastOffsetDelta(bytes, at)) % 0x8000_0000;
}

/** How many records the header states. */
export function batchRecordCount(bytes: Uint8Array, at: number): number {
  return readInt32(bytes, at + BatchField.recordCount);
}

function hasAttribute(bytes: Uint8Array, at: number, bit: number): boolean {
  return (batchAttributes(bytes, at) & bit) !== 0;
}
