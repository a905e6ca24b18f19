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

/** A node's lane in this round: the request that still takes batches, and how many more may be begun. */
interface Lane {
  readonly stream: ProduceStream;
  request: Collected | undefined;
  sizeBytes: number;
  requestsLeft: number;
}

export function collect(active: Iterable<PartitionQueue>, view: ClusterView, options: CollectOptions): Collecting {
  const round = new Round(view, options);
  for (const queue of active) round.drain(queue);
  return round;
}

class Round implements Collecting {
  readonly requests: Collected[] = [];
  needsMetadata = false;
  nextAtMs = Infinity;
  readonly #view: ClusterView;
  readonly #options: CollectOptions;
  readonly #lanes = new Map<ProduceStream, Lane>();

  constructor(view: ClusterView, options: CollectOptions) {
    this.#view = view;
    this.#options = options;
  }

  /** Takes from a queue what may be sent. */
  drain(queue: PartitionQueue): void {
    for (;;) {
      const atMs = queue.sendableAtMs(this.#options.lingerMs);
      if (atMs === undefined) return;
      if (atMs > this.#options.nowMs) {
        this.nextAtMs = Math.min(this.nextAtMs, atMs);
        return;
      }
      const leader = this.#leaderOf(queue);
      if (leader === undefined) {
        this.needsMetadata = true;
        return;
      }
      const request = this.#requestFor(queue, this.#laneOf(leader.nodeId, leader.address));
      const batch = request === undefined ? undefined : queue.take();
      if (request === undefined || batch === undefined) return;
      request.batches.push({ queue, batch, topicId: leader.topicId });
    }
  }

  /** The request that takes the queue's first batch, begun if need be; undefined when the node has enough for now. */
  #requestFor(queue: PartitionQueue, lane: Lane): Collected | undefined {
    const { maxRequestSize } = this.#options.settings;
    const sizeBytes = (queue.waiting[0]?.sizeBytes ?? 0) + recordOverheadBytesMax;
    const { request } = lane;
    const isLast = request?.batches.at(-1)?.queue === queue;
    if (request !== undefined && !isLast && lane.sizeBytes + sizeBytes <= maxRequestSize) {
      lane.sizeBytes += sizeBytes;
      return request;
    }
    if (lane.requestsLeft <= 0 || !lane.stream.writable) return undefined;
    const begun: Collected = { stream: lane.stream, batches: [] };
    this.requests.push(begun);
    lane.request = begun;
    lane.sizeBytes = sizeBytes;
    lane.requestsLeft -= 1;
    return begun;
  }

  #laneOf(nodeId: number, address: ServerAddress): Lane {
    const stream = this.#options.laneOf(nodeId, address);
    const known = this.#lanes.get(stream);
    if (known !== undefined) return known;
    const requestsLeft = this.#options.settings.maxInFlight - stream.inFlight;
    const lane: Lane = { stream, request: undefined, sizeBytes: 0, requestsLeft };
    this.#lanes.set(stream, lane);
    return lane;
  }

  #leaderOf(
    queue: PartitionQueue,
  ): { readonly nodeId: number; readonly address: ServerAddress; readonly topicId: string } | undefined {
    const topic = this.#view.topics.get(queue.topic);
    const nodeId = topic?.partitions[queue.partition]?.leaderId ?? -1;
    const address = this.#view.nodes.get(nodeId);
    return topic === undefined || address === undefined ? undefined : { nodeId, address, topicId: topic.topicId };
  }
}
