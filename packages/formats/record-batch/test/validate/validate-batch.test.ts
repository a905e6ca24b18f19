/** FAULT-142: every way in which a batch can lie about itself has its outcome; the honest ones pass. */
import { CodecId, ErrorCode } from '@ottla/base';
import { describe, expect, it } from 'vitest';
import * as batch from '../../src/index.ts';
import { batchOf, crc32c, plain } from '../support/reading.ts';

type Field = keyof typeof batch.BatchField;
type Edit = (view: DataView, bytes: Uint8Array) => void;
type Outcome = batch.BatchFaultName | 'ok';
type Rules = (checksum: typeof crc32c, overrides?: Partial<batch.BatchRules>) => batch.BatchRules;

const widths: Readonly<Record<string, number>> = { magic: 1, attributes: 2, producerEpoch: 2 };
const wide: readonly Field[] = ['baseOffset', 'baseTimestamp', 'maxTimestamp', 'producerId'];

/** Writes a field as it stands on the wire, whatever its width. */
function set(field: Field, value: number | bigint): Edit {
  return (view) => {
    const at = batch.BatchField[field];
    if (wide.includes(field)) view.setBigInt64(at, BigInt(value));
    else if (widths[field] === 1) view.setInt8(at, Number(value));
    else if (widths[field] === 2) view.setInt16(at, Number(value));
    else view.setInt32(at, Number(value));
  };
}

const all =
  (...edits: Edit[]): Edit =>
  (view, bytes) => {
    for (const edit of edits) edit(view, bytes);
  };
const withProducer = all(set('producerId', 5), set('producerEpoch', 0), set('baseSequence', 0));
const client: Rules = batch.clientBatchRules;
const coordinator: Rules = batch.coordinatorBatchRules;
const stored: Rules = batch.storedBatchRules;
const small: Rules = (checksum) => client(checksum, { batchBytesMax: 70 });
const withoutZstd: Rules = (checksum) => client(checksum, { zstd: false });
const ordered: Rules = (checksum) => client(checksum, { timestampsInOrder: true });
const int64Max = 2n ** 63n - 1n;

const honest: readonly (readonly [string, Edit, Rules])[] = [
  ['as a producer sends it', all(), client],
  ['with an idempotent producer', withProducer, client],
  [
    'with 0 for epoch and sequence but no producer, as two clients send it',
    all(set('producerEpoch', 0), set('baseSequence', 0)),
    client,
  ],
  ['of a transaction', all(withProducer, set('attributes', 0x10)), client],
  ['with any leader epoch', set('leaderEpoch', 9), client],
  ['with leader epoch -9, which the broker overwrites', set('leaderEpoch', -9), client],
  ['without timestamps', all(set('baseTimestamp', -1), set('maxTimestamp', -1)), client],
  ['whose last record is older than its first, as one client sends it', set('maxTimestamp', 500), client],
  ['with the largest sequence', all(withProducer, set('baseSequence', 0x7fff_ffff)), client],
  ['with zstd', set('attributes', 4), client],
  ['of a coordinator with a marker', all(withProducer, set('attributes', 0x30), set('baseSequence', -1)), coordinator],
  ['of a coordinator with append time', set('attributes', 0x08), coordinator],
  ['on disk at an offset', set('baseOffset', 2 ** 50), stored],
  ['on disk without its middle', set('lastOffsetDelta', 9), stored],
  [
    'on disk with a delete horizon above its timestamps',
    all(set('attributes', 0x40), set('baseTimestamp', 9999)),
    stored,
  ],
  ['on disk with attributes of a newer release', set('attributes', 0x80), stored],
];

const lies: readonly (readonly [string, Edit, Outcome, Rules])[] = [
  ['a length beyond the bytes', set('batchLength', 5000), 'truncated', client],
  ['a length one beyond the bytes', (view) => view.setInt32(8, view.getInt32(8) + 1), 'truncated', client],
  ['the largest length', set('batchLength', 0x7fff_ffff - 12), 'truncated', client],
  ['a negative length', set('batchLength', -1), 'sizeImpossible', client],
  ['the most negative length', set('batchLength', -0x8000_0000), 'sizeImpossible', client],
  ['a length of zero', set('batchLength', 0), 'sizeImpossible', client],
  ['a length one below a header', set('batchLength', 48), 'sizeImpossible', client],
  ['more bytes than allowed', all(), 'tooLarge', small],
  ['message format 0', set('magic', 0), 'oldFormat', client],
  ['message format 1', set('magic', 1), 'oldFormat', client],
  [
    'message format 0 with a length that is too small',
    all(set('magic', 0), set('batchLength', 14)),
    'oldFormat',
    client,
  ],
  ['message format 1 on disk', set('magic', 1), 'oldFormat', stored],
  ['message format 3', set('magic', 3), 'unknownFormat', client],
  ['message format 127', set('magic', 127), 'unknownFormat', client],
  ['a negative message format', set('magic', -1), 'unknownFormat', client],
  ['codec 5', set('attributes', 5), 'unknownCodec', client],
  ['codec 6', set('attributes', 6), 'unknownCodec', client],
  ['codec 7', set('attributes', 7), 'unknownCodec', client],
  ['codec 7 on disk', set('attributes', 7), 'unknownCodec', stored],
  ['zstd in an old request', set('attributes', 4), 'codecNotAllowed', withoutZstd],
  ['the control bit', set('attributes', 0x20), 'controlNotAllowed', client],
  ['the control bit in a transaction', all(withProducer, set('attributes', 0x30)), 'controlNotAllowed', client],
  ['the append time bit', set('attributes', 0x08), 'logAppendTimeNotAllowed', client],
  ['the delete horizon bit', set('attributes', 0x40), 'deleteHorizonNotAllowed', client],
  ['the delete horizon bit of a coordinator', set('attributes', 0x40), 'deleteHorizonNotAllowed', coordinator],
  ['reserved attribute bit 7', set('attributes', 0x80), 'reservedAttribute', client],
  ['reserved attribute bit 8', set('attributes', 0x100), 'reservedAttribute', client],
  ['reserved attribute bit 15', set('attributes', -0x8000), 'reservedAttribute', client],
  ['all attribute bits but codec bits', set('attributes', -8), 'controlNotAllowed', client],
  ['base offset 1', set('baseOffset', 1), 'baseOffsetNotZero', client],
  ['base offset -1', set('baseOffset', -1), 'baseOffsetNotZero', client],
  ['base offset 2^62', set('baseOffset', 2n ** 62n), 'baseOffsetNotZero', client],
  ['base offset 1 of a coordinator', set('baseOffset', 1), 'baseOffsetNotZero', coordinator],
  ['a negative offset on disk', set('baseOffset', -1), 'offsetOutOfRange', stored],
  ['an offset of 2^53 on disk', set('baseOffset', 2n ** 53n), 'offsetOutOfRange', stored],
  ['an end offset of 2^53 on disk', set('baseOffset', 2n ** 53n - 3n), 'offsetOutOfRange', stored],
  ['the largest offset on disk', set('baseOffset', int64Max), 'offsetOutOfRange', stored],
  ['leader epoch -2 on disk', set('leaderEpoch', -2), 'leaderEpochOutOfRange', stored],
  ['a negative last offset', set('lastOffsetDelta', -1), 'lastOffsetDeltaNegative', client],
  ['the most negative last offset', set('lastOffsetDelta', -0x8000_0000), 'lastOffsetDeltaNegative', client],
  ['a negative last offset on disk', set('lastOffsetDelta', -2), 'lastOffsetDeltaNegative', stored],
  ['a last offset that is too small', set('lastOffsetDelta', 1), 'recordCountDisagrees', client],
  ['a last offset that is too large', set('lastOffsetDelta', 3), 'recordCountDisagrees', client],
  ['the largest last offset', set('lastOffsetDelta', 0x7fff_ffff), 'recordCountDisagrees', client],
  ['missing records', set('recordCount', 2), 'recordCountDisagrees', client],
  ['more records than offsets on disk', set('recordCount', 4), 'recordCountDisagrees', stored],
  ['a negative record count', set('recordCount', -1), 'recordCountNegative', client],
  ['the most negative record count', set('recordCount', -0x8000_0000), 'recordCountNegative', stored],
  ['no records', all(set('recordCount', 0), set('lastOffsetDelta', 0)), 'noRecords', client],
  ['no records on disk, but bytes of some', set('recordCount', 0), 'recordBytesWithoutRecords', stored],
  [
    'four records in the bytes of three',
    all(set('recordCount', 4), set('lastOffsetDelta', 3)),
    'recordCountTooLarge',
    client,
  ],
  [
    'two thousand million records',
    all(set('recordCount', 0x7fff_ffff), set('lastOffsetDelta', 0x7fff_fffe)),
    'recordCountTooLarge',
    client,
  ],
  ['base timestamp -2', set('baseTimestamp', -2), 'timestampOutOfRange', client],
  ['the most negative base timestamp', set('baseTimestamp', -(2n ** 63n)), 'timestampOutOfRange', client],
  ['base timestamp 2^53', set('baseTimestamp', 2n ** 53n), 'timestampOutOfRange', client],
  ['largest timestamp -2', set('maxTimestamp', -2), 'timestampOutOfRange', client],
  ['the largest timestamp of all', set('maxTimestamp', int64Max), 'timestampOutOfRange', client],
  ['a timestamp of 2^53 on disk', set('maxTimestamp', 2n ** 53n), 'timestampOutOfRange', stored],
  ['a largest timestamp below the first', set('maxTimestamp', 999), 'timestampsDisagree', ordered],
  ['no largest timestamp but a first', set('maxTimestamp', -1), 'timestampsDisagree', ordered],
  ['producer id -2', set('producerId', -2), 'producerIdOutOfRange', client],
  ['producer id 2^53', set('producerId', 2n ** 53n), 'producerIdOutOfRange', client],
  ['the largest producer id', set('producerId', int64Max), 'producerIdOutOfRange', stored],
  ['an epoch without a producer', set('producerEpoch', 1), 'epochWithoutProducer', client],
  ['epoch -2 without a producer', set('producerEpoch', -2), 'epochWithoutProducer', client],
  ['a sequence without a producer', set('baseSequence', 7), 'sequenceWithoutProducer', client],
  ['sequence -2 without a producer', set('baseSequence', -2), 'sequenceWithoutProducer', client],
  ['a transaction without a producer', set('attributes', 0x10), 'transactionWithoutProducer', client],
  ['a transaction without a producer on disk', set('attributes', 0x10), 'transactionWithoutProducer', stored],
  ['a producer without an epoch', all(withProducer, set('producerEpoch', -1)), 'producerEpochNegative', client],
  [
    'a producer with the most negative epoch',
    all(withProducer, set('producerEpoch', -0x8000)),
    'producerEpochNegative',
    client,
  ],
  ['a producer without a sequence', all(withProducer, set('baseSequence', -1)), 'sequenceNegative', client],
  [
    'a producer with the most negative sequence',
    all(withProducer, set('baseSequence', -0x8000_0000)),
    'sequenceNegative',
    client,
  ],
];

/** Three small records, edited, with the CRC that the edited bytes have. */
function edited(edit: Edit): Uint8Array {
  const bytes = batchOf([plain('', 1000), plain('', 1001), plain('', 1002)]);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  edit(view, bytes);
  view.setUint32(17, crc32c(bytes.subarray(21)));
  return bytes;
}

function outcomeOf(bytes: Uint8Array, rules: batch.BatchRules): Outcome {
  return batch.validateBatch(bytes, 0, bytes.length, rules)?.name ?? 'ok';
}

describe('validation', () => {
  it.each(honest)('passes a batch %s', (_name, edit, rules) => {
    expect(outcomeOf(edited(edit), rules(crc32c))).toBe('ok');
  });

  it('has at least sixty lies to tell', () => {
    expect(lies.length).toBeGreaterThanOrEqual(60);
  });

  it.each(lies)('refuses %s', (_name, edit, outcome, rules) => {
    expect(outcomeOf(edited(edit), rules(crc32c))).toBe(outcome);
  });

  it('refuses every byte that was changed behind the CRC field', () => {
    const bytes = edited(all());
    for (let at = batch.BatchField.crc; at < bytes.length; at += 1) {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      expect(outcomeOf(damaged, client(crc32c))).toBe('crcMismatch');
    }
  });

  it('refuses every batch that is cut, wherever it is cut', () => {
    const bytes = edited(all());
    for (let length = 0; length < bytes.length; length += 1) {
      expect(outcomeOf(bytes.subarray(0, length), client(crc32c))).toBe('truncated');
    }
  });

  it('never looks behind the end that it was given', () => {
    const bytes = edited(all());
    expect(batch.validateBatch(bytes, 0, bytes.length - 1, client(crc32c))?.name).toBe('truncated');
    expect(batch.validateBatch(bytes, 0, bytes.length + 1, client(crc32c))?.name).toBe('truncated');
  });

  it('refuses a compressed batch without compressed bytes', () => {
    const header = edited(all(set('attributes', CodecId.lz4), set('batchLength', 49))).slice(0, 61);
    new DataView(header.buffer).setUint32(17, crc32c(header.subarray(21)));
    expect(outcomeOf(header, client(crc32c))).toBe('recordCountTooLarge');
  });

  it('passes a batch that compaction emptied and kept for its producer', () => {
    const header = edited(all(set('recordCount', 0), set('batchLength', 49))).slice(0, 61);
    new DataView(header.buffer).setUint32(17, crc32c(header.subarray(21)));
    expect(outcomeOf(header, stored(crc32c))).toBe('ok');
  });

  it('answers with the codes that Kafka gives', () => {
    const { batchFaults } = batch;
    expect(batchFaults.crcMismatch.code).toBe(ErrorCode.CORRUPT_MESSAGE);
    expect(batchFaults.oldFormat.code).toBe(ErrorCode.UNSUPPORTED_FOR_MESSAGE_FORMAT);
    expect(batchFaults.unknownCodec.code).toBe(ErrorCode.UNSUPPORTED_COMPRESSION_TYPE);
    expect(batchFaults.timestampOutOfRange.code).toBe(ErrorCode.INVALID_TIMESTAMP);
    expect(batchFaults.tooLarge.code).toBe(ErrorCode.MESSAGE_TOO_LARGE);
    expect(batchFaults.recordCountDisagrees.code).toBe(ErrorCode.INVALID_RECORD);
    for (const [name, fault] of Object.entries(batchFaults)) expect(fault.name).toBe(name);
  });
});
