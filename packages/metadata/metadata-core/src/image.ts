/**
 * The image: everything that the metadata log has said up to some position, immutable. Maps are persistent (see
 * collections/persistent-map.ts), so an image after k changes costs k small copies, shares the rest with the image
 * before, and every command in flight can have an image of its own.
 */
import type { BrokerEpoch, BrokerId, PartitionIndex, ProducerId, TopicId } from '@ottla/base';
import type { Acl } from './acls/acl.ts';
import type { BrokerRegistration } from './brokers/broker.ts';
import { type ClusterState, noCluster } from './cluster/cluster.ts';
import { OrderedMap } from './collections/ordered-map.ts';
import { PersistentMap } from './collections/persistent-map.ts';
import { type ConfigResource, configKey, type ResourceConfig } from './configs/config-resource.ts';
import { type CoordinationState, noCoordination } from './coordination/coordination-state.ts';
import type { ScramCredential } from './credentials/credential.ts';
import type { PartitionState } from './partitions/partition.ts';
import type { ClientQuota } from './quotas/quota-entity.ts';
import type { TopicState } from './topics/topic.ts';

export interface MetadataImage {
  readonly cluster: ClusterState;
  readonly brokers: PersistentMap<BrokerId, BrokerRegistration>;
  /** The epoch that the next registration gets. INV-META-4: above the epoch of every registration so far. */
  readonly nextBrokerEpoch: BrokerEpoch;
  readonly topics: PersistentMap<TopicId, TopicState>;
  /** INV-META-5: holds exactly the names of `topics`, each once. */
  readonly topicIds: PersistentMap<string, TopicId>;
  /** Names with `.` and `_` made equal, to the name that has it: two topics never differ only in those. */
  readonly topicNamesFolded: PersistentMap<string, string>;
  /** Partitions of all topics together. */
  readonly partitionCount: number;
  /** By `configKey`. */
  readonly configs: PersistentMap<string, ResourceConfig>;
  /** By `quotaKey`. */
  readonly quotas: PersistentMap<string, ClientQuota>;
  /** The first producer id that no block has. INV-META-6: never goes back. */
  readonly nextProducerId: ProducerId;
  /** Levels of features by name, without those that are off and without that of the metadata, which the cluster has. */
  readonly features: PersistentMap<string, number>;
  readonly coordination: CoordinationState;
  /** By `aclKey`, so that those about one resource stand together. */
  readonly acls: OrderedMap<Acl>;
  /** By `credentialKey`. */
  readonly credentials: PersistentMap<string, ScramCredential>;
}

/** The image before the first record. */
export const emptyImage: MetadataImage = Object.freeze({
  cluster: noCluster,
  brokers: PersistentMap.empty<BrokerId, BrokerRegistration>(),
  nextBrokerEpoch: 1 as BrokerEpoch,
  topics: PersistentMap.empty<TopicId, TopicState>(),
  topicIds: PersistentMap.empty<string, TopicId>(),
  topicNamesFolded: PersistentMap.empty<string, string>(),
  partitionCount: 0,
  configs: PersistentMap.empty<string, ResourceConfig>(),
  quotas: PersistentMap.empty<string, ClientQuota>(),
  nextProducerId: 0 as ProducerId,
  features: PersistentMap.empty<string, number>(),
  coordination: noCoordination,
  acls: OrderedMap.empty<Acl>(),
  credentials: PersistentMap.empty<string, ScramCredential>(),
});

/** The topic of this name. */
export function topicByName(image: MetadataImage, name: string): TopicState | undefined {
  const id = image.topicIds.get(name);
  return id === undefined ? undefined : image.topics.get(id);
}

/** One partition of a topic. */
export function partitionOf(image: MetadataImage, id: TopicId, index: PartitionIndex): PartitionState | undefined {
  return image.topics.get(id)?.partitions[index];
}

/** What is set on a resource; empty when nothing is. */
export function configOf(image: MetadataImage, resource: ConfigResource): ResourceConfig {
  return image.configs.get(configKey(resource)) ?? noConfig;
}

const noConfig: ResourceConfig = new Map();
