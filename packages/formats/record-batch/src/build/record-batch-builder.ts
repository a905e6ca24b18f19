/**
 * Makes one batch out of records. Everything is copied when it is appended, so that the caller may use its arrays again at
 * once; the records are written where they will lie, behind room for the header.
 *
 * States: open (takes records) → built (no further call). A batch without records cannot be built.
 */
import { assert, CodecId, type Compression, type Crc32c, type Offset } from '@ottla/base';
import { varintBytes } from '../encoding/varint.ts';
import { AttributeBit, BatchField, batchHeaderBytes } from '../layout.ts';
import { BATCH_BYTES_MAX, TIMESTAMP_MS_MAX } from '../limits.ts';
import type { NewRecord } from '../record.ts';
import { GrowableBytes } from './growable-bytes.ts';
import { type BatchHeader, type BatchProducer, noProducer, writeBatchHeader } from './write-batch-header.ts';
import { recordBodyBytes, writeRecord } from './write-record.ts';

/** What is known of a batch before its first record. */
export interface RecordBatchOptions {
  /** Default: none. */
  readonly codec?: CodecId;
  /** Bytes that the batch may have before compression, unless its first record alone is larger. Default: no bound. */
  readonly batchBytesMax?: number;
  /** Bytes that the batch is expected to take: memory that is made at once need not grow. Default: few. */
  readonly expectedBytes?: number;
  /** Default: none. May also be set later with `setProducer`. */
  readonly producer?: BatchProducer;
  /** Default: false. */
  readonly transactional?: boolean;
  /** Marks the batch as one of a broker's own. Default: false. */
  readonly control?: boolean;
  /** What record timestamps count from. Default: the first record's timestamp. */
  readonly baseTimestampMs?: number;
  /** Default: 0; the broker assigns another. */
  readonly baseOffset?: Offset;
  /** Gives all records this time in place of their own, and the batch the timestamp type log append time. */
  readonly logAppendTimeMs?: number;
}

/** Builds one batch. */
export class RecordBatchBuilder {
  readonly #options: RecordBatchOptions;
  readonly #target: GrowableBytes;
  readonly #bytesMax: number;
  #producer: BatchProducer;
  #baseTimestampMs: number | undefined;
  #maxTimestampMs = -1;
  #count = 0;
  #built = false;

  constructor(options: RecordBatchOptions = {}) {
    this.#options = options;
    this.#target = new GrowableBytes(batchHeaderBytes, options.expectedBytes);
    this.#bytesMax = Math.min(options.batchBytesMax ?? BATCH_BYTES_MAX, BATCH_BYTES_MAX);
    this.#producer = options.producer ?? noProducer;
    this.#baseTimestampMs = options.baseTimestampMs;
  }

  /** How many records were appended. */
  get recordCount(): number {
    return this.#count;
  }

  /** Bytes of the batch before compression. */
  get estimatedSizeBytes(): number {
    return this.#target.length;
  }

  /** Appends a record, or answers false when the batch is full; an empty batch takes any record below 2 GiB. */
  tryAppend(record: NewRecord): boolean {
    assert(!this.#built, 'records are appended before the batch is built');
    assert(isTimestamp(record.timestampMs), 'a timestamp is an integer of milliseconds from -1 to TIMESTAMP_MS_MAX');
    const base = this.#baseTimestampMs ?? record.timestampMs;
    const placed = { record, offsetDelta: this.#count, timestampDelta: record.timestampMs - base };
    const bodyBytes = recordBodyBytes(placed);
    if (!this.#hasRoom(varintBytes(bodyBytes) + bodyBytes)) return false;
    writeRecord(this.#target, placed, bodyBytes);
    this.#baseTimestampMs = base;
    this.#maxTimestampMs = Math.max(this.#maxTimestampMs, record.timestampMs);
    this.#count += 1;
    return true;
  }

  /** Names the producer, whose id and sequence are often known only when the batch is about to be sent. */
  setProducer(producer: BatchProducer): void {
    assert(!this.#built, 'the producer is set before the batch is built');
    this.#producer = producer;
  }

  /** The finished batch. The bytes belong to the caller. */
  build(compression: Compression, crc32c: Crc32c): Uint8Array {
    assert(!this.#built, 'a batch is built once');
    assert(this.#count > 0, 'a batch that is built has at least one record');
    this.#built = true;
    const bytes = this.#withRecords(compression);
    writeBatchHeader(bytes, this.#header(), crc32c);
    return bytes;
  }

  #hasRoom(more: number): boolean {
    const size = this.#target.length + more;
    return size <= (this.#count === 0 ? BATCH_BYTES_MAX : this.#bytesMax);
  }

  /** Room for the header and behind it the records in their final form. */
  #withRecords(compression: Compression): Uint8Array {
    const { bytes, length } = this.#target;
    const codec = this.#options.codec ?? CodecId.none;
    if (codec === CodecId.none) return bytes.subarray(0, length);
    const compressed = compression.compress(codec, bytes.subarray(BatchField.records, length));
    const whole = new Uint8Array(batchHeaderBytes + compressed.length);
    whole.set(compressed, batchHeaderBytes);
    return whole;
  }

  #header(): BatchHeader {
    const { logAppendTimeMs, baseOffset } = this.#options;
    return {
      baseOffset: baseOffset ?? (0 as Offset),
      attributes: this.#attributes(),
      recordCount: this.#count,
      baseTimestampMs: this.#baseTimestampMs ?? -1,
      maxTimestampMs: logAppendTimeMs ?? this.#maxTimestampMs,
      producer: this.#producer,
    };
  }

  #attributes(): number {
    const { codec, transactional, control, logAppendTimeMs } = this.#options;
    return (
      (codec ?? CodecId.none) |
      (logAppendTimeMs === undefined ? 0 : AttributeBit.logAppendTime) |
      (transactional === true ? AttributeBit.transactional : 0) |
      (control === true ? AttributeBit.control : 0)
    );
  }
}

function isTimestamp(value: number): boolean {
  return Number.isInteger(value) && value >= -1 && value <= TIMESTAMP_MS_MAX;
}
