/**
 * All records: what the metadata log holds, and the only things that change an image. A record says what is now, with
 * every choice already made (ids, epochs, placement), so that replaying it needs no clock and no chance.
 */
import type { BrokerEpoch, BrokerId, PartitionIndex, ProducerId, TopicId } from '@ottla/base';
import type { AclSet } from './acls/records.ts';
import type { BrokerRegistration } from './brokers/broker.ts';
import type { ConfigResource } from './configs/config-resource.ts';
import type { CoordinationRecord } from './coordination/records.ts';
import type { CredentialDeleted, CredentialSet } from './credentials/records.ts';
import type { FeatureLevelSet } from './features/records.ts';
import type { PartitionState } from './partitions/partition.ts';
import type { QuotaEntity } from './quotas/quota-entity.ts';

export type MetadataRecord =
  | ClusterInitialised
  | BrokerRegistered
  | BrokerUnregistered
  | BrokerEpochsReserved
  | LeadershipsRenewed
  | LeadershipsSuspended
  | LeadershipsResumed
  | TopicCreated
  | TopicDeleted
  | PartitionSet
  | ConfigSet
  | ProducerIdsReserved
  | QuotaSet
  | FeatureLevelSet
  | CoordinationRecord
  | AclSet
  | CredentialSet
  | CredentialDeleted;

export interface ClusterInitialised {
  readonly kind: 'clusterInitialised';
  readonly clusterId: string;
  readonly metadataLevel: number;
}

/** The whole of a registration, new or changed. */
export interface BrokerRegistered {
  readonly kind: 'brokerRegistered';
  readonly broker: BrokerRegistration;
}

export interface BrokerUnregistered {
  readonly kind: 'brokerUnregistered';
  readonly brokerId: BrokerId;
  readonly brokerEpoch: BrokerEpoch;
}

/** No registration from now on gets an epoch below this one. Only in snapshots. */
export interface BrokerEpochsReserved {
  readonly kind: 'brokerEpochsReserved';
  readonly nextBrokerEpoch: BrokerEpoch;
}

/**
 * Every partition that this broker leads begins a new leader epoch: its process was started anew and may have lost
 * what no disk had confirmed. One small record, whatever the number of partitions.
 */
export interface LeadershipsRenewed {
  readonly kind: 'leadershipsRenewed';
  readonly brokerId: BrokerId;
}

/**
 * Every partition that this broker leads, and whose ISR has nobody else, is without a leader from now on. One small record, so
 * that a broker with very many partitions can be fenced like any other.
 */
export interface LeadershipsSuspended {
  readonly kind: 'leadershipsSuspended';
  readonly brokerId: BrokerId;
}

/** Every partition without a leader, whose ISR is this broker alone, is led by it from now on. */
export interface LeadershipsResumed {
  readonly kind: 'leadershipsResumed';
  readonly brokerId: BrokerId;
}

/** A topic without partitions; those follow. */
export interface TopicCreated {
  readonly kind: 'topicCreated';
  readonly topicId: TopicId;
  readonly name: string;
}

/** The topic, its partitions and its configs are gone. */
export interface TopicDeleted {
  readonly kind: 'topicDeleted';
  readonly topicId: TopicId;
}

/** The whole state of a partition, new (the next number of its topic) or changed. */
export interface PartitionSet {
  readonly kind: 'partitionSet';
  readonly topicId: TopicId;
  readonly index: PartitionIndex;
  readonly state: PartitionState;
}

/** One value of a resource; undefined takes it away. */
export interface ConfigSet {
  readonly kind: 'configSet';
  readonly resource: ConfigResource;
  readonly name: string;
  readonly value: string | undefined;
}

/** No block handed out from now on begins below this id. */
export interface ProducerIdsReserved {
  readonly kind: 'producerIdsReserved';
  readonly nextProducerId: ProducerId;
}

/** One limit of an entity; undefined takes it away. */
export interface QuotaSet {
  readonly kind: 'quotaSet';
  readonly entity: QuotaEntity;
  readonly name: string;
  readonly value: number | undefined;
}
