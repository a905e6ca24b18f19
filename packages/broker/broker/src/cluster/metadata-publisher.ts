import { type BrokerId, type Logger, messageOf, type PartitionIndex, type TopicId } from '@ottla/base';
import type { LogManager, PartitionLog } from '@ottla/log';
import {
  ConfigResourceType,
  type MetadataAccess,
  type MetadataDelta,
  type MetadataImage,
  type NodeDefaults,
  type PartitionChange,
  partitionOf,
} from '@ottla/metadata-core';
import type { TrafficMetrics } from '../measuring/topic-traffic.ts';
import { Partition, type PartitionSurroundings } from '../partitions/partition.ts';
import type { PartitionTable } from '../partitions/partition-table.ts';
import { OpenLine } from './open-line.ts';
import { rememberedSettings, type TopicSettings } from './topic-settings.ts';

/** What the publisher stands on. */
export interface PublisherSurroundings extends PartitionSurroundings {
  readonly nodeId: BrokerId;
  readonly metadata: MetadataAccess;
  readonly logManager: LogManager;
  readonly partitions: PartitionTable;
  readonly logger: Logger;
  readonly defaults: NodeDefaults;
  readonly producerIdExpirationMs: number;
  readonly traffic: TrafficMetrics;
  /** Runs a task in a later turn of the event loop. */
  readonly soon: (task: () => void) => void;
  /** Partitions of a topic were opened, given up or removed. */
  readonly topicChanged: (topicId: TopicId) => void;
  /** The quotas of clients are others now. */
  readonly quotasChanged: (quotas: MetadataImage['quotas']) => void;
}

/**
 * Makes this node be what the metadata says: opens and removes logs, gives partitions their roles, hands configs on. The
 * image itself is the cache and is new before this runs; then come partitions, configs, quotas. It decides nothing.
 */
export class MetadataPublisher {
  readonly #around: PublisherSurroundings;
  readonly #line: OpenLine;
  /** Partitions whose log could not be opened; they stay offline until the node starts anew. */
  readonly #offline = new Set<string>();
  /** Logs that wait to be opened, by topic. */
  readonly #opening = new Map<TopicId, number>();
  readonly #settingsOf: ReturnType<typeof rememberedSettings>;

  constructor(around: PublisherSurroundings) {
    this.#around = around;
    this.#line = new OpenLine(around.soon);
    this.#settingsOf = rememberedSettings(around);
  }

  /** Takes up one committed change. */
  publish(delta: MetadataDelta, image: MetadataImage): void {
    for (const topic of delta.topicsDeleted) this.#removeTopic(topic.id);
    for (const change of delta.partitions) this.#takeUp(change, image);
    this.#configure(delta, image);
    if (delta.quotas.length > 0) this.#around.quotasChanged(image.quotas);
  }

  /** Resolves when no log is being opened or removed. */
  settled(): Promise<void> {
    return this.#line.whenIdle();
  }

  /** Resolves when every log of which the metadata tells now is open or known to be offline, whatever is added meanwhile. */
  through(): Promise<void> {
    return this.#line.whenThrough();
  }

  /** Whether every partition of the topic that belongs here is open or known to be offline. */
  isReady(topicId: TopicId): boolean {
    const { metadata, nodeId, partitions } = this.#around;
    const topic = metadata.image().topics.get(topicId);
    if (topic === undefined) return true;
    // With thousands of partitions each that opens would look at all others.
    if (this.#opening.has(topicId)) return false;
    return topic.partitions.every(
      (state, index) =>
        !state.replicas.includes(nodeId) ||
        partitions.get(topicId, index) !== undefined ||
        this.#offline.has(`${topicId}:${index}`),
    );
  }

  #removeTopic(topicId: TopicId): void {
    const local = this.#around.partitions.removeTopic(topicId);
    for (const partition of local?.partitions ?? []) partition?.close();
    if (local !== undefined) this.#around.traffic.forget(local.name);
    if (local === undefined && !this.#hasLogs(topicId)) return;
    this.#line.add(() =>
      this.#guarded('topic.removal.failed', topicId, () => this.#around.logManager.deleteTopic(topicId)),
    );
  }

  #hasLogs(topicId: TopicId): boolean {
    for (const log of this.#around.logManager.logs.values()) if (log.topicId === topicId) return true;
    return false;
  }

  #takeUp(change: PartitionChange, image: MetadataImage): void {
    const { topicId, topicName, index, after } = change;
    if (after === undefined || !image.topics.has(topicId)) return;
    const partition = this.#around.partitions.get(topicId, index);
    if (!after.replicas.includes(this.#around.nodeId)) {
      if (partition !== undefined) this.#leave(partition);
    } else if (partition !== undefined) {
      partition.takeRole(after, this.#settings(image, topicName).minInsyncReplicas);
    } else {
      this.#open(topicId, topicName, index);
    }
  }

  /** Opens a log, or takes up one that is open already, as after a start: in its turn, for there may be thousands. */
  #open(topicId: TopicId, topicName: string, index: PartitionIndex): void {
    const { logManager, metadata } = this.#around;
    this.#opening.set(topicId, (this.#opening.get(topicId) ?? 0) + 1);
    this.#line.add(async () => {
      let log: PartitionLog | undefined;
      try {
        const image = metadata.image();
        if (image.topics.has(topicId))
          log =
            logManager.get(topicId, index) ??
            (await logManager.create(topicId, index, this.#settings(image, topicName).log));
      } catch (error) {
        this.#goOffline({ topicId, topic: topicName, partition: index, reason: messageOf(error) });
      }
      this.#noLongerOpening(topicId);
      if (log === undefined) this.#around.topicChanged(topicId);
      else this.#opened(log, topicName);
    });
  }

  #noLongerOpening(topicId: TopicId): void {
    const left = (this.#opening.get(topicId) ?? 1) - 1;
    if (left === 0) this.#opening.delete(topicId);
    else this.#opening.set(topicId, left);
  }

  #goOffline(what: {
    readonly topicId: TopicId;
    readonly topic: string;
    readonly partition: number;
    readonly reason: string;
  }): void {
    this.#around.logger.error('partition.offline', what);
    this.#offline.add(`${what.topicId}:${what.partition}`);
  }

  /** A log is open: its partition takes the role that the newest metadata says, if it is still wanted. */
  #opened(log: PartitionLog, topicName: string): void {
    const { metadata, partitions, nodeId } = this.#around;
    const image = metadata.image();
    const state = partitionOf(image, log.topicId, log.partition);
    if (state === undefined) {
      this.#removeTopic(log.topicId);
      return;
    }
    if (!state.replicas.includes(nodeId) || partitions.get(log.topicId, log.partition) !== undefined) return;
    const settings = this.#settings(image, topicName);
    log.configure(settings.log);
    const traffic = this.#around.traffic.of(topicName);
    const identity = { topicId: log.topicId, topicName, index: log.partition, log, traffic };
    const partition = new Partition(identity, state, this.#around);
    partition.takeRole(state, settings.minInsyncReplicas);
    partitions.addTopic(log.topicId, topicName).partitions[log.partition] = partition;
    this.#around.topicChanged(log.topicId);
  }

  /** The partition's replica was taken from this node. */
  #leave(partition: Partition): void {
    const { topicId, index } = partition;
    partition.close();
    const local = this.#around.partitions.topicWithId(topicId);
    if (local !== undefined) local.partitions[index] = undefined;
    this.#line.add(() =>
      this.#guarded('partition.removal.failed', topicId, () => this.#around.logManager.delete(topicId, index)),
    );
  }

  #configure(delta: MetadataDelta, image: MetadataImage): void {
    for (const { resource } of delta.configs) {
      if (resource.type === ConfigResourceType.broker) {
        for (const partition of this.#around.partitions)
          this.#apply(partition, this.#settings(image, partition.topicName));
        return;
      }
    }
    for (const { resource } of delta.configs) {
      const local = this.#around.partitions.topicNamed(resource.name);
      if (local === undefined) continue;
      const settings = this.#settings(image, resource.name);
      for (const partition of local.partitions) if (partition !== undefined) this.#apply(partition, settings);
    }
  }

  #apply(partition: Partition, settings: TopicSettings): void {
    partition.log.configure(settings.log);
    partition.requireReplicas(settings.minInsyncReplicas);
  }

  #settings(image: MetadataImage, topicName: string): TopicSettings {
    return this.#settingsOf(image, topicName);
  }

  async #guarded(event: string, topicId: TopicId, job: () => Promise<void>): Promise<void> {
    try {
      await job();
    } catch (error) {
      this.#around.logger.error(event, { topicId, reason: messageOf(error) });
    }
  }
}
