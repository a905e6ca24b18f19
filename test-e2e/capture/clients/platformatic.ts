/** Speaks as much of the protocol as @platformatic/kafka offers. Usage: platformatic.ts BOOTSTRAP SAMPLES */
import { type Acl, Admin, Consumer, compressionsAlgorithms, Producer } from '@platformatic/kafka';
import type { SampleRecord } from '../samples.ts';
import { attempt, bytesOf, clientArguments, pause, report } from './client.ts';

const { bootstrap, samples } = clientArguments();
const options = { clientId: 'golden-platformatic', bootstrapBrokers: [bootstrap], timeout: 10_000, retries: 2 };
const topic = 'golden-platformatic-admin';

/** A map of headers holds each name once, and the producer cannot send a null header value. */
const canSend = ({ headers }: SampleRecord): boolean =>
  new Set(headers.map(([name]) => name)).size === headers.length && headers.every(([, value]) => value !== null);

async function produceAll(): Promise<void> {
  const sent = samples.filter(canSend);
  for (const codec of ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const) {
    if (!compressionsAlgorithms[codec].available) {
      process.stderr.write(`codec ${codec}: this version of Node has it not\n`);
      continue;
    }
    const producer = new Producer({ ...options, idempotent: codec === 'gzip', compression: codec });
    const messages = sent.map((sample) => ({
      topic: `golden-${codec}`,
      partition: 0,
      timestamp: BigInt(sample.timestamp),
      headers: new Map(sample.headers.map(([name, value]) => [Buffer.from(name), bytesOf(value) ?? Buffer.alloc(0)])),
      key: bytesOf(sample.key) as Buffer,
      value: bytesOf(sample.value) as Buffer,
    }));
    await producer.send({ messages, acks: -1 });
    await producer.close();
    report(codec, sent);
  }
}

async function consume(groupProtocol: 'classic' | 'consumer'): Promise<void> {
  const consumer = new Consumer({
    ...options,
    groupId: `golden-platformatic-${groupProtocol}`,
    groupProtocol,
    heartbeatInterval: 500,
  });
  const stream = await consumer.consume({
    topics: ['golden-none'],
    mode: 'earliest',
    autocommit: 500,
    maxWaitTime: 500,
  });
  stream.on('data', () => undefined).on('error', (error) => process.stderr.write(`${String(error)}\n`));
  await pause(3_000);
  await attempt('committed', () =>
    consumer.listCommittedOffsets({ topics: [{ topic: 'golden-none', partitions: [0] }] }),
  );
  await attempt('times', () =>
    consumer.listOffsetsWithTimestamps({ topics: ['golden-none'], timestamp: 1_700_000_004_000n }),
  );
  await stream.close();
  await new Promise<void>((resolve) => {
    consumer.close(true, () => resolve());
  });
}

async function transact(): Promise<void> {
  const producer = new Producer({ ...options, transactionalId: 'golden-platformatic', idempotent: true });
  const message = { topic: 'golden-transactions', partition: 0, key: Buffer.from('k'), value: Buffer.from('v') };
  const committed = await producer.beginTransaction();
  await committed.send({ messages: [message] });
  await committed.commit();
  const aborted = await producer.beginTransaction();
  await aborted.send({ messages: [message] });
  await aborted.abort();
  await producer.close();
}

function adminSteps(admin: Admin): Record<string, () => Promise<unknown>> {
  const acl: Acl = {
    resourceType: 2,
    resourceName: topic,
    resourcePatternType: 3,
    principal: 'User:golden',
    host: '*',
    operation: 3,
    permissionType: 3,
  };
  const change = { name: 'retention.ms', value: '7200000' };
  return {
    create: () =>
      admin.createTopics({
        topics: [topic],
        partitions: 2,
        replicas: 1,
        configs: [{ name: 'retention.ms', value: '3600000' }],
      }),
    list: () => admin.listTopics(),
    partitions: () =>
      admin.createPartitions({
        topics: [{ name: topic, count: 4, assignments: [{ brokerIds: [1] }, { brokerIds: [1] }] }],
      }),
    configs: () =>
      admin.describeConfigs({ resources: [{ resourceType: 2, resourceName: topic }], includeSynonyms: true }),
    alter: () => admin.alterConfigs({ resources: [{ resourceType: 2, resourceName: topic, configs: [change] }] }),
    incremental: () =>
      admin.incrementalAlterConfigs({
        resources: [{ resourceType: 2, resourceName: topic, configs: [{ ...change, configOperation: 0 }] }],
      }),
    'log dirs': () => admin.describeLogDirs({ topics: [{ name: 'golden-none', partitions: [0] }] }),
    groups: () => admin.listGroups(),
    'describe groups': () => admin.describeGroups({ groups: ['golden-platformatic-classic'] }),
    coordinator: () => admin.findCoordinator({ keyType: 0, keys: ['golden-platformatic-classic'] }),
    'group offsets': () => admin.listConsumerGroupOffsets({ groups: ['golden-platformatic-classic'] }),
    'alter offsets': () =>
      admin.alterConsumerGroupOffsets({
        groupId: 'golden-platformatic-classic',
        topics: [{ name: 'golden-none', partitionOffsets: [{ partition: 0, offset: 1n }] }],
      }),
    'delete offsets': () =>
      admin.deleteConsumerGroupOffsets({
        groupId: 'golden-platformatic-classic',
        topics: [{ name: 'golden-none', partitionIndexes: [0] }],
      }),
    'delete groups': () => admin.deleteGroups({ groups: ['golden-platformatic-classic'] }),
    offsets: () =>
      admin.listOffsets({ topics: [{ name: 'golden-none', partitions: [{ partitionIndex: 0, timestamp: -1n }] }] }),
    'delete records': () =>
      admin.deleteRecords({ topics: [{ name: 'golden-trim', partitions: [{ partition: 0, offset: 5n }] }] }),
    quotas: () =>
      admin.describeClientQuotas({ components: [{ entityType: 'client-id', matchType: 0, match: 'golden' }] as never }),
    'create acls': () => admin.createAcls({ creations: [acl] }),
    acls: () => admin.describeAcls({ filter: acl }),
    'delete acls': () => admin.deleteAcls({ filters: [acl] }),
    delete: () => admin.deleteTopics({ topics: [topic] }),
  };
}

await produceAll();
await attempt('classic', () => consume('classic'));
await attempt('consumer', () => consume('consumer'));
await attempt('transact', transact);
const admin = new Admin(options);
for (const [name, step] of Object.entries(adminSteps(admin))) await attempt(name, step);
await admin.close();
// A client that failed half-way may hold its sockets open for ever.
process.exit(0);
