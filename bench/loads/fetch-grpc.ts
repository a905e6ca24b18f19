/** Fetches prepared batches on one fetch stream, several requests in flight, and counts what comes. */

import { nodeClock, nodeTimers } from '@ottla/platform-node';
import { batchBaseOffset } from '@ottla/record-batch';
import { createGrpcNetwork, type FetchResponse, IsolationLevel, logService } from '@ottla/rpc';
import { asError } from '../lib/as-error.ts';
import { prepareBatch } from '../lib/prepared-batches.ts';
import { serve } from '../lib/serve.ts';
import { type Asked, type Came, FetchPlan } from './fetch-plan.ts';
import type { FetchLoad, LoadOutcome } from './load.ts';

const maxWaitMs = 5_000;
const messageBytesMax = 64 * 1024 * 1024;
const network = createGrpcNetwork({ clock: nodeClock, timers: nodeTimers });

serve(run);

async function run(load: FetchLoad): Promise<LoadOutcome> {
  const plan = new FetchPlan(load, prepareBatch(load.batchBytes, load.recordBytes));
  const channel = network.channel({ host: '127.0.0.1', port: load.port, messageBytesMax });
  const started = performance.now();
  await new Promise<void>((resolve, reject) => {
    const message = (response: FetchResponse): void => {
      try {
        // The answers come in any order. A server without a log does not know to which request they belong.
        plan.came(cameOf(response), load.checkOffsets ? response.correlationId : undefined);
      } catch (error) {
        reject(asError(error));
      }
      send();
    };
    const stream = channel.open(logService.fetch, {
      message,
      drained: () => undefined,
      ended: () => resolve(),
      failed: reject,
    });
    const send = (): void => {
      const over = performance.now() - started >= load.seconds * 1_000;
      if (over && plan.isIdle) resolve();
      while (!over && plan.inFlight < load.inFlight) {
        stream.write(requestOf(load.topic, plan.next(), plan.answerBytes));
      }
    };
    send();
  });
  channel.close();
  return plan.outcome((performance.now() - started) / 1_000);
}

function requestOf(
  topic: string,
  { request, partition, offset }: Asked,
  bytesMax: number,
): Parameters<typeof logService.fetch.request.encode>[0] {
  const place = { topic, topicId: '', partition, currentLeaderEpoch: -1, fetchOffset: offset };
  return {
    correlationId: request,
    maxWaitMs,
    minBytes: 1,
    maxBytes: bytesMax,
    isolationLevel: IsolationLevel.readUncommitted,
    partitions: [{ ...place, partitionMaxBytes: bytesMax, lastFetchedEpoch: -1 }],
  };
}

function cameOf(response: FetchResponse): Came {
  const [result] = response.partitions;
  if (result === undefined) return { errorCode: 0, partition: -1, baseOffset: -1, bytes: 0 };
  const { partition, error, batches } = result;
  const baseOffset = batches.length > 0 ? batchBaseOffset(batches, 0) : -1;
  return { errorCode: error?.code ?? 0, partition, baseOffset, bytes: batches.length };
}
