import {
  type BrokerEpoch,
  type BrokerId,
  ErrorCode,
  type LeaderEpoch,
  noTopicId,
  type PartitionIndex,
  type TopicId,
} from '@ottla/base';
import { expect, test } from 'vitest';
import {
  type ConfigOperation,
  ConfigResourceType,
  ConfigSource,
  configOf,
  defaultTopicConfig,
  effectiveTopicConfig,
  emptyImage,
  type MetadataImage,
  type NewTopic,
  partitionsPerTopicMax,
  resolveTopicConfig,
  topicByName,
} from '../src/index.ts';
import { clusterOf, context, createTopics, incarnation, newTopic, node, run } from './cluster-of-tests.ts';

const broker = (id: number): BrokerId => id as BrokerId;
const three = clusterOf(['a', 'b', 'a']);
const byHand = (...lists: number[][]): Partial<NewTopic> => ({
  partitions: -1,
  replicationFactor: -1,
  assignments: lists.map((replicas, partition) => ({
    partition: partition as PartitionIndex,
    replicas: replicas.map(broker),
  })),
});

test.each<[string, Partial<NewTopic>, ErrorCode]>([
  ['no partitions', { partitions: 0 }, ErrorCode.INVALID_PARTITIONS],
  ['a negative number of partitions', { partitions: -2 }, ErrorCode.INVALID_PARTITIONS],
  ['too many partitions', { partitions: partitionsPerTopicMax + 1 }, ErrorCode.INVALID_PARTITIONS],
  ['no replicas', { replicationFactor: 0 }, ErrorCode.INVALID_REPLICATION_FACTOR],
  ['more replicas than brokers', { replicationFactor: 4 }, ErrorCode.INVALID_REPLICATION_FACTOR],
  ['an unknown config', { configs: new Map([['no.such', '1']]) }, ErrorCode.INVALID_CONFIG],
  ['a config out of bounds', { configs: new Map([['min.insync.replicas', '0']]) }, ErrorCode.INVALID_CONFIG],
  ['a config without value', { configs: new Map([['retention.ms', null]]) }, ErrorCode.INVALID_CONFIG],
  ['replicas and numbers', { ...byHand([1]), partitions: 1 }, ErrorCode.INVALID_REQUEST],
  ['a broker twice', byHand([1, 1]), ErrorCode.INVALID_REPLICA_ASSIGNMENT],
  ['a broker that is unknown', byHand([9]), ErrorCode.INVALID_REPLICA_ASSIGNMENT],
  ['uneven replicas', byHand([1], [1, 2]), ErrorCode.INVALID_REPLICA_ASSIGNMENT],
])('a topic with %s is refused and nothing changes', (_, more, code) => {
  const { reply, records } = run(three, createTopics(newTopic('t', more)));

  expect(reply.topics[0]).toMatchObject({ outcome: { code }, topicId: noTopicId, partitions: -1 });
  expect(reply.topics[0]?.outcome.message).not.toBe('');
  expect(records).toEqual([]);
});

test('compaction lags that contradict each other are refused', () => {
  const configs = new Map([
    ['min.compaction.lag.ms', '10'],
    ['max.compaction.lag.ms', '5'],
  ]);

  const { reply } = run(three, createTopics(newTopic('t', { configs })));

  expect(reply.topics[0]?.outcome.code).toBe(ErrorCode.INVALID_CONFIG);
});

test('topics of one request succeed and fail each on its own', () => {
  const { image } = run(three, createTopics(newTopic('old')));

  const { reply } = run(image, createTopics(newTopic('old'), newTopic('twice'), newTopic('new'), newTopic('twice')));

  expect(reply.topics.map((topic) => topic.outcome.code)).toEqual([
    ErrorCode.TOPIC_ALREADY_EXISTS,
    ErrorCode.INVALID_REQUEST,
    0,
    ErrorCode.INVALID_REQUEST,
  ]);
});

test('validating only answers as if and leaves no record', () => {
  const { reply, records } = run(three, { ...createTopics(newTopic('t', { partitions: 4 })), validateOnly: true });

  expect(reply.topics[0]).toMatchObject({
    outcome: { code: 0 },
    topicId: noTopicId,
    partitions: 4,
    replicationFactor: 1,
  });
  expect(records).toEqual([]);
});

test('numbers left open follow the broker configs of all brokers, then of the node', () => {
  const using = context(
    new Map([
      ['num.partitions', '3'],
      ['default.replication.factor', '2'],
    ]),
  );
  const open = createTopics(newTopic('t', { partitions: -1, replicationFactor: -1 }));

  const fromNode = run(three, open, using);
  const set = run(
    three,
    alter(ConfigResourceType.broker, '', [{ name: 'num.partitions', operation: 'set', value: '5' }]),
  );
  const fromCluster = run(set.image, open, using);

  expect(fromNode.reply.topics[0]).toMatchObject({ partitions: 3, replicationFactor: 2 });
  expect(fromCluster.reply.topics[0]).toMatchObject({ partitions: 5, replicationFactor: 2 });
});

test('replicas spread over brokers and racks', () => {
  const { image } = run(three, createTopics(newTopic('t', { partitions: 6, replicationFactor: 2 })));
  const partitions = topicByName(image, 't')?.partitions ?? [];
  const leaders = partitions.map((partition) => partition.leader);

  for (const id of [1, 2, 3]) expect(leaders.filter((leader) => leader === id)).toHaveLength(2);
  for (const { replicas } of partitions) {
    expect(new Set(replicas).size).toBe(2);
    expect(replicas).toContain(2);
  }
});

test('deleting names what is unknown and takes configs along', () => {
  const configs = new Map([['retention.ms', '5']]);
  const { image } = run(three, createTopics(newTopic('t', { configs })));
  const id = image.topicIds.get('t') as TopicId;
  const unknownId = 'f'.repeat(32) as TopicId;

  const gone = run(image, {
    kind: 'deleteTopics',
    topics: [
      { name: undefined, topicId: id },
      { name: 'x', topicId: undefined },
      { name: undefined, topicId: unknownId },
      { name: 't', topicId: id },
    ],
  });

  expect(gone.reply.topics.map((topic) => topic.outcome.code)).toEqual([
    0,
    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
    ErrorCode.UNKNOWN_TOPIC_ID,
    ErrorCode.INVALID_REQUEST,
  ]);
  expect(gone.reply.topics[0]?.name).toBe('t');
  expect(gone.image.configs.size).toBe(0);
  expect(gone.image.partitionCount).toBe(0);
});

test('topics stay when the cluster does not allow deleting', () => {
  const { image } = run(three, createTopics(newTopic('t')));

  const { reply } = run(
    image,
    { kind: 'deleteTopics', topics: [{ name: 't', topicId: undefined }] },
    context(new Map([['delete.topic.enable', 'false']])),
  );

  expect(reply.topics[0]?.outcome.code).toBe(ErrorCode.TOPIC_DELETION_DISABLED);
});

test('a topic only ever gets more partitions', () => {
  const { image } = run(three, createTopics(newTopic('t', { partitions: 2 })));
  const grow = (name: string, count: number, assignments?: BrokerId[][]) =>
    run(image, { kind: 'createPartitions', topics: [{ name, count, assignments }], validateOnly: false });

  expect(grow('t', 5).image.partitionCount).toBe(5);
  expect(grow('t', 3, [[broker(2)]]).image.topics.get(image.topicIds.get('t')!)?.partitions[2]?.leader).toBe(2);
  expect(grow('t', 2).reply.topics[0]?.outcome.code).toBe(ErrorCode.INVALID_PARTITIONS);
  expect(grow('t', Number.NaN).reply.topics[0]?.outcome.code).toBe(ErrorCode.INVALID_PARTITIONS);
  expect(grow('x', 5).reply.topics[0]?.outcome.code).toBe(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  expect(grow('t', 4, [[broker(1)]]).reply.topics[0]?.outcome.code).toBe(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
});

function alter(type: number, name: string, changes: readonly ConfigOperation[]) {
  return { kind: 'incrementalAlterConfigs' as const, resources: [{ type, name, changes }], validateOnly: false };
}

test('configs are set, deleted, appended to and subtracted from; a refused change changes nothing', () => {
  const { image } = run(three, createTopics(newTopic('t')));
  const on = (from: MetadataImage, ...changes: ConfigOperation[]) =>
    run(from, alter(ConfigResourceType.topic, 't', changes));
  const resource = { type: ConfigResourceType.topic, name: 't' };

  const appended = on(image, { name: 'cleanup.policy', operation: 'append', value: 'compact' });
  const subtracted = on(appended.image, { name: 'cleanup.policy', operation: 'subtract', value: 'delete' });
  const deleted = on(subtracted.image, { name: 'cleanup.policy', operation: 'delete', value: undefined });
  const emptied = on(subtracted.image, { name: 'cleanup.policy', operation: 'subtract', value: 'compact' });
  const halfBad = on(
    image,
    { name: 'retention.ms', operation: 'set', value: '5' },
    { name: 'segment.bytes', operation: 'set', value: 'many' },
  );
  const noList = on(image, { name: 'retention.ms', operation: 'append', value: '5' });

  expect(configOf(appended.image, resource).get('cleanup.policy')).toBe('delete,compact');
  expect(configOf(subtracted.image, resource).get('cleanup.policy')).toBe('compact');
  expect(configOf(deleted.image, resource).size).toBe(0);
  expect(deleted.image.configs.size).toBe(0);
  expect(emptied.reply.resources[0]?.outcome.code).toBe(ErrorCode.INVALID_CONFIG);
  expect(halfBad.reply.resources[0]?.outcome.code).toBe(ErrorCode.INVALID_CONFIG);
  expect(halfBad.records).toEqual([]);
  expect(noList.reply.resources[0]?.outcome.code).toBe(ErrorCode.INVALID_CONFIG);
});

test('the older request replaces everything that was set', () => {
  const configs = new Map([
    ['retention.ms', '5'],
    ['segment.ms', '7'],
  ]);
  const { image } = run(three, createTopics(newTopic('t', { configs })));

  const next = run(image, {
    kind: 'alterConfigs',
    resources: [{ type: ConfigResourceType.topic, name: 't', configs: new Map([['segment.ms', '8']]) }],
    validateOnly: false,
  });

  expect([...configOf(next.image, { type: ConfigResourceType.topic, name: 't' })]).toEqual([['segment.ms', '8']]);
});

test.each([
  [ConfigResourceType.topic, 'x', ErrorCode.UNKNOWN_TOPIC_OR_PARTITION],
  [8, '1', ErrorCode.INVALID_REQUEST],
  [ConfigResourceType.broker, 'one', ErrorCode.INVALID_REQUEST],
  [ConfigResourceType.broker, '01', ErrorCode.INVALID_REQUEST],
])('a resource of type %d named %s is refused', (type, name, code) => {
  const { reply } = run(three, alter(type, name, []));

  expect(reply.resources[0]?.outcome.code).toBe(code);
});

test('a config in effect says where it comes from, strongest first', () => {
  const using = context(new Map([['log.retention.hours', '2']]));
  let { image } = run(three, createTopics(newTopic('t')));
  const retention = () => effectiveTopicConfig(image, 't', { ...node, texts: using.node.texts }).get('retention.ms');
  const set = (type: number, name: string, config: string, value: string) => {
    image = run(image, alter(type, name, [{ name: config, operation: 'set', value }])).image;
  };

  expect(effectiveTopicConfig(image, 't', node).get('retention.ms')).toMatchObject({
    value: 604_800_000,
    source: ConfigSource.default,
  });
  expect(retention()).toMatchObject({ value: 7_200_000, source: ConfigSource.staticBroker });
  set(ConfigResourceType.broker, '', 'log.retention.ms', '3');
  expect(retention()).toMatchObject({ value: 3, source: ConfigSource.dynamicDefaultBroker });
  set(ConfigResourceType.broker, '1', 'log.retention.minutes', '1');
  expect(retention()).toMatchObject({ value: 60_000, source: ConfigSource.dynamicBroker });
  set(ConfigResourceType.topic, 't', 'retention.ms', '-1');
  expect(retention()).toMatchObject({ value: -1, source: ConfigSource.dynamicTopic });
  expect(retention()?.origins.map((origin) => origin.source)).toEqual([1, 2, 3, 4, 5]);
});

test('typed topic configs carry the values in effect', () => {
  const configs = new Map([
    ['flush.policy', 'os'],
    ['cleanup.policy', 'compact'],
  ]);
  const { image } = run(three, createTopics(newTopic('t', { configs })));

  const config = resolveTopicConfig(image, 't', node);

  expect(config).toEqual({ ...defaultTopicConfig, flushPolicy: 'os', cleanupPolicy: ['compact'] });
});

test('a new incarnation fences the old one and begins new leader epochs; the same one keeps its epoch', () => {
  const one = clusterOf([undefined]);
  const { image } = run(one, createTopics(newTopic('t', { partitions: 2 })));
  const register = (number: number, port: number) =>
    run(image, {
      kind: 'registerBroker',
      brokerId: broker(1),
      incarnationId: incarnation(number),
      endpoints: [{ name: 'kafka', host: 'h', port, securityProtocol: 'PLAINTEXT' }],
      rack: undefined,
      fenced: false,
    });

  const same = register(1, 1);
  const anew = register(2, 1);
  const stale = run(anew.image, { kind: 'allocateProducerIds', brokerId: broker(1), brokerEpoch: 1 as BrokerEpoch });

  expect(same.reply.brokerEpoch).toBe(1);
  expect(same.image.brokers.get(broker(1))?.endpoints[0]?.port).toBe(1);
  expect(topicByName(same.image, 't')?.partitions[0]?.leaderEpoch).toBe(0);
  expect(anew.reply.brokerEpoch).toBe(2);
  expect(topicByName(anew.image, 't')?.partitions.map((partition) => partition.leaderEpoch)).toEqual([1, 1]);
  expect(stale.reply.outcome.code).toBe(ErrorCode.STALE_BROKER_EPOCH);
});

test('leadership leaves a fenced broker, and the last member of an ISR waits for its return', () => {
  const created = run(three, createTopics(newTopic('both', byHand([1, 2])), newTopic('alone', byHand([1]))));
  const states = (image: MetadataImage) => ['both', 'alone'].map((name) => topicByName(image, name)?.partitions[0]);
  const fence = (from: MetadataImage, fenced: boolean) =>
    run(from, {
      kind: 'setBrokerState',
      brokerId: broker(1),
      brokerEpoch: 1 as BrokerEpoch,
      fenced,
      shuttingDown: false,
    });

  const fenced = fence(created.image, true);
  const back = fence(fenced.image, false);

  expect(states(fenced.image)).toMatchObject([
    { leader: 2, isr: [2], leaderEpoch: 1 },
    { leader: -1, isr: [1], leaderEpoch: 1 },
  ]);
  expect(states(back.image)).toMatchObject([
    { leader: 2, isr: [2] },
    { leader: 1, isr: [1], leaderEpoch: 2 },
  ]);
});

test('producer ids are handed out in blocks that never overlap', () => {
  const command = { kind: 'allocateProducerIds', brokerId: broker(1), brokerEpoch: 1 as BrokerEpoch } as const;

  const first = run(three, command);
  const second = run(first.image, command);

  expect([first.reply.firstProducerId, first.reply.count, second.reply.firstProducerId]).toEqual([0, 1000, 1000]);
});

test('a cluster keeps the id it was given', () => {
  const first = run(emptyImage, { kind: 'initialiseCluster', clusterId: 'one' });
  const again = run(first.image, { kind: 'initialiseCluster', clusterId: 'one' });
  const other = run(first.image, { kind: 'initialiseCluster', clusterId: 'two' });

  expect([first, again, other].map(({ reply }) => reply.outcome.code)).toEqual([
    0,
    0,
    ErrorCode.INCONSISTENT_CLUSTER_ID,
  ]);
});

/** FAULT-44: a replica of an earlier life does not get back into the ISR. */
test.each<[string, object, ErrorCode]>([
  ['as it is', {}, 0],
  ['of an earlier life of the leader', { brokerEpoch: 0 }, ErrorCode.STALE_BROKER_EPOCH],
  ['of an earlier leader epoch', { leaderEpoch: -1 }, ErrorCode.FENCED_LEADER_EPOCH],
  ['of an earlier partition epoch', { partitionEpoch: -1 }, ErrorCode.INVALID_UPDATE_VERSION],
  ['with a member of an earlier life', { isr: member(1, 1, 2, 1) }, ErrorCode.INELIGIBLE_REPLICA],
  ['with a stranger', { isr: member(1, 1, 3, 3) }, ErrorCode.INVALID_REQUEST],
  ['without its leader', { isr: member(2, 2) }, ErrorCode.INVALID_REQUEST],
])('a wish for another ISR %s gets its answer', (_, more, code) => {
  const { image } = run(three, createTopics(newTopic('t', byHand([1, 2]))));

  const { reply } = run(image, {
    kind: 'changePartition',
    topicId: image.topicIds.get('t')!,
    partition: 0 as PartitionIndex,
    brokerId: broker(1),
    brokerEpoch: 1 as BrokerEpoch,
    leaderEpoch: 0 as LeaderEpoch,
    partitionEpoch: 0,
    isr: member(1, 1),
    recovering: false,
    ...more,
  });

  expect(reply.outcome.code).toBe(code);
  expect(reply.partition?.isr).toEqual(code === 0 ? [1] : [1, 2]);
});

function member(...pairs: number[]): { brokerId: BrokerId; brokerEpoch: BrokerEpoch }[] {
  const members = [];
  for (let index = 0; index < pairs.length; index += 2)
    members.push({ brokerId: pairs[index] as BrokerId, brokerEpoch: pairs[index + 1] as BrokerEpoch });
  return members;
}
