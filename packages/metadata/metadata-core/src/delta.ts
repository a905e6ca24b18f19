/**
 * What differs between two images, for those who follow the metadata (publishers). Every entry carries the state after
 * the change, so that a delta applied to the image before gives the image after. A snapshot is a delta from empty.
 */
import type { BrokerEpoch, BrokerId, PartitionIndex, ProducerId, TopicId } from '@ottla/base';
import type { Acl } from './acls/acl.ts';
import type { BrokerRegistration } from './brokers/broker.ts';
import type { ClusterState } from './cluster/cluster.ts';
import type { MapChange } from './collections/persistent-map.ts';
import { type ConfigResource, configKey, type ResourceConfig, resourceOfKey } from './configs/config-resource.ts';
import { applyCoordinationDelta, type CoordinationDelta, coordinationDelta } from './coordination/delta.ts';
import type { RevisionChanges } from './coordination/follow.ts';
import type { ScramCredential } from './credentials/credential.ts';
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
  readonly features: readonly MapChange<string, number>[];
  /** Sessions, keys and candidates: the state before and after. Undefined when none differ. */
  readonly coordination: CoordinationDelta | undefined;
  /**
   * What each revision on the way changed, in order and without a gap, when the way is known: the last one is then the
   * revision of `coordination`. Empty for a jump, such as a snapshot; who follows single revisions begins anew there.
   */
  readonly revisions: readonly RevisionChanges[];
  /** By `aclKey`. */
  readonly acls: readonly MapChange<string, Acl>[];
  /** By `credentialKey`. */
  readonly credentials: readonly MapChange<string, ScramCredential>[];
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

/**
 * What must change to get from one image to the other. Costs time of what differs, not of what there is. `revisions` is
 * what `replayFollowing` collected on the way, all of it.
 */
export function deltaBetween(
  before: MetadataImage,
  after: MetadataImage,
  revisions: readonly RevisionChanges[] = [],
): MetadataDelta {
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
    features: before.features.changesTo(after.features),
    coordination: coordinationDelta(before.coordination, after.coordination),
    revisions,
    acls: before.acls.changesTo(after.acls),
    credentials: before.credentials.changesTo(after.credentials),
  };
}

/** The image after the delta, for whoever has the image before and not the records. */
export function applyDelta(image: MetadataImage, delta: MetadataDelta): MetadataImage {
  let { topics, topicIds, topicNamesFolded, partitionCount } = image;
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
  return {
    cluster: delta.cluster ?? image.cluster,
    brokers: applied(image.brokers, delta.brokers, ({ id }) => id),
    nextBrokerEpoch: delta.nextBrokerEpoch ?? image.nextBrokerEpoch,
    topics,
    topicIds,
    topicNamesFolded,
    partitionCount,
    configs: applied(image.configs, delta.configs, ({ resource }) => configKey(resource)),
    quotas: applied(image.quotas, delta.quotas, keyOf),
    nextProducerId: delta.nextProducerId ?? image.nextProducerId,
    features: applied(image.features, delta.features, keyOf),
    coordination: applyCoordinationDelta(image.coordination, delta.coordination),
    acls: applied(image.acls, delta.acls, keyOf),
    credentials: applied(image.credentials, delta.credentials, keyOf),
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
    delta.features,
    delta.acls,
    delta.credentials,
  ];
  const single = delta.cluster ?? delta.nextBrokerEpoch ?? delta.nextProducerId ?? delta.coordination;
  return single === undefined && lists.every((list) => list.length === 0);
}

/** What a map has to be able to do to be brought forward. */
interface Changeable<Key, Value, Self> {
  set(key: Key, value: Value): Self;
  delete(key: Key): Self;
}

function applied<
  Key,
  Value,
  Self extends Changeable<Key, Value, Self>,
  Change extends { readonly after: Value | undefined },
>(map: Self, changes: readonly Change[], key: (change: Change) => Key): Self {
  let next = map;
  for (const change of changes)
    next = change.after === undefined ? next.delete(key(change)) : next.set(key(change), change.after);
  return next;
}

function keyOf<Key>(change: { readonly key: Key }): Key {
  return change.key;
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
