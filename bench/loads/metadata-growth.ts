/**
 * A metadata service by itself, on a store on disk, that is given topics in batches: what they cost without the logs that a broker opens
 * for them. One life for each call: `create` begins with an empty folder, `restart` with what is there.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type BrokerId, ErrorCode, type Logger, silentLogger } from '@ottla/base';
import type { CreateTopics } from '@ottla/metadata-core';
import { MetadataService, quorumOfOne } from '@ottla/metadata-service';
import { createNodePlatform } from '@ottla/platform-node';
import { createGrpcNetwork } from '@ottla/rpc';
import { serve } from '../lib/serve.ts';

export interface GrowthWork {
  readonly kind: 'create' | 'restart';
  readonly folder: string;
  readonly topics: number;
  readonly partitionsPerTopic: number;
  readonly topicsPerCommand: number;
}

/** What was found. Bytes are of the heap, after a collection. */
export interface Growth {
  /** Of all batches, in order. */
  readonly batchMs: readonly number[];
  readonly emptyBytes: number;
  /** After each tenth of the topics. */
  readonly heapBytes: readonly number[];
  readonly snapshotMs: number;
  readonly snapshotBytes: number;
  readonly startMs: number;
  readonly partitions: number;
}

let snapshotBytes = 0;
/** Listens for how large a snapshot is. */
const logger: Logger = {
  ...silentLogger,
  info: (event, fields) => {
    if (event === 'metadata.snapshot') snapshotBytes = Number(fields?.['bytes']);
  },
  child: () => logger,
};
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

serve(async (work: GrowthWork): Promise<Growth> => {
  const emptyBytes = heapBytes();
  const started = performance.now();
  const service = await start(work);
  const startMs = performance.now() - started;
  const found = work.kind === 'create' ? await createAll(service, work) : { batchMs: [], heapBytes: [], snapshotMs: 0 };
  const partitions = service.image().partitionCount;
  await service.stop();
  return { ...found, snapshotBytes, emptyBytes, startMs, partitions };
});

async function start({ folder, kind }: GrowthWork): Promise<MetadataService> {
  const platform = createNodePlatform({ rpc: createGrpcNetwork, logger });
  const service = new MetadataService({
    log: quorumOfOne({
      platform,
      stores: platform.keyValueStores,
      path: folder,
      crc32c: platform.crc32c,
      clusterId: 'bench',
      nodeId: 1,
      expectExisting: kind === 'restart',
    }),
    platform,
    node: { brokerId: 1 as BrokerId, texts: new Map() },
    onFailure: (error) => {
      throw error;
    },
  });
  await service.start();
  return service;
}

async function createAll(
  service: MetadataService,
  work: GrowthWork,
): Promise<Pick<Growth, 'batchMs' | 'heapBytes' | 'snapshotMs'>> {
  await service.submit({
    kind: 'registerBroker',
    brokerId: 1 as BrokerId,
    incarnationId: '0'.repeat(32),
    endpoints: [],
    rack: undefined,
    fenced: false,
  });
  const batchMs: number[] = [];
  const heap: number[] = [];
  const commands = Math.ceil(work.topics / work.topicsPerCommand);
  for (let at = 0; at < commands; at += 1) {
    const started = performance.now();
    await create(service, batch(work, at * work.topicsPerCommand));
    batchMs.push(performance.now() - started);
    if (Math.floor(((at + 1) * 10) / commands) > heap.length) heap.push(heapBytes());
  }
  const started = performance.now();
  const { outcome } = await service.quorum.takeSnapshot();
  if (outcome.code !== ErrorCode.NONE) throw new Error(`no snapshot was written: ${outcome.message}`);
  return { batchMs, heapBytes: heap, snapshotMs: performance.now() - started };
}

function batch({ topics, partitionsPerTopic, topicsPerCommand }: GrowthWork, first: number): CreateTopics {
  const count = Math.min(topicsPerCommand, topics - first);
  const all = Array.from({ length: count }, (_, index) => ({
    name: `grown-${first + index}`,
    partitions: partitionsPerTopic,
    replicationFactor: 1,
    assignments: [],
    configs: new Map<string, string>(),
  }));
  return { kind: 'createTopics', topics: all, validateOnly: false };
}

async function create(service: MetadataService, command: CreateTopics): Promise<void> {
  const result = await service.submit(command);
  if (result.kind !== 'committed') throw new Error(`a batch of topics was ${result.kind}: ${result.outcome.message}`);
  const failed = result.reply.topics.find(({ outcome }) => outcome.code !== ErrorCode.NONE);
  if (failed !== undefined) throw new Error(`a topic was refused: ${failed.outcome.message}`);
}

function heapBytes(): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
