/** The SDKs against a running node: JSON values, a header, and reading everything from the beginning. */
import { serdes } from '@ottla/client-core';
import { Consumer } from '@ottla/consumer';
import { Producer } from '@ottla/producer';

interface Order {
  readonly fruit: string;
  readonly count: number;
}

const bootstrapServers = process.argv[2] ?? '127.0.0.1:9093';
const topic = 'example-orders';

const producer = new Producer<string, unknown>({ bootstrapServers, valueSerializer: serdes.json });
const orders: Order[] = [
  { fruit: 'apple', count: 2 },
  { fruit: 'pear', count: 1 },
];
for (const order of orders) {
  const stored = await producer.send({ topic, key: order.fruit, value: order, headers: { source: 'example' } });
  console.log(`${order.fruit} is stored at ${stored.partition}/${stored.offset}`);
}
await producer.close();

const consumer = new Consumer({
  bootstrapServers,
  autoOffsetReset: 'earliest',
  keyDeserializer: serdes.string,
  valueDeserializer: serdes.json,
});
const partitions = await consumer.partitionsFor(topic);
consumer.assign(partitions);
const ends = await consumer.endOffsets(partitions);
let left = ends.reduce((sum, { offset }) => sum + offset, 0);
for await (const record of consumer) {
  console.log(`${record.partition}/${record.offset}`, record.key, record.value);
  left -= 1;
  if (left === 0) break;
}
consumer.close();
