/**
 * What differs between two images, for those who follow the metadata (publishers). Every entry carries the state after
 * the change, so that a delta applied to the image before gives the image after. A snapshot is a delta from empty.
 */
import type { BrokerEpoch, BrokerId, PartitionIndex, ProducerId, TopicId } from '@ottla/base';
import type { BrokerRegistration } from './brokers/broker.ts';
import type { ClusterState } from './cluster/cluster.ts';
import type { ConfigResource, ResourceConfig } from './configs/config-resource.ts';
import type { PartitionState } from './partitions/partition.ts';
import type { TopicState } from './topics/topic.ts';

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
