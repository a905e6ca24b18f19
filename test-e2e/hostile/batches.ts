/** Batches for hostile and honest clients. */
import { createNodeCompression, nodeCrc32c } from '@ottla/platform-node';
import { RecordBatchBuilder } from '@ottla/record-batch';

/** One batch with one record of so many bytes. */
export function batchOf(bytes: number): Uint8Array {
  const builder = new RecordBatchBuilder();
  builder.tryAppend({ key: null, value: Buffer.alloc(bytes, 'x'), timestampMs: Date.now() });
  return builder.build(createNodeCompression(), nodeCrc32c);
}
