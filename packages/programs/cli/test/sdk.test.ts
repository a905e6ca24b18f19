/** The SDKs against a real node in this process, over gRPC. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Admin } from '@ottla/admin';
import { Consumer, type ConsumerOptions, type ConsumerRecord, serdes } from '@ottla/consumer';
import { type CompressionType, Producer } from '@ottla/producer';
import { type Node, startNode } from 'ottla';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

type Text = string | null;

/** Young enough for the retention of a topic, however long the tests take. */
const someTimeMs = Date.now() - 60_000;

let node: Node;
let admin: Admin;
let producer: Producer;

beforeAll(async () => {
  node = await startNode({ memory: true });
  admin = new Admin({ bootstrapServers: node.grpcBootstrap });
  producer = new Producer({ bootstrapServers: node.grpcBootstrap });
});

afterAll(async () => {
  await producer.close();
  await admin.close();
  await node.stop();
});

function consumerOf(options: ConsumerOptions<Text, Text> = {}): Consumer<Text, Text> {
  return new Consumer<Text, Text>({
    bootstrapServers: node.grpcBootstrap,
    autoOffsetReset: 'earliest',
    keyDeserializer: serdes.string,
    valueDeserializer: serdes.string,
    ...options,
  });
}

/** Polls until this many records came. */
async function read<Key, Value>(consumer: Consumer<Key, Value>, count: number): Promise<ConsumerRecord<Key, Value>[]> {
  const records: ConsumerRecord<Key, Value>[] = [];
  while (records.length < count) records.push(...(await consumer.poll(10_000)));
  return records;
}

const values = (records: readonly { readonly value: Text }[]): Text[] => records.map(({ value }) => value);

describe('producer and consumer', () => {
  it('a record comes back as it was sent, from a topic that did not exist', async () => {
    const sent = await producer.send({
      topic: 'auto',
      key: 'k',
      value: 'v',
      headers: [
        ['h', 'one'],
        ['h', null],
      ],
      timestamp: someTimeMs,
    });
    const consumer = consumerOf();
    consumer.assign([sent]);
    const [record] = await read(consumer, 1);
    consumer.close();
    expect(record).toMatchObject({
      topic: 'auto',
      partition: sent.partition,
      offset: sent.offset,
      key: 'k',
      value: 'v',
    });
    expect(record?.timestamp).toBe(someTimeMs);
    expect(record?.headers.map(({ key, value }) => [key, value && new TextDecoder().decode(value)])).toEqual([
      ['h', 'one'],
      ['h', null],
    ]);
  });

  it('null and empty stay different', async () => {
    const sent = await producer.send({ topic: 'nulls', key: '', value: null });
    await producer.send({ topic: 'nulls', value: '' });
    const consumer = consumerOf();
    consumer.assign([sent]);
    const records = await read(consumer, 2);
    consumer.close();
    expect(records.map(({ key, value }) => [key, value])).toEqual([
      ['', null],
      [null, ''],
    ]);
  });

  it.each<CompressionType>(['none', 'gzip', 'snappy', 'lz4', 'zstd'])(
    'records compressed with %s come back',
    async (type) => {
      const compressing = new Producer({ bootstrapServers: node.grpcBootstrap, compressionType: type });
      const wanted = Array.from({ length: 500 }, (_, index) => `value ${index} of ${type}`);
      await compressing.sendMany(wanted.map((value) => ({ topic: `codec-${type}`, partition: 0, value })));
      await compressing.close();
      const consumer = consumerOf();
      consumer.assign([{ topic: `codec-${type}`, partition: 0 }]);
      expect(values(await read(consumer, 500))).toEqual(wanted);
      consumer.close();
    },
  );

  it('order is kept within each partition, over many batches', async () => {
    await admin.createTopics([{ name: 'ordered', partitions: 3 }]);
    const small = new Producer({ bootstrapServers: node.grpcBootstrap, batchSize: 500 });
    const records = Array.from({ length: 3_000 }, (_, index) => ({
      topic: 'ordered',
      key: `k${index % 50}`,
      value: `${index}`,
    }));
    await small.sendMany(records);
    await small.close();
    const consumer = consumerOf({ maxPollRecords: 100, maxPartitionFetchBytes: 4_096 });
    consumer.assign(await consumer.partitionsFor('ordered'));
    const got = await read(consumer, 3_000);
    consumer.close();
    for (let key = 0; key < 50; key += 1) {
      const order = got.filter((record) => record.key === `k${key}`).map(({ value }) => Number(value));
      expect(order).toEqual(records.filter((record) => record.key === `k${key}`).map(({ value }) => Number(value)));
    }
  });

  it('a consumer that waits hears of new records, and wakeup ends its wait', async () => {
    const { topic, partition } = await producer.send({ topic: 'waiting', value: 'old' });
    const consumer = consumerOf({ autoOffsetReset: 'latest' });
    consumer.assign([{ topic, partition }]);
    expect(await consumer.position({ topic, partition })).toBe(1);
    const waiting = consumer.poll(10_000);
    await producer.send({ topic, partition, value: 'new' });
    expect(values(await waiting)).toEqual(['new']);
    const woken = consumer.poll(10_000).catch((error: unknown) => error);
    consumer.wakeup();
    expect(await woken).toMatchObject({ code: 'wakeup' });
    consumer.close();
  });

  it('a loop over a consumer ends when it is closed', async () => {
    await producer.sendMany(['a', 'b', 'c'].map((value) => ({ topic: 'loop', partition: 0, value })));
    const consumer = consumerOf();
    consumer.assign([{ topic: 'loop', partition: 0 }]);
    const got: Text[] = [];
    for await (const { value } of consumer) {
      got.push(value);
      if (got.length === 3) consumer.close();
    }
    expect(got).toEqual(['a', 'b', 'c']);
  });

  it('a consumer goes where it is sent: seek, beginning, end, times', async () => {
    const place = { topic: 'seeking', partition: 0 };
    for (let index = 0; index < 10; index += 1)
      await producer.send({ ...place, value: `v${index}`, timestamp: someTimeMs + index * 1_000 });
    const consumer = consumerOf();
    consumer.assign([place]);
    consumer.seek(place, 7);
    expect(values(await read(consumer, 3))).toEqual(['v7', 'v8', 'v9']);
    consumer.seekToBeginning();
    expect(values(await read(consumer, 1))[0]).toBe('v0');
    consumer.seekToEnd();
    expect(await consumer.position(place)).toBe(10);
    expect(await consumer.beginningOffsets([place])).toEqual([{ ...place, offset: 0 }]);
    expect(await consumer.endOffsets([place])).toEqual([{ ...place, offset: 10 }]);
    const [at, beyond] = await consumer.offsetsForTimes([
      { ...place, timestamp: someTimeMs + 3_500 },
      { ...place, timestamp: someTimeMs + 100_000 },
    ]);
    expect(at).toEqual({ ...place, offset: 4, timestamp: someTimeMs + 4_000 });
    expect(beyond).toBeUndefined();
    consumer.close();
  });

  it('a paused partition gives nothing and keeps its place', async () => {
    const place = { topic: 'pausing', partition: 0 };
    await producer.sendMany([{ ...place, value: 'a' }]);
    const consumer = consumerOf();
    consumer.assign([place]);
    consumer.pause([place]);
    expect(consumer.paused()).toEqual([place]);
    expect(await consumer.poll(200)).toEqual([]);
    consumer.resume([place]);
    expect(values(await read(consumer, 1))).toEqual(['a']);
    consumer.close();
  });

  it('a poison record is named, and one can go on behind it', async () => {
    const place = { topic: 'poison', partition: 0 };
    await producer.sendMany(['1', '{', '3'].map((value) => ({ ...place, value })));
    const consumer = new Consumer({
      bootstrapServers: node.grpcBootstrap,
      autoOffsetReset: 'earliest',
      valueDeserializer: serdes.json,
    });
    consumer.assign([place]);
    const [first] = await read(consumer, 1);
    expect(first?.value).toBe(1);
    for (let attempt = 0; attempt < 2; attempt += 1)
      await expect(consumer.poll(5_000)).rejects.toMatchObject({ code: 'deserialization', ...place, offset: 1 });
    consumer.skip();
    const [third] = await read(consumer, 1);
    expect(third).toMatchObject({ offset: 2, value: 3 });
    consumer.close();
  });

  it('an offset that the log does not have resets, or fails where nothing is to be reset', async () => {
    const place = { topic: 'range', partition: 0 };
    await producer.sendMany(['a', 'b', 'c'].map((value) => ({ ...place, value })));
    expect(await admin.deleteRecords(place, 2)).toBe(2);
    const resetting = consumerOf();
    resetting.assign([place]);
    resetting.seek(place, 0);
    expect(values(await read(resetting, 1))).toEqual(['c']);
    resetting.close();
    const failing = consumerOf({ autoOffsetReset: 'none' });
    failing.assign([place]);
    failing.seek(place, 0);
    await expect(failing.poll(5_000)).rejects.toMatchObject({ code: 'offsetOutOfRange', offset: 0 });
    failing.close();
  });

  it('a record that is too large for its topic has definitely failed', async () => {
    await admin.createTopics([{ name: 'small', partitions: 1, configs: { 'max.message.bytes': '1000' } }]);
    const failure = await producer.send({ topic: 'small', value: 'x'.repeat(5_000) }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ kafkaError: 'MESSAGE_TOO_LARGE', outcome: 'definitelyFailed', retriable: false });
    expect((await producer.send({ topic: 'small', value: 'x' })).offset).toBe(0);
  });

  it('acks 0 and acks 1 work', async () => {
    for (const acks of [0, 1] as const) {
      const quick = new Producer({ bootstrapServers: node.grpcBootstrap, acks });
      const { offset } = await quick.send({ topic: `acks-${acks}`, partition: 0, value: 'a' });
      await quick.close();
      expect(offset).toBe(acks === 0 ? -1 : 0);
    }
  });

  it('producer and consumer outlive a restart of their node: nothing lost, nothing twice', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'ottla-sdk-'));
    const first = await startNode({ dataDir });
    const sending = new Producer({ bootstrapServers: first.grpcBootstrap, batchSize: 2_000 });
    const place = { topic: 'restart', partition: 0 };
    await sending.send({ ...place, value: '0' });
    const consumer = consumerOf({ bootstrapServers: first.grpcBootstrap });
    consumer.assign([place]);

    const promises: Promise<unknown>[] = [];
    for (let value = 1; value < 2_000; value += 1) promises.push(sending.send({ ...place, value: String(value) }));
    const stopping = first.stop();
    for (let value = 2_000; value < 4_000; value += 1) promises.push(sending.send({ ...place, value: String(value) }));
    await stopping;
    const second = await startNode({ dataDir, ports: first.ports });
    await Promise.all(promises);

    const got = values(await read(consumer, 4_000));
    expect(got).toEqual(Array.from({ length: 4_000 }, (_, index) => String(index)));
    consumer.close();
    await sending.close();
    await second.stop();
    await rm(dataDir, { recursive: true });
  });
});

describe('quotas', () => {
  it('are set, listed and taken away', async () => {
    await admin.alterQuota({ user: 'alice', clientId: null }, [{ name: 'producer_byte_rate', value: 1e9 }]);
    await admin.alterQuota({ clientId: 'loader' }, [{ name: 'request_percentage', value: 250.5 }]);
    const all = await admin.listQuotas();
    await admin.alterQuota({ clientId: 'loader' }, [{ name: 'request_percentage', value: undefined }]);
    await admin.alterQuota({ user: 'alice', clientId: null }, [{ name: 'producer_byte_rate', value: undefined }]);

    expect(new Set(all)).toEqual(
      new Set([
        { user: 'alice', clientId: null, limits: new Map([['producer_byte_rate', 1e9]]) },
        { clientId: 'loader', limits: new Map([['request_percentage', 250.5]]) },
      ]),
    );
    expect(await admin.listQuotas()).toEqual([]);
    await expect(admin.alterQuota({}, [{ name: 'request_rate', value: 1 }])).rejects.toThrow('empty');
  });
});
