/** The header in front of records that already lie where they belong. */
import { type Crc32c, noLeaderEpoch, type Offset, type ProducerId } from '@ottla/base';
import { BatchField, batchMagic2, batchPrefixBytes } from '../layout.ts';
import { setBatchBaseOffset, setBatchCrc, setBatchLeaderEpoch } from '../view/batch-edit.ts';
import { writeInt8, writeInt16, writeInt32, writeInt64 } from '../view/big-endian.ts';

/** The idempotent or transactional producer of a batch and the sequence number of its first record. */
export interface BatchProducer {
  readonly producerId: ProducerId;
  readonly producerEpoch: number;
  readonly baseSequence: number;
}

/** What a batch carries that no such producer made. */
export const noProducer: BatchProducer = Object.freeze({
  producerId: -1 as ProducerId,
  producerEpoch: -1,
  baseSequence: -1,
});

/** The fields of a header that do not follow from the bytes behind it. */
export interface BatchHeader {
  readonly baseOffset: Offset;
  readonly attributes: number;
  readonly recordCount: number;
  readonly baseTimestampMs: number;
  readonly maxTimestampMs: number;
  readonly producer: BatchProducer;
}

/** Writes the header at the front of `bytes`, which are the whole batch, and last of all its CRC. */
export function writeBatchHeader(bytes: Uint8Array, header: BatchHeader, crc32c: Crc32c): void {
  setBatchBaseOffset(bytes, 0, header.baseOffset);
  writeInt32(bytes, BatchField.batchLength, bytes.length - batchPrefixBytes);
  setBatchLeaderEpoch(bytes, 0, noLeaderEpoch);
  writeInt8(bytes, BatchField.magic, batchMagic2);
  writeInt16(bytes, BatchField.attributes, header.attributes);
  writeInt32(bytes, BatchField.lastOffsetDelta, header.recordCount - 1);
  writeInt64(bytes, BatchField.baseTimestamp, header.baseTimestampMs);
  writeInt64(bytes, BatchField.maxTimestamp, header.maxTimestampMs);
  writeProducer(bytes, 0, header.producer);
  writeInt32(bytes, BatchField.recordCount, header.recordCount);
  setBatchCrc(bytes, 0, crc32c);
}

/** Names another producer in a finished batch, as after a new producer epoch, and writes the CRC that this makes. */
export function setBatchProducer(bytes: Uint8Array, at: number, producer: BatchProducer, crc32c: Crc32c): void {
  writeProducer(bytes, at, producer);
  setBatchCrc(bytes, at, crc32c);
}

function writeProducer(bytes: Uint8Array, at: number, producer: BatchProducer): void {
  writeInt64(bytes, at + BatchField.producerId, producer.producerId);
  writeInt16(bytes, at + BatchField.producerEpoch, producer.producerEpoch);
  writeInt32(bytes, at + BatchField.baseSequence, producer.baseSequence);
}
