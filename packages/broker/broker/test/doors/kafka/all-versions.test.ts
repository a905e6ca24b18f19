/** Every API in every version that is served: things that exist and things that do not are both answered. */
import { ErrorCode } from '@ottla/base';
import { ApiKey, noUuid } from '@ottla/kafka-protocol';
import { expect, test } from 'vitest';
import { handlersByKey } from '../../../src/doors/kafka/handlers/table.ts';
import { batchOf } from '../../support/batches.ts';
import { startTestNode } from '../../support/test-node.ts';

type Make = (version: number, topic: { readonly name: string; readonly id: string }) => unknown;

const partitions = (fields: object, name = 'partition'): object[] =>
  [0, 9].map((index) => ({ [name]: index, ...fields }));
const resources = (fields: object): object[] => [
  { resourceType: 2, resourceName: 't', ...fields },
  { resourceType: 2, resourceName: 'missing', ...fields },
  { resourceType: 4, resourceName: '1', ...fields },
  { resourceType: 4, resourceName: '', ...fields },
  { resourceType: 8, resourceName: 'x', ...fields },
];

const requests = new Map<number, Make>([
  [
    ApiKey.Produce,
    (version, { name, id }) => ({
      acks: -1,
      timeoutMs: 100,
      transactionalId: null,
      topicData: [
        {
          ...(version >= 13 ? { topicId: id } : { name }),
          partitionData: [0, 9].map((index) => ({ index, records: batchOf(['x']) })),
        },
      ],
    }),
  ],
  [
    ApiKey.Fetch,
    (version, { name, id }) => ({
      maxWaitMs: 0,
      minBytes: 0,
      ...(version >= 7 ? { sessionId: 0, sessionEpoch: 0 } : {}),
      topics: [
        {
          ...(version >= 13 ? { topicId: id } : { topic: name }),
          partitions: partitions({ fetchOffset: 0, partitionMaxBytes: 100 }),
        },
      ],
    }),
  ],
  [
    ApiKey.ListOffsets,
    (_, { name }) => ({
      replicaId: -1,
      topics: [
        {
          name,
          partitions: [-1, -2, -3, -4, -5, -6, -7, 0, 1e15].map((timestamp) => ({ partitionIndex: 0, timestamp })),
        },
      ],
    }),
  ],
  [
    ApiKey.Metadata,
    (version, { name, id }) => ({ topics: version >= 12 ? [{ name: null, topicId: id }, { name }] : [{ name }] }),
  ],
  [ApiKey.ApiVersions, () => ({ clientSoftwareName: 'x', clientSoftwareVersion: '1' })],
  [
    ApiKey.CreateTopics,
    () => ({
      topics: [
        { name: 't', numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] },
        { name: '..', numPartitions: -1, replicationFactor: -1, assignments: [], configs: [] },
        {
          name: 'c',
          numPartitions: 1,
          replicationFactor: 1,
          assignments: [],
          configs: [{ name: 'nonsense', value: '1' }],
        },
        {
          name: 'd',
          numPartitions: -1,
          replicationFactor: -1,
          assignments: [{ partitionIndex: 0, brokerIds: [1] }],
          configs: [],
        },
      ],
      timeoutMs: 100,
    }),
  ],
  [
    ApiKey.DeleteTopics,
    (version) =>
      version >= 6
        ? {
            topics: [
              { name: 'missing', topicId: noUuid },
              { name: null, topicId: 'a'.repeat(32) },
            ],
            timeoutMs: 100,
          }
        : { topicNames: ['missing', '__proto__'], timeoutMs: 100 },
  ],
  [
    ApiKey.DeleteRecords,
    (_, { name }) => ({ topics: [{ name, partitions: partitions({ offset: 1 }, 'partitionIndex') }], timeoutMs: 100 }),
  ],
  [ApiKey.InitProducerId, () => ({ transactionalId: null, transactionTimeoutMs: 100 })],
  [
    ApiKey.OffsetForLeaderEpoch,
    (_, { name }) => ({ topics: [{ topic: name, partitions: partitions({ leaderEpoch: 0 }) }] }),
  ],
  [ApiKey.DescribeConfigs, (_) => ({ resources: resources({ configurationKeys: null }), includeSynonyms: true })],
  [
    ApiKey.AlterConfigs,
    () => ({ resources: resources({ configs: [{ name: 'retention.ms', value: '1000' }] }), validateOnly: true }),
  ],
  [
    ApiKey.IncrementalAlterConfigs,
    () => ({
      resources: [
        ...resources({ configs: [{ name: 'retention.ms', configOperation: 0, value: '1000' }] }),
        { resourceType: 2, resourceName: 't', configs: [{ name: 'retention.ms', configOperation: 9, value: '1' }] },
      ],
      validateOnly: true,
    }),
  ],
  [
    ApiKey.DescribeClientQuotas,
    () => ({ components: [{ entityType: 'user', matchType: 1, match: null }], strict: false }),
  ],
  [
    ApiKey.AlterClientQuotas,
    () => ({
      entries: [
        {
          entity: [{ entityType: 'user', entityName: null }],
          ops: [{ key: 'producer_byte_rate', value: 1e9, remove: false }],
        },
        { entity: [{ entityType: 'ip', entityName: '1.2.3.4' }], ops: [] },
      ],
      validateOnly: true,
    }),
  ],
  [ApiKey.DescribeLogDirs, (version) => ({ topics: version === 1 ? [{ topic: 't', partitions: [0, 9] }] : null })],
  [
    ApiKey.CreatePartitions,
    () => ({
      topics: [
        { name: 't', count: 1, assignments: null },
        { name: 'missing', count: 2, assignments: null },
      ],
      timeoutMs: 100,
      validateOnly: false,
    }),
  ],
  [
    ApiKey.DescribeQuorum,
    () => ({ topics: [{ topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] }] }),
  ],
  [ApiKey.DescribeCluster, () => ({ includeClusterAuthorizedOperations: true })],
  [ApiKey.UnregisterBroker, () => ({ brokerId: 9 })],
  [ApiKey.DescribeProducers, (_, { name }) => ({ topics: [{ name, partitionIndexes: [0, 9] }] })],
  [
    ApiKey.DescribeTopicPartitions,
    (_, { name }) => ({ topics: [{ name }, { name: 'missing' }], responsePartitionLimit: 1 }),
  ],
]);

test('every version of every API answers what exists and what does not', async () => {
  const node = await startTestNode();
  const id = await node.createTopic('t');
  const client = await node.connect();
  await node.settle(client.produce('t', batchOf({ values: ['x'], producer: { id: 1, epoch: 0, sequence: 0 } })));

  for (const { key, minVersion, maxVersion } of handlersByKey.values()) {
    for (let version = minVersion; version <= maxVersion; version += 1) {
      for (const topic of [
        { name: 't', id },
        { name: 'missing', id: 'b'.repeat(32) },
      ]) {
        const answer = client.send(key, version, requests.get(key)!(version, topic));
        const text = JSON.stringify(await node.settle(answer), (_, value: unknown) =>
          typeof value === 'bigint' ? `${value}` : value,
        );
        expect(text, `API ${key} version ${version}`).not.toContain(`"errorCode":${ErrorCode.UNKNOWN_SERVER_ERROR}`);
      }
    }
  }

  expect(node.logger.events.filter(({ level }) => level === 'error')).toEqual([]);
  await node.stop();
});

test('FAULT-165 noise in the body of any request closes its connection or is answered, and nothing else happens', async () => {
  const node = await startTestNode();
  const id = await node.createTopic('t');
  let state = 42;
  const chance = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const { requestFrame } = await import('../../support/test-client.ts');

  for (let round = 0; round < 400; round += 1) {
    const handlers = [...handlersByKey.values()].filter(({ key }) => key !== ApiKey.DeleteTopics);
    const { key, minVersion, maxVersion } = handlers[chance(handlers.length)]!;
    const version = minVersion + chance(maxVersion - minVersion + 1);
    const frame = requestFrame({ key, version, correlationId: 1 }, requests.get(key)!(version, { name: 't', id }));
    for (let flips = 1 + chance(4); flips > 0; flips -= 1) frame[16 + chance(frame.length - 16)] = chance(256);
    const client = await node.connect();
    client.data = () => undefined;
    client.sendBytes(frame);
    await node.time.advance(5);
    client.destroy();
  }
  const client = await node.connect();
  const alive = await node.settle(client.produce('t', batchOf(['alive'])));

  expect(alive.errorCode).toBe(ErrorCode.NONE);
  expect(node.logger.events.filter(({ event }) => event === 'kafka.connection.failed')).toEqual([]);
  await node.stop();
});
