/** A Kafka client and the SDK on one topic of a running node: the same records through two doors. */
import { serdes } from '@ottla/client-core';
import { Consumer } from '@ottla/consumer';
import { Kafka, logLevel, Partitioners } from 'kafkajs';

const [kafkaServer = '127.0.0.1:9092', grpcServer = '127.0.0.1:9093'] = process.argv.slice(2);
const topic = 'example-doors';

const kafka = new Kafka({ brokers: [kafkaServer], logLevel: logLevel.ERROR });
const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
await producer.connect();
await producer.send({ topic, messages: [{ key: 'carol', value: '1 melon' }] });
await producer.disconnect();

const consumer = new Consumer({
  bootstrapServers: grpcServer,
  autoOffsetReset: 'earliest',
  keyDeserializer: serdes.string,
  valueDeserializer: serdes.string,
});
consumer.assign(await consumer.partitionsFor(topic));
for (const { key, value } of await consumer.poll(5000)) console.log(key, value);
consumer.close();
