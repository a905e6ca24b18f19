/** Batches that real clients wrote are read as they were meant, and written again byte for byte. */
import { CodecId } from '@ottla/base';
import { describe, expect, it } from 'vitest';
import * as batch from '../src/index.ts';
import { compression, crc32c, recordsOf } from './support/reading.ts';
import { type GoldenBatch, goldenBatches } from './support/vectors.ts';

const all = goldenBatches().map((golden) => ({ name: `${golden.client} with ${golden.codec}`, golden }));
const uncompressed = all.filter(({ golden }) => golden.codec === 'none');

describe('a batch of a real client', () => {
  it('is there from at least four clients', () => {
    expect(new Set(all.map(({ golden }) => golden.client)).size).toBeGreaterThanOrEqual(4);
  });

  it.each(all)('of $name passes the rules for clients', ({ golden: { bytes, codec } }) => {
    expect(batch.validateBatch(bytes, 0, bytes.length, batch.clientBatchRules(crc32c))).toBeUndefined();
    expect(batch.batchCodec(bytes, 0)).toBe(CodecId[codec as keyof typeof CodecId]);
  });

  it.each(all)('of $name holds the records that were sent', ({ golden }) => {
    const found = recordsOf(golden.bytes);
    expect(found.length).toBe(golden.records.length);
    for (const [index, sent] of golden.records.entries()) {
      const record = found[index];
      expect(record).toMatchObject({ key: sent.key, value: sent.value, headers: sent.headers });
      if (sent.timestampMs !== undefined) expect(record?.timestampMs).toBe(sent.timestampMs);
      expect(record?.offset).toBe(sent.offset ?? index);
    }
  });

  it.each(uncompressed)('of $name comes out of our builder byte for byte', ({ golden }) => {
    expect(Buffer.from(rebuild(golden.bytes)).toString('hex')).toBe(Buffer.from(golden.bytes).toString('hex'));
  });

  it.each(all)('of $name survives being read and written with its codec', ({ golden }) => {
    const again = rebuild(golden.bytes, batch.batchCodec(golden.bytes, 0));
    expect(recordsOf(again)).toEqual(recordsOf(golden.bytes));
  });
});

/** The same batch, made from nothing but its records and the few fields that do not follow from them. */
function rebuild(bytes: GoldenBatch['bytes'], codec: CodecId = CodecId.none): Uint8Array {
  const builder = new batch.RecordBatchBuilder({
    codec,
    producer: {
      producerId: batch.batchProducerId(bytes, 0),
      producerEpoch: batch.batchProducerEpoch(bytes, 0),
      baseSequence: batch.batchBaseSequence(bytes, 0),
    },
  });
  for (const record of recordsOf(bytes)) builder.tryAppend(record);
  const built = builder.build(compression, crc32c);
  batch.setBatchLeaderEpoch(built, 0, batch.batchLeaderEpoch(bytes, 0));
  return built;
}
