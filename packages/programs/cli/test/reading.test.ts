/** What `ottla consume` reads of a cluster of which one broker is away. */
import { Admin } from '@ottla/admin';
import { Consumer, serdes, type TopicPartition } from '@ottla/consumer';
import { Producer } from '@ottla/producer';
import { type Cluster, startCluster } from 'ottla';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Reading, type ReadingRange } from '../src/reading/reading.ts';

type Text = string | null;

const topic = 'read';
const everything: ReadingRange = { offset: undefined, timestamp: undefined, exitAtEnd: true };
const giveUpMs = 1_500;

let cluster: Cluster;
/** A partition on each node, by node id. */
let home: ReadonlyMap<number, number>;

beforeAll(async () => {
  cluster = await startCluster({ brokers: 3 });
  const admin = new Admin({ bootstrapServers: cluster.grpcBootstrap });
  await admin.createTopics([{ name: topic, partitions: 3 }]);
  const [described] = await admin.describeTopics([topic]);
  home = new Map(described?.partitions.map(({ leaderId, partition }) => [leaderId, partition]));
  await admin.close();
  const producer = new Producer({ bootstrapServers: cluster.grpcBootstrap });
  for (const partition of [0, 1, 2])
    await producer.sendMany(['a', 'b', 'c'].map((value) => ({ topic, partition, value: `${value}${partition}` })));
  await producer.close();
}, 60_000);

afterAll(async () => {
  await cluster.stop();
});

/** All that a run prints, and how it ends. */
async function run(range: ReadingRange): Promise<{ readonly values: readonly Text[]; readonly failure: unknown }> {
  const consumer = new Consumer<Text, Text>({
    bootstrapServers: cluster.grpcBootstrap,
    autoOffsetReset: 'earliest',
    keyDeserializer: serdes.string,
    valueDeserializer: serdes.string,
  });
  const values: Text[] = [];
  const partitions: readonly TopicPartition[] = await consumer.partitionsFor(topic);
  const reading = new Reading(consumer, partitions, range, giveUpMs);
  try {
    while (!reading.isDone()) {
      const polled = await consumer.poll(100);
      values.push(...polled.filter((record) => reading.includes(record)).map(({ value }) => value));
      if (polled.length === 0) reading.mustHaveHope();
    }
    return { values: values.sort(), failure: undefined };
  } catch (failure) {
    return { values: values.sort(), failure };
  } finally {
    consumer.close();
  }
}

it('ends at the end of all partitions, from the beginning, an offset or a time', async () => {
  const all = ['a0', 'a1', 'a2', 'b0', 'b1', 'b2', 'c0', 'c1', 'c2'];
  expect(await run(everything)).toEqual({ values: all, failure: undefined });
  expect((await run({ ...everything, offset: 2 })).values).toEqual(['c0', 'c1', 'c2']);
  expect((await run({ ...everything, timestamp: 0 })).values).toEqual(all);
  expect((await run({ ...everything, timestamp: Date.now() + 60_000 })).values).toEqual([]);
});

it('says that an offset is behind the end of all partitions', async () => {
  const { values, failure } = await run({ ...everything, offset: 4 });
  expect(values).toEqual([]);
  expect(String(failure)).toContain('--offset 4 is behind the end of the topic, which is at 3');
});

it('without one broker reads the others, and fails with a sentence that names what is missing', async () => {
  await cluster.nodes[2]?.stop();
  const partition = home.get(3);
  const rest = [0, 1, 2].filter((other) => other !== partition);

  for (const range of [everything, { ...everything, offset: 0 }, { ...everything, timestamp: 0 }]) {
    const { values, failure } = await run(range);
    expect(values).toEqual(['a', 'b', 'c'].flatMap((value) => rest.map((other) => `${value}${other}`)));
    expect(String(failure)).toMatch(
      new RegExp(`not read to the end: partition ${partition} of read \\(broker 3\\): .*; the other partitions were`),
    );
  }

  await cluster.restart(2);
  expect((await run(everything)).failure).toBeUndefined();
}, 60_000);
