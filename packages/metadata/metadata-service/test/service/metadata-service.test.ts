/**
 * The command runner over the log of a quorum of one. FAULT-16, FAULT-17: replies wait for the disk. FAULT-20: what a restart replays is
 * what was acknowledged. FAULT-36: waiting commands are bounded.
 */
import { type BrokerId, ErrorCode, type Logger, type Randomness, silentLogger } from '@ottla/base';
import {
  applyDelta,
  type CreateTopics,
  emptyImage,
  imageHash,
  type MetadataImage,
  type OpenSession,
  type RegisterBroker,
  type Transact,
  topicByName,
} from '@ottla/metadata-core';
import { expect, test } from 'vitest';
import { MetadataService, quorumOfOne } from '../../src/index.ts';
import { commandsInFlightMax } from '../../src/limits.ts';
import { CrashableStores, clock, crc32c, timers } from '../crashable-stores.ts';
import { hashOfLevel1, storeOfLevel1 } from '../golden/store-of-level-1.ts';

interface Running {
  readonly service: MetadataService;
  readonly failures: Error[];
  /** Resolves with the first of them. */
  readonly failed: Promise<Error>;
}

let drawn = 1;
const randomness: Randomness = {
  uint32: () => 0,
  fill: (target) => new DataView(target.buffer).setUint32(target.length - 4, drawn++),
  stream: () => randomness,
};

async function started(
  stores: CrashableStores,
  expectExisting = false,
  logger: Logger = silentLogger,
  clusterId = 'c',
): Promise<Running> {
  const failures: Error[] = [];
  let tell: (error: Error) => void = () => undefined;
  const failed = new Promise<Error>((resolve) => {
    tell = resolve;
  });
  const platform = { clock, timers, randomness, logger };
  const service = new MetadataService({
    log: quorumOfOne({ platform, stores, path: '/data/metadata', crc32c, clusterId, nodeId: 1, expectExisting }),
    platform,
    node: { brokerId: 1 as BrokerId, texts: new Map() },
    onFailure: (error) => {
      failures.push(error);
      tell(error);
    },
  });
  await service.start();
  return { service, failures, failed };
}

const register: RegisterBroker = {
  kind: 'registerBroker',
  brokerId: 1 as BrokerId,
  incarnationId: '0'.repeat(32),
  endpoints: [],
  rack: undefined,
  fenced: false,
};

function create(name: string, validateOnly = false): CreateTopics {
  const topic = { name, partitions: 2, replicationFactor: 1, assignments: [], configs: new Map() };
  return { kind: 'createTopics', topics: [topic], validateOnly };
}

test('commands submitted together are planned upon each other and commit in one batch', async () => {
  const stores = new CrashableStores();
  const { service } = await started(stores);
  const before = stores.batches;

  const [registered, created, again, configured] = await Promise.all([
    service.submit(register),
    service.submit(create('t')),
    service.submit(create('t')),
    service.submit({
      kind: 'incrementalAlterConfigs',
      resources: [{ type: 2, name: 't', changes: [{ name: 'retention.ms', operation: 'set', value: '5' }] }],
      validateOnly: false,
    }),
  ]);

  expect(stores.batches - before).toBe(1);
  expect(registered).toMatchObject({ kind: 'committed', reply: { brokerEpoch: 1 } });
  expect(created).toMatchObject({ kind: 'committed', reply: { topics: [{ outcome: { code: 0 } }] } });
  expect(again).toMatchObject({ reply: { topics: [{ outcome: { code: ErrorCode.TOPIC_ALREADY_EXISTS } }] } });
  expect(configured).toMatchObject({ reply: { resources: [{ outcome: { code: 0 } }] } });
});

test('a reply is given out after its records are durable and its publishers have seen them', async () => {
  const stores = new CrashableStores();
  const { service } = await started(stores);
  await service.submit(register);
  const events: string[] = [];
  service.subscribe((delta) => events.push(`published ${delta.topicsCreated.length}, ${stores.durable.size} values`));

  const pending = service.submit(create('t'));
  events.push(`image has ${service.image().topics.size}`);
  await pending.then(() => events.push('replied'));

  expect(events).toEqual(['published 0, 4 values', 'image has 0', 'published 1, 5 values', 'replied']);
});

test('deltas in order, applied to what came before, give every image', async () => {
  const { service } = await started(new CrashableStores());
  await service.submit(register);
  let followed: MetadataImage = emptyImage;
  const stop = service.subscribe((delta, image) => {
    followed = applyDelta(followed, delta);
    expect(imageHash(followed)).toBe(imageHash(image));
  });

  await Promise.all(['a', 'b', 'c'].map((name) => service.submit(create(name))));
  await service.submit({ kind: 'deleteTopics', topics: [{ name: 'b', topicId: undefined }] });
  stop();
  await service.submit(create('d'));

  expect([...followed.topicIds.keys()].sort()).toEqual(['a', 'c']);
});

test('a repeated request id gets the first answer and is not carried out again', async () => {
  const { service } = await started(new CrashableStores());
  await service.submit(register);

  const [first, second] = await Promise.all([
    service.submit(create('t'), { requestId: 'r1' }),
    service.submit(create('t'), { requestId: 'r1' }),
  ]);
  const third = await service.submit(create('t'), { requestId: 'r1' });

  expect(second).toBe(first);
  expect(third).toBe(first);
  expect(first).toMatchObject({ reply: { topics: [{ outcome: { code: 0 } }] } });
});

test('more waiting commands than the bound are refused, and nothing of them happens', async () => {
  const { service } = await started(new CrashableStores());
  await service.submit(register);

  const submitted = Array.from({ length: commandsInFlightMax + 5 }, (_, index) => service.submit(create(`t${index}`)));
  const results = await Promise.all(submitted);
  const refused = results.filter((result) => result.kind === 'refused');

  expect(refused).toHaveLength(5);
  expect(refused[0]).toMatchObject({ outcome: { code: ErrorCode.THROTTLING_QUOTA_EXCEEDED } });
  expect(service.image().topics.size).toBe(commandsInFlightMax);
  expect(await service.submit(create('later'))).toMatchObject({ kind: 'committed' });
});

test('a failed sync fails every parked reply and stops the service', async () => {
  const stores = new CrashableStores();
  const { service, failures, failed } = await started(stores);
  await service.submit(register);
  stores.failFrom = stores.batches;

  const [created, parked] = await Promise.all([service.submit(create('t')), service.submit(create('t'))]);
  await failed;
  const later = await service.submit(create('u'));

  expect(created).toMatchObject({ kind: 'unknown' });
  expect(parked).toMatchObject({ kind: 'refused' });
  expect(later).toMatchObject({ kind: 'refused', outcome: { code: ErrorCode.KAFKA_STORAGE_ERROR } });
  expect(failures).toHaveLength(1);
  expect(service.image().topics.size).toBe(0);
});

test('a publisher that throws is a programmer error and stops the service', async () => {
  const { service, failures, failed } = await started(new CrashableStores());
  let calls = 0;
  service.subscribe(() => {
    calls += 1;
    if (calls > 1) throw new Error('a broken publisher');
  });

  await service.submit(register);
  await failed;

  expect(failures).toMatchObject([{ message: 'a broken publisher' }]);
});

test('stopping lets commands in flight finish and refuses later ones', async () => {
  const stores = new CrashableStores();
  const { service } = await started(stores);

  const pending = service.submit(register);
  await service.stop();

  expect(await pending).toMatchObject({ kind: 'committed' });
  expect(await service.submit(create('t'))).toMatchObject({ kind: 'refused' });
});

test('a snapshot and the entries after it rebuild the same image', async () => {
  const stores = new CrashableStores();
  let saved: () => void = () => undefined;
  const snapshot = new Promise<void>((resolve) => {
    saved = resolve;
  });
  const logger: Logger = {
    ...silentLogger,
    info: (event) => {
      if (event === 'metadata.snapshot') saved();
    },
    child: () => logger,
  };
  const { service } = await started(stores, false, logger);
  await service.submit(register);
  for (let round = 0; round < 4; round += 1)
    await Promise.all(Array.from({ length: 1_500 }, (_, index) => service.submit(create(`t${round}-${index}`))));
  await snapshot;
  await service.submit(create('last'));
  await service.stop();

  const again = await started(stores.restarted(), true);

  expect([...stores.durable.keys()].filter((key) => key.startsWith('P')).length).toBeGreaterThan(0);
  expect(again.service.position()).toBe(service.position());
  expect(imageHash(again.service.image())).toBe(imageHash(service.image()));
});

test('whatever batch a crash hits, everything acknowledged is there and nothing is half there', async () => {
  // The first three are the founding, the vote and the first entry of the reign.
  for (let batch = 0; batch < 16; batch += 1)
    for (const what of ['lost', 'kept'] as const) {
      const stores = new CrashableStores();
      const crashed = new Promise<void>((resolve) => {
        stores.crashed = resolve;
      });
      stores.crash = { batch, what };
      const acknowledged: string[] = [];
      const work = started(stores).then(({ service }) => workload(service, acknowledged));

      await Promise.race([crashed, work]);
      const again = await started(stores.restarted(), acknowledged.length > 0);
      await again.service.submit(register);

      for (const name of acknowledged) expect(topicByName(again.service.image(), name)?.partitions).toHaveLength(2);
      for (const topic of again.service.image().topics.values()) expect(topic.partitions).toHaveLength(2);
      expect(await again.service.submit(create('after'))).toMatchObject({ kind: 'committed' });
      await again.service.stop();
    }
});

async function workload(service: MetadataService, acknowledged: string[]): Promise<void> {
  await service.submit(register);
  for (let round = 0; round < 12; round += 1)
    await Promise.all(
      [0, 1, 2].map(async (index) => {
        const name = `t${round}-${index}`;
        const result = await service.submit(create(name));
        if (result.kind === 'committed' && result.reply.topics[0]?.outcome.code === 0) acknowledged.push(name);
      }),
    );
}

test('the data directory of a node at level 1 starts, holds what it held, and goes on once its level is raised', async () => {
  const stores = new CrashableStores();
  stores.durable = new Map(storeOfLevel1.map(([key, value]) => [key, Uint8Array.from(Buffer.from(value, 'base64'))]));
  const { service, failures } = await started(stores, true, silentLogger, 'golden');
  const open: OpenSession = { kind: 'openSession', owner: 'User:a', timeoutMs: 5_000 };

  const hash = imageHash(service.image());
  const early = await service.submit(open);
  const results = await Promise.all([
    service.submit({ ...register, incarnationId: '2'.repeat(32) }),
    service.submit({ kind: 'updateFeatures', updates: [{ name: 'metadata.version', level: 2 }], validateOnly: false }),
    service.submit(open),
  ]);
  await service.stop();
  const again = await started(stores.restarted(), true, silentLogger, 'golden');

  expect(hash).toBe(hashOfLevel1);
  expect(early).toMatchObject({ reply: { outcome: { code: ErrorCode.UNSUPPORTED_VERSION } } });
  expect(results).toMatchObject([
    { reply: { outcome: { code: 0 }, brokerEpoch: 3 } },
    { reply: { updates: [{ outcome: { code: 0 } }] } },
    { reply: { outcome: { code: 0 }, sessionId: 1 } },
  ]);
  expect(topicByName(again.service.image(), 'orders')?.partitions).toHaveLength(2);
  expect(again.service.image().coordination.sessions.size).toBe(1);
  expect([...failures, ...again.failures]).toEqual([]);
});

test('FAULT-31: of commands that commit together publishers are told each revision, whole and in order', async () => {
  const { service } = await started(new CrashableStores());
  await service.submit({ kind: 'initialiseCluster', clusterId: 'c' });
  const told: (readonly (readonly [revision: number, ...paths: string[]])[])[] = [];
  service.subscribe(({ revisions }) => {
    told.push(revisions.map(({ revision, keys }) => [revision, ...keys.map(({ path }) => path)] as const));
  });

  await Promise.all([service.submit(put('/a')), service.submit(put('/a', '/b')), service.submit(put('/a'))]);

  expect(told).toEqual([
    [],
    [
      [1, '/a'],
      [2, '/a', '/b'],
      [3, '/a'],
    ],
  ]);
});

function put(...paths: readonly string[]): Transact {
  const operations = paths.map(
    (path) => ({ kind: 'put', path, sequential: false, value, session: undefined }) as const,
  );
  return { kind: 'transact', conditions: [], operations, otherwise: [] };
}

const value = Uint8Array.of(1);

test('a topic with more replicas than brokers of this version keep up to date is refused', async () => {
  const { service } = await started(new CrashableStores());
  for (const id of [1, 2]) await service.submit({ ...register, brokerId: id as BrokerId });
  const topics = create('t').topics.map((topic) => ({ ...topic, replicationFactor: 2 }));

  const result = await service.submit({ ...create('t'), topics });

  const refused = { name: 't', outcome: { code: ErrorCode.INVALID_REPLICATION_FACTOR } };
  expect(result).toMatchObject({ kind: 'committed', reply: { topics: [refused] } });
  await service.stop();
});
