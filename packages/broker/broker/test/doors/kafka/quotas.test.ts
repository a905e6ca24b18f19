/** Quotas through the Kafka door: set, described, and what a client over its quota is answered (KIP-219, KIP-546). */
import { ErrorCode } from '@ottla/base';
import {
  type AlterClientQuotasResponse,
  ApiKey,
  type DescribeClientQuotasResponse,
  type FetchResponse,
  type MetadataResponse,
  type ProduceResponse,
} from '@ottla/kafka-protocol';
import { expect, test } from 'vitest';
import { batchOf } from '../../support/batches.ts';
import { produceRequest, type TestClient } from '../../support/test-client.ts';
import { startTestNode, type TestNode } from '../../support/test-node.ts';

async function setQuota(
  node: TestNode,
  limits: Readonly<Record<string, number | null>>,
  clientId: string | null = 'test',
): Promise<number | undefined> {
  const admin = await node.connect('admin');
  const ops = Object.entries(limits).map(([key, value]) => ({ key, value: value ?? 0, remove: value === null }));
  const entries = [{ entity: [{ entityType: 'client-id', entityName: clientId }], ops }];
  const answer = await node.settle(
    admin.send<AlterClientQuotasResponse>(ApiKey.AlterClientQuotas, 1, { entries, validateOnly: false }),
  );
  admin.destroy();
  return answer.entries[0]?.errorCode;
}

function produce(client: TestClient, bytes: number): Promise<ProduceResponse> {
  return client.send<ProduceResponse>(ApiKey.Produce, 9, produceRequest('t', batchOf(['x'.repeat(bytes)])));
}

test('quotas are set, described by filter, and taken away', async () => {
  const node = await startTestNode();
  const client = await node.connect();
  const described = async (matchType: number, match: string | null): Promise<DescribeClientQuotasResponse> =>
    node.settle(
      client.send<DescribeClientQuotasResponse>(ApiKey.DescribeClientQuotas, 1, {
        components: [{ entityType: 'client-id', matchType, match }],
        strict: true,
      }),
    );

  await setQuota(node, { producer_byte_rate: 1e9, request_percentage: 200.5 }, 'a');
  await setQuota(node, { request_rate: 1e6 }, null);
  const exact = await described(0, 'a');
  const byDefault = await described(1, null);
  const all = await described(2, null);
  await setQuota(node, { producer_byte_rate: null, request_percentage: null }, 'a');
  const after = await described(2, null);

  expect(exact.entries).toEqual([
    {
      entity: [{ entityType: 'client-id', entityName: 'a' }],
      values: [
        { key: 'producer_byte_rate', value: 1e9 },
        { key: 'request_percentage', value: 200.5 },
      ],
    },
  ]);
  expect(byDefault.entries?.map(({ entity }) => entity[0]?.entityName)).toEqual([null]);
  expect([all.entries?.length, after.entries?.length]).toEqual([2, 1]);
  await node.stop();
});

test('filters and changes that contradict themselves are refused with a sentence', async () => {
  const node = await startTestNode();
  const client = await node.connect();
  const describe = async (components: readonly object[]): Promise<[code: number, hasText: boolean]> => {
    const { errorCode, errorMessage } = await node.settle(
      client.send<DescribeClientQuotasResponse>(ApiKey.DescribeClientQuotas, 1, { components, strict: false }),
    );
    return [errorCode, (errorMessage ?? '') !== ''];
  };

  const user = { entityType: 'user', matchType: 2, match: null };
  expect(await describe([{ ...user, entityType: 'ip' }])).toEqual([ErrorCode.UNSUPPORTED_VERSION, true]);
  expect(await describe([user, user])).toEqual([ErrorCode.INVALID_REQUEST, true]);
  expect(await describe([{ ...user, match: 'x' }])).toEqual([ErrorCode.INVALID_REQUEST, true]);
  expect(await describe([{ ...user, matchType: 0 }])).toEqual([ErrorCode.INVALID_REQUEST, true]);
  expect(await describe([{ ...user, matchType: 9 }])).toEqual([ErrorCode.INVALID_REQUEST, true]);
  expect(await setQuota(node, { producer_byte_rate: -1 })).toBe(ErrorCode.INVALID_REQUEST);
  expect(await setQuota(node, { __proto_: 1 })).toBe(ErrorCode.INVALID_REQUEST);
  await node.stop();
});

test('quotas survive a restart', async () => {
  const node = await startTestNode();
  await node.createTopic('t');
  await setQuota(node, { producer_byte_rate: 1000 });
  await node.restart();

  const answer = await node.settle(produce(await node.connect(), 20_000));

  expect(answer.throttleTimeMs).toBeGreaterThan(5000);
  await node.stop();
});

test('a producer over its quota is answered at once with the time to wait, and not read until then', async () => {
  const node = await startTestNode();
  await node.createTopic('t');
  await setQuota(node, { producer_byte_rate: 10_000 });
  const client = await node.connect();
  const startMs = node.time.elapsedMs;

  const first = await node.settle(produce(client, 150_000));
  const answeredMs = node.time.elapsedMs - startMs;
  const second = await node.settle(client.send<MetadataResponse>(ApiKey.Metadata, 9, { topics: [] }));
  const servedMs = node.time.elapsedMs - startMs;

  // 150 kB at 10 kB/s take 15 s; the window grants 10 to 11 of them.
  expect(first.responses[0]?.partitionResponses[0]?.errorCode).toBe(ErrorCode.NONE);
  expect(first.throttleTimeMs).toBeGreaterThanOrEqual(4000);
  expect(first.throttleTimeMs).toBeLessThan(5100);
  expect(answeredMs).toBeLessThan(100);
  expect(servedMs).toBeGreaterThanOrEqual(first.throttleTimeMs);
  expect(servedMs).toBeLessThan(first.throttleTimeMs + 200);
  expect(second.throttleTimeMs).toBe(0);
  await node.stop();
});

test('a producer with acks=0 over its quota is not read either, and others are', async () => {
  const node = await startTestNode();
  await node.createTopic('t');
  await setQuota(node, { producer_byte_rate: 10_000 });
  const client = await node.connect();
  const other = await node.connect();
  const startMs = node.time.elapsedMs;

  client.sendSilently(ApiKey.Produce, 9, produceRequest('t', batchOf(['x'.repeat(150_000)]), { acks: 0 }));
  await node.time.advance(1);
  const mine = client.send(ApiKey.Metadata, 9, { topics: [] }).then(() => node.time.elapsedMs - startMs);
  const others = other.send(ApiKey.Metadata, 9, { topics: [] }).then(() => node.time.elapsedMs - startMs);

  expect(await node.settle(others)).toBeLessThan(100);
  expect(await node.settle(mine)).toBeGreaterThan(4000);
  await node.stop();
});

test('a consumer over its quota gets an empty answer with the time to wait, and then the same again', async () => {
  const node = await startTestNode();
  await node.createTopic('t');
  const client = await node.connect();
  await node.settle(produce(client, 60_000));
  await setQuota(node, { consumer_byte_rate: 10_000 });
  const fetch = (): Promise<FetchResponse> => node.settle(client.fetch([{ topic: 't', offset: 0 }]));
  const bytesOf = (answer: FetchResponse): number => answer.responses[0]?.partitions[0]?.records?.length ?? 0;
  const told: FetchResponse[] = [];
  const waitsMs: number[] = [];

  for (let fetches = 0; fetches < 4 || bytesOf(told.at(-1)!) === 0; fetches += 1) {
    const beforeMs = node.time.elapsedMs;
    told.push(await fetch());
    waitsMs.push(node.time.elapsedMs - beforeMs);
  }

  // 10 to 11 s of the quota lie in a window: one batch is within it, the second goes beyond, the third waits for both.
  const [first, second, third] = told;
  expect([first, second].map((answer) => [bytesOf(answer!) > 60_000, answer!.throttleTimeMs])).toEqual([
    [true, 0],
    [true, 0],
  ]);
  expect([third!.errorCode, third!.responses, third!.throttleTimeMs > 1000]).toEqual([0, [], true]);
  expect(waitsMs[3]).toBeGreaterThanOrEqual(third!.throttleTimeMs - 1);
  expect(bytesOf(told.at(-1)!)).toBeGreaterThan(60_000);
  for (const answer of told.slice(3)) expect(bytesOf(answer) === 0).toBe(answer.throttleTimeMs > 0);
  expect(node.broker.admission.responseMemory.usedBytes).toBe(0);
  await node.stop();
});

test('a fetch brings no more than its quota has left, and does not wait for more', async () => {
  const node = await startTestNode();
  await node.createTopic('t');
  const client = await node.connect();
  for (let batch = 0; batch < 20; batch += 1) await node.settle(produce(client, 50_000));
  await setQuota(node, { consumer_byte_rate: 20_000 });
  const startMs = node.time.elapsedMs;

  const answer = await node.settle(client.fetch([{ topic: 't', offset: 0 }], { minBytes: 900_000, maxWaitMs: 30_000 }));

  const bytes = answer.responses[0]?.partitions[0]?.records?.length ?? 0;
  expect(bytes).toBeGreaterThan(150_000);
  expect(bytes).toBeLessThan(220_000);
  expect(node.time.elapsedMs - startMs).toBeLessThan(1000);
  await node.stop();
});

test('a client that is over its quota already is told so at once: nothing is read for it, and nothing waited for', async () => {
  const node = await startTestNode();
  await node.createTopic('t');
  const client = await node.connect();
  await node.settle(produce(client, 60_000));
  await setQuota(node, { consumer_byte_rate: 1000 });
  await node.settle(client.fetch([{ topic: 't', offset: 0 }]));
  const startMs = node.time.elapsedMs;

  const answer = await node.settle(client.fetch([{ topic: 't', offset: 1 }], { maxWaitMs: 20_000 }));

  expect([answer.responses, answer.throttleTimeMs > 1000]).toEqual([[], true]);
  expect(node.time.elapsedMs - startMs).toBeLessThan(100);
  expect(node.metrics.value('ottla_topic_messages_out_total', { topic: 't' })).toBe(1);
  await node.stop();
});

test('of fetches that waited side by side only those within the quota are given what came, and counted', async () => {
  const node = await startTestNode();
  await node.createTopic('t');
  await setQuota(node, { consumer_byte_rate: 1000 });
  const clients = await Promise.all([0, 1, 2].map(() => node.connect()));
  const fetches = clients.map((client) => client.fetch([{ topic: 't', offset: 0 }], { maxWaitMs: 5000 }));
  await node.time.advance(100);

  await node.settle(produce(await node.connect('writer'), 60_000));
  const answers = await node.settle(Promise.all(fetches));

  expect(answers.filter(({ responses }) => responses.length > 0)).toHaveLength(1);
  expect(answers.filter(({ throttleTimeMs }) => throttleTimeMs > 0)).toHaveLength(2);
  expect(node.metrics.value('ottla_topic_messages_out_total', { topic: 't' })).toBe(1);
  expect(node.broker.admission.responseMemory.usedBytes).toBe(0);
  await node.stop();
});

test('an incremental session goes on over an answer that was withheld, and a new one begins only with data', async () => {
  const node = await startTestNode();
  await node.createTopic('t');
  const client = await node.connect();
  await node.settle(produce(client, 60_000));
  await setQuota(node, { consumer_byte_rate: 5000 });
  const fetch = (sessionId: number, sessionEpoch: number): Promise<FetchResponse> =>
    node.settle(client.fetch(sessionEpoch === 0 ? [{ topic: 't', offset: 0 }] : [], { sessionId, sessionEpoch }));

  const begun = await fetch(0, 0);
  const withheld = await fetch(begun.sessionId, 1);
  await node.time.advance(15_000);
  const next = await fetch(begun.sessionId, 2);
  const unborn = await fetch(0, 0);
  await node.time.advance(15_000);
  const anew = await fetch(0, 0);

  expect(begun.sessionId).toBeGreaterThan(0);
  expect([withheld.errorCode, withheld.sessionId, withheld.responses.length]).toEqual([0, begun.sessionId, 0]);
  expect([next.errorCode, next.sessionId, next.responses.length]).toEqual([0, begun.sessionId, 1]);
  expect([unborn.errorCode, unborn.sessionId, unborn.responses.length]).toEqual([0, 0, 0]);
  expect([anew.errorCode, anew.sessionId > 0, anew.responses.length]).toEqual([0, true, 1]);
  await node.stop();
});

test('requests per second are held to the quota over all connections of a client', async () => {
  const node = await startTestNode();
  await setQuota(node, { request_rate: 10 });
  const clients = await Promise.all([0, 1, 2, 3].map(() => node.connect()));
  let answers = 0;
  const ask = async (client: TestClient): Promise<void> => {
    for (;;) {
      await client.send(ApiKey.Metadata, 9, { topics: [] });
      answers += 1;
    }
  };

  for (const client of clients) void ask(client).catch(() => undefined);
  await node.time.advance(100_000);

  // 10 a second for 100 s, and the burst of one window at the beginning.
  expect(answers).toBeGreaterThan(900);
  expect(answers).toBeLessThan(1250);
  const throttled = node.metrics.value('ottla_throttled_requests_total', { quota: 'request_rate' });
  expect(throttled).toBeGreaterThan(0);
  for (const client of clients) client.destroy();
  await node.stop();
});

test('a client that holds still is not closed as idle, and one that goes away meanwhile leaves nothing', async () => {
  const node = await startTestNode({ settings: { 'connections.max.idle.ms': '2000' } });
  await node.createTopic('t');
  await setQuota(node, { producer_byte_rate: 1000 });
  const [patient, gone] = [await node.connect(), await node.connect()];

  await node.settle(produce(patient, 25_000));
  await node.settle(produce(gone, 25_000));
  await node.time.advance(10_000);
  gone.destroy();
  const isClosed = patient.isClosed;
  await node.time.advance(60_000);

  expect(isClosed).toBe(false);
  expect(node.broker.admission.connections.total).toBe(0);
  await node.stop();
});
