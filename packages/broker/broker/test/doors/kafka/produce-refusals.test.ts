/**
 * What a produce is refused for. FAULT-95: never UNKNOWN_SERVER_ERROR. FAULT-142: batches that lie. FAULT-170: the size
 * limit. FAULT-158, 159: names that are no names.
 */
import { CodecId, ErrorCode } from '@ottla/base';
import { ApiKey, type MetadataResponse } from '@ottla/kafka-protocol';
import { nodeCrc32c } from '@ottla/platform-node';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchOf, storedBatches } from '../../support/batches.ts';
import { startTestNode } from '../../support/test-node.ts';

function changed(
  change: (batch: Buffer) => void,
  options: { readonly recount: boolean } = { recount: true },
): Uint8Array {
  const batch = Buffer.from(batchOf(['one', 'two']));
  change(batch);
  if (options.recount) batch.writeUInt32BE(nodeCrc32c(batch.subarray(21)), 17);
  return batch;
}

const lies: readonly [name: string, batch: Uint8Array | null][] = [
  ['no batch', null],
  ['an empty batch', new Uint8Array(0)],
  ['half a header', batchOf(['x']).subarray(0, 40)],
  ['a batch that is cut', batchOf(['x']).subarray(0, 65)],
  ['two batches', Buffer.concat([batchOf(['x']), batchOf(['y'])])],
  ['bytes behind the batch', Buffer.concat([batchOf(['x']), Buffer.alloc(7)])],
  ['a wrong checksum', changed((batch) => batch.writeUInt32BE(1, 17), { recount: false })],
  ['an old magic', changed((batch) => batch.writeInt8(1, 16))],
  ['an unknown magic', changed((batch) => batch.writeInt8(3, 16))],
  ['a length of -1', changed((batch) => batch.writeInt32BE(-1, 8))],
  ['a length beyond the end', changed((batch) => batch.writeInt32BE(1_000_000, 8))],
  ['no records', changed((batch) => batch.writeInt32BE(0, 57))],
  ['a negative count', changed((batch) => batch.writeInt32BE(-5, 57))],
  ['a huge count', changed((batch) => batch.writeInt32BE(2 ** 31 - 1, 57))],
  ['offsets that do not fit the count', changed((batch) => batch.writeInt32BE(17, 23))],
  ['the control bit', changed((batch) => batch.writeInt16BE(1 << 5, 21))],
  ['the transactional bit without a transaction', changed((batch) => batch.writeInt16BE(1 << 4, 21))],
  ['a codec that does not exist', changed((batch) => batch.writeInt16BE(7, 21))],
  ['a producer without an epoch', changed((batch) => batch.writeBigInt64BE(5n, 43))],
  ['noise', Buffer.alloc(200, 0xab)],
];

test.each(lies)('%s is refused, and the next good batch is taken', async (_, batch) => {
  const node = await startTestNode();
  await node.createTopic('t');
  const client = await node.connect();

  const refused = await node.settle(client.produce('t', batch));
  const taken = await node.settle(client.produce('t', batchOf(['good'])));

  expect(refused.errorCode).not.toBe(ErrorCode.NONE);
  expect(refused.errorCode).not.toBe(ErrorCode.UNKNOWN_SERVER_ERROR);
  expect(refused.baseOffset).toBe(-1);
  expect([taken.errorCode, taken.baseOffset]).toEqual([ErrorCode.NONE, 0]);
  await node.stop();
});

test('FAULT-95 whatever is wrong with a batch, the answer is never UNKNOWN_SERVER_ERROR and the log stays readable', async () => {
  const node = await startTestNode();
  await node.createTopic('t');
  const client = await node.connect();
  let taken = 0;

  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }),
      fc.boolean(),
      async (flips, recount) => {
        const batch = changed(
          (bytes) => {
            for (const [at, byte] of flips) bytes[at % bytes.length] = byte;
          },
          { recount },
        );
        const result = await node.settle(client.produce('t', batch, { acks: 1 }));
        expect(result.errorCode).not.toBe(ErrorCode.UNKNOWN_SERVER_ERROR);
        if (result.errorCode === ErrorCode.NONE) taken = Math.max(taken, result.baseOffset + 1);
      },
    ),
    { numRuns: 300 },
  );
  const last = await node.settle(client.produce('t', batchOf(['good'])));
  const fetched = await node.settle(client.fetch([{ topic: 't', offset: 0 }]));

  expect(last.errorCode).toBe(ErrorCode.NONE);
  expect(last.baseOffset).toBeGreaterThanOrEqual(taken);
  expect(storedBatches(fetched.responses[0]!.partitions[0]!.records).at(-1)?.lastOffset).toBe(last.baseOffset);
  await node.stop();
});

test('FAULT-170 a batch above max.message.bytes is refused, one at the limit is taken', async () => {
  const node = await startTestNode();
  const atLimit = batchOf(['x'.repeat(1000)]);
  await node.createTopic('t', 1, { 'max.message.bytes': String(atLimit.length) });
  const client = await node.connect();

  const tooLarge = await node.settle(client.produce('t', batchOf(['x'.repeat(1001)])));
  const fits = await node.settle(client.produce('t', atLimit));

  expect([tooLarge.errorCode, fits.errorCode]).toEqual([ErrorCode.MESSAGE_TOO_LARGE, ErrorCode.NONE]);
  await node.stop();
});

test.each([CodecId.none, CodecId.gzip])(
  'FAULT-170 a record without a key is refused by a compacted topic (codec %i)',
  async (codec) => {
    const node = await startTestNode();
    await node.createTopic('t', 1, { 'cleanup.policy': 'compact' });
    const client = await node.connect();

    const keyless = await node.settle(client.produce('t', batchOf({ values: ['a', 'b'], codec })));
    const keyed = await node.settle(client.produce('t', batchOf({ values: ['a', 'b'], codec, key: 'k' })));

    expect([keyless.errorCode, keyless.recordErrors.map(({ batchIndex }) => batchIndex)]).toEqual([
      ErrorCode.INVALID_RECORD,
      [0, 1],
    ]);
    expect([keyed.errorCode, keyed.baseOffset]).toEqual([ErrorCode.NONE, 0]);
    await node.stop();
  },
);

test('wrong acks, partition, topic and topic id each have their own code', async () => {
  const node = await startTestNode();
  const topicId = await node.createTopic('t');
  const client = await node.connect();
  const codeOf = async (promise: Promise<{ errorCode: number }>): Promise<number> =>
    (await node.settle(promise)).errorCode;

  expect(await codeOf(client.produce('t', batchOf(['x']), { acks: 7 }))).toBe(ErrorCode.INVALID_REQUIRED_ACKS);
  expect(await codeOf(client.produce('t', batchOf(['x']), { partition: 9 }))).toBe(
    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
  );
  expect(await codeOf(client.produce('u', batchOf(['x'])))).toBe(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  expect(await codeOf(client.produce({ topicId: 'f'.repeat(32) }, batchOf(['x'])))).toBe(ErrorCode.UNKNOWN_TOPIC_ID);
  expect(await codeOf(client.produce({ topicId }, batchOf(['x'])))).toBe(ErrorCode.NONE);
  await node.stop();
});

test('a full disk is told as an error that is tried again, and afterwards all is well', async () => {
  const node = await startTestNode();
  await node.createTopic('t');
  const client = await node.connect();
  await node.settle(client.produce('t', batchOf(['before'])));

  node.files.capacityBytes = 0;
  const full = await node.settle(client.produce('t', batchOf(['x'.repeat(10_000)])));
  node.files.capacityBytes = Number.POSITIVE_INFINITY;
  await node.time.advance(5000);
  const after = await node.settle(client.produce('t', batchOf(['after'])));

  expect(full.errorCode).toBe(ErrorCode.KAFKA_STORAGE_ERROR);
  expect([after.errorCode, after.baseOffset]).toEqual([ErrorCode.NONE, 1]);
  await node.stop();
});

test('a produce that cannot become durable in time is told REQUEST_TIMED_OUT and leaves nothing behind', async () => {
  const node = await startTestNode({ syncMs: 5000 });
  await node.createTopic('t');
  const client = await node.connect();

  const late = await node.settle(client.produce('t', batchOf(['x']), { timeoutMs: 100 }));

  expect(late.errorCode).toBe(ErrorCode.REQUEST_TIMED_OUT);
  await node.stop();
});

const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'valueOf'];
const badNames = ['', '.', '..', 'a/b', '../../etc/passwd', 'a\0b', 'ü', 'a b', 'x'.repeat(250), 'a:b', 'line\nbreak'];

test.each(names)('FAULT-159 the topic %s is a topic like any other', async (name) => {
  const node = await startTestNode();
  const client = await node.connect();

  const missing = await node.settle(client.produce(name, batchOf(['x'])));
  const metadata = await node.settle(
    client.send<MetadataResponse>(ApiKey.Metadata, 9, { topics: [{ name }], allowAutoTopicCreation: true }),
  );
  const produced = await node.settle(client.produce(name, batchOf(['x'])));
  const fetched = await node.settle(client.fetch([{ topic: name, offset: 0 }]));

  expect(missing.errorCode).toBe(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  expect(metadata.topics[0]?.errorCode).toBe(ErrorCode.NONE);
  expect([produced.errorCode, produced.baseOffset]).toEqual([ErrorCode.NONE, 0]);
  expect(fetched.responses[0]?.partitions[0]?.highWatermark).toBe(1);
  await node.stop();
});

test.each(badNames)('FAULT-158 the name %j creates nothing', async (name) => {
  const node = await startTestNode();
  const client = await node.connect();

  const metadata = await node.settle(
    client.send<MetadataResponse>(ApiKey.Metadata, 9, { topics: [{ name }], allowAutoTopicCreation: true }),
  );
  const produced = await node.settle(client.produce(name, batchOf(['x'])));

  expect(metadata.topics[0]?.errorCode).toBe(ErrorCode.INVALID_TOPIC_EXCEPTION);
  expect(produced.errorCode).toBe(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  expect(node.metadata.image().topics.size).toBe(0);
  await node.stop();
});
