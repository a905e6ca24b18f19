/** Sends prepared messages on one produce stream, so many in flight, and counts what is acknowledged. */

import { nodeClock, nodeTimers } from '@ottla/platform-node';
import { createGrpcNetwork, logService, ProduceRequest, type ProduceResponse } from '@ottla/rpc';
import { prepareBatch } from '../lib/prepared-batches.ts';
import { withRawRequests } from '../lib/raw-method.ts';
import { serve } from '../lib/serve.ts';
import type { LoadOutcome, ProduceLoad } from './load.ts';

const timeoutMs = 30_000;
const messageBytesMax = 64 * 1024 * 1024;
const network = createGrpcNetwork({ clock: nodeClock, timers: nodeTimers });

serve(run);

async function run(load: ProduceLoad): Promise<LoadOutcome> {
  const batch = prepareBatch(load.batchBytes, load.recordBytes);
  const channel = network.channel({ host: '127.0.0.1', port: load.port, messageBytesMax });
  const messages = prepareMessages(load, batch.bytes);
  let sent = 0;
  let answered = 0;
  const started = performance.now();
  await new Promise<void>((resolve, reject) => {
    const message = (response: ProduceResponse): void => {
      const error = response.partitions[0]?.error;
      if (error !== undefined)
        reject(new Error(`a produce request was answered with error ${error.code}: ${error.message}`));
      answered += 1;
      send();
    };
    const stream = channel.open(withRawRequests(logService.produce), {
      message,
      drained: () => undefined,
      ended: () => resolve(),
      failed: reject,
    });
    const send = (): void => {
      const over = performance.now() - started >= load.seconds * 1_000;
      if (over && answered === sent) resolve();
      for (; !over && sent - answered < load.inFlight; sent += 1)
        stream.write(messages[sent % messages.length] ?? Buffer.alloc(0));
    };
    send();
  });
  const seconds = (performance.now() - started) / 1_000;
  channel.close();
  return { requests: sent, records: sent * batch.records, bytes: sent * batch.bytes.length, seconds };
}

/** As many as may be in flight, each with a correlation id of its own, over all partitions. */
function prepareMessages(load: ProduceLoad, batches: Uint8Array): Uint8Array[] {
  const count = Math.ceil(load.inFlight / load.partitions) * load.partitions;
  return Array.from({ length: count }, (_, index) => {
    const partition = { topic: load.topic, topicId: '', partition: index % load.partitions, batches };
    return Buffer.from(
      ProduceRequest.encode({ correlationId: index + 1, acks: load.acks, timeoutMs, partitions: [partition] }),
    );
  });
}
