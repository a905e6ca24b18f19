/** @platformatic/kafka with its defaults and acks=all. It is read through its own fetch, without a group, one fetch ahead. */
import { Consumer, Producer } from '@platformatic/kafka';
import { valueOf } from '../lib/prepared-batches.ts';
import { serve } from '../lib/serve.ts';
import { ConsumeCount } from './consume-count.ts';
import { produceLoop } from './produce-loop.ts';
import { batchRecords, type ConsumeWork, type ProduceWork, type Work, type WorkOutcome } from './work.ts';

/** Its own default of a consumer. */
const fetchBytesMax = 10 * 1024 * 1024;
const options = (bootstrap: string) => ({ clientId: 'bench', bootstrapBrokers: [bootstrap] });

serve((work: Work) => (work.kind === 'consume' ? consume(work) : produce(work)));

async function produce(work: ProduceWork): Promise<WorkOutcome> {
  const producer = new Producer({ ...options(work.kafka), acks: -1 });
  const message = { topic: work.topic, value: valueOf(work.recordBytes) };
  const messages = work.kind === 'batches' ? Array.from({ length: batchRecords }, () => message) : [message];
  const outcome = await produceLoop(work, (done) => {
    void producer.send({ messages, acks: -1 }).then(() => done(), done);
  });
  await producer.close();
  return outcome;
}

async function consume(work: ConsumeWork): Promise<WorkOutcome> {
  const consumer = new Consumer({ ...options(work.kafka), groupId: 'unused' });
  const described = (await consumer.metadata({ topics: [work.topic] })).topics.get(work.topic);
  if (described === undefined) throw new Error(`the metadata do not name ${work.topic}`);
  const node = described.partitions[0]?.leader ?? -1;
  const place = { partition: 0, currentLeaderEpoch: -1, lastFetchedEpoch: -1, partitionMaxBytes: fetchBytesMax };
  const fetch = (fetchOffset: bigint): ReturnType<Consumer['fetch']> =>
    consumer.fetch({
      node,
      maxWaitTime: 500,
      minBytes: 1,
      maxBytes: fetchBytesMax,
      topics: [{ topicId: described.id, partitions: [{ ...place, fetchOffset }] }],
    });
  const count = new ConsumeCount(work);
  for (let position = 0n, next = fetch(0n); ; ) {
    const batches = (await next).responses[0]?.partitions[0]?.records ?? [];
    const from = position;
    const last = batches.at(-1);
    if (last !== undefined) position = last.firstOffset + BigInt(last.lastOffsetDelta) + 1n;
    if (position < BigInt(work.records)) next = fetch(position);
    count.came(countFrom(batches, from));
    if (count.isComplete) break;
  }
  const outcome = count.outcome();
  await new Promise<void>((resolve) => {
    consumer.close(true, () => resolve());
  });
  return outcome;
}

type Batches = NonNullable<
  Awaited<ReturnType<Consumer['fetch']>>['responses'][number]['partitions'][number]['records']
>;

/** Records from an offset on: the first batch may begin before it. */
function countFrom(batches: Batches, from: bigint): number {
  let records = 0;
  for (const batch of batches)
    for (const record of batch.records) if (batch.firstOffset + BigInt(record.offsetDelta) >= from) records += 1;
  return records;
}
