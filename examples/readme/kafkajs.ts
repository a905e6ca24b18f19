import { Kafka, Partitioners } from 'kafkajs';

const kafka = new Kafka({ brokers: ['127.0.0.1:9092'] });
const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
await producer.connect();
await producer.send({ topic: 'orders', messages: [{ key: 'carol', value: '1 melon' }] });
await producer.disconnect();
