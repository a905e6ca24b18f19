/** Record batches that are encoded once and sent many times, so that a generator does no work per record. */
import type { Compression } from '@ottla/base';
import { nodeCrc32c } from '@ottla/platform-node';
import { RecordBatchBuilder } from '@ottla/record-batch';
import { seededRandom } from '../../test-e2e/lib/dataset.ts';

/** A batch and how many records it holds. */
export interface PreparedBatch {
  readonly bytes: Buffer;
  readonly records: number;
}

const seed = 4_711;
const uncompressed: Compression = {
  compress: (_codec, bytes) => bytes,
  decompress: (_codec, bytes) => bytes,
};

/** Builds a batch of at most `batchBytes`, full of records with a value of `recordBytes` each. */
export function prepareBatch(batchBytes: number, recordBytes: number): PreparedBatch {
  const builder = new RecordBatchBuilder({ batchBytesMax: batchBytes });
  const value = valueOf(recordBytes);
  const timestampMs = Date.now();
  while (builder.tryAppend({ key: null, value, timestampMs, headers: [] }));
  const bytes = builder.build(uncompressed, nodeCrc32c);
  return { bytes: Buffer.from(bytes), records: builder.recordCount };
}

/** Bytes of printable text, the same for the same length. */
export function valueOf(length: number): Buffer {
  const random = seededRandom(seed);
  return Buffer.from(Array.from({ length }, () => 97 + random(26)));
}
