/** Control batches are what Kafka's readers know, and are read whatever they hold. */
import { type BrokerId, CodecId, type ProducerId } from '@ottla/base';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as batch from '../../src/index.ts';
import { batchOf, crc32c, plain, recordsOf } from '../support/reading.ts';

const producer = { producerId: 77 as ProducerId, producerEpoch: 4 };
const options = { timestampMs: 1234, crc32c };
const rules = batch.coordinatorBatchRules(crc32c);

describe('a control batch', () => {
  it.each(['abort', 'commit'] as const)('ends a transaction with %s', (kind) => {
    const bytes = batch.buildEndTransactionBatch({ kind, coordinatorEpoch: 9 }, producer, options);
    expect(batch.validateBatch(bytes, 0, bytes.length, rules)).toBeUndefined();
    expect([batch.batchIsControl(bytes, 0), batch.batchIsTransactional(bytes, 0)]).toEqual([true, true]);
    expect([batch.batchProducerId(bytes, 0), batch.batchProducerEpoch(bytes, 0)]).toEqual([77, 4]);
    expect(batch.batchBaseSequence(bytes, 0)).toBe(-1);
    expect(batch.readControlBatch(bytes, 0)).toEqual({ kind, coordinatorEpoch: 9 });
    const [record] = recordsOf(bytes);
    expect(record?.key).toEqual(Uint8Array.of(0, 0, 0, kind === 'abort' ? 0 : 1));
    expect(record?.value).toEqual(Uint8Array.of(0, 0, 0, 0, 0, 9));
  });

  it('names a new leader and its voters, also very many', () => {
    for (const count of [0, 1, 3, 126, 127, 200]) {
      const voters = Array.from({ length: count }, (_, index) => (index * 1000) as BrokerId);
      const record = {
        kind: 'leaderChange',
        leaderId: 5 as BrokerId,
        voters,
        grantingVoters: voters.slice(1),
      } as const;
      const bytes = batch.buildLeaderChangeBatch(record, options);
      expect(batch.validateBatch(bytes, 0, bytes.length, rules)).toBeUndefined();
      expect(batch.readControlBatch(bytes, 0)).toEqual(record);
    }
  });

  it('is refused from clients', () => {
    const bytes = batch.buildEndTransactionBatch({ kind: 'commit', coordinatorEpoch: 1 }, producer, options);
    const fault = batch.validateBatch(bytes, 0, bytes.length, batch.clientBatchRules(crc32c));
    expect(fault?.name).toBe('controlNotAllowed');
  });

  it('is no batch of records', () => {
    expect(() => batch.readControlBatch(batchOf([plain('a')]), 0)).toThrow('no control batch');
    expect(() => batch.readControlBatch(batchOf([plain('a')], { codec: CodecId.gzip }), 0)).toThrow(
      batch.RecordBatchError,
    );
  });
});

describe('a control record', () => {
  it('of a newer kind is passed on with its number', () => {
    expect(batch.decodeControlRecord(Uint8Array.of(0, 0, 0, 6), null)).toEqual({ kind: 'other', number: 6 });
  });

  it('of any bytes is read or refused with a typed error', () => {
    const bytes = fc.option(fc.uint8Array({ maxLength: 24 }), { nil: null });
    const property = fc.property(bytes, bytes, fc.nat(3), (key, value, kind) => {
      if (key !== null && key.length > 3) key.set([0, 0, 0, kind]);
      try {
        batch.decodeControlRecord(key, value);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(batch.RecordBatchError);
      }
    });
    fc.assert(property, { numRuns: 500 });
  });
});
