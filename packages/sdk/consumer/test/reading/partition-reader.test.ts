/** Reading fetched batches: nothing skipped, nothing twice, past what holds no records (FAULT-127, FAULT-130, FAULT-142). */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PartitionReader } from '../../src/reading/partition-reader.ts';
import { batch, concat, marker, ports } from '../batches.ts';

const place = { topic: 't', partition: 0 };

function readerAt(offset: number, readCommitted = false): PartitionReader {
  const reader = new PartitionReader(place, { ...ports, readCommitted });
  reader.seek(offset);
  return reader;
}

/** All that the reader has. */
function drain(reader: PartitionReader): string[] {
  const values: string[] = [];
  for (let cursor = reader.peek(); cursor !== undefined; cursor = reader.peek()) {
    values.push(`${cursor.offset}:${new TextDecoder().decode(cursor.value() ?? new Uint8Array(0))}`);
    reader.advance();
  }
  return values;
}

describe('a partition reader', () => {
  it('gives records from its position on, though the batch begins before it', () => {
    const reader = readerAt(11);
    reader.push(concat(batch(10, ['a', 'b', 'c']), batch(13, ['d'])), []);
    expect(reader.endOffset).toBe(14);
    expect(drain(reader)).toEqual(['11:b', '12:c', '13:d']);
    expect(reader.position).toBe(14);
    expect(reader.bufferedBytes).toBe(0);
  });

  it('leaves out a batch that is cut off, and fetches it again', () => {
    const reader = readerAt(0);
    const whole = concat(batch(0, ['a']), batch(1, ['b']));
    reader.push(whole.subarray(0, whole.length - 1), []);
    expect(drain(reader)).toEqual(['0:a']);
    expect(reader.endOffset).toBe(1);
  });

  it('moves past control batches that end the log', () => {
    const reader = readerAt(0);
    reader.push(concat(batch(0, ['a']), marker(1, 'commit', 7)), []);
    expect(drain(reader)).toEqual(['0:a']);
    expect(reader.position).toBe(2);
  });

  it('leaves out aborted transactions when it reads committed ones, and no others', () => {
    const bytes = concat(
      batch(0, ['x'], { producerId: 7, transactional: true }),
      batch(1, ['other'], { producerId: 8, transactional: true }),
      marker(2, 'abort', 7),
      batch(3, ['again'], { producerId: 7, transactional: true }),
      marker(4, 'commit', 7),
      batch(5, ['plain']),
    );
    const committed = readerAt(0, true);
    committed.push(bytes, [{ producerId: 7, firstOffset: 0 }]);
    expect(drain(committed)).toEqual(['1:other', '3:again', '5:plain']);

    const all = readerAt(0);
    all.push(bytes, []);
    expect(drain(all)).toHaveLength(4);
  });

  it('stands still at a damaged batch until one seeks behind it', () => {
    const reader = readerAt(0);
    const damaged = batch(1, ['bad']);
    damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 1;
    reader.push(concat(batch(0, ['a']), damaged, batch(2, ['c'])), []);
    expect(() => drain(reader)).toThrow(/checksum/);
    expect(() => reader.peek()).toThrow(expect.objectContaining({ code: 'corruptBatch', offset: 1, endOffset: 2 }));
    reader.seek(2);
    reader.push(batch(2, ['c']), []);
    expect(drain(reader)).toEqual(['2:c']);
  });

  it('gives every record once and in order, however the log is cut into answers', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 8 });
    const property = fc.property(sizes, fc.nat(20), fc.nat(), (batchSizes, start, chance) => {
      const batches: Uint8Array[] = [];
      let end = 0;
      for (const size of batchSizes) {
        batches.push(
          batch(
            end,
            Array.from({ length: size }, (_, index) => `v${end + index}`),
          ),
        );
        end += size;
      }
      const reader = readerAt(Math.min(start, end));
      const first = reader.position;
      const values: string[] = [];
      for (let round = 0; reader.endOffset < end && round < 100; round += 1) {
        const from = batches.findIndex(
          (_, index) => batchSizes.slice(0, index + 1).reduce((a, b) => a + b, 0) > reader.endOffset,
        );
        const served = concat(...batches.slice(from, from + 1 + ((chance + round) % 3)));
        const cut = batches[from]!.length + ((chance * (round + 1)) % (served.length - batches[from]!.length + 1));
        reader.push(served.subarray(0, cut), []);
        if ((chance + round) % 2 === 0) values.push(...drain(reader));
      }
      values.push(...drain(reader));
      expect(values).toEqual(Array.from({ length: end - first }, (_, index) => `${first + index}:v${first + index}`));
    });
    fc.assert(property, { numRuns: 200 });
  });

  it('takes no harm from bytes that are no batches', () => {
    const property = fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(60), fc.nat(255), (noise, at, value) => {
      const twisted = batch(0, ['a', 'b']);
      twisted[at] = value;
      const reader = readerAt(0);
      reader.push(concat(twisted, noise), []);
      try {
        drain(reader);
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: 'corruptBatch' });
      }
    });
    fc.assert(property, { numRuns: 300 });
  });
});
