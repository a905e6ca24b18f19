import { Consumer, serdes } from '@ottla/consumer';
import { Producer } from '@ottla/producer';

const producer = new Producer({ bootstrapServers: '127.0.0.1:9093' });
const { partition, offset } = await producer.send({ topic: 'orders', key: 'alice', value: '3 plums' });
console.log(`stored at ${partition}/${offset}`);
await producer.close();

const consumer = new Consumer({
  bootstrapServers: '127.0.0.1:9093',
  autoOffsetReset: 'earliest',
  keyDeserializer: serdes.string,
  valueDeserializer: serdes.string,
});
consumer.assign([{ topic: 'orders', partition }]);
for await (const record of consumer) {
  console.log(record.offset, record.key, record.value);
  if (record.offset === offset) break;
}
consumer.close();
