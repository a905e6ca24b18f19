/**
 * Properties of plan, replay, image and delta over random histories of commands, good and bad ones. FAULT-20 and FAULT-21:
 * replaying a log twice, or from a snapshot, gives the same state to the last bit. FAULT-112: producer ids never repeat.
 */
import {
  type BrokerEpoch,
  type BrokerId,
  ErrorCode,
  type LeaderEpoch,
  type PartitionIndex,
  type TopicId,
} from '@ottla/base';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  applyDelta,
  type CampaignReply,
  candidatesOf,
  decodeRecord,
  decodeRecords,
  deltaBetween,
  emptyImage,
  encodeRecord,
  encodeRecords,
  imageHash,
  isEmptyDelta,
  keyAt,
  leaderOf,
  type MetadataCommand,
  type MetadataImage,
  type MetadataRecord,
  type MetadataReply,
  type OpenSessionReply,
  plan,
  replayAll,
  snapshotRecords,
  type TransactReply,
} from '../src/index.ts';
import { context, incarnation } from './cluster-of-tests.ts';
import { checkCoordination } from './coordination/invariants.ts';
import { coordinationCommand, sessionId } from './coordination-commands.ts';

const name = fc.constantFrom('a', 'b', 'a.b', 'a_b', '__proto__', 'constructor', 'bad name', '..', '');
const brokerId = fc.integer({ min: 1, max: 4 }).map((id) => id as BrokerId);
const epoch = fc.integer({ min: 0, max: 6 });
const topicId = fc.integer({ min: 1, max: 9 }).map((id) => id.toString(16).padStart(32, '0') as TopicId);
const configName = fc.constantFrom('retention.ms', 'cleanup.policy', 'flush.policy', 'num.partitions', '__proto__');
const text = fc.constantFrom('1', '-1', 'compact', 'os', 'delete,compact', '', '\ud800 half', 'ü😀');
const resource = fc.oneof(
  fc.record({ type: fc.constant(2), name }),
  fc.record({ type: fc.constant(4), name: fc.constantFrom('', '1', '2', 'x') }),
);

const quotaPart = fc.record({
  type: fc.constantFrom('user', 'client-id', 'ip'),
  name: fc.constantFrom(null, '', 'a', '__proto__'),
});

const clusterCommand: fc.Arbitrary<MetadataCommand> = fc.oneof(
  fc.record({ kind: fc.constant('initialiseCluster' as const), clusterId: fc.constantFrom('one', 'two', '') }),
  fc.record({
    kind: fc.constant('registerBroker' as const),
    brokerId,
    incarnationId: fc.integer({ min: 1, max: 3 }).map(incarnation),
    endpoints: fc.constantFrom([], [{ name: 'kafka', host: 'hôst', port: 1, securityProtocol: 'SSL' as const }]),
    rack: fc.constantFrom(undefined, '', 'r1', 'r2'),
    fenced: fc.boolean(),
    sessionId,
  }),
  fc.record({
    kind: fc.constant('registerBroker' as const),
    brokerId,
    incarnationId: fc.integer({ min: 1, max: 3 }).map(incarnation),
    endpoints: fc.constant([]),
    rack: fc.constant(undefined),
    fenced: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('unregisterBroker' as const), brokerId }),
  fc.record({
    kind: fc.constant('setBrokerState' as const),
    brokerId,
    brokerEpoch: epoch.map((value) => value as BrokerEpoch),
    fenced: fc.boolean(),
    shuttingDown: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('createTopics' as const),
    topics: fc.array(
      fc.record({
        name,
        partitions: fc.integer({ min: -1, max: 3 }),
        replicationFactor: fc.integer({ min: -1, max: 3 }),
        assignments: fc.constant([]),
        configs: fc.array(fc.tuple(configName, text), { maxLength: 2 }).map((entries) => new Map(entries)),
      }),
      { maxLength: 3 },
    ),
    validateOnly: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('deleteTopics' as const),
    topics: fc.array(
      fc.record({ name: fc.option(name, { nil: undefined }), topicId: fc.option(topicId, { nil: undefined }) }),
      {
        maxLength: 2,
      },
    ),
  }),
  fc.record({
    kind: fc.constant('createPartitions' as const),
    topics: fc.array(fc.record({ name, count: fc.integer({ min: 0, max: 5 }), assignments: fc.constant(undefined) }), {
      maxLength: 2,
    }),
    validateOnly: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('changePartition' as const),
    topicId,
    partition: fc.integer({ min: 0, max: 2 }).map((index) => index as PartitionIndex),
    brokerId,
    brokerEpoch: epoch.map((value) => value as BrokerEpoch),
    leaderEpoch: epoch.map((value) => value as LeaderEpoch),
    partitionEpoch: epoch,
    isr: fc.array(fc.record({ brokerId, brokerEpoch: fc.constant(-1 as BrokerEpoch) }), { maxLength: 3 }),
    recovering: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('incrementalAlterConfigs' as const),
    resources: fc.array(
      fc
        .tuple(
          resource,
          fc.array(
            fc.record({
              name: configName,
              operation: fc.constantFrom('set' as const, 'delete' as const, 'append' as const, 'subtract' as const),
              value: fc.option(text, { nil: undefined }),
            }),
            { maxLength: 2 },
          ),
        )
        .map(([named, changes]) => ({ ...named, changes })),
      { maxLength: 2 },
    ),
    validateOnly: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('allocateProducerIds' as const),
    brokerId,
    brokerEpoch: epoch.map((e) => e as BrokerEpoch),
  }),
  fc.record({
    kind: fc.constant('alterQuotas' as const),
    entries: fc.array(
      fc.record({
        parts: fc.array(quotaPart, { maxLength: 2 }),
        changes: fc.array(
          fc.record({
            name: fc.constantFrom('producer_byte_rate', 'request_percentage', 'toString'),
            value: fc.constantFrom(undefined, 0, 1, 2, 0.5),
          }),
          { maxLength: 2 },
        ),
      }),
      { maxLength: 2 },
    ),
    validateOnly: fc.boolean(),
  }),
);

const command = fc.oneof(clusterCommand, coordinationCommand);

/** Commands with brokers and sessions to begin with, so that most of what follows has something to act upon. */
const history = fc
  .tuple(fc.array(command, { minLength: 5, maxLength: 60 }), fc.nat({ max: 7 }))
  .map(([commands, chance]): MetadataCommand[] => [
    // Most of what there is needs the cluster to be initialised; now and then it is not, or later.
    ...(chance === 0 ? [] : [{ kind: 'initialiseCluster', clusterId: 'one' } as const]),
    { kind: 'openSession', owner: 'User:a', timeoutMs: 5_000 },
    { kind: 'openSession', owner: 'User:b', timeoutMs: 5_000 },
    ...[1, 2, 3].map(
      (id): MetadataCommand => ({
        kind: 'registerBroker',
        brokerId: id as BrokerId,
        incarnationId: incarnation(id),
        endpoints: [],
        rack: id === 2 ? 'r' : undefined,
        fenced: false,
      }),
    ),
    ...commands,
  ]);

const runs = { numRuns: 150 };

/** Topic ids that count from 1 for each history, so that commands can hit them. */
function carryOut(commands: readonly MetadataCommand[]): {
  images: MetadataImage[];
  records: MetadataRecord[];
  planned: (readonly MetadataRecord[])[];
} {
  let next = 1;
  const using = { ...context(), randomTopicId: () => (next++).toString(16).padStart(32, '0') as TopicId };
  const images = [emptyImage];
  const records: MetadataRecord[] = [];
  const planned: (readonly MetadataRecord[])[] = [];
  for (const one of commands) {
    const image = images.at(-1) ?? emptyImage;
    const next = plan(image, one, using).records;
    planned.push(next);
    records.push(...next);
    images.push(replayAll(image, next));
  }
  return { images, records, planned };
}

test('snapshot round trip: an image from a snapshot is the image, with the same hash', () => {
  fc.assert(
    fc.property(history, (commands) => {
      const image = carryOut(commands).images.at(-1) ?? emptyImage;

      const restored = replayAll(emptyImage, decodeRecords(encodeRecords(snapshotRecords(image))));

      expect(imageHash(restored)).toBe(imageHash(image));
      expect(isEmptyDelta(deltaBetween(image, image))).toBe(true);
      expect(plain(restored)).toEqual(plain(image));
    }),
    runs,
  );
});

test('replaying the log again, from its bytes, gives the same image at every step', () => {
  fc.assert(
    fc.property(history, (commands) => {
      const { images, records } = carryOut(commands);

      const again = replayAll(emptyImage, decodeRecords(encodeRecords(records)));

      expect(imageHash(again)).toBe(imageHash(images.at(-1) ?? emptyImage));
      for (const record of records) expect(decodeRecord(encodeRecord(record))).toEqual(record);
    }),
    runs,
  );
});

test('equal state hash on every node at every index, also on one that began from a snapshot on the way', () => {
  fc.assert(
    fc.property(history, fc.nat(), (commands, when) => {
      const { images, planned } = carryOut(commands);
      const start = when % images.length;
      const snapshot = encodeRecords(snapshotRecords(images[start] ?? emptyImage));

      let late = replayAll(emptyImage, decodeRecords(snapshot));

      for (const [index, records] of planned.entries()) {
        if (index < start) continue;
        late = replayAll(late, decodeRecords(encodeRecords(records)));
        expect(imageHash(late)).toBe(imageHash(images[index + 1] ?? emptyImage));
      }
      expect(plain(late)).toEqual(plain(images.at(-1) ?? emptyImage));
    }),
    { numRuns: 60 },
  );
});

test('delta(a, b) applied to a is b, for any two images of a history', () => {
  fc.assert(
    fc.property(history, fc.nat(), fc.nat(), (commands, one, other) => {
      const { images } = carryOut(commands);
      const from = images[one % images.length] ?? emptyImage;
      const to = images[other % images.length] ?? emptyImage;

      const reached = applyDelta(from, deltaBetween(from, to));

      expect(plain(reached)).toEqual(plain(to));
      expect(imageHash(reached)).toBe(imageHash(to));
    }),
    runs,
  );
});

test('replay of a plan never fails, even on an image for which it was not made', () => {
  fc.assert(
    fc.property(history, history, (one, other) => {
      const start = carryOut(one).images.at(-1) ?? emptyImage;

      const end = replayAll(start, carryOut(other).records);

      const again = replayAll(emptyImage, snapshotRecords(end));
      expect(again.topics.size).toBe(end.topics.size);
      expect(plain(again).coordination).toEqual(plain(end).coordination);
    }),
    { numRuns: 50 },
  );
});

test('what a reply says is so once its records are replayed', () => {
  fc.assert(
    fc.property(history, (commands) => {
      let image = emptyImage;
      for (const one of commands) {
        const { records, reply } = plan(image, one, context());
        const before = image;
        image = replayAll(image, records);
        checkReply(before, image, one, reply);
      }
    }),
    runs,
  );
});

test('the invariants of an image hold after every command', () => {
  fc.assert(
    fc.property(history, (commands) => {
      const { images } = carryOut(commands);
      for (const [index, image] of images.entries()) checkInvariants(images[index - 1] ?? emptyImage, image);
    }),
    runs,
  );
});

function checkReply(
  before: MetadataImage,
  after: MetadataImage,
  command: MetadataCommand,
  answer: MetadataReply,
): void {
  if (command.kind === 'transact') {
    const reply = answer as TransactReply;
    for (const { kind, path, key, previous } of reply.results) {
      expect(previous).toEqual(keyAt(before, path));
      if (kind !== 'get') expect(keyAt(after, path)).toEqual(key);
    }
    expect(reply.revision).toBe(after.coordination.revision);
  }
  if (command.kind === 'campaign') {
    const reply = answer as CampaignReply;
    expect(leaderOf(after, command)).toEqual(reply.leader);
    const place = candidatesOf(after, command, 1_000)[reply.ahead];
    if (reply.campaigned > 0) expect(place).toMatchObject({ campaigned: reply.campaigned, token: reply.token });
  }
  if (command.kind === 'openSession') {
    const { sessionId: id, outcome } = answer as OpenSessionReply;
    expect(after.coordination.sessions.has(id)).toBe(outcome.code === ErrorCode.NONE);
    expect(before.coordination.sessions.has(id)).toBe(false);
  }
}

/** INV-META-1 to INV-META-9. */
function checkInvariants(before: MetadataImage, image: MetadataImage): void {
  checkCoordination(before.coordination, image.coordination);
  let partitionCount = 0;
  for (const topic of image.topics.values()) {
    expect(image.topicIds.get(topic.name)).toBe(topic.id);
    partitionCount += topic.partitions.length;
    for (const [index, state] of topic.partitions.entries()) {
      expect(new Set(state.isr).size).toBe(state.isr.length);
      for (const id of state.isr) expect(state.replicas).toContain(id);
      if (state.leader !== -1) expect(state.isr).toContain(state.leader);
      const old = before.topics.get(topic.id)?.partitions[index];
      expect(state.leaderEpoch).toBeGreaterThanOrEqual(old?.leaderEpoch ?? 0);
      expect(state.partitionEpoch).toBeGreaterThanOrEqual(old?.partitionEpoch ?? 0);
    }
  }
  expect(image.topicIds.size).toBe(image.topics.size);
  expect(image.topicNamesFolded.size).toBe(image.topics.size);
  expect(image.partitionCount).toBe(partitionCount);
  for (const broker of image.brokers.values()) expect(broker.epoch).toBeLessThan(image.nextBrokerEpoch);
  expect(image.nextBrokerEpoch).toBeGreaterThanOrEqual(before.nextBrokerEpoch);
  expect(image.nextProducerId).toBeGreaterThanOrEqual(before.nextProducerId);
}

function plain(image: MetadataImage): { readonly coordination: unknown } & Readonly<Record<string, unknown>> {
  const { sessions, keys, candidates, holdings, childCounts, ...counts } = image.coordination;
  return {
    ...image,
    features: [...image.features],
    coordination: {
      ...counts,
      sessions: [...sessions],
      keys: [...keys],
      candidates: [...candidates],
      holdings: [...holdings],
      childCounts: [...childCounts],
    },
    acls: [...image.acls],
    credentials: [...image.credentials],
    brokers: [...image.brokers],
    topics: [...image.topics],
    topicIds: [...image.topicIds],
    topicNamesFolded: [...image.topicNamesFolded],
    quotas: [...image.quotas].map(([key, { entity, limits }]) => [key, entity, [...limits]]),
    configs: [...image.configs].map(([key, values]) => [key, [...values]]),
  };
}
