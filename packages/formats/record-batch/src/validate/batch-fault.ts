/**
 * Everything that can be wrong with a batch, each with the code that a client gets and a sentence. These are outcomes, not
 * exceptions: data from a wire or a disk is checked, never trusted.
 */
import { ErrorCode } from '@ottla/base';

/** The name of a fault. */
export type BatchFaultName =
  | 'truncated'
  | 'sizeImpossible'
  | 'tooLarge'
  | 'oldFormat'
  | 'unknownFormat'
  | 'crcMismatch'
  | 'unknownCodec'
  | 'codecNotAllowed'
  | 'reservedAttribute'
  | 'controlNotAllowed'
  | 'deleteHorizonNotAllowed'
  | 'logAppendTimeNotAllowed'
  | 'baseOffsetNotZero'
  | 'offsetOutOfRange'
  | 'leaderEpochOutOfRange'
  | 'lastOffsetDeltaNegative'
  | 'recordCountNegative'
  | 'noRecords'
  | 'recordCountDisagrees'
  | 'recordCountTooLarge'
  | 'recordBytesWithoutRecords'
  | 'timestampOutOfRange'
  | 'timestampsDisagree'
  | 'producerIdOutOfRange'
  | 'epochWithoutProducer'
  | 'sequenceWithoutProducer'
  | 'transactionWithoutProducer'
  | 'producerEpochNegative'
  | 'sequenceNegative';

/** One way in which a batch is wrong. */
export interface BatchFault {
  readonly name: BatchFaultName;
  readonly code: ErrorCode;
  readonly text: string;
}

const { CORRUPT_MESSAGE, INVALID_RECORD, INVALID_TIMESTAMP, MESSAGE_TOO_LARGE } = ErrorCode;
const { UNSUPPORTED_COMPRESSION_TYPE, UNSUPPORTED_FOR_MESSAGE_FORMAT } = ErrorCode;

/** All faults by name. */
export const batchFaults: Readonly<Record<BatchFaultName, BatchFault>> = {
  truncated: fault('truncated', CORRUPT_MESSAGE, 'the batch goes on behind the end of the bytes; send it whole'),
  sizeImpossible: fault('sizeImpossible', CORRUPT_MESSAGE, 'the length field is below that of an empty batch'),
  tooLarge: fault('tooLarge', MESSAGE_TOO_LARGE, 'the batch is larger than max.message.bytes; send smaller batches'),
  oldFormat: fault(
    'oldFormat',
    UNSUPPORTED_FOR_MESSAGE_FORMAT,
    'message formats 0 and 1 are not taken; use a client that writes record batches (format 2)',
  ),
  unknownFormat: fault('unknownFormat', INVALID_RECORD, 'the format number (magic) of the batch is not 2'),
  crcMismatch: fault('crcMismatch', CORRUPT_MESSAGE, 'the CRC-32C of the batch does not agree with its bytes'),
  unknownCodec: fault('unknownCodec', UNSUPPORTED_COMPRESSION_TYPE, 'codec numbers 5 to 7 are not assigned'),
  codecNotAllowed: fault(
    'codecNotAllowed',
    UNSUPPORTED_COMPRESSION_TYPE,
    'zstd needs a newer version of the request than the client used',
  ),
  reservedAttribute: fault('reservedAttribute', INVALID_RECORD, 'an attribute bit is set that has no meaning'),
  controlNotAllowed: fault('controlNotAllowed', INVALID_RECORD, 'only brokers write control batches'),
  deleteHorizonNotAllowed: fault('deleteHorizonNotAllowed', INVALID_RECORD, 'only compaction sets a delete horizon'),
  logAppendTimeNotAllowed: fault(
    'logAppendTimeNotAllowed',
    INVALID_TIMESTAMP,
    'only brokers set the log append time; leave the timestamp type at create time',
  ),
  baseOffsetNotZero: fault(
    'baseOffsetNotZero',
    INVALID_RECORD,
    'offsets are assigned by the broker; the base offset must be 0',
  ),
  offsetOutOfRange: fault('offsetOutOfRange', CORRUPT_MESSAGE, 'an offset is negative or above 2^53 - 1'),
  leaderEpochOutOfRange: fault('leaderEpochOutOfRange', CORRUPT_MESSAGE, 'the leader epoch is below -1'),
  lastOffsetDeltaNegative: fault('lastOffsetDeltaNegative', INVALID_RECORD, 'the last offset lies before the first'),
  recordCountNegative: fault('recordCountNegative', INVALID_RECORD, 'the number of records is negative'),
  noRecords: fault('noRecords', INVALID_RECORD, 'the batch has no records'),
  recordCountDisagrees: fault('recordCountDisagrees', INVALID_RECORD, 'number of records and last offset do not agree'),
  recordCountTooLarge: fault(
    'recordCountTooLarge',
    INVALID_RECORD,
    'so many records do not fit into the bytes of the batch',
  ),
  recordBytesWithoutRecords: fault(
    'recordBytesWithoutRecords',
    INVALID_RECORD,
    'the batch has bytes but states no records',
  ),
  timestampOutOfRange: fault('timestampOutOfRange', INVALID_TIMESTAMP, 'a timestamp is below -1 or above 2^53 - 1'),
  timestampsDisagree: fault('timestampsDisagree', INVALID_TIMESTAMP, 'the largest timestamp is below the first one'),
  producerIdOutOfRange: fault('producerIdOutOfRange', INVALID_RECORD, 'the producer id is below -1 or above 2^53 - 1'),
  epochWithoutProducer: fault('epochWithoutProducer', INVALID_RECORD, 'a producer epoch is set but no producer id'),
  sequenceWithoutProducer: fault('sequenceWithoutProducer', INVALID_RECORD, 'a sequence is set but no producer id'),
  transactionWithoutProducer: fault('transactionWithoutProducer', INVALID_RECORD, 'a transaction needs a producer id'),
  producerEpochNegative: fault(
    'producerEpochNegative',
    INVALID_RECORD,
    'a producer id is set but its epoch is negative',
  ),
  sequenceNegative: fault('sequenceNegative', INVALID_RECORD, 'a producer id is set but the sequence is negative'),
};

function fault(name: BatchFaultName, code: ErrorCode, text: string): BatchFault {
  return Object.freeze({ name, code, text });
}
