/** KafkaJS with its defaults and acks=all. It is read through its own fetch, without a group, one fetch ahead. */
import kafkajs from 'kafkajs';
import { connectKafkaJsCluster } from '../../test-e2e/clients/kafkajs-internals.ts';
import { valueOf } from '../lib/prepared-batches.ts';
import { serve } from '../lib/serve.ts';
import { ConsumeCount } from './consume-count.ts';
import { produceLoop } from './produce-loop.ts';
import { batchRecords, type ConsumeWork, type ProduceWork, type Work, type WorkOutcome } from './work.ts';

/** KafkaJS's own defaults of a consumer. */
const fetchBytes = { partition: 1024 * 1024, all: 10 * 1024 * 1024 };

serve((work: Work) => (work.kind === 'consume' ? consume(work) : produce(work)));

async function produce(work: ProduceWork): Promise<WorkOutcome> {
  const kafka = new kafkajs.Kafka({ clientId: 'bench', brokers: [work.kafka], logLevel: kafkajs.logLevel.ERROR });
  const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await producer.connect();
  const message = { value: valueOf(work.recordBytes) };
  const messages = work.kind === 'batches' ? Array.from({ length: batchRecords }, () => message) : [message];
  const outcome = await produceLoop(work, (done) => {
    void producer.send({ topic: work.topic, acks: -1, messages }).then(() => done(), done);
  });
  await producer.disconnect();
  return outcome;
}

async function consume(work: ConsumeWork): Promise<WorkOutcome> {
  const cluster = await connectKafkaJsCluster(work.kafka);
  await cluster.addTargetTopic(work.topic);
  const [nodeId = ''] = Object.keys(cluster.findLeaderForPartitions(work.topic, [0]));
  const broker = await cluster.findBroker({ nodeId });
  const fetch = (offset: number): ReturnType<typeof broker.fetch> =>
    broker.fetch({
      maxWaitTime: 500,
      minBytes: 1,
      maxBytes: fetchBytes.all,
      isolationLevel: 1,
      topics: [
        { topic: work.topic, partitions: [{ partition: 0, fetchOffset: offset, maxBytes: fetchBytes.partition }] },
      ],
    });
  const count = new ConsumeCount(work);
  for (let position = 0, next = fetch(0); ; ) {
    const part = (await next).responses[0]?.partitions[0];
    if (part === undefined || part.errorCode !== 0)
      throw new Error(`a fetch was answered with error ${part?.errorCode}`);
    const messages = part.messages.filter(({ offset }) => Number(offset) >= position);
    position += messages.length;
    if (position < work.records) next = fetch(position);
    count.came(messages.length);
    if (count.isComplete) break;
  }
  const outcome = count.outcome();
  await cluster.disconnect();
  return outcome;
}
