/**
 * Whether the header of a batch tells the truth, as far as that can be known without opening the records. Framing comes
 * first, then the CRC, then what the fields say: a damaged batch is called damaged and nothing else.
 */
import { CodecId } from '@ottla/base';
import { AttributeBit, BatchField, batchHeaderBytes, batchMagic2, batchPrefixBytes } from '../layout.ts';
import { RECORD_BYTES_MIN } from '../limits.ts';
import { computeBatchCrc } from '../view/batch-edit.ts';
import * as view from '../view/batch-view.ts';
import { type BatchFault, batchFaults } from './batch-fault.ts';
import { type BatchRules, reservedAttributes } from './batch-rules.ts';

type Check = (bytes: Uint8Array, at: number, rules: BatchRules) => BatchFault | undefined;

const contentChecks: readonly Check[] = [checkAttributes, checkOffsets, checkCount, checkTimestamps, checkProducer];

/** What is wrong with the batch at `at`, of which no byte lies at or behind `endsAt`; undefined when nothing is. */
export function validateBatch(
  bytes: Uint8Array,
  at: number,
  endsAt: number,
  rules: BatchRules,
): BatchFault | undefined {
  const framing = checkFraming(bytes, at, endsAt, rules);
  if (framing !== undefined) return framing;
  if (computeBatchCrc(bytes, at, rules.crc32c) !== view.batchCrc(bytes, at)) return batchFaults.crcMismatch;
  for (const check of contentChecks) {
    const fault = check(bytes, at, rules);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** The format number stands at the same place in all formats, so an old message is told apart before its size is judged. */
function checkFraming(bytes: Uint8Array, at: number, endsAt: number, rules: BatchRules): BatchFault | undefined {
  const there = endsAt - at;
  if (at < 0 || endsAt > bytes.length || there < batchPrefixBytes) return batchFaults.truncated;
  const hasMagic = there > BatchField.magic;
  const magic = view.batchMagic(bytes, at);
  if (hasMagic && (magic === 0 || magic === 1)) return batchFaults.oldFormat;
  const size = view.batchSizeBytes(bytes, at);
  if (size < batchHeaderBytes) return batchFaults.sizeImpossible;
  if (hasMagic && magic !== batchMagic2) return batchFaults.unknownFormat;
  if (size > rules.batchBytesMax) return batchFaults.tooLarge;
  return size > there ? batchFaults.truncated : undefined;
}

function checkAttributes(bytes: Uint8Array, at: number, rules: BatchRules): BatchFault | undefined {
  const codec: number = view.batchCodec(bytes, at);
  if (codec > CodecId.zstd) return batchFaults.unknownCodec;
  if (codec === CodecId.zstd && !rules.zstd) return batchFaults.codecNotAllowed;
  const forbidden = view.batchAttributes(bytes, at) & rules.forbiddenAttributes;
  if (forbidden === 0) return undefined;
  if ((forbidden & AttributeBit.control) !== 0) return batchFaults.controlNotAllowed;
  if ((forbidden & AttributeBit.logAppendTime) !== 0) return batchFaults.logAppendTimeNotAllowed;
  if ((forbidden & AttributeBit.deleteHorizon) !== 0) return batchFaults.deleteHorizonNotAllowed;
  if ((forbidden & reservedAttributes) !== 0) return batchFaults.reservedAttribute;
  return undefined;
}

function checkOffsets(bytes: Uint8Array, at: number, rules: BatchRules): BatchFault | undefined {
  const baseOffset: number = view.batchBaseOffset(bytes, at);
  if (view.batchLastOffsetDelta(bytes, at) < 0) return batchFaults.lastOffsetDeltaNegative;
  if (!rules.offsetsAssigned) return baseOffset === 0 ? undefined : batchFaults.baseOffsetNotZero;
  if (baseOffset < 0 || !Number.isSafeInteger(view.batchEndOffset(bytes, at))) return batchFaults.offsetOutOfRange;
  return view.batchLeaderEpoch(bytes, at) < -1 ? batchFaults.leaderEpochOutOfRange : undefined;
}

function checkCount(bytes: Uint8Array, at: number, rules: BatchRules): BatchFault | undefined {
  const count = view.batchRecordCount(bytes, at);
  const recordBytes = view.batchSizeBytes(bytes, at) - batchHeaderBytes;
  const offsets = view.batchLastOffsetDelta(bytes, at) + 1;
  if (count < 0) return batchFaults.recordCountNegative;
  if (count === 0 && !rules.sparse) return batchFaults.noRecords;
  if (rules.sparse ? count > offsets : count !== offsets) return batchFaults.recordCountDisagrees;
  if (count === 0) return recordBytes === 0 ? undefined : batchFaults.recordBytesWithoutRecords;
  const bytesMin = view.batchCodec(bytes, at) === CodecId.none ? count * RECORD_BYTES_MIN : 1;
  return recordBytes < bytesMin ? batchFaults.recordCountTooLarge : undefined;
}

function checkTimestamps(bytes: Uint8Array, at: number, rules: BatchRules): BatchFault | undefined {
  const base = view.batchBaseTimestamp(bytes, at);
  const max = view.batchMaxTimestamp(bytes, at);
  if (!isTimestamp(base) || !isTimestamp(max)) return batchFaults.timestampOutOfRange;
  const comparable = rules.timestampsInOrder && !view.batchHasDeleteHorizon(bytes, at);
  return comparable && max < base ? batchFaults.timestampsDisagree : undefined;
}

/** Some clients write 0 and others -1 into epoch and sequence when they have no producer id; both mean "none". */
function checkProducer(bytes: Uint8Array, at: number): BatchFault | undefined {
  const producerId: number = view.batchProducerId(bytes, at);
  const epoch = view.batchProducerEpoch(bytes, at);
  const sequence = view.batchBaseSequence(bytes, at);
  if (producerId < -1 || !Number.isSafeInteger(producerId)) return batchFaults.producerIdOutOfRange;
  if (producerId === -1) {
    if (epoch !== -1 && epoch !== 0) return batchFaults.epochWithoutProducer;
    if (sequence !== -1 && sequence !== 0) return batchFaults.sequenceWithoutProducer;
    return view.batchIsTransactional(bytes, at) ? batchFaults.transactionWithoutProducer : undefined;
  }
  if (epoch < 0) return batchFaults.producerEpochNegative;
  return sequence < 0 && !view.batchIsControl(bytes, at) ? batchFaults.sequenceNegative : undefined;
}

function isTimestamp(value: number): boolean {
  return value >= -1 && Number.isSafeInteger(value);
}
