/** KafkaJS with its idempotent producer: one batch after the other, one for each partition in turn. */
import kafkajs from 'kafkajs';
import { acknowledge, giveUp, loadOptions, loadValue, stopSignal } from './load.ts';

const batchRecords = 100;
const { bootstrap, topic, partitions, writer } = loadOptions();
const signal = stopSignal();
const kafka = new kafkajs.Kafka({
  clientId: writer,
  brokers: [bootstrap],
  logLevel: kafkajs.logLevel.NOTHING,
  retry: { retries: 1_000_000, initialRetryTime: 20, maxRetryTime: 200 },
  connectionTimeout: 2_000,
  requestTimeout: 10_000,
});
const open = async (): Promise<kafkajs.Producer> => {
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  return producer;
};

let producer = await open();
const next = Array.from({ length: partitions }, () => 0);
for (let turn = 0; !signal.stopped; turn += 1) {
  const partition = turn % partitions;
  const from = next[partition] ?? 0;
  next[partition] = from + batchRecords;
  const messages = Array.from({ length: batchRecords }, (_, index) => ({
    partition,
    value: loadValue(writer, partition, from + index),
  }));
  try {
    await producer.send({ topic, acks: -1, messages });
    acknowledge(partition, from, from + batchRecords - 1);
  } catch (error) {
    for (let sequence = from; sequence < from + batchRecords; sequence += 1) giveUp(partition, sequence, error);
    await producer.disconnect();
    producer = await open();
  }
}
await producer.disconnect();
process.exit(0);
