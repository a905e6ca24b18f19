/**
 * A node for tests of the producer: metadata, producer ids, and one log with the rules of idempotent producers (sequence
 * numbers, five remembered batches), reached over the in-memory network in virtual time. A test says for each request what
 * goes wrong.
 */
import { ErrorCode, RpcError, type RpcStream, serve } from '@ottla/base';
import { defaultClientPlatform } from '@ottla/client-core';
import {
  batchBaseSequence,
  batchProducerEpoch,
  batchProducerId,
  batchRecordCount,
  readRecords,
} from '@ottla/record-batch';
import {
  clusterService,
  createMemoryRpc,
  logService,
  type ProducePartition,
  type ProduceRequest,
  type ProduceResponse,
  serveUnary,
} from '@ottla/rpc';
import { createVirtualPlatform, type VirtualPlatform } from '@ottla/testing';

/** What happens to a request: it works; it fails with a code; its answer is lost with the stream, before or after it was stored. */
export type Fate = 'work' | 'lostBefore' | 'lostAfter' | 'silent' | number;

interface Remembered {
  readonly baseSequence: number;
  readonly count: number;
  readonly baseOffset: number;
}

interface ProducerMemory {
  epoch: number;
  nextSequence: number;
  batches: Remembered[];
}

export class VirtualLeader {
  readonly platform: VirtualPlatform;
  /** Values in each partition, in the order of the log. */
  readonly logs: string[][];
  readonly requests: ProduceRequest[] = [];
  /** Asked for each partition's batch. */
  fate: (request: ProduceRequest, partition: ProducePartition) => Fate = () => 'work';
  /** Partitions that another node leads, which nobody reaches. */
  readonly away = new Set<number>();
  /** Partitions that nobody leads. */
  readonly leaderless = new Set<number>();
  /** Topics that metadata calls missing this many times more. */
  missing = 0;
  /** Milliseconds that an answer takes. */
  latencyMs = 1;
  port = 0;
  readonly #compression = defaultClientPlatform().compression;
  readonly #memory = new Map<string, ProducerMemory>();
  #nextProducerId = 100;

  constructor(partitions: number, seed = 1) {
    this.platform = createVirtualPlatform(seed, {
      rpc: ({ timers }) => createMemoryRpc({ timers }),
      compression: this.#compression,
      crc32c: defaultClientPlatform().crc32c,
    });
    this.logs = Array.from({ length: partitions }, () => []);
  }

  async listen(): Promise<void> {
    const options = {
      host: 'n',
      port: 0,
      messageBytesMax: 10_000_000,
      streamsPerConnectionMax: 100,
      connectionsMax: 100,
      healthAndReflection: false,
    };
    const { address } = await this.platform.rpc.listen(options, [
      serveUnary(clusterService.getMetadata, ({ topics }) => this.#metadata(topics)),
      serveUnary(logService.initProducerId, ({ producerId, producerEpoch }) =>
        producerId >= 0
          ? { producerId, producerEpoch: producerEpoch + 1 }
          : { producerId: this.#nextProducerId++, producerEpoch: 0 },
      ),
      serve(logService.produce, (stream) => ({
        message: (request) => this.#produce(stream, request),
        drained: () => undefined,
        ended: () => undefined,
        failed: () => undefined,
      })),
    ]);
    this.port = address.port;
  }

  #metadata(topics: readonly string[]) {
    const isMissing = this.missing > 0;
    if (isMissing) this.missing -= 1;
    return {
      clusterId: 'c',
      controllerId: 1,
      nodes: [
        { id: 1, host: 'n', port: this.port, rack: '' },
        { id: 2, host: 'away', port: 1, rack: '' },
      ],
      topics: topics.map((name) => ({
        ...(isMissing ? { error: { code: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, message: 'no such topic' } } : {}),
        name,
        topicId: 'id',
        internal: false,
        partitions: isMissing
          ? []
          : this.logs.map((_, partition) => ({
              partition,
              leaderId: this.leaderless.has(partition) ? -1 : this.away.has(partition) ? 2 : 1,
              leaderEpoch: 0,
              replicaIds: [1],
              inSyncReplicaIds: [1],
              offlineReplicaIds: [],
            })),
      })),
    };
  }

  #produce(stream: RpcStream<ProduceResponse>, request: ProduceRequest): void {
    this.requests.push(request);
    const fates = request.partitions.map((partition) => this.fate(request, partition));
    if (fates.includes('lostBefore')) {
      this.platform.timers.after(this.latencyMs, () => stream.abort(lost()));
      return;
    }
    const partitions = request.partitions.map((partition, index) => {
      const fate = fates[index];
      const result = typeof fate === 'number' ? { code: fate, baseOffset: -1 } : this.#append(partition);
      return {
        topic: partition.topic,
        topicId: partition.topicId,
        partition: partition.partition,
        ...(result.code === 0 ? {} : { error: { code: result.code, message: 'scripted' } }),
        baseOffset: result.baseOffset,
        logAppendTimeMs: -1,
        logStartOffset: 0,
        recordErrors: [],
      };
    });
    if (fates.includes('silent')) return;
    this.platform.timers.after(this.latencyMs, () => {
      if (fates.includes('lostAfter')) stream.abort(lost());
      else stream.write({ correlationId: request.correlationId, partitions });
    });
  }

  #append({ partition, batches }: ProducePartition): { readonly code: number; readonly baseOffset: number } {
    const log = this.logs[partition]!;
    const baseOffset = log.length;
    const known = this.#check(partition, batches, baseOffset);
    if (known !== undefined) return known;
    for (const { value } of readRecords(batches, 0, { compression: this.#compression }))
      log.push(new TextDecoder().decode(value ?? new Uint8Array(0)));
    return { code: 0, baseOffset };
  }

  /** The rules of an idempotent producer; an answer when the batch is not to be stored. */
  #check(partition: number, batch: Uint8Array, baseOffset: number) {
    const producerId = batchProducerId(batch, 0);
    if (producerId < 0) return undefined;
    const epoch = batchProducerEpoch(batch, 0);
    const baseSequence = batchBaseSequence(batch, 0);
    const count = batchRecordCount(batch, 0);
    const key = `${producerId}/${partition}`;
    const memory = this.#memory.get(key) ?? { epoch, nextSequence: 0, batches: [] };
    if (epoch < memory.epoch) return { code: ErrorCode.INVALID_PRODUCER_EPOCH, baseOffset: -1 };
    if (epoch > memory.epoch) Object.assign(memory, { epoch, nextSequence: 0, batches: [] });
    const same = memory.batches.find((other) => other.baseSequence === baseSequence && other.count === count);
    if (same !== undefined) return { code: 0, baseOffset: same.baseOffset };
    if (baseSequence !== memory.nextSequence) return { code: ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, baseOffset: -1 };
    memory.nextSequence += count;
    memory.batches = [...memory.batches, { baseSequence, count, baseOffset }].slice(-5);
    this.#memory.set(key, memory);
    return undefined;
  }
}

function lost(): RpcError {
  return new RpcError('unavailable', 'connection lost');
}
