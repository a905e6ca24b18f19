/** Record batches for tests, and their contents back. */
import type { CodecId, ProducerId } from '@ottla/base';
import { createNodeCompression, nodeCrc32c } from '@ottla/platform-node';
import { RecordBatchBuilder } from '@ottla/record-batch';

const compression = createNodeCompression();

export interface BatchOptions {
  readonly values: readonly string[];
  readonly timestampMs?: number;
  readonly codec?: CodecId;
  /** Of every record. Default: none. */
  readonly key?: string;
  readonly producer?: { readonly id: number; readonly epoch: number; readonly sequence: number };
  readonly transactional?: boolean;
  readonly control?: boolean;
}

/** A batch with one record for each value. */
export function batchOf(options: BatchOptions | readonly string[]): Uint8Array {
  const given: BatchOptions = Symbol.iterator in options ? { values: options } : options;
  const { values, key, timestampMs = 1_704_067_200_000, codec, producer, transactional, control } = given;
  const builder = new RecordBatchBuilder({
    ...(codec === undefined ? {} : { codec }),
    ...(transactional === undefined ? {} : { transactional }),
    ...(control === undefined ? {} : { control }),
    ...(producer === undefined
      ? {}
      : {
          producer: {
            producerId: producer.id as ProducerId,
            producerEpoch: producer.epoch,
            baseSequence: producer.sequence,
          },
        }),
  });
  for (const value of values)
    builder.tryAppend({ key: key === undefined ? null : Buffer.from(key), value: Buffer.from(value), timestampMs });
  return builder.build(compression, nodeCrc32c);
}

/** A stored batch: its first offset and how many records. */
export interface StoredBatch {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly recordCount: number;
  readonly bytes: Uint8Array;
}

/** The whole batches in fetched bytes. */
export function storedBatches(bytes: Uint8Array | null): StoredBatch[] {
  const batches: StoredBatch[] = [];
  const all = Buffer.from(bytes ?? []);
  for (let at = 0; at + 61 <= all.length; ) {
    const length = all.readInt32BE(at + 8) + 12;
    if (at + length > all.length) break;
    const baseOffset = Number(all.readBigInt64BE(at));
    const batch = all.subarray(at, at + length);
    batches.push({
      baseOffset,
      lastOffset: baseOffset + batch.readInt32BE(23),
      recordCount: batch.readInt32BE(57),
      bytes: batch,
    });
    at += length;
  }
  return batches;
}
