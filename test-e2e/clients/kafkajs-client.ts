/** KafkaJS: its producer writes, its own fetch and decoding code reads (see kafkajs-internals.ts for why). */
import kafkajs from 'kafkajs';
import { readDataset } from '../lib/dataset.ts';
import { type HeaderPair, TopicDigester } from '../lib/digest.ts';
import { registerKafkaJsCodecs } from '../lib/kafkajs-codecs.ts';
import { type Driver, type ReadRequest, type WriteRequest, writeChunk } from './driver.ts';
import { connectKafkaJsCluster, type KafkaJsMessage } from './kafkajs-internals.ts';

const fetchBytesMax = 4 * 1024 * 1024;
const compressionOf = {
  none: kafkajs.CompressionTypes.None,
  gzip: kafkajs.CompressionTypes.GZIP,
  snappy: kafkajs.CompressionTypes.Snappy,
  lz4: kafkajs.CompressionTypes.LZ4,
  zstd: kafkajs.CompressionTypes.ZSTD,
} as const;

/** The driver. */
export const kafkajsDriver: Driver = { write, read };

async function write({ bootstrap, topic, codec, input }: WriteRequest): Promise<number> {
  registerKafkaJsCodecs();
  const kafka = new kafkajs.Kafka({ clientId: 'e2e-kafkajs', brokers: [bootstrap], logLevel: kafkajs.logLevel.ERROR });
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  const records = readDataset(input);
  for (let at = 0; at < records.length; at += writeChunk) {
    const messages = records
      .slice(at, at + writeChunk)
      .map(({ key, value, section }) => ({ key, value, headers: { section } }));
    await producer.send({ topic, acks: -1, compression: compressionOf[codec], messages });
  }
  await producer.disconnect();
  return records.length;
}

async function read({
  bootstrap,
  topic,
  partitions,
  count,
}: ReadRequest): Promise<ReturnType<TopicDigester['finish']>> {
  const cluster = await connectKafkaJsCluster(bootstrap);
  await cluster.addTargetTopic(topic);
  const wanted = Array.from({ length: partitions }, (_, partition) => partition);
  const digester = new TopicDigester();
  for (const [nodeId, led] of Object.entries(cluster.findLeaderForPartitions(topic, wanted))) {
    const broker = await cluster.findBroker({ nodeId });
    const positions = new Map(led.map((partition) => [partition, 0]));
    while (positions.size > 0) {
      const asked = [...positions].map(([partition, fetchOffset]) => ({
        partition,
        fetchOffset,
        maxBytes: fetchBytesMax,
      }));
      const request = {
        maxWaitTime: 500,
        minBytes: 1,
        maxBytes: fetchBytesMax,
        isolationLevel: 1,
        topics: [{ topic, partitions: asked }],
      };
      const { responses } = await broker.fetch(request);
      for (const part of responses.flatMap((response) => response.partitions)) {
        if (part.errorCode !== 0)
          throw new Error(`fetch of ${topic}-${part.partition} answered error ${part.errorCode}`);
        const position = addMessages(digester, part.partition, positions.get(part.partition) ?? 0, part.messages);
        positions.set(part.partition, position);
        if (position >= Number(part.highWatermark)) positions.delete(part.partition);
      }
    }
  }
  await cluster.disconnect();
  if (digester.records !== count) throw new Error(`read ${digester.records} records, ${count} were written`);
  return digester.finish();
}

/** Adds what lies at or behind the position (a batch may begin before it); answers the next position. */
function addMessages(
  digester: TopicDigester,
  partition: number,
  position: number,
  messages: readonly KafkaJsMessage[],
): number {
  let next = position;
  for (const message of messages) {
    if (Number(message.offset) < next) continue;
    digester.add(partition, { key: message.key, value: message.value, headers: headersOf(message) });
    next = Number(message.offset) + 1;
  }
  return next;
}

function headersOf({ headers }: KafkaJsMessage): HeaderPair[] {
  return Object.entries(headers).flatMap(([name, value]): HeaderPair[] =>
    Buffer.isBuffer(value) || value === null ? [[name, value]] : value.map((each): HeaderPair => [name, each]),
  );
}
