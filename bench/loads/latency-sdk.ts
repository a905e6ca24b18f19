/** Open-loop latency as a program that uses the SDK sees it: `send` for each record, and a consumer that polls. */
import { Consumer } from '@ottla/consumer';
import { Producer } from '@ottla/producer';
import { valueOf } from '../lib/prepared-batches.ts';
import { serve } from '../lib/serve.ts';
import { type LatencyLoad, type LatencyOutcome, OpenLoop } from './open-loop.ts';

const pollMs = 500;

serve(run);

async function run(load: LatencyLoad): Promise<LatencyOutcome> {
  const bootstrapServers = `127.0.0.1:${load.grpcPort}`;
  const loop = new OpenLoop(load);
  const { topic } = load;
  const value = valueOf(load.recordBytes);
  const producer = new Producer({ bootstrapServers, acks: load.acks === -1 ? 'all' : 1 });
  const consumer = new Consumer({ bootstrapServers, autoOffsetReset: 'earliest' });
  consumer.assign(await consumer.partitionsFor(topic));
  void readRecords(consumer, loop).catch((error: unknown) => loop.fail(error as Error));
  const acked = (): void => loop.acked();
  const failed = (error: unknown): void => loop.fail(error as Error);
  const outcome = await loop.run(() => void producer.send({ topic, partition: 0, value }).then(acked, failed));
  await producer.close();
  consumer.close();
  return outcome;
}

async function readRecords(consumer: Consumer, loop: OpenLoop): Promise<void> {
  for (;;) {
    const records = await consumer.poll(pollMs);
    for (let count = records.length; count > 0; count -= 1) loop.consumed();
  }
}
