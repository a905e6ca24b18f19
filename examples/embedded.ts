/** A real node inside this process, on memory and on free ports: what a test wants. */
import { Consumer } from '@ottla/consumer';
import { Producer } from '@ottla/producer';
import { startNode } from 'ottla';

const node = await startNode({ memory: true });
const producer = new Producer({ bootstrapServers: node.grpcBootstrap });
const { partition, offset } = await producer.send({ topic: 'greetings', key: 'first', value: 'hello' });
console.log(`stored at greetings/${partition}/${offset}`);

const consumer = new Consumer({ bootstrapServers: node.grpcBootstrap, autoOffsetReset: 'earliest' });
consumer.assign([{ topic: 'greetings', partition }]);
const [record] = await consumer.poll(5000);
console.log(`read ${String(record?.value === null ? null : Buffer.from(record?.value ?? []).toString())}`);

consumer.close();
await producer.close();
await node.stop();
