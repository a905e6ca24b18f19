/**
 * What a broker changes in a batch that a client made. Base offset and leader epoch lie outside of the CRC, so that
 * writing them costs nothing; an append time lies inside of it and costs one pass over the batch.
 */
import type { Crc32c, LeaderEpoch, Offset } from '@ottla/base';
import { AttributeBit, BatchField } from '../layout.ts';
import { batchAttributes, batchSizeBytes } from './batch-view.ts';
import { writeInt16, writeInt32, writeInt64 } from './big-endian.ts';

/** Assigns the offset of the first record. The CRC stays right. */
export function setBatchBaseOffset(bytes: Uint8Array, at: number, baseOffset: Offset): void {
  writeInt64(bytes, at + BatchField.baseOffset, baseOffset);
}

/** Assigns the epoch of the leader that appends. The CRC stays right. */
export function setBatchLeaderEpoch(bytes: Uint8Array, at: number, leaderEpoch: LeaderEpoch): void {
  writeInt32(bytes, at + BatchField.leaderEpoch, leaderEpoch);
}

/** Gives all records of the batch the time of its append, and the batch the CRC that this makes. */
export function setBatchLogAppendTime(bytes: Uint8Array, at: number, appendTimeMs: number, crc32c: Crc32c): void {
  writeInt16(bytes, at + BatchField.attributes, batchAttributes(bytes, at) | AttributeBit.logAppendTime);
  writeInt64(bytes, at + BatchField.maxTimestamp, appendTimeMs);
  setBatchCrc(bytes, at, crc32c);
}

/** Writes the CRC of what the batch now holds. */
export function setBatchCrc(bytes: Uint8Array, at: number, crc32c: Crc32c): void {
  writeInt32(bytes, at + BatchField.crc, computeBatchCrc(bytes, at, crc32c));
}

/** The CRC-32C of everything from the attributes to the end of the batch. */
export function computeBatchCrc(bytes: Uint8Array, at: number, crc32c: Crc32c): number {
  return crc32c(bytes.subarray(at + BatchField.attributes, at + batchSizeBytes(bytes, at)));
}
