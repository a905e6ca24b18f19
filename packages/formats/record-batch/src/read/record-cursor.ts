/**
 * Walks over the records of one batch. It holds positions, not values: keys, values and headers are made only when they are
 * asked for, so that a caller who needs nothing but offsets, times and keys pays for nothing else.
 *
 * INV-BATCH-1: offsets strictly increase and lie between the batch's base and last offset.
 * INV-BATCH-2: no byte outside of the batch's records is read, whatever the records say.
 */
import type { Offset } from '@ottla/base';
import { readUtf8 } from '../encoding/utf8.ts';
import { noHeaders, type RecordHeader } from '../record.ts';
import * as view from '../view/batch-view.ts';
import { openRecords, type RecordReading } from './open-records.ts';
import { malformed, VarintReader } from './varint-reader.ts';

export class RecordCursor {
  /** The offset of the current record. */
  offset: Offset;
  /** The timestamp of the current record, or the append time of the batch. */
  timestampMs = -1;

  readonly #reader: VarintReader;
  readonly #baseOffset: number;
  readonly #baseTimestampMs: number;
  readonly #lastOffset: number;
  readonly #appendTimeMs: number | undefined;
  #left: number;
  #keyAt = 0;
  #keyBytes = -1;
  #valueAt = 0;
  #valueBytes = -1;
  #endsAt = 0;

  /** Opens the batch at `at`. Throws a `RecordBatchError`. */
  constructor(bytes: Uint8Array, at: number, reading: RecordReading) {
    const records = openRecords(bytes, at, reading);
    this.#reader = new VarintReader(records, 0, records.length);
    this.#baseOffset = view.batchBaseOffset(bytes, at);
    this.#lastOffset = view.batchLastOffset(bytes, at);
    this.#baseTimestampMs = view.batchBaseTimestamp(bytes, at);
    this.#left = view.batchRecordCount(bytes, at);
    const hasAppendTime = view.batchTimestampType(bytes, at) === view.TimestampType.logAppendTime;
    this.#appendTimeMs = hasAppendTime ? view.batchMaxTimestamp(bytes, at) : undefined;
    this.offset = (this.#baseOffset - 1) as Offset;
    if (this.#left < 0) throw malformed('the number of records is negative');
  }

  /** Goes to the next record; false behind the last one. Throws a `RecordBatchError`, after which the cursor is of no use. */
  next(): boolean {
    const reader = this.#reader;
    if (this.#left === 0) {
      if (reader.at !== reader.endsAt) throw malformed('bytes follow behind the last record');
      return false;
    }
    this.#left -= 1;
    const length = reader.length();
    this.#endsAt = reader.at + length;
    reader.skipByte();
    this.#readPlace(reader.varlong(), reader.varint());
    this.#readKeyAndValue();
    return true;
  }

  /** Whether the current record has a key. */
  get hasKey(): boolean {
    return this.#keyBytes >= 0;
  }

  /** Whether the current record has a value; one without is a tombstone. */
  get hasValue(): boolean {
    return this.#valueBytes >= 0;
  }

  /** The key, as a view. */
  key(): Uint8Array | null {
    return this.#keyBytes < 0 ? null : this.#reader.bytes.subarray(this.#keyAt, this.#keyAt + this.#keyBytes);
  }

  /** The value, as a view. */
  value(): Uint8Array | null {
    return this.#valueBytes < 0 ? null : this.#reader.bytes.subarray(this.#valueAt, this.#valueAt + this.#valueBytes);
  }

  /** The headers. Only here are their bytes looked at. Throws a `RecordBatchError`. */
  headers(): readonly RecordHeader[] {
    const at = this.#valueAt + Math.max(this.#valueBytes, 0);
    if (at + 1 === this.#endsAt && this.#reader.bytes[at] === 0) return noHeaders;
    const reader = new VarintReader(this.#reader.bytes, at, this.#endsAt);
    const count = reader.headerCount();
    const headers = count === 0 ? noHeaders : Array.from({ length: count }, () => readHeader(reader));
    if (reader.at !== this.#endsAt) throw malformed('a record is longer than its fields');
    return headers;
  }

  #readPlace(timestampDelta: number, offsetDelta: number): void {
    const offset = this.#baseOffset + offsetDelta;
    const timestampMs = this.#appendTimeMs ?? this.#baseTimestampMs + timestampDelta;
    if (offset <= this.offset || offset > this.#lastOffset) throw malformed('an offset is out of its order or range');
    if (!Number.isSafeInteger(offset)) throw malformed('an offset lies outside of the safe integers');
    if (!Number.isSafeInteger(timestampMs)) throw malformed('a timestamp lies outside of the safe integers');
    this.offset = offset as Offset;
    this.timestampMs = timestampMs;
  }

  /** Leaves the reader behind the whole record; its headers are passed over. */
  #readKeyAndValue(): void {
    const reader = this.#reader;
    this.#keyBytes = reader.nullableLength();
    this.#keyAt = reader.at;
    reader.at += Math.max(this.#keyBytes, 0);
    this.#valueBytes = reader.nullableLength();
    this.#valueAt = reader.at;
    reader.at += Math.max(this.#valueBytes, 0);
    if (reader.at >= this.#endsAt) throw malformed('a record ends before its fields do');
    reader.at = this.#endsAt;
  }
}

function readHeader(reader: VarintReader): RecordHeader {
  const keyBytes = reader.length();
  const key = readUtf8(reader.bytes, reader.at, reader.at + keyBytes);
  reader.at += keyBytes;
  const valueBytes = reader.nullableLength();
  const value = valueBytes < 0 ? null : reader.bytes.subarray(reader.at, reader.at + valueBytes);
  reader.at += Math.max(valueBytes, 0);
  return { key, value };
}
