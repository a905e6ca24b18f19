/** Ottla's SDK over the gRPC door, with its defaults (idempotent, acks=all). */
import { Consumer } from '@ottla/consumer';
import { Producer } from '@ottla/producer';
import { valueOf } from '../lib/prepared-batches.ts';
import { serve } from '../lib/serve.ts';
import { ConsumeCount } from './consume-count.ts';
import { produceLoop } from './produce-loop.ts';
import { batchRecords, type ConsumeWork, type ProduceWork, type Work, type WorkOutcome } from './work.ts';

const pollMs = 1_000;

serve((work: Work) => (work.kind === 'consume' ? consume(work) : produce(work)));

async function produce(work: ProduceWork): Promise<WorkOutcome> {
  const producer = new Producer({ bootstrapServers: work.grpc, acks: 'all' });
  const record = { topic: work.topic, value: valueOf(work.recordBytes) };
  const records = Array.from({ length: batchRecords }, () => record);
  const outcome = await produceLoop(work, (done) => {
    const sent = work.kind === 'batches' ? producer.sendMany(records) : producer.send(record);
    void sent.then(() => done(), done);
  });
  await producer.close();
  return outcome;
}

async function consume(work: ConsumeWork): Promise<WorkOutcome> {
  const consumer = new Consumer({ bootstrapServers: work.grpc, autoOffsetReset: 'earliest' });
  consumer.assign([{ topic: work.topic, partition: 0 }]);
  const count = new ConsumeCount(work);
  while (!count.isComplete) count.came((await consumer.poll(pollMs)).length);
  const outcome = count.outcome();
  consumer.close();
  return outcome;
}
