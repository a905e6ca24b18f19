/** Speaks as much of the protocol as KafkaJS offers. Usage: kafkajs.ts BOOTSTRAP SAMPLES */
import kafkajs, { type Admin, type IHeaders, type Kafka } from 'kafkajs';
import { registerKafkaJsCodecs } from '../../lib/kafkajs-codecs.ts';
import type { SampleRecord } from '../samples.ts';
import { attempt, bytesOf, clientArguments, pause, report } from './client.ts';

const { CompressionTypes } = kafkajs;
const codecs = [
  ['none', CompressionTypes.None],
  ['gzip', CompressionTypes.GZIP],
  ['snappy', CompressionTypes.Snappy],
  ['lz4', CompressionTypes.LZ4],
  ['zstd', CompressionTypes.ZSTD],
] as const;
const topic = 'golden-kafkajs-admin';

/** KafkaJS groups equal header names and cannot send a null header value. */
function headersOf(sample: SampleRecord): IHeaders {
  const headers: Record<string, Buffer[]> = {};
  for (const [name, value] of sample.headers)
    headers[name] = [...(headers[name] ?? []), bytesOf(value) ?? Buffer.alloc(0)];
  return headers;
}

async function produceAll(kafka: Kafka, samples: readonly SampleRecord[]): Promise<void> {
  const sent = samples.filter(({ headers }) => headers.every(([, value]) => value !== null));
  for (const [name, compression] of codecs) {
    const producer = kafka.producer({
      idempotent: name === 'lz4',
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    const messages = sent.map((sample) => ({
      key: bytesOf(sample.key),
      value: bytesOf(sample.value),
      headers: headersOf(sample),
      timestamp: String(sample.timestamp),
      partition: 0,
    }));
    await producer.send({ topic: `golden-${name}`, compression, messages });
    await producer.disconnect();
    report(name, sent);
  }
}

async function consume(kafka: Kafka): Promise<void> {
  const consumer = kafka.consumer({ groupId: 'golden-kafkajs', heartbeatInterval: 300 });
  await consumer.connect();
  await consumer.subscribe({ topics: ['golden-none', 'golden-gzip'], fromBeginning: true });
  await consumer.run({ autoCommit: true, autoCommitThreshold: 3, eachMessage: async () => pause(20) });
  await pause(3_000);
  await consumer.disconnect();
}

async function transact(kafka: Kafka): Promise<void> {
  const producer = kafka.producer({ transactionalId: 'golden-kafkajs', idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  const committed = await producer.transaction();
  await committed.send({ topic: 'golden-transactions', messages: [{ key: 'k', value: 'v', partition: 0 }] });
  await committed.sendOffsets({
    consumerGroupId: 'golden-kafkajs-tx',
    topics: [{ topic: 'golden-none', partitions: [{ partition: 0, offset: '1' }] }],
  });
  await committed.commit();
  const aborted = await producer.transaction();
  await aborted.send({ topic: 'golden-transactions', messages: [{ key: 'k', value: 'aborted', partition: 0 }] });
  await aborted.abort();
  await producer.disconnect();
}

function adminSteps(admin: Admin): Record<string, () => Promise<unknown>> {
  const { AclResourceTypes, AclOperationTypes, AclPermissionTypes, ResourcePatternTypes, ConfigResourceTypes } =
    kafkajs;
  const acl = {
    resourceType: AclResourceTypes.TOPIC,
    resourceName: topic,
    resourcePatternType: ResourcePatternTypes.LITERAL,
    principal: 'User:golden',
    host: '*',
    operation: AclOperationTypes.READ,
    permissionType: AclPermissionTypes.ALLOW,
  };
  const entry = { name: 'retention.ms', value: '7200000' };
  return {
    create: () =>
      admin.createTopics({
        topics: [{ topic, numPartitions: 2, configEntries: [{ name: 'retention.ms', value: '3600000' }] }],
      }),
    partitions: () => admin.createPartitions({ topicPartitions: [{ topic, count: 4 }] }),
    metadata: () => admin.fetchTopicMetadata({ topics: [topic] }),
    cluster: () => admin.describeCluster(),
    configs: () =>
      admin.describeConfigs({ includeSynonyms: true, resources: [{ type: ConfigResourceTypes.TOPIC, name: topic }] }),
    alter: () =>
      admin.alterConfigs({
        validateOnly: false,
        resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configEntries: [entry] }],
      }),
    offsets: () => admin.fetchTopicOffsets('golden-none'),
    times: () => admin.fetchTopicOffsetsByTimestamp('golden-none', 1_700_000_004_000),
    groups: () => admin.listGroups(),
    'describe groups': () => admin.describeGroups(['golden-kafkajs']),
    'group offsets': () => admin.fetchOffsets({ groupId: 'golden-kafkajs', topics: ['golden-none'] }),
    'delete groups': () => admin.deleteGroups(['golden-kafkajs']),
    'trim offsets': () => admin.fetchTopicOffsets('golden-trim'),
    'delete records': () =>
      admin.deleteTopicRecords({ topic: 'golden-trim', partitions: [{ partition: 0, offset: '4' }] }),
    'create acls': () => admin.createAcls({ acl: [acl] }),
    acls: () => admin.describeAcls(acl),
    'delete acls': () => admin.deleteAcls({ filters: [acl] }),
    reassign: () =>
      admin.alterPartitionReassignments({
        topics: [{ topic, partitionAssignment: [{ partition: 0, replicas: [1] }] }],
      }),
    reassignments: () => admin.listPartitionReassignments({ topics: [{ topic, partitions: [0] }] }),
    delete: () => admin.deleteTopics({ topics: [topic] }),
  };
}

registerKafkaJsCodecs();
const { bootstrap, samples } = clientArguments();
const kafka = new kafkajs.Kafka({
  clientId: 'golden-kafkajs',
  brokers: [bootstrap],
  logLevel: kafkajs.logLevel.NOTHING,
  retry: { retries: 3 },
});
await produceAll(kafka, samples);
await attempt('consume', () => consume(kafka));
await attempt('transact', () => transact(kafka));
const admin = kafka.admin();
await admin.connect();
for (const [name, step] of Object.entries(adminSteps(admin))) await attempt(name, step);
await admin.disconnect();
