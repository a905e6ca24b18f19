/**
 * FAULT-133: what waits leaves nothing behind when its client is gone, and does not wait for ever when what it waits for
 * goes away. FAULT-135: a topic made anew under an old name is another topic.
 */
import { ErrorCode, type TopicId } from '@ottla/base';
import { ApiKey, type FetchResponse } from '@ottla/kafka-protocol';
import { expect, test } from 'vitest';
import { topicNamed } from '../../../src/index.ts';
import { batchOf, storedBatches } from '../../support/batches.ts';
import { startTestNode, type TestNode, testCaller } from '../../support/test-node.ts';

function fetchById(topicId: string, offset: number, maxWaitMs: number): unknown {
  const partitions = [{ partition: 0, fetchOffset: offset, partitionMaxBytes: 1 << 20 }];
  return { maxWaitMs, minBytes: 1, sessionEpoch: -1, topics: [{ topicId, partitions }] };
}

async function deleteTopic(node: TestNode, name: string): Promise<void> {
  const [deleted] = await node.settle(node.broker.services.topics.delete(testCaller, [topicNamed(name)]));
  expect(deleted?.outcome.code).toBe(ErrorCode.NONE);
}

test('clients that go away leave no waiting produce or fetch behind', async () => {
  const node = await startTestNode({ syncMs: 1 });
  await node.createTopic('t', 4);
  node.syncMs = 60_000;
  const clients = await Promise.all(Array.from({ length: 20 }, () => node.connect()));
  for (const [index, client] of clients.entries()) {
    void client
      .fetch(
        [0, 1, 2, 3].map((partition) => ({ topic: 't', partition, offset: 0 })),
        { maxWaitMs: 100_000 },
      )
      .catch(() => undefined);
    void client
      .produce('t', batchOf([`${index}`]), { partition: index % 4, timeoutMs: 100_000 })
      .catch(() => undefined);
  }
  await node.time.advance(100);
  const before = waitingIn(node);

  for (const client of clients) client.destroy();
  await node.time.advance(100);

  expect(before).toBe(40);
  expect(waitingIn(node)).toBe(0);
  expect(node.broker.admission.requestMemory.usedBytes).toBe(0);
  expect(node.broker.admission.responseMemory.usedBytes).toBe(0);
  await node.stop();
});

test('a waiting fetch is answered when its topic is deleted', async () => {
  const node = await startTestNode();
  await node.createTopic('t');
  const client = await node.connect();
  const startMs = node.time.elapsedMs;

  const fetching = client.fetch([{ topic: 't', offset: 0 }], { maxWaitMs: 100_000 });
  await node.time.advance(10);
  await deleteTopic(node, 't');
  const response = await node.settle(fetching);

  expect(response.responses[0]?.partitions[0]?.errorCode).toBe(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  expect(node.time.elapsedMs - startMs).toBeLessThan(1000);
  await node.stop();
});

test('a waiting produce is answered when its topic is deleted', async () => {
  const node = await startTestNode({ syncMs: 300 });
  await node.createTopic('t');
  const client = await node.connect();

  const producing = client.produce('t', batchOf(['x']), { timeoutMs: 100_000 });
  await node.time.advance(50);
  const deleting = deleteTopic(node, 't');
  const result = await node.settle(producing);
  await deleting;

  expect([ErrorCode.NONE, ErrorCode.NOT_LEADER_OR_FOLLOWER, ErrorCode.KAFKA_STORAGE_ERROR]).toContain(result.errorCode);
  await node.stop();
});

test('FAULT-135 old ids find nothing in a topic made anew under the old name', async () => {
  const node = await startTestNode();
  const oldId = await node.createTopic('t');
  const client = await node.connect();
  for (const value of ['a', 'b', 'c']) await node.settle(client.produce('t', batchOf([value])));
  const waiting = client.send<FetchResponse>(ApiKey.Fetch, 13, fetchById(oldId, 3, 100_000));
  await node.time.advance(10);

  await deleteTopic(node, 't');
  const newId = await node.createTopic('t');
  const produced = await node.settle(client.produce('t', batchOf(['new'])));
  const answered = await node.settle(waiting);
  const oldFetch = await node.settle(client.send<FetchResponse>(ApiKey.Fetch, 13, fetchById(oldId, 0, 0)));
  const oldProduce = await node.settle(client.produce({ topicId: oldId }, batchOf(['lost'])));
  const newFetch = await node.settle(client.send<FetchResponse>(ApiKey.Fetch, 13, fetchById(newId, 0, 0)));

  expect(newId).not.toBe(oldId);
  expect(produced.baseOffset).toBe(0);
  for (const response of [answered, oldFetch])
    expect(response.responses[0]?.partitions[0]?.errorCode).toBe(ErrorCode.UNKNOWN_TOPIC_ID);
  expect(oldProduce.errorCode).toBe(ErrorCode.UNKNOWN_TOPIC_ID);
  expect(storedBatches(newFetch.responses[0]!.partitions[0]!.records).length).toBe(1);
  expect([...node.logManager.logs.values()].map((log) => log.topicId)).toEqual([newId as TopicId]);
  await node.stop();
});

test('stopping answers what waits', async () => {
  const node = await startTestNode();
  await node.createTopic('t');
  const client = await node.connect();
  const fetching = client.fetch([{ topic: 't', offset: 0 }], { maxWaitMs: 50 });
  await node.time.advance(10);

  await node.stop();

  expect((await fetching).responses[0]?.partitions[0]?.errorCode).toBe(ErrorCode.NONE);
  await node.time.advance(10);
  expect(client.isEnded || client.isClosed).toBe(true);
});

function waitingIn(node: TestNode): number {
  return node.broker.waiting;
}

test('a node that stops answers reads that wait at once, and writes when they are safe', async () => {
  const node = await startTestNode({ syncMs: 50 });
  await node.createTopic('t');
  const [reader, writer] = [await node.connect(), await node.connect()];
  const startMs = node.time.elapsedMs;

  const fetched = reader.fetch([{ topic: 't', offset: 0 }], { maxWaitMs: 60_000 });
  const produced = writer.produce('t', batchOf(['x']));
  const fetchedMs = fetched.then(() => node.time.elapsedMs - startMs);
  await node.time.advance(1);
  const stopping = node.stop();
  const [answer, stored] = await node.settle(Promise.all([fetched, produced]));
  await stopping;

  expect([answer.errorCode, answer.responses[0]?.partitions[0]?.errorCode]).toEqual([0, 0]);
  expect([stored.errorCode, stored.baseOffset]).toEqual([0, 0]);
  expect(await fetchedMs).toBeLessThan(20);
});
