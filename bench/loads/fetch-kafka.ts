/** Fetches prepared batches over one connection, several requests in flight, and counts what comes. */
import { asError } from '../lib/as-error.ts';
import { FetchFrame, fetchHeadBytes, readFetchHead } from '../lib/fetch-frames.ts';
import { FrameMeter } from '../lib/frame-meter.ts';
import { KafkaConnection } from '../lib/kafka-connection.ts';
import { prepareBatch } from '../lib/prepared-batches.ts';
import { serve } from '../lib/serve.ts';
import { FetchPlan } from './fetch-plan.ts';
import type { FetchLoad, LoadOutcome } from './load.ts';

serve(run);

async function run(load: FetchLoad): Promise<LoadOutcome> {
  const batch = prepareBatch(load.batchBytes, load.recordBytes);
  const connection = await KafkaConnection.open(load.port);
  const plan = new FetchPlan(load, batch);
  const bytesMax = plan.answerBytes;
  const frames = Array.from(
    { length: load.partitions },
    (_, partition) => new FetchFrame({ topic: load.topic, partition, bytesMax }),
  );
  const started = performance.now();
  await new Promise<void>((resolve, reject) => {
    connection.onFailure(reject);
    const send = (): void => {
      if (performance.now() - started >= load.seconds * 1_000) {
        if (plan.isIdle) resolve();
        return;
      }
      while (plan.inFlight < load.inFlight) {
        const { partition, offset } = plan.next();
        connection.socket.write(frames[partition]?.at(offset) ?? Buffer.alloc(0));
      }
    };
    const meter = new FrameMeter(fetchHeadBytes, (head) => {
      const { errorCode, baseOffset, recordsBytes, partition } = readFetchHead(head);
      plan.came({ errorCode, baseOffset, bytes: recordsBytes, partition });
    });
    connection.take = (bytes) => {
      try {
        meter.push(bytes);
        send();
      } catch (error) {
        reject(asError(error));
      }
    };
    send();
  });
  connection.close();
  return plan.outcome((performance.now() - started) / 1_000);
}
