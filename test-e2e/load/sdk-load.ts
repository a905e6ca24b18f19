/** Ottla's SDK with its idempotent producer, several batches in flight. */
import { Producer } from '@ottla/producer';
import { acknowledge, giveUp, loadOptions, loadValue, stopSignal } from './load.ts';

const batchRecords = 100;
const waitingMax = 40;
const { bootstrap, topic, partitions, writer } = loadOptions();
const signal = stopSignal();
const producer = new Producer({
  bootstrapServers: bootstrap,
  clientId: writer,
  deliveryTimeoutMs: 300_000,
  retryBackoffMs: 20,
  retryBackoffMaxMs: 200,
});

const next = Array.from({ length: partitions }, () => 0);
const waiting = new Set<Promise<void>>();
for (let turn = 0; !signal.stopped; turn += 1) {
  const partition = turn % partitions;
  const from = next[partition] ?? 0;
  next[partition] = from + batchRecords;
  const values = Array.from({ length: batchRecords }, (_, index) => loadValue(writer, partition, from + index));
  const sent = producer.sendMany(values.map((value) => ({ topic, partition, value }))).then(
    () => acknowledge(partition, from, from + batchRecords - 1),
    (error: unknown) => {
      for (let sequence = from; sequence < from + batchRecords; sequence += 1) giveUp(partition, sequence, error);
    },
  );
  waiting.add(sent);
  void sent.then(() => waiting.delete(sent));
  if (waiting.size >= waitingMax) await Promise.race(waiting);
}
await Promise.all(waiting);
await producer.close();
process.exit(0);
