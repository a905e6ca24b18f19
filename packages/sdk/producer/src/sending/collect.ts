/** Chooses which batches go into which requests now. It takes them out of their queues and sends nothing. */
import type { ClusterView, ServerAddress } from '@ottla/client-core';
import type { PartitionQueue } from '../batching/partition-queue.ts';
import type { PendingBatch } from '../batching/pending-batch.ts';
import { recordOverheadBytesMax } from '../limits.ts';
import type { ProducerSettings } from '../options.ts';
import type { ProduceStream } from './node-lane.ts';

/** A request to make. */
export interface Collected {
  readonly stream: ProduceStream;
  readonly batches: { readonly queue: PartitionQueue; readonly batch: PendingBatch; readonly topicId: string }[];
}

export interface Collecting {
  readonly requests: readonly Collected[];
  /** Some batch has no leader that is known. */
  readonly needsMetadata: boolean;
  /** When the next batch that now lingers, or pauses after a failure, may be sent. Infinity: none does. */
  readonly nextAtMs: number;
}

export interface CollectOptions {
  readonly nowMs: number;
  readonly lingerMs: number;
  readonly settings: Pick<ProducerSettings, 'maxInFlight' | 'maxRequestSize'>;
  readonly laneOf: (nodeId: number, address: ServerAddress) => ProduceStream;
}

interface OpenRequest extends Collected {
  sizeBytes: number;
}

export function collect(active: Iterable<PartitionQueue>, view: ClusterView, options: CollectOptions): Collecting {
  const open = new Map<ProduceStream, OpenRequest>();
  const requests: Collected[] = [];
  const roomOf = (stream: ProduceStream): number =>
    options.settings.maxInFlight - stream.inFlight - requests.filter((request) => request.stream === stream).length;
  let needsMetadata = false;
  let nextAtMs = Infinity;
  for (const queue of active) {
    for (;;) {
      const atMs = queue.sendableAtMs(options.lingerMs);
      if (atMs === undefined) break;
      if (atMs > options.nowMs) {
        nextAtMs = Math.min(nextAtMs, atMs);
        break;
      }
      const leader = leaderOf(view, queue);
      if (leader === undefined) {
        needsMetadata = true;
        break;
      }
      const stream = options.laneOf(leader.nodeId, leader.address);
      if (!stream.writable) break;
      const size = (queue.waiting[0]?.sizeBytes ?? 0) + recordOverheadBytesMax;
      let request = open.get(stream);
      const fits =
        request !== undefined &&
        request.sizeBytes + size <= options.settings.maxRequestSize &&
        !request.batches.some((other) => other.queue === queue);
      if (!fits) {
        if (roomOf(stream) <= 0) break;
        request = { stream, batches: [], sizeBytes: 0 };
        open.set(stream, request);
        requests.push(request);
      }
      const batch = queue.take();
      if (batch === undefined || request === undefined) break;
      request.batches.push({ queue, batch, topicId: leader.topicId });
      request.sizeBytes += size;
    }
  }
  return { requests, needsMetadata, nextAtMs };
}

function leaderOf(
  view: ClusterView,
  queue: PartitionQueue,
): { readonly nodeId: number; readonly address: ServerAddress; readonly topicId: string } | undefined {
  const topic = view.topics.get(queue.topic);
  const nodeId = topic?.partitions[queue.partition]?.leaderId ?? -1;
  const address = view.nodes.get(nodeId);
  return topic === undefined || address === undefined ? undefined : { nodeId, address, topicId: topic.topicId };
}
