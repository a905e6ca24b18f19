/** The header is read and edited in place, at any position of a larger array. */
import type { LeaderEpoch, Offset, ProducerId } from '@ottla/base';
import { CodecId } from '@ottla/base';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as batch from '../../src/index.ts';
import { readInt8, readInt16, readInt32, readInt64, readUint32, writeInt64 } from '../../src/view/big-endian.ts';
import { batchOf, crc32c, plain, recordsOf } from '../support/reading.ts';

const producer = { producerId: 2 ** 40 + 7, producerEpoch: 12, baseSequence: 0x7fff_fffe } as batch.BatchProducer;
const records = [plain('a', 5000), plain('b', 4000), plain('c', 9000)];

/** The batch behind 13 other bytes and before 9 more. */
function placed(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(bytes.length + 22).fill(0xee);
  whole.set(bytes, 13);
  return whole;
}

describe('the header of a batch', () => {
  const bytes = placed(batchOf(records, { codec: CodecId.gzip, producer, transactional: true }));

  it('is read field by field', () => {
    expect(batch.batchBaseOffset(bytes, 13)).toBe(0);
    expect(batch.batchLastOffset(bytes, 13)).toBe(2);
    expect(batch.batchEndOffset(bytes, 13)).toBe(3);
    expect(batch.batchSizeBytes(bytes, 13)).toBe(bytes.length - 22);
    expect(batch.batchLeaderEpoch(bytes, 13)).toBe(-1);
    expect(batch.batchMagic(bytes, 13)).toBe(2);
    expect(batch.batchCodec(bytes, 13)).toBe(CodecId.gzip);
    expect(batch.batchBaseTimestamp(bytes, 13)).toBe(5000);
    expect(batch.batchMaxTimestamp(bytes, 13)).toBe(9000);
    expect(batch.batchProducerId(bytes, 13)).toBe(2 ** 40 + 7);
    expect(batch.batchProducerEpoch(bytes, 13)).toBe(12);
    expect(batch.batchBaseSequence(bytes, 13)).toBe(0x7fff_fffe);
    expect(batch.batchRecordCount(bytes, 13)).toBe(3);
    expect(batch.batchIsTransactional(bytes, 13)).toBe(true);
    expect(batch.batchIsControl(bytes, 13)).toBe(false);
    expect(batch.batchHasDeleteHorizon(bytes, 13)).toBe(false);
    expect(batch.batchTimestampType(bytes, 13)).toBe(batch.TimestampType.createTime);
  });

  it('wraps its sequence numbers from 2^31 - 1 to 0 (FAULT-90)', () => {
    expect(batch.batchLastSequence(bytes, 13)).toBe(0);
    expect(batch.batchLastSequence(batchOf(records), 0)).toBe(-1);
  });

  it('takes base offset and leader epoch without a new CRC', () => {
    const edited = bytes.slice();
    batch.setBatchBaseOffset(edited, 13, (2 ** 40 + 5) as Offset);
    batch.setBatchLeaderEpoch(edited, 13, 77 as LeaderEpoch);
    expect(batch.batchBaseOffset(edited, 13)).toBe(2 ** 40 + 5);
    expect(batch.batchLeaderEpoch(edited, 13)).toBe(77);
    const fault = batch.validateBatch(edited, 13, edited.length, batch.storedBatchRules(crc32c));
    expect(fault).toBeUndefined();
    expect(recordsOf(edited, 13).map(({ offset }) => offset - 2 ** 40)).toEqual([5, 6, 7]);
  });

  it('gives all records the append time, with a CRC that agrees', () => {
    const edited = bytes.slice();
    batch.setBatchLogAppendTime(edited, 13, 123_456, crc32c);
    expect(batch.batchTimestampType(edited, 13)).toBe(batch.TimestampType.logAppendTime);
    expect(batch.validateBatch(edited, 13, edited.length, batch.storedBatchRules(crc32c))).toBeUndefined();
    expect(recordsOf(edited, 13).map(({ timestampMs }) => timestampMs)).toEqual([123_456, 123_456, 123_456]);
    expect([edited[12], edited.at(-1)]).toEqual([0xee, 0xee]);
  });

  it('takes another producer, with a CRC that agrees', () => {
    const edited = bytes.slice();
    const other = { producerId: 3 as ProducerId, producerEpoch: 1, baseSequence: 0 };
    batch.setBatchProducer(edited, 13, other, crc32c);
    expect(batch.validateBatch(edited, 13, edited.length, batch.clientBatchRules(crc32c))).toBeUndefined();
    expect(batch.batchProducerId(edited, 13)).toBe(3);
  });
});

describe('a walk over batches', () => {
  const one = batchOf([plain('one')]);
  const two = batchOf([plain('two two')]);
  const both = new Uint8Array([...one, ...two]);

  it('visits each whole batch and stops at a partial one, wherever it is cut', () => {
    for (let endsAt = 0; endsAt <= both.length; endsAt += 1) {
      const visited: number[] = [];
      const stop = batch.forEachBatch(both, (at) => void visited.push(at), 0, endsAt);
      const whole = endsAt >= both.length ? 2 : endsAt >= one.length ? 1 : 0;
      expect(visited).toEqual([0, one.length].slice(0, whole));
      expect(stop).toBe([0, one.length, both.length][whole]);
    }
  });

  it('stops where the visitor says', () => {
    expect(batch.forEachBatch(both, () => false)).toBe(one.length);
  });

  it('stops at a length that no batch has', () => {
    for (const length of [-1, 0, 48, -0x8000_0000]) {
      const damaged = both.slice();
      new DataView(damaged.buffer).setInt32(one.length + 8, length);
      expect(batch.forEachBatch(damaged, () => true)).toBe(one.length);
      expect(batch.wholeBatchBytes(damaged, one.length, damaged.length)).toBe(batch.batchIsImpossible);
    }
    expect(batch.wholeBatchBytes(both, one.length, both.length - 1)).toBe(batch.batchIsPartial);
  });
});

describe('integers in network order', () => {
  it('are those of a DataView', () => {
    const property = fc.property(fc.uint8Array({ minLength: 12, maxLength: 12 }), fc.nat(4), (bytes, at) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      expect(readInt8(bytes, at)).toBe(view.getInt8(at));
      expect(readInt16(bytes, at)).toBe(view.getInt16(at));
      expect(readInt32(bytes, at)).toBe(view.getInt32(at));
      expect(readUint32(bytes, at)).toBe(view.getUint32(at));
      const exact = view.getBigInt64(at);
      expect(Number.isSafeInteger(readInt64(bytes, at))).toBe(BigInt.asIntN(64, exact) === exact && isSafe(exact));
      if (isSafe(exact)) expect(readInt64(bytes, at)).toBe(Number(exact));
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('write every safe integer so that it is read back', () => {
    const bytes = new Uint8Array(8);
    const property = fc.property(fc.maxSafeInteger(), (value) => {
      writeInt64(bytes, 0, value);
      expect(new DataView(bytes.buffer).getBigInt64(0)).toBe(BigInt(value));
      expect(readInt64(bytes, 0)).toBe(value);
    });
    fc.assert(property, { numRuns: 500 });
  });
});

function isSafe(value: bigint): boolean {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER);
}
