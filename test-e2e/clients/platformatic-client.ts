/**
 * @platformatic/kafka: its producer writes; its consumer's `fetch` and `listOffsets` read, which need no group. The
 * positions between two fetches are kept here.
 */
import { Consumer, compatibilityPartitioner, compressionsAlgorithms, Producer } from '@platformatic/kafka';
import { readDataset } from '../lib/dataset.ts';
import { type HeaderPair, TopicDigester } from '../lib/digest.ts';
import { type Driver, type ReadRequest, type WriteRequest, writeChunk } from './driver.ts';

const fetchBytesMax = 4 * 1024 * 1024;
const options = (bootstrap: string) => ({
  clientId: 'e2e-platformatic',
  bootstrapBrokers: [bootstrap],
  timeout: 30_000,
  retries: 3,
});

/** The codecs that it has in this version of Node (zstd needs a newer one than 20). */
export const platformaticHas = (codec: WriteRequest['codec']): boolean => compressionsAlgorithms[codec].available;

/** The driver. */
export const platformaticDriver: Driver = { write, read };

async function write({ bootstrap, topic, codec, input }: WriteRequest): Promise<number> {
  const partitioner = compatibilityPartitioner as never;
  const producer = new Producer({ ...options(bootstrap), idempotent: true, compression: codec, partitioner });
  const records = readDataset(input);
  for (let at = 0; at < records.length; at += writeChunk) {
    const messages = records.slice(at, at + writeChunk).map(({ key, value, section }) => ({
      topic,
      key: Buffer.from(key),
      value: Buffer.from(value),
      headers: new Map([[Buffer.from('section'), Buffer.from(section)]]),
    }));
    await producer.send({ messages });
  }
  await producer.close();
  return records.length;
}

async function read({
  bootstrap,
  topic,
  partitions,
  count,
}: ReadRequest): Promise<ReturnType<TopicDigester['finish']>> {
  const consumer = new Consumer({ ...options(bootstrap), groupId: 'unused' });
  const metadata = await consumer.metadata({ topics: [topic] });
  const described = metadata.topics.get(topic);
  if (described === undefined) throw new Error(`the metadata do not name the topic ${topic}`);
  const ends = (await consumer.listOffsets({ topics: [topic], timestamp: -1n })).get(topic) ?? [];
  const digester = new TopicDigester();
  for (let partition = 0; partition < partitions; partition += 1) {
    const node = described.partitions[partition]?.leader ?? -1;
    for (let position = 0n; position < (ends[partition] ?? 0n); ) {
      const asked = {
        partition,
        currentLeaderEpoch: -1,
        fetchOffset: position,
        lastFetchedEpoch: -1,
        partitionMaxBytes: fetchBytesMax,
      };
      const answer = await consumer.fetch({
        node,
        maxWaitTime: 500,
        minBytes: 1,
        maxBytes: fetchBytesMax,
        topics: [{ topicId: described.id, partitions: [asked] }],
      });
      position = addBatches(digester, partition, position, answer.responses[0]?.partitions[0]?.records ?? []);
    }
  }
  await new Promise<void>((resolve) => {
    consumer.close(true, () => resolve());
  });
  if (digester.records !== count) throw new Error(`read ${digester.records} records, ${count} were written`);
  return digester.finish();
}

type Batches = NonNullable<
  Awaited<ReturnType<Consumer['fetch']>>['responses'][number]['partitions'][number]['records']
>;

function addBatches(digester: TopicDigester, partition: number, position: bigint, batches: Batches): bigint {
  let next = position;
  for (const batch of batches) {
    for (const record of batch.records) {
      const offset = batch.firstOffset + BigInt(record.offsetDelta);
      if (offset < next) continue;
      const headers = record.headers.map(([name, value]): HeaderPair => [name?.toString('utf8') ?? '', value]);
      digester.add(partition, { key: record.key, value: record.value, headers });
      next = offset + 1n;
    }
  }
  return next;
}
