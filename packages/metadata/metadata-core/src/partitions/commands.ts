import type { BrokerEpoch, BrokerId, LeaderEpoch, PartitionIndex, ProtocolOutcome, TopicId } from '@ottla/base';
import type { PartitionState } from './partition.ts';

/** Gives topics more partitions. */
export interface CreatePartitions {
  readonly kind: 'createPartitions';
  readonly topics: readonly PartitionGrowth[];
  readonly validateOnly: boolean;
}

export interface PartitionGrowth {
  readonly name: string;
  /** How many the topic has afterwards. */
  readonly count: number;
  /** Replicas of each new partition in order, or undefined to let them be placed. */
  readonly assignments: readonly (readonly BrokerId[])[] | undefined;
}

export interface CreatePartitionsReply {
  readonly topics: readonly { readonly name: string; readonly outcome: ProtocolOutcome }[];
}

/**
 * A leader asks for another ISR (KIP-497, KIP-903). Refused when anything it knows is out of date: its own epoch
 * (STALE_BROKER_EPOCH), the leader epoch (FENCED_LEADER_EPOCH), the partition epoch (INVALID_UPDATE_VERSION), or the epoch
 * of a member (INELIGIBLE_REPLICA).
 */
export interface ChangePartition {
  readonly kind: 'changePartition';
  readonly topicId: TopicId;
  readonly partition: PartitionIndex;
  readonly brokerId: BrokerId;
  readonly brokerEpoch: BrokerEpoch;
  readonly leaderEpoch: LeaderEpoch;
  readonly partitionEpoch: number;
  /** An epoch of -1 is not checked. */
  readonly isr: readonly { readonly brokerId: BrokerId; readonly brokerEpoch: BrokerEpoch }[];
  /** False once a leader elected uncleanly has sorted its records out. */
  readonly recovering: boolean;
}

export interface ChangePartitionReply {
  readonly outcome: ProtocolOutcome;
  /** The state after the change; when refused, the state as it is, or undefined where there is no such partition. */
  readonly partition: PartitionState | undefined;
}
