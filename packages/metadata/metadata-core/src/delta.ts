/**
 * What differs between two images, for those who follow the metadata (publishers). Every entry carries the state after
 * the change, so that a delta applied to the image before gives the image after. A snapshot is a delta from empty.
 */
import type { BrokerEpoch, BrokerId, PartitionIndex, ProducerId, TopicId } from '@ottla/base';
import type { BrokerRegistration } from './brokers/broker.ts';
import type { ClusterState } from './cluster/cluster.ts';
import { type ConfigResource, configKey, type ResourceConfig, resourceOfKey } from './configs/config-resource.ts';
import type { MetadataImage } from './image.ts';
import type { PartitionState } from './partitions/partition.ts';
import type { ClientQuota } from './quotas/quota-entity.ts';
import type { TopicState } from './topics/topic.ts';
import { foldTopicName } from './topics/topic-name.ts';

export interface MetadataDelta {
  /** Undefined when the cluster's own state did not change. */
  readonly cluster: ClusterState | undefined;
  readonly brokers: readonly BrokerChange[];
  /** Topics that were not there before, with all their partitions. A topic made anew under an old name has a new id. */
  readonly topicsCreated: readonly TopicState[];
  /** Topics that are gone, as they were. Apply these before the created ones: a name may pass from one to the other. */
  readonly topicsDeleted: readonly TopicState[];
  /** Topics that were there before and whose partitions changed or grew. */
  readonly topicsChanged: readonly TopicState[];
  /** Every partition that was created, changed or deleted, also those of created and deleted topics. */
  readonly partitions: readonly PartitionChange[];
  readonly configs: readonly ConfigChange[];
  readonly quotas: readonly QuotaChange[];
  readonly nextBrokerEpoch: BrokerEpoch | undefined;
  readonly nextProducerId: ProducerId | undefined;
}

export interface BrokerChange {
  readonly id: BrokerId;
  readonly before: BrokerRegistration | undefined;
  readonly after: BrokerRegistration | undefined;
}

export interface PartitionChange {
  readonly topicId: TopicId;
  readonly topicName: string;
  readonly index: PartitionIndex;
  readonly before: PartitionState | undefined;
  readonly after: PartitionState | undefined;
}

export interface ConfigChange {
  readonly resource: ConfigResource;
  readonly before: ResourceConfig | undefined;
  readonly after: ResourceConfig | undefined;
}

/** By `quotaKey`. */
export interface QuotaChange {
  readonly key: string;
  readonly before: ClientQuota | undefined;
  readonly after: ClientQuota | undefined;
}

/** What must change to get from one image to the other. Costs time of what differs, not of what there is. */
export function deltaBetween(before: MetadataImage, after: MetadataImage): MetadataDelta {
  const topics = before.topics.changesTo(after.topics);
  return {
    cluster: before.cluster === after.cluster ? undefined : after.cluster,
    brokers: before.brokers.changesTo(after.brokers).map(({ key, ...change }) => ({ id: key, ...change })),
    topicsCreated: topics.flatMap((change) => (change.before === undefined ? present(change.after) : [])),
    topicsDeleted: topics.flatMap((change) => (change.after === undefined ? present(change.before) : [])),
    topicsChanged: topics.flatMap((change) => (change.before === undefined ? [] : present(change.after))),
    partitions: topics.flatMap((change) => partitionChanges(change.before, change.after)),
    configs: before.configs
      .changesTo(after.configs)
      .map(({ key, ...change }) => ({ resource: resourceOfKey(key), ...change })),
    quotas: before.quotas.changesTo(after.quotas),
    nextBrokerEpoch: before.nextBrokerEpoch === after.nextBrokerEpoch ? undefined : after.nextBrokerEpoch,
    nextProducerId: before.nextProducerId === after.nextProducerId ? undefined : after.nextProducerId,
  };
}

/** The image after the delta, for whoever has the image before and not the records. */
export function applyDelta(image: MetadataImage, delta: MetadataDelta): MetadataImage {
  let { brokers, topics, topicIds, topicNamesFolded, partitionCount, configs, quotas } = image;
  for (const { id, after } of delta.brokers)
    brokers = after === undefined ? brokers.delete(id) : brokers.set(id, after);
  for (const topic of delta.topicsDeleted) {
    topics = topics.delete(topic.id);
    topicIds = topicIds.delete(topic.name);
    topicNamesFolded = topicNamesFolded.delete(foldTopicName(topic.name));
  }
  for (const topic of [...delta.topicsCreated, ...delta.topicsChanged]) {
    topics = topics.set(topic.id, topic);
    topicIds = topicIds.set(topic.name, topic.id);
    topicNamesFolded = topicNamesFolded.set(foldTopicName(topic.name), topic.name);
  }
  for (const { before, after } of delta.partitions)
    partitionCount += (after === undefined ? 0 : 1) - (before === undefined ? 0 : 1);
  for (const { resource, after } of delta.configs)
    configs = after === undefined ? configs.delete(configKey(resource)) : configs.set(configKey(resource), after);
  for (const { key, after } of delta.quotas) quotas = after === undefined ? quotas.delete(key) : quotas.set(key, after);
  return {
    cluster: delta.cluster ?? image.cluster,
    brokers,
    nextBrokerEpoch: delta.nextBrokerEpoch ?? image.nextBrokerEpoch,
    topics,
    topicIds,
    topicNamesFolded,
    partitionCount,
    configs,
    quotas,
    nextProducerId: delta.nextProducerId ?? image.nextProducerId,
  };
}

/** Whether nothing differs. */
export function isEmptyDelta(delta: MetadataDelta): boolean {
  const lists = [
    delta.brokers,
    delta.topicsCreated,
    delta.topicsDeleted,
    delta.topicsChanged,
    delta.configs,
    delta.quotas,
  ];
  const single = delta.cluster ?? delta.nextBrokerEpoch ?? delta.nextProducerId;
  return single === undefined && lists.every((list) => list.length === 0);
}

function present(topic: TopicState | undefined): TopicState[] {
  return topic === undefined ? [] : [topic];
}

function partitionChanges(before: TopicState | undefined, after: TopicState | undefined): PartitionChange[] {
  const topic = after ?? before;
  if (topic === undefined) return [];
  const count = Math.max(before?.partitions.length ?? 0, after?.partitions.length ?? 0);
  const changes: PartitionChange[] = [];
  for (let index = 0; index < count; index += 1) {
    const old = before?.partitions[index];
    const next = after?.partitions[index];
    if (old === next) continue;
    changes.push({
      topicId: topic.id,
      topicName: topic.name,
      index: index as PartitionIndex,
      before: old,
      after: next,
    });
  }
  return changes;
}
