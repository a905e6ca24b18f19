/**
 * FAULT-142 over the wire: batches that lie about themselves are refused, each with its code, and leave nothing behind. FAULT-144:
 * with acks=0 the only sign is that the connection closes.
 */
import { ErrorCode } from '@ottla/base';
import { ApiKey } from '@ottla/kafka-protocol';
import { nodeCrc32c } from '@ottla/platform-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { batchOf, storedBatches } from '../../support/batches.ts';
import { produceRequest, type TestClient } from '../../support/test-client.ts';
import { startTestNode, type TestNode } from '../../support/test-node.ts';

type Edit = (batch: Buffer) => void;

const at = {
  length: 8,
  magic: 16,
  attributes: 21,
  delta: 23,
  base: 27,
  most: 35,
  producer: 43,
  epoch: 51,
  sequence: 53,
  count: 57,
};
const i8 =
  (place: number, value: number): Edit =>
  (batch) =>
    void batch.writeInt8(value, place);
const i16 =
  (place: number, value: number): Edit =>
  (batch) =>
    void batch.writeInt16BE(value, place);
const i32 =
  (place: number, value: number): Edit =>
  (batch) =>
    void batch.writeInt32BE(value, place);
const i64 =
  (place: number, value: bigint): Edit =>
  (batch) =>
    void batch.writeBigInt64BE(value, place);
const all =
  (...edits: Edit[]): Edit =>
  (batch) => {
    for (const edit of edits) edit(batch);
  };
const producer = all(i64(at.producer, 77n), i16(at.epoch, 0), i32(at.sequence, 0));
const least32 = -(2 ** 31);
const most32 = 2 ** 31 - 1;
const most64 = 2n ** 63n - 1n;

const { INVALID_RECORD, CORRUPT_MESSAGE, UNSUPPORTED_FOR_MESSAGE_FORMAT, UNSUPPORTED_COMPRESSION_TYPE } = ErrorCode;
const { INVALID_TIMESTAMP, INVALID_TXN_STATE, OUT_OF_ORDER_SEQUENCE_NUMBER, MESSAGE_TOO_LARGE } = ErrorCode;
/** Refusals that say "this batch is bad" and that no client tries again for ever. */
const refusals: readonly number[] = [
  INVALID_RECORD,
  CORRUPT_MESSAGE,
  UNSUPPORTED_FOR_MESSAGE_FORMAT,
  UNSUPPORTED_COMPRESSION_TYPE,
  INVALID_TIMESTAMP,
  INVALID_TXN_STATE,
  OUT_OF_ORDER_SEQUENCE_NUMBER,
  MESSAGE_TOO_LARGE,
];

/** Each has a right checksum. */
const lies: readonly (readonly [name: string, edit: Edit])[] = [
  ['a length of -1', i32(at.length, -1)],
  ['the most negative length', i32(at.length, least32)],
  ['a length of 0', i32(at.length, 0)],
  ['a length of 1', i32(at.length, 1)],
  ['a length one below a header', i32(at.length, 48)],
  ['a length of just a header', i32(at.length, 49)],
  ['a length one too small', (batch) => void batch.writeInt32BE(batch.readInt32BE(8) - 1, 8)],
  ['a length one too large', (batch) => void batch.writeInt32BE(batch.readInt32BE(8) + 1, 8)],
  ['a length of a megabyte', i32(at.length, 1_000_000)],
  ['the largest length', i32(at.length, most32)],
  ['the largest length that a batch can have', i32(at.length, most32 - 12)],
  ['message format 0', i8(at.magic, 0)],
  ['message format 1', i8(at.magic, 1)],
  ['message format 3', i8(at.magic, 3)],
  ['message format 127', i8(at.magic, 127)],
  ['message format -1', i8(at.magic, -1)],
  ['base offset 1', i64(0, 1n)],
  ['base offset -1', i64(0, -1n)],
  ['base offset 2^53', i64(0, 2n ** 53n)],
  ['the largest base offset', i64(0, most64)],
  ['the most negative base offset', i64(0, -(2n ** 63n))],
  ['codec 5', i16(at.attributes, 5)],
  ['codec 6', i16(at.attributes, 6)],
  ['codec 7', i16(at.attributes, 7)],
  ['the append time bit', i16(at.attributes, 0x08)],
  ['the transactional bit without a producer', i16(at.attributes, 0x10)],
  ['the transactional bit with a producer outside of a transaction', all(producer, i16(at.attributes, 0x10))],
  ['the control bit', i16(at.attributes, 0x20)],
  ['the control bit of a producer', all(producer, i16(at.attributes, 0x20))],
  ['control and transactional bit', all(producer, i16(at.attributes, 0x30))],
  ['the delete horizon bit', i16(at.attributes, 0x40)],
  ['reserved bit 7', i16(at.attributes, 0x80)],
  ['reserved bit 8', i16(at.attributes, 0x100)],
  ['reserved bit 14', i16(at.attributes, 0x4000)],
  ['reserved bit 15', i16(at.attributes, -0x8000)],
  ['every bit', i16(at.attributes, -1)],
  ['a last offset of -1', i32(at.delta, -1)],
  ['the most negative last offset', i32(at.delta, least32)],
  ['a last offset that is too small', i32(at.delta, 0)],
  ['a last offset that is too large', i32(at.delta, 2)],
  ['a sparse last offset', i32(at.delta, 1000)],
  ['the largest last offset', i32(at.delta, most32)],
  ['no records', i32(at.count, 0)],
  ['no records and offset 0', all(i32(at.count, 0), i32(at.delta, 0))],
  ['one record too few', i32(at.count, 1)],
  ['one record too many', i32(at.count, 3)],
  ['a count of -1', i32(at.count, -1)],
  ['the most negative count', i32(at.count, least32)],
  ['the largest count', i32(at.count, most32)],
  ['the largest count and offset', all(i32(at.count, most32), i32(at.delta, most32 - 1))],
  ['more records than bytes', all(i32(at.count, 5000), i32(at.delta, 4999))],
  ['a first time of -2', i64(at.base, -2n)],
  ['the most negative first time', i64(at.base, -(2n ** 63n))],
  ['a first time of 2^53', i64(at.base, 2n ** 53n)],
  ['a largest time of -2', i64(at.most, -2n)],
  ['the largest time of all', i64(at.most, most64)],
  ['producer -2', i64(at.producer, -2n)],
  ['producer 2^53', i64(at.producer, 2n ** 53n)],
  ['the largest producer', i64(at.producer, most64)],
  ['the most negative producer', i64(at.producer, -(2n ** 63n))],
  ['an epoch without a producer', i16(at.epoch, 1)],
  ['an epoch of -2 without a producer', i16(at.epoch, -2)],
  ['a sequence without a producer', i32(at.sequence, 7)],
  ['a producer without an epoch', all(producer, i16(at.epoch, -1))],
  ['a producer with the most negative epoch', all(producer, i16(at.epoch, -0x8000))],
  ['a producer without a sequence', all(producer, i32(at.sequence, -1))],
  ['a producer with the most negative sequence', all(producer, i32(at.sequence, least32))],
  ['a producer that begins in the middle', all(producer, i32(at.sequence, 9))],
];

function lie(edit: Edit): Buffer {
  const batch = Buffer.from(batchOf(['one', 'two']));
  edit(batch);
  batch.writeUInt32BE(nodeCrc32c(batch.subarray(21)), 17);
  return batch;
}

let node: TestNode;
let client: TestClient;
let written = 0;

beforeAll(async () => {
  node = await startTestNode();
  await node.createTopic('t');
  client = await node.connect();
});
afterAll(async () => {
  const fetched = await node.settle(client.fetch([{ topic: 't', offset: 0 }]));
  expect(storedBatches(fetched.responses[0]!.partitions[0]!.records).map(({ baseOffset }) => baseOffset)).toEqual(
    Array.from({ length: written }, (_, index) => index),
  );
  await node.stop();
});

test('there are at least sixty lies', () => {
  expect(lies.length).toBeGreaterThanOrEqual(60);
});

test.each(lies)('%s is refused, and the next good batch has the next offset', async (_, edit) => {
  const refused = await node.settle(client.produce('t', lie(edit)));
  const taken = await node.settle(client.produce('t', batchOf(['good'])));

  const expected = written;
  written = taken.baseOffset + 1;
  expect([refusals.includes(refused.errorCode), refused.baseOffset]).toEqual([true, -1]);
  expect([taken.errorCode, taken.baseOffset]).toEqual([ErrorCode.NONE, expected]);
});

test.each(lies.filter((_, index) => index % 5 === 0))(
  'FAULT-144 %s with acks=0 closes its connection and no other',
  async (_, edit) => {
    const silent = await node.connect();

    silent.sendSilently(ApiKey.Produce, 9, produceRequest('t', lie(edit), { acks: 0 }));
    await node.time.advance(10);

    expect([silent.isClosed, client.isClosed, silent.answered]).toEqual([true, false, []]);
  },
);
