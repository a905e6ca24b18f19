/** Topics, configs and positions through the Kafka door, as an administrator uses them. */
import { ErrorCode } from '@ottla/base';
import {
  ApiKey,
  type DeleteRecordsResponse,
  type DescribeConfigsResponse,
  type DescribeLogDirsResponse,
  type DescribeProducersResponse,
  type DescribeTopicPartitionsResponse,
  type IncrementalAlterConfigsResponse,
  type ListOffsetsResponse,
  type MetadataResponse,
  type OffsetForLeaderEpochResponse,
} from '@ottla/kafka-protocol';
import { expect, test } from 'vitest';
import { batchOf } from '../../support/batches.ts';
import type { TestClient } from '../../support/test-client.ts';
import { startTestNode, type TestNode } from '../../support/test-node.ts';

async function offsetAt(
  node: TestNode,
  client: TestClient,
  timestamp: number,
): Promise<[offset: number, timestamp: number]> {
  const topics = [{ name: 't', partitions: [{ partitionIndex: 0, timestamp }] }];
  const response = await node.settle(
    client.send<ListOffsetsResponse>(ApiKey.ListOffsets, 11, { replicaId: -1, topics }),
  );
  const found = response.topics[0]!.partitions[0]!;
  expect(found.errorCode).toBe(ErrorCode.NONE);
  return [found.offset, found.timestamp];
}

test('offsets are found by their bounds and by time, and deleted records are gone from both', async () => {
  const node = await startTestNode();
  await node.createTopic('t');
  const client = await node.connect();
  const startMs = 1_704_067_200_000;
  for (const [index, delta] of [0, 1000, 5000, 3000].entries())
    await node.settle(client.produce('t', batchOf({ values: [`${index}`], timestampMs: startMs + delta })));

  expect(await offsetAt(node, client, -2)).toEqual([0, -1]);
  expect(await offsetAt(node, client, -1)).toEqual([4, -1]);
  expect(await offsetAt(node, client, -3)).toEqual([2, startMs + 5000]);
  expect(await offsetAt(node, client, startMs + 500)).toEqual([1, startMs + 1000]);
  expect(await offsetAt(node, client, startMs + 9000)).toEqual([-1, -1]);

  const topics = [{ name: 't', partitions: [{ partitionIndex: 0, offset: 2 }] }];
  const deleted = await node.settle(
    client.send<DeleteRecordsResponse>(ApiKey.DeleteRecords, 2, { topics, timeoutMs: 1000 }),
  );
  expect(deleted.topics[0]?.partitions[0]).toEqual({ partitionIndex: 0, lowWatermark: 2, errorCode: ErrorCode.NONE });
  expect(await offsetAt(node, client, -2)).toEqual([2, -1]);
  const early = await node.settle(client.fetch([{ topic: 't', offset: 1 }]));
  expect(early.responses[0]?.partitions[0]?.errorCode).toBe(ErrorCode.OFFSET_OUT_OF_RANGE);
  await node.restart();
  expect(await offsetAt(node, await node.connect(), -2)).toEqual([2, -1]);
  await node.stop();
});

test('a change of a topic config is described, takes effect, and can be taken back', async () => {
  const node = await startTestNode();
  await node.createTopic('t');
  const client = await node.connect();
  const alter = async (configOperation: number, value: string | null): Promise<number> => {
    const resources = [
      { resourceType: 2, resourceName: 't', configs: [{ name: 'max.message.bytes', configOperation, value }] },
    ];
    const request = { resources, validateOnly: false };
    const answer = await node.settle(
      client.send<IncrementalAlterConfigsResponse>(ApiKey.IncrementalAlterConfigs, 1, request),
    );
    return answer.responses[0]!.errorCode;
  };
  const described = async (): Promise<[value: string | null, source: number, synonyms: number]> => {
    const resources = [{ resourceType: 2, resourceName: 't', configurationKeys: ['max.message.bytes'] }];
    const request = { resources, includeSynonyms: true, includeDocumentation: true };
    const answer = await node.settle(client.send<DescribeConfigsResponse>(ApiKey.DescribeConfigs, 4, request));
    const config = answer.results[0]!.configs[0]!;
    expect(config.documentation).not.toBe('');
    return [config.value, config.configSource, config.synonyms.length];
  };
  const produceCode = async (): Promise<number> =>
    (await node.settle(client.produce('t', batchOf(['x'.repeat(500)])))).errorCode;

  const codes = [await produceCode()];
  expect(await alter(0, '200')).toBe(ErrorCode.NONE);
  expect(await described()).toEqual(['200', 1, 2]);
  codes.push(await produceCode());
  expect(await alter(0, 'many')).toBe(ErrorCode.INVALID_CONFIG);
  expect(await alter(1, null)).toBe(ErrorCode.NONE);
  expect(await described()).toEqual(['1048588', 5, 1]);
  codes.push(await produceCode());

  expect(codes).toEqual([ErrorCode.NONE, ErrorCode.MESSAGE_TOO_LARGE, ErrorCode.NONE]);
  await node.stop();
});

test('a topic that grows can be written to at once, and its deletion takes the logs away', async () => {
  const node = await startTestNode({ syncMs: 5 });
  await node.createTopic('t');
  const client = await node.connect();
  const grow = { topics: [{ name: 't', count: 4, assignments: null }], timeoutMs: 1000, validateOnly: false };

  await node.settle(client.send(ApiKey.CreatePartitions, 3, grow));
  const produced = await node.settle(client.produce('t', batchOf(['x']), { partition: 3 }));
  const logs = node.logManager.logs.size;
  await node.settle(client.send(ApiKey.DeleteTopics, 4, { topicNames: ['t'], timeoutMs: 1000 }));
  await node.time.advance(1000);

  expect([produced.errorCode, logs, node.logManager.logs.size]).toEqual([ErrorCode.NONE, 4, 0]);
  await node.stop();
});

test('topics are described page by page in the order of their names', async () => {
  const node = await startTestNode();
  for (const name of ['b', 'a', 'c']) await node.createTopic(name, 2);
  const client = await node.connect();
  const seen: string[] = [];
  let cursor: { topicName: string; partitionIndex: number } | null = null;

  do {
    const request: unknown = { topics: [], responsePartitionLimit: 3, cursor };
    const page: DescribeTopicPartitionsResponse = await node.settle(
      client.send(ApiKey.DescribeTopicPartitions, 0, request),
    );
    for (const { name, partitions } of page.topics)
      seen.push(...partitions.map((one) => `${name}${one.partitionIndex}`));
    cursor = page.nextCursor;
  } while (cursor !== null);

  expect(seen).toEqual(['a0', 'a1', 'b0', 'b1', 'c0', 'c1']);
  await node.stop();
});

test('sizes, producers and epoch ends are told', async () => {
  const node = await startTestNode();
  await node.createTopic('t');
  const client = await node.connect();
  const batch = batchOf({ values: ['a', 'b'], producer: { id: 7, epoch: 0, sequence: 0 } });
  await node.settle(client.produce('t', batch));
  const { leaderEpoch } = [...node.metadata.image().topics.values()][0]!.partitions[0]!;

  const sizes = await node.settle(client.send<DescribeLogDirsResponse>(ApiKey.DescribeLogDirs, 4, { topics: null }));
  const producers = await node.settle(
    client.send<DescribeProducersResponse>(ApiKey.DescribeProducers, 0, {
      topics: [{ name: 't', partitionIndexes: [0] }],
    }),
  );
  const ends = await node.settle(
    client.send<OffsetForLeaderEpochResponse>(ApiKey.OffsetForLeaderEpoch, 4, {
      topics: [{ topic: 't', partitions: [{ partition: 0, leaderEpoch }] }],
    }),
  );

  expect(sizes.results[0]?.topics).toEqual([
    { name: 't', partitions: [{ partitionIndex: 0, partitionSize: batch.length, offsetLag: 0, isFutureKey: false }] },
  ]);
  expect(producers.topics[0]?.partitions[0]?.activeProducers[0]).toMatchObject({ producerId: 7, lastSequence: 1 });
  expect(ends.topics[0]?.partitions[0]).toMatchObject({ errorCode: ErrorCode.NONE, leaderEpoch, endOffset: 2 });
  await node.stop();
});

test('clients are told the address that they used, or the advertised one', async () => {
  const plain = await startTestNode();
  const advertised = await startTestNode({
    settings: { 'advertised.host': 'broker.example', 'advertised.port': '4242' },
  });
  const nodes: unknown[] = [];

  for (const node of [plain, advertised]) {
    const client = await node.connect();
    const { brokers } = await node.settle(client.send<MetadataResponse>(ApiKey.Metadata, 9, { topics: [] }));
    nodes.push(brokers);
    await node.stop();
  }

  expect(nodes).toEqual([
    [{ nodeId: 1, host: 'node', port: 9092, rack: null }],
    [{ nodeId: 1, host: 'broker.example', port: 4242, rack: null }],
  ]);
});

test('without auto-creation asking for a topic creates nothing', async () => {
  const node = await startTestNode({ settings: { 'auto.create.topics.enable': 'false' } });
  const client = await node.connect();

  const request = { topics: [{ name: 't' }], allowAutoTopicCreation: true };
  const metadata = await node.settle(client.send<MetadataResponse>(ApiKey.Metadata, 9, request));

  expect(metadata.topics[0]?.errorCode).toBe(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  expect(node.metadata.image().topics.size).toBe(0);
  await node.stop();
});
