/**
 * Unique values as records. What a value says about itself is checked when it is read: its padding follows from its name, so
 * that no byte can be wrong unseen.
 */
import { CodecId, type Compression, type Crc32c } from '@ottla/base';
import { type BatchProducer, forEachBatch, noProducer, RecordBatchBuilder, readRecords } from '@ottla/record-batch';
import type { PolledRecord } from '../history/operations.ts';

/** What it takes to make and open batches. */
export interface BatchTools {
  readonly compression: Compression;
  readonly crc32c: Crc32c;
}

/** How a batch is made. */
export interface BatchForm {
  readonly values: readonly string[];
  readonly paddingBytes: number;
  readonly codec: CodecId;
  readonly timestampMs: number;
  readonly producer?: BatchProducer;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const batchBytesMax = 14_000;
const recordOverheadBytes = 100;

/** All codecs that a client may choose. */
export const codecs: readonly CodecId[] = Object.values(CodecId);

/** Padding that so many values may have, so that their batch fits into the smallest segment. */
export function paddingMax(count: number, valueBytesMax: number): number {
  return Math.max(1, Math.min(valueBytesMax, Math.floor(batchBytesMax / count) - recordOverheadBytes));
}

/** The batch of these values. */
export function buildBatch(form: BatchForm, tools: BatchTools): Uint8Array {
  const builder = new RecordBatchBuilder({ codec: form.codec, producer: form.producer ?? noProducer });
  for (const value of form.values) {
    builder.tryAppend({
      key: encoder.encode(value),
      value: encoder.encode(padded(value, form.paddingBytes)),
      headers: [],
      timestampMs: form.timestampMs,
    });
  }
  return builder.build(tools.compression, tools.crc32c);
}

/** The values of all whole batches, with their offsets; one that is not as it was made says so. */
export function openBatches(bytes: Uint8Array, tools: BatchTools): PolledRecord[] {
  const records: PolledRecord[] = [];
  forEachBatch(bytes, (at) => {
    for (const record of readRecords(bytes, at, { compression: tools.compression }))
      records.push({ offset: record.offset, value: valueOf(record.key, record.value) });
  });
  return records;
}

/** The value that a record stands for. */
export function valueOf(key: Uint8Array | undefined | null, content: Uint8Array | undefined | null): string {
  return textValue(decoder.decode(key ?? new Uint8Array(0)), decoder.decode(content ?? new Uint8Array(0)));
}

/** The same of a record whose parts are text. */
export function textValue(value: string, content: string): string {
  const bytes = Number(content.slice(0, content.indexOf('|')));
  return content === padded(value, bytes) ? value : `damaged(${value.slice(0, 20)})`;
}

/** Record content of a value: its length, itself, and padding made of itself. */
export function padded(value: string, paddingBytes: number): string {
  const unit = `${value}.`;
  return `${paddingBytes}|${value}|${unit.repeat(Math.ceil(paddingBytes / unit.length)).slice(0, paddingBytes)}`;
}
