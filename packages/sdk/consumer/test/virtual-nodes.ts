/**
 * Two nodes for tests of the consumer, over the in-memory network in virtual time: node 1 answers always and leads partition 0, node 2
 * leads the others and is up, down or hangs, as the test wants. Node 1 tells the metadata.
 */
import { type RpcListener, serve } from '@ottla/base';
import { defaultClientPlatform } from '@ottla/client-core';
import {
  clusterService,
  createMemoryRpc,
  type FetchPartition,
  type FetchPartitionResult,
  type FetchRequest,
  type ListOffsetsRequest,
  logService,
  serveUnary,
} from '@ottla/rpc';
import { createVirtualPlatform, type VirtualPlatform } from '@ottla/testing';
import { batch } from './batches.ts';

const listening = {
  messageBytesMax: 10_000_000,
  streamsPerConnectionMax: 100,
  connectionsMax: 100,
  healthAndReflection: false,
};

export class VirtualNodes {
  readonly platform: VirtualPlatform;
  /** Values of each partition. */
  readonly logs: readonly (readonly string[])[];
  /** What node 2 was asked. */
  readonly askedOfTwo: (FetchRequest | ListOffsetsRequest)[] = [];
  /** How often the metadata was asked for. */
  metadataCalls = 0;
  /** Node 2 takes requests and says nothing. */
  isHung = false;
  /** Node 2 is out of service: nobody leads its partitions. */
  isFenced = false;
  /** The epoch of all leaders. */
  leaderEpoch = 3;
  #two: RpcListener | undefined;

  constructor(logs: readonly (readonly string[])[]) {
    this.logs = logs;
    const { compression, crc32c } = defaultClientPlatform();
    this.platform = createVirtualPlatform(1, {
      rpc: ({ timers }) => createMemoryRpc({ timers }),
      compression,
      crc32c,
    });
  }

  readonly bootstrapServers = 'one:9093';

  async start(): Promise<void> {
    await this.platform.rpc.listen({ host: 'one', port: 9093, ...listening }, [
      serveUnary(clusterService.getMetadata, ({ topics }) => this.#metadata(topics)),
      ...this.#log(1),
    ]);
  }

  /** Node 2 comes up. */
  async up(): Promise<void> {
    this.#two = await this.platform.rpc.listen({ host: 'two', port: 9093, ...listening }, this.#log(2));
  }

  /** Node 2 is gone, with all of its connections. */
  async down(): Promise<void> {
    const closing = this.#two?.close(0);
    if (closing !== undefined) await this.platform.time.settle(closing);
    this.#two = undefined;
  }

  #metadata(topics: readonly string[]) {
    this.metadataCalls += 1;
    const two = { id: 2, host: 'two', port: 9093, rack: '' };
    return {
      clusterId: 'c',
      controllerId: 1,
      nodes: [{ id: 1, host: 'one', port: 9093, rack: '' }, ...(this.isFenced ? [] : [two])],
      topics: topics.map((name) => ({
        name,
        topicId: 'id',
        internal: false,
        partitions: this.logs.map((_, partition) => {
          const id = partition === 0 ? 1 : 2;
          const leaderId = id === 2 && this.isFenced ? -1 : id;
          const replicas = { replicaIds: [id], inSyncReplicaIds: [id], offlineReplicaIds: [] };
          return { partition, leaderId, leaderEpoch: this.leaderEpoch, ...replicas };
        }),
      })),
    };
  }

  #log(nodeId: number) {
    const { timers } = this.platform;
    const ask = (request: FetchRequest | ListOffsetsRequest): boolean => {
      if (nodeId === 2) this.askedOfTwo.push(request);
      return !(nodeId === 2 && this.isHung);
    };
    return [
      serve(logService.fetch, (stream) => ({
        message: (request) => {
          if (!ask(request)) return;
          const partitions = request.partitions.map((one) => this.#read(one)).filter((one) => one !== undefined);
          const afterMs = partitions.length > 0 ? 1 : request.maxWaitMs;
          timers.after(afterMs, () => stream.write({ correlationId: request.correlationId, partitions }));
        },
        drained: () => undefined,
        ended: () => undefined,
        failed: () => undefined,
      })),
      serveUnary(logService.listOffsets, (request) => {
        if (!ask(request)) return new Promise<never>(() => undefined);
        const partitions = request.partitions.map(({ topic, partition, at }) => {
          const offset = at?.kind === 'earliest' ? 0 : this.logs[partition]!.length;
          return { topic, partition, offset, timestampMs: -1, leaderEpoch: this.leaderEpoch };
        });
        return { partitions };
      }),
    ];
  }

  #read({ topic, topicId, partition, fetchOffset, currentLeaderEpoch }: FetchPartition) {
    const log = this.logs[partition]!;
    const bounds = { highWatermark: log.length, lastStableOffset: log.length, logStartOffset: 0 };
    const result: FetchPartitionResult = {
      ...{ topic, topicId, partition, ...bounds },
      abortedTransactions: [],
      batches: new Uint8Array(0),
    };
    if (currentLeaderEpoch >= 0 && currentLeaderEpoch !== this.leaderEpoch)
      return { ...result, error: { code: currentLeaderEpoch < this.leaderEpoch ? 74 : 75, message: 'scripted' } };
    if (fetchOffset >= log.length) return undefined;
    return { ...result, batches: batch(fetchOffset, log.slice(fetchOffset)) };
  }
}
