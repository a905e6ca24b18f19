/** node-rdkafka (librdkafka) with its defaults and acks=all. Delivery reports are polled each millisecond. */
import { promisify } from 'node:util';
import { valueOf } from '../lib/prepared-batches.ts';
import { serve } from '../lib/serve.ts';
import { ConsumeCount } from './consume-count.ts';
import { produceLoop } from './produce-loop.ts';
import { loadRdKafka, type RdConsumer } from './rdkafka.ts';
import { batchRecords, type ConsumeWork, type ProduceWork, type Work, type WorkOutcome } from './work.ts';

const { Producer, KafkaConsumer } = loadRdKafka();
const pollMs = 1;
const consumeRecords = 1_000;
const consumeTimeoutMs = 1_000;

serve((work: Work) => (work.kind === 'consume' ? consume(work) : produce(work)));

async function produce(work: ProduceWork): Promise<WorkOutcome> {
  const producer = new Producer({ 'metadata.broker.list': work.kafka, dr_cb: true }, { acks: -1 });
  await promisify(producer.connect.bind(producer))({});
  producer.setPollInterval(pollMs);
  const value = valueOf(work.recordBytes);
  const waiting: Array<(error?: unknown) => void> = [];
  const recordsEach = work.kind === 'batches' ? batchRecords : 1;
  let reported = 0;
  let first = 0;
  // One partition and no retries under way: reports come in the order of the records.
  producer.on('delivery-report', (error) => {
    reported += 1;
    if (error === null && reported % recordsEach !== 0) return;
    waiting[first++]?.(error);
    if (first === waiting.length) {
      waiting.length = 0;
      first = 0;
    }
  });
  const outcome = await produceLoop(work, (done) => {
    waiting.push(done);
    for (let record = 0; record < recordsEach; record += 1) producer.produce(work.topic, 0, value, null, 0);
  });
  await promisify(producer.disconnect.bind(producer))();
  return outcome;
}

async function consume(work: ConsumeWork): Promise<WorkOutcome> {
  const options = { 'metadata.broker.list': work.kafka, 'group.id': 'unused', 'enable.auto.commit': false };
  const consumer = new KafkaConsumer(options, {});
  await promisify(consumer.connect.bind(consumer))({});
  consumer.setDefaultConsumeTimeout(consumeTimeoutMs);
  consumer.assign([{ topic: work.topic, partition: 0, offset: 0 }]);
  const count = new ConsumeCount(work);
  while (!count.isComplete) count.came(await consumeSome(consumer));
  const outcome = count.outcome();
  await promisify(consumer.disconnect.bind(consumer))();
  return outcome;
}

function consumeSome(consumer: RdConsumer): Promise<number> {
  return new Promise((resolve, reject) => {
    consumer.consume(consumeRecords, (error, messages) => {
      if (error === null || error === undefined) resolve(messages.length);
      else reject(error);
    });
  });
}
