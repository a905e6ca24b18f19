/** What an admin client that knows one node tells of partitions that others lead. */
import { Admin, type TopicPartition } from '@ottla/admin';
import { Producer } from '@ottla/producer';
import { type Cluster, startCluster } from 'ottla';
import { afterAll, beforeAll, expect, it } from 'vitest';

const topic = 'spread';
const places: readonly TopicPartition[] = [0, 1, 2, 3, 4, 5].map((partition) => ({ topic, partition }));

let cluster: Cluster;
let admin: Admin;
/** Partitions by the node that leads them. */
let led: ReadonlyMap<number, readonly number[]>;

beforeAll(async () => {
  cluster = await startCluster({ brokers: 3 });
  admin = new Admin({ bootstrapServers: cluster.nodes[0]?.grpcBootstrap ?? '' });
  await admin.createTopics([{ name: topic, partitions: places.length }]);
  const producer = new Producer({ bootstrapServers: cluster.grpcBootstrap });
  for (const { partition } of places)
    await producer.sendMany(Array.from({ length: partition + 1 }, () => ({ topic, partition, value: 'x' })));
  await producer.close();
  const [described] = await admin.describeTopics([topic], { sizes: false });
  led = new Map(
    [1, 2, 3].map((id) => [
      id,
      described?.partitions.filter(({ leaderId }) => leaderId === id).map(({ partition }) => partition) ?? [],
    ]),
  );
}, 60_000);

afterAll(async () => {
  await admin.close();
  await cluster.stop();
});

it('offsets and sizes of all partitions, from whichever node leads them', async () => {
  expect([...led.values()].map(({ length }) => length)).toEqual([2, 2, 2]);
  const ends = await admin.listOffsets(places, 'latest');
  expect(ends.map(({ partition, offset }) => [partition, offset])).toEqual(places.map((_, at) => [at, at + 1]));

  const [described] = await admin.describeTopics([topic]);
  expect(described?.partitions.map(({ highWatermark }) => highWatermark)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(described?.partitions.every(({ sizeBytes, unknownBecause }) => sizeBytes > 0 && !unknownBecause)).toBe(true);
});

it('records are deleted wherever they lie, and each refusal is its own', async () => {
  const results = await Promise.allSettled(
    admin.deleteRecordsEach(places.map((place) => ({ ...place, beforeOffset: place.partition === 2 ? 100 : 1 }))),
  );
  expect(results.map((result) => (result.status === 'fulfilled' ? result.value : 'refused'))).toEqual([
    ...[1, 1, 'refused', 1, 1, 1],
  ]);
  expect(results[2]).toMatchObject({ reason: { kafkaError: 'OFFSET_OUT_OF_RANGE' } });
  expect(await admin.deleteRecords({ topic, partition: 5 }, -1)).toBe(6);
});

it('a node that is away costs only what it leads', async () => {
  await cluster.nodes[2]?.stop();
  const away = led.get(3) ?? [];

  const [described] = await admin.describeTopics([topic]);
  for (const { partition, highWatermark, unknownBecause = '' } of described?.partitions ?? []) {
    expect(highWatermark).toBe(away.includes(partition) ? -1 : partition + 1);
    expect(unknownBecause).toContain(away.includes(partition) ? 'it lies on broker 3' : '');
  }

  const asking = admin.listOffsetsEach(places, 'latest', 1_000);
  const results = await Promise.allSettled(asking);
  const failed = results.flatMap(({ status }, partition) => (status === 'rejected' ? [partition] : []));
  expect(failed).toEqual(away);
  await expect(asking[away[0] ?? 0]).rejects.toMatchObject({ code: 'timedOut', kafkaError: 'LEADER_NOT_AVAILABLE' });
});
