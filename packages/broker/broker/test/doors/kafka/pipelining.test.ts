/** FAULT-144: answers in the order of requests, and none for acks=0. */
import { ApiKey, type MetadataResponse } from '@ottla/kafka-protocol';
import { expect, test } from 'vitest';
import { batchOf, storedBatches } from '../../support/batches.ts';
import { produceRequest } from '../../support/test-client.ts';
import { startTestNode } from '../../support/test-node.ts';

test.each([5, 300, 1000])('%i pipelined requests are answered in order and take effect in order', async (count) => {
  const node = await startTestNode({ syncMs: 3, ...(count === 300 ? { networkSeed: 7 } : {}) });
  await node.createTopic('t');
  const client = await node.connect();
  const offsets: Promise<number>[] = [];
  const others: Promise<unknown>[] = [];

  for (let index = 0; index < count; index += 1) {
    if (index % 10 === 9) others.push(client.send<MetadataResponse>(ApiKey.Metadata, 9, { topics: [{ name: 't' }] }));
    else if (index % 10 === 5)
      others.push(client.fetch([{ topic: 't', offset: 0 }], { maxWaitMs: 50, minBytes: 1 << 20 }));
    else
      offsets.push(
        client.produce('t', batchOf([`${index}`]), { acks: index % 2 === 0 ? -1 : 1 }).then((r) => r.baseOffset),
      );
  }
  const answered = await node.settle(Promise.all(offsets));
  await node.settle(Promise.all(others));

  expect(answered).toEqual(answered.map((_, index) => index));
  expect(client.answered).toEqual(client.answered.map((_, index) => index + 1));
  expect(client.answered.length).toBe(count);
  await node.stop();
});

test('a produce with acks=0 has no answer, and what is sent behind it is answered', async () => {
  const node = await startTestNode();
  await node.createTopic('t');
  const client = await node.connect();

  client.sendSilently(ApiKey.Produce, 9, produceRequest('t', batchOf(['silent']), { acks: 0 }));
  const loud = await node.settle(client.produce('t', batchOf(['loud'])));
  const fetched = await node.settle(client.fetch([{ topic: 't', offset: 0 }]));

  expect(loud.baseOffset).toBe(1);
  expect(client.answered).toEqual([2, 3]);
  expect(storedBatches(fetched.responses[0]!.partitions[0]!.records).length).toBe(2);
  await node.stop();
});

test('a produce with acks=0 that fails closes the connection', async () => {
  const node = await startTestNode();
  const client = await node.connect();

  client.sendSilently(ApiKey.Produce, 9, produceRequest('missing', batchOf(['x']), { acks: 0 }));
  await node.time.advance(10);

  expect(client.isClosed).toBe(true);
  expect(client.answered).toEqual([]);
  const closed = node.logger.events.filter(({ event }) => event.startsWith('kafka.connection.'));
  expect(closed.map(({ event, fields }) => [event, fields['reason']])).toEqual([
    ['kafka.connection.closed', 'produceFailed'],
  ]);
  await node.stop();
});

test('nothing overtakes a request that changes topics', async () => {
  const node = await startTestNode({ syncMs: 5 });
  const client = await node.connect();
  const topic = { name: 'made', numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] };

  const created = client.send<{ topics: { errorCode: number }[] }>(ApiKey.CreateTopics, 5, {
    topics: [topic],
    timeoutMs: 1000,
  });
  const produced = client.produce('made', batchOf(['x']));
  await node.settle(Promise.all([created, produced]));

  expect((await created).topics[0]?.errorCode).toBe(0);
  expect((await produced).errorCode).toBe(0);
  await node.stop();
});
