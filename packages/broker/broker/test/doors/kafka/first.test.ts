import { ErrorCode } from '@ottla/base';
import { ApiKey, type ListOffsetsResponse, type MetadataResponse } from '@ottla/kafka-protocol';
import { expect, test } from 'vitest';
import { batchOf, storedBatches } from '../../support/batches.ts';
import { startTestNode } from '../../support/test-node.ts';

test('a topic that does not exist is created by asking for it, and the very next produce succeeds', async () => {
  const node = await startTestNode({ syncMs: 2, settings: { 'num.partitions': '3' } });
  const client = await node.connect();

  const metadata = client.send<MetadataResponse>(ApiKey.Metadata, 12, {
    topics: [{ name: 'new' }],
    allowAutoTopicCreation: true,
  });
  const topic = (await node.settle(metadata)).topics[0];
  const results = await node.settle(
    Promise.all([0, 1, 2].map((partition) => client.produce('new', batchOf(['a', 'b']), { partition }))),
  );

  expect(topic?.errorCode).toBe(ErrorCode.NONE);
  expect(topic?.partitions.map(({ leaderId }) => leaderId)).toEqual([1, 1, 1]);
  expect(results.map(({ errorCode, baseOffset }) => [errorCode, baseOffset])).toEqual([
    [0, 0],
    [0, 0],
    [0, 0],
  ]);
  await node.stop();
});

test('what was acknowledged is read back, before and after a restart', async () => {
  const node = await startTestNode({ syncMs: 2 });
  await node.createTopic('t');
  const client = await node.connect();
  const first = await node.settle(client.produce('t', batchOf(['a', 'b'])));
  const second = await node.settle(client.produce('t', batchOf(['c']), { acks: 1 }));

  const before = await node.settle(client.fetch([{ topic: 't', offset: 0 }]));
  await node.restart();
  const again = await node.connect();
  const after = await node.settle(again.fetch([{ topic: 't', offset: 1 }]));
  const latest = await node.settle(
    again.send<ListOffsetsResponse>(ApiKey.ListOffsets, 7, {
      replicaId: -1,
      topics: [{ name: 't', partitions: [{ partitionIndex: 0, timestamp: -1 }] }],
    }),
  );

  expect([first.baseOffset, second.baseOffset]).toEqual([0, 2]);
  expect(before.responses[0]?.partitions[0]?.highWatermark).toBe(3);
  const batches = storedBatches(before.responses[0]!.partitions[0]!.records);
  expect(batches.map(({ baseOffset, recordCount }) => [baseOffset, recordCount])).toEqual([
    [0, 2],
    [2, 1],
  ]);
  expect(storedBatches(after.responses[0]!.partitions[0]!.records).map(({ baseOffset }) => baseOffset)).toEqual([0, 2]);
  expect(latest.topics[0]?.partitions[0]?.offset).toBe(3);
  await node.stop();
});
