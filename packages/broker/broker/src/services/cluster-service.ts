import { type BrokerId, ErrorCode, type Randomness } from '@ottla/base';
import type { LogManager } from '@ottla/log';
import { isActive, type MetadataAccess, type MetadataImage } from '@ottla/metadata-core';
import type { Admission } from '../admission/admission.ts';
import { type Caller, clusterResource } from '../admission/principal.ts';
import type { PartitionTable } from '../partitions/partition-table.ts';
import type { LogDirectoryDescription } from './topics-types.ts';

/** What the service stands on. */
export interface ClusterSurroundings {
  readonly metadata: Pick<MetadataAccess, 'image' | 'quorum'>;
  readonly randomness: Randomness;
  readonly admission: Admission;
  readonly partitions: PartitionTable;
  readonly logManager: LogManager;
  readonly logDirectory: string;
  readonly freeBytes: () => Promise<number>;
  readonly version: string;
}

/** A node as clients of one door reach it. */
export interface NodeDescription {
  readonly id: BrokerId;
  /** Undefined when the node did not say where this door of it stands. */
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly rack: string | undefined;
  readonly fenced: boolean;
}

/** The cluster as one node sees it. */
export interface ClusterDescription {
  readonly clusterId: string;
  /** -1 while nobody decides. */
  readonly controllerId: number;
  /** Sorted by id. */
  readonly nodes: readonly NodeDescription[];
  readonly version: string;
}

/** Who is in the cluster, and what lies on this node's disk. */
export class ClusterService {
  readonly #around: ClusterSurroundings;

  constructor(around: ClusterSurroundings) {
    this.#around = around;
  }

  /** The nodes with the addresses of one listener (`kafka`, `grpc`). Nodes that are out of service only when asked for. */
  describe(
    listener: string,
    options: { readonly includeFenced: boolean } = { includeFenced: false },
  ): ClusterDescription {
    const image = this.#around.metadata.image();
    const nodes = [...image.brokers.values()]
      .filter((broker) => options.includeFenced || isActive(broker))
      .sort((a, b) => a.id - b.id)
      .map((broker) => {
        const endpoint = broker.endpoints.find(({ name }) => name === listener);
        return { id: broker.id, host: endpoint?.host, port: endpoint?.port, rack: broker.rack, fenced: broker.fenced };
      });
    const { version } = this.#around;
    return { clusterId: image.cluster.clusterId, controllerId: this.#controllerId(image), nodes, version };
  }

  /**
   * Whom clients shall send changes to: the leader of the metadata, or any broker in service where the leader is none; all of them pass
   * changes on.
   */
  #controllerId({ brokers }: MetadataImage): BrokerId | -1 {
    const { metadata, randomness } = this.#around;
    const leader = brokers.get(metadata.quorum.local().leaderId as BrokerId);
    if (isActive(leader)) return leader.id;
    const active = [...brokers.values()].filter((broker) => isActive(broker));
    return active[randomness.uint32() % active.length]?.id ?? -1;
  }

  /** The directory of the logs with the sizes of partitions; `wanted` undefined: all. */
  async describeLogDirectory(
    caller: Caller,
    wanted: ReadonlyMap<string, readonly number[]> | undefined,
  ): Promise<LogDirectoryDescription> {
    const { admission, logDirectory, freeBytes, logManager } = this.#around;
    const nothing = { path: logDirectory, topics: [], freeBytes: -1, usedBytes: -1 };
    if (!admission.authorize(caller, 'describe', clusterResource))
      return { ...nothing, error: ErrorCode.CLUSTER_AUTHORIZATION_FAILED };
    const topics = new Map<string, { index: number; sizeBytes: number; lagOffsets: number }[]>();
    for (const { topicName, index, log, highWatermark } of this.#around.partitions) {
      if (wanted !== undefined && !(wanted.get(topicName)?.includes(index) ?? false)) continue;
      const partitions = topics.get(topicName) ?? [];
      partitions.push({ index, sizeBytes: log.sizeBytes, lagOffsets: Math.max(0, highWatermark - log.endOffset) });
      topics.set(topicName, partitions);
    }
    return {
      error: ErrorCode.NONE,
      path: logDirectory,
      topics: [...topics].map(([name, partitions]) => ({ name, partitions })),
      freeBytes: await freeBytes().catch(() => -1),
      usedBytes: logManager.sizeBytes,
    };
  }
}
