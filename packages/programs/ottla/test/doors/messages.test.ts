import { ErrorCode, type RpcChannel } from '@ottla/base';
import {
  Acks,
  adminService,
  type Message,
  messagesService,
  type PublishRecord,
  type SubscribeRequest,
} from '@ottla/rpc';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Node, startNode } from '../../src/start-node.ts';
import { channelTo, talk } from './grpc-client.ts';

let node: Node;
let channel: RpcChannel;
beforeEach(async () => {
  node = await startNode({ memory: true });
  channel = channelTo(node);
});
afterEach(async () => {
  channel.close();
  await node.stop();
});

const bytes = (text: string): Uint8Array => Buffer.from(text);
const text = (value: Uint8Array | undefined): string | undefined =>
  value === undefined ? undefined : Buffer.from(value).toString();

function record(id: number, topic: string, fields: Partial<PublishRecord> = {}): PublishRecord {
  return { id, topic, headers: [], ...fields };
}

async function publish(records: readonly PublishRecord[]) {
  const { results } = await channel.unary(messagesService.publishBatch, { records, acks: Acks.all });
  return results;
}

async function createTopic(name: string, numPartitions: number): Promise<void> {
  const topics = [{ name, numPartitions, replicationFactor: 0, assignments: [], configs: [] }];
  await channel.unary(adminService.createTopics, { topics, timeoutMs: 0, validateOnly: false });
}

async function readAll(topic: string, request: Partial<SubscribeRequest> = {}): Promise<Message[]> {
  const { stream, all } = talk(channel, messagesService.subscribe);
  stream.write({
    topic,
    partitions: [],
    start: { at: { kind: 'earliest' } },
    maxInFlight: 0,
    stopAtEnd: true,
    readCommitted: false,
    ...request,
  });
  stream.end();
  return (await all()).flatMap(({ messages }) => messages);
}

describe('publishing', () => {
  it.each([-2, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER])(
    'FAULT-165 refuses the time %i of one record, in a call and in a stream whose topic is new, and goes on',
    async (timestampMs) => {
      const { stream, all } = talk(channel, messagesService.publish);
      stream.write({ records: [record(1, 'new', { timestampMs }), record(2, 'new')], acks: Acks.all });
      stream.end();
      const streamed = (await all()).flatMap(({ results }) => results);
      const called = await publish([record(3, 'new', { timestampMs }), record(4, 'new')]);

      const codes = [...streamed, ...called].map(({ id, error }) => [id, error?.code]);
      expect(codes.sort()).toEqual([
        [1, ErrorCode.INVALID_TIMESTAMP],
        [2, undefined],
        [3, ErrorCode.INVALID_TIMESTAMP],
        [4, undefined],
      ]);
    },
  );

  it('makes the topic, and the record can be read with key, value, headers and time', async () => {
    const headers = [
      { key: 'a', value: bytes('1') },
      { key: 'a', value: undefined },
    ];
    const [result] = await publish([
      record(7, 'fresh', { key: bytes('k'), value: bytes('v'), headers, timestampMs: 1234 }),
    ]);

    const [message] = await readAll('fresh');

    expect(result).toMatchObject({
      id: 7,
      topic: 'fresh',
      partition: 0,
      offset: 0,
      timestampMs: 1234,
      error: undefined,
    });
    expect([text(message?.key), text(message?.value), message?.timestampMs]).toEqual(['k', 'v', 1234]);
    expect(message?.headers.map(({ key, value }) => [key, text(value)])).toEqual([
      ['a', '1'],
      ['a', undefined],
    ]);
  });

  it('tells a missing key and value from empty ones', async () => {
    await publish([record(1, 't'), record(2, 't', { key: bytes(''), value: bytes('') })]);

    const [none, empty] = await readAll('t');

    expect([none?.key, none?.value]).toEqual([undefined, undefined]);
    expect([text(empty?.key), text(empty?.value)]).toEqual(['', '']);
  });

  it('puts a key where Java puts it, and keeps the order of a partition', async () => {
    await createTopic('keyed', 5);
    const keys = ['21', 'foobar', 'a-little-bit-long-string'];
    const records = Array.from({ length: 300 }, (_, id) =>
      record(id, 'keyed', { key: bytes(keys[id % 3] ?? ''), value: bytes(String(id)) }),
    );

    const results = await publish(records);
    const messages = await readAll('keyed');

    const expected = [-973932308, -790332482, -985981536].map((hash) => (hash & 0x7fffffff) % 5);
    expect(new Set(results.map(({ partition }, id) => `${id % 3}:${partition}`))).toEqual(
      new Set(expected.map((partition, index) => `${index}:${partition}`)),
    );
    for (const partition of new Set(expected)) {
      const values = messages
        .filter((message) => message.partition === partition)
        .map(({ value }) => Number(text(value)));
      expect(values).toEqual([...values].sort((a, b) => a - b));
    }
    expect(messages).toHaveLength(300);
  });

  it('fails one record without the others, and says what to do', async () => {
    await createTopic('three', 3);

    const results = await publish([
      record(1, 'three', { partition: 9 }),
      record(2, 'three', { partition: 2 }),
      record(3, 'bad/name'),
      record(4, 'three', { value: new Uint8Array(2 * 1024 * 1024) }),
    ]);

    expect(results.map(({ id, error }) => [id, error?.code])).toEqual([
      [1, 3],
      [2, undefined],
      [3, 17],
      [4, 10],
    ]);
    expect(results[0]?.error?.message).toContain('partitions 0 to 2');
  });

  it('keeps the order of a stream over the making of a topic', async () => {
    const { stream, next } = talk(channel, messagesService.publish);
    for (let id = 0; id < 50; id += 1) {
      stream.write({ records: [record(id, 'streamed', { value: bytes(String(id)) })], acks: Acks.all });
    }
    for (let answer = 0; answer < 50; answer += 1) await next();
    stream.end();

    const messages = await readAll('streamed');

    expect(messages.map(({ value }) => Number(text(value)))).toEqual(Array.from({ length: 50 }, (_, id) => id));
  });

  it('of one record fails as a whole, with Kafka’s code beside the status', async () => {
    const call = channel.unary(messagesService.publishOne, { record: record(1, 'no/no'), acks: Acks.all });

    await expect(call).rejects.toMatchObject({ code: 'invalidArgument', kafkaCode: 17 });
  });
});

describe('a subscription', () => {
  it('goes on with what comes later, and with partitions that are added', async () => {
    await createTopic('growing', 1);
    const { stream, next } = talk(channel, messagesService.subscribe);
    const start = { at: { kind: 'earliest' as const } };
    const request = { topic: 'growing', partitions: [], start, maxInFlight: 0, stopAtEnd: false, readCommitted: false };
    stream.write(request);
    stream.end();

    await publish([record(1, 'growing', { value: bytes('one') })]);
    const first = await next();
    const topics = [{ topic: 'growing', totalCount: 2, assignments: [] }];
    await channel.unary(adminService.createPartitions, { topics, timeoutMs: 0, validateOnly: false });
    await publish([record(2, 'growing', { partition: 0, value: bytes('wake') })]);
    await publish([record(3, 'growing', { partition: 1, value: bytes('two') })]);
    const later = [...(await next()).messages];
    while (later.length < 2) later.push(...(await next()).messages);

    expect(first.messages.map(({ value }) => text(value))).toEqual(['one']);
    expect(later.map(({ value }) => text(value)).sort()).toEqual(['two', 'wake']);
  });

  it('begins where it is told: at an offset, at a time, at the end', async () => {
    const records = [0, 1, 2, 3].map((id) =>
      record(id, 'placed', { value: bytes(String(id)), timestampMs: 1000 + id * 10 }),
    );
    await publish(records);
    const from = async (start: SubscribeRequest['start']) =>
      (await readAll('placed', { start })).map(({ offset }) => offset);

    expect(await from({ at: { kind: 'offsets', value: { partitions: [{ partition: 0, offset: 2 }] } } })).toEqual([
      2, 3,
    ]);
    expect(await from({ at: { kind: 'timestampMs', value: 1015 } })).toEqual([2, 3]);
    expect(await from({ at: { kind: 'latest' } })).toEqual([]);
  });

  it('to an offset that is not there fails and says so', async () => {
    await publish([record(1, 'short')]);

    const start = { at: { kind: 'offsets' as const, value: { partitions: [{ partition: 0, offset: 99 }] } } };
    const reading = readAll('short', { start, stopAtEnd: false });

    await expect(reading).rejects.toMatchObject({ code: 'outOfRange', kafkaCode: 1 });
  });

  it('sends at most as many messages at once as it was asked to', async () => {
    await publish(Array.from({ length: 25 }, (_, id) => record(id, 'chunked')));
    const { stream, all } = talk(channel, messagesService.subscribe);
    const start = { at: { kind: 'earliest' as const } };
    stream.write({ topic: 'chunked', partitions: [], start, maxInFlight: 10, stopAtEnd: true, readCommitted: false });
    stream.end();

    const answers = await all();

    expect(Math.max(...answers.map(({ messages }) => messages.length))).toBe(10);
    expect(answers.flatMap(({ messages }) => messages)).toHaveLength(25);
  });
});
