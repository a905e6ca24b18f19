/** Whole control batches: one record each, never compressed, without a sequence. */
import { type Compression, CompressionError, type Crc32c, type Offset } from '@ottla/base';
import { RecordBatchBuilder } from '../build/record-batch-builder.ts';
import { type BatchProducer, noProducer } from '../build/write-batch-header.ts';
import { RecordCursor } from '../read/record-cursor.ts';
import { malformed } from '../read/varint-reader.ts';
import { batchIsControl } from '../view/batch-view.ts';
import {
  type ControlRecord,
  decodeControlRecord,
  type EndTransactionRecord,
  encodeControlRecord,
  type LeaderChangeRecord,
} from './control-record.ts';

/** Control batches have no codec, so that nothing needs to be there that could compress. */
const noCompression: Compression = { compress: refuse, decompress: refuse };

/** What both kinds of control batches need. */
export interface ControlBatchOptions {
  readonly timestampMs: number;
  readonly crc32c: Crc32c;
  /** Default: 0; the log assigns another. */
  readonly baseOffset?: Offset;
}

/** The marker that ends the transaction of a producer in one partition. */
export function buildEndTransactionBatch(
  record: EndTransactionRecord,
  producer: Omit<BatchProducer, 'baseSequence'>,
  options: ControlBatchOptions,
): Uint8Array {
  return buildControlBatch(record, { ...producer, baseSequence: -1 }, options);
}

/** The first batch of a new leader in a quorum's log. */
export function buildLeaderChangeBatch(record: LeaderChangeRecord, options: ControlBatchOptions): Uint8Array {
  return buildControlBatch(record, noProducer, options);
}

/** The record of the control batch at `at`. Throws a `RecordBatchError` when it is none or cannot be read. */
export function readControlBatch(bytes: Uint8Array, at: number): ControlRecord {
  const cursor = new RecordCursor(bytes, at, { compression: noCompression });
  if (!batchIsControl(bytes, at)) throw malformed('the batch is no control batch');
  if (!cursor.next()) throw malformed('a control batch has no record');
  return decodeControlRecord(cursor.key(), cursor.value());
}

function buildControlBatch(
  record: EndTransactionRecord | LeaderChangeRecord,
  producer: BatchProducer,
  { timestampMs, crc32c, baseOffset }: ControlBatchOptions,
): Uint8Array {
  const transactional = record.kind !== 'leaderChange';
  const builder = new RecordBatchBuilder({
    control: true,
    transactional,
    producer,
    ...(baseOffset === undefined ? {} : { baseOffset }),
  });
  builder.tryAppend({ ...encodeControlRecord(record), timestampMs });
  return builder.build(noCompression, crc32c);
}

function refuse(): never {
  throw new CompressionError('unsupported', 'a control batch is not compressed');
}
