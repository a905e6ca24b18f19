/** What goes into a builder comes out of a reader, with every codec. FAULT-73: nobody shares memory with anybody. */
import { CodecId, type ProducerId } from '@ottla/base';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as batch from '../../src/index.ts';
import { batchOf, compression, crc32c, plain, recordsOf, text } from '../support/reading.ts';

const codecs = Object.entries(CodecId);
const bytes = fc.uint8Array({ maxLength: 60 });
const nullable = fc.option(bytes, { nil: null });
const header = fc.record({ key: fc.string({ maxLength: 12, unit: 'grapheme' }), value: nullable });
const timestampMs = fc.oneof(
  fc.constant(-1),
  fc.integer({ min: 0, max: 2 ** 31 }),
  fc.nat({ max: 2 ** 31 - 1 }).map((less) => batch.TIMESTAMP_MS_MAX - less),
);
const record = fc.record({ key: nullable, value: nullable, headers: fc.array(header, { maxLength: 4 }), timestampMs });
const records = fc.array(record, { minLength: 1, maxLength: 20 });

describe('a built batch', () => {
  it.each(codecs)('with %s holds what was appended, and passes validation', (_name, codec) => {
    const property = fc.property(records, (appended) => {
      const built = batchOf(appended, { codec });
      const rules = batch.clientBatchRules(crc32c);
      expect(batch.validateBatch(built, 0, built.length, rules)).toBeUndefined();
      expect(recordsOf(built)).toEqual(appended.map((each, index) => ({ ...plainBytes(each), offset: index })));
      expect(batch.batchMaxTimestamp(built, 0)).toBe(Math.max(...appended.map((each) => each.timestampMs)));
    });
    fc.assert(property, { numRuns: 100 });
  });

  it.each(codecs)('with %s does not change when its inputs are written over', (_name, codec) => {
    const key = text('key');
    const value = text('a value of some length');
    const headerValue = text('header');
    const builder = new batch.RecordBatchBuilder({ codec });
    builder.tryAppend({ key, value, headers: [{ key: 'h', value: headerValue }], timestampMs: 1 });
    for (const input of [key, value, headerValue]) input.fill(0xaa);
    const [found] = recordsOf(builder.build(compression, crc32c));
    expect(found).toMatchObject({ key: text('key'), value: text('a value of some length') });
    expect(found?.headers).toEqual([{ key: 'h', value: text('header') }]);
  });

  it.each(codecs.slice(1))('with %s gives records that stay when the batch is written over', (_name, codec) => {
    const built = batchOf([{ key: text('key'), value: text('value'), timestampMs: 1 }], { codec });
    const [found] = [...batch.readRecords(built, 0, { compression })];
    built.fill(0xbb);
    expect(found).toMatchObject({ key: text('key'), value: text('value') });
  });

  it('without a codec gives views of itself', () => {
    const built = batchOf([plain('value')]);
    const [found] = [...batch.readRecords(built, 0, { compression })];
    expect(found?.value?.buffer).toBe(built.buffer);
  });

  it('keeps repeated header names in their order, and tells null from empty', () => {
    const headers = [
      { key: 'a', value: text('1') },
      { key: 'a', value: null },
      { key: '', value: new Uint8Array(0) },
      { key: 'a', value: text('2') },
    ];
    const [found] = recordsOf(batchOf([{ key: null, value: new Uint8Array(0), headers, timestampMs: -1 }]));
    expect(found).toEqual({ offset: 0, timestampMs: -1, key: null, value: new Uint8Array(0), headers });
  });
});

describe('a builder', () => {
  it('takes records until the batch would pass its size, and the first one whatever its size', () => {
    const builder = new batch.RecordBatchBuilder({ batchBytesMax: 200 });
    expect(builder.tryAppend(plain('x'.repeat(500)))).toBe(true);
    expect(builder.tryAppend(plain('y'))).toBe(false);
    const other = new batch.RecordBatchBuilder({ batchBytesMax: 200 });
    while (other.tryAppend(plain('0123456789')));
    expect(other.estimatedSizeBytes).toBeLessThanOrEqual(200);
    const { recordCount, estimatedSizeBytes } = other;
    const built = other.build(compression, crc32c);
    expect(built.length).toBe(estimatedSizeBytes);
    expect(recordsOf(built).length).toBe(recordCount);
  });

  it('takes the producer when it is known', () => {
    const builder = new batch.RecordBatchBuilder({ transactional: true });
    builder.tryAppend(plain('a'));
    builder.setProducer({ producerId: 9 as ProducerId, producerEpoch: 3, baseSequence: 44 });
    const built = builder.build(compression, crc32c);
    expect(batch.validateBatch(built, 0, built.length, batch.clientBatchRules(crc32c))).toBeUndefined();
    expect(batch.batchProducerId(built, 0)).toBe(9);
    expect(batch.batchBaseSequence(built, 0)).toBe(44);
  });

  it('counts timestamps from the base that it was given', () => {
    const built = batchOf([plain('a', 5000), plain('b', 4000)], { baseTimestampMs: 4500 });
    expect(batch.batchBaseTimestamp(built, 0)).toBe(4500);
    expect(recordsOf(built).map((each) => each.timestampMs)).toEqual([5000, 4000]);
  });

  it('takes no timestamp outside of its range', () => {
    const builder = new batch.RecordBatchBuilder();
    for (const timestampMs of [-2, 0.5, Number.NaN, Number.MAX_SAFE_INTEGER]) {
      expect(() => builder.tryAppend(plain('a', timestampMs))).toThrow('a timestamp is');
    }
  });

  it('is used once, and not without records', () => {
    const builder = new batch.RecordBatchBuilder();
    expect(() => builder.build(compression, crc32c)).toThrow('at least one record');
    builder.tryAppend(plain('a'));
    builder.build(compression, crc32c);
    expect(() => builder.tryAppend(plain('b'))).toThrow('before the batch is built');
    expect(() => builder.build(compression, crc32c)).toThrow('built once');
  });
});

/** The same record with byte arrays of the plain kind. */
function plainBytes(from: batch.NewRecord): batch.NewRecord {
  const copy = (value: Uint8Array | null) => (value === null ? null : Uint8Array.from(value));
  const headers = (from.headers ?? []).map(({ key, value }) => ({ key, value: copy(value) }));
  return { timestampMs: from.timestampMs, key: copy(from.key), value: copy(from.value), headers };
}
