import type { BrokerId, PartitionIndex, ProtocolOutcome, TopicId } from '@ottla/base';

/** Creates topics, each on its own: some may succeed while others are refused. */
export interface CreateTopics {
  readonly kind: 'createTopics';
  readonly topics: readonly NewTopic[];
  /** Answer as if, change nothing. */
  readonly validateOnly: boolean;
}

export interface NewTopic {
  readonly name: string;
  /** -1: as `num.partitions` says. */
  readonly partitions: number;
  /** -1: as `default.replication.factor` says. */
  readonly replicationFactor: number;
  /** Replicas by hand, or empty. Then `partitions` and `replicationFactor` must be -1. */
  readonly assignments: readonly ReplicaAssignment[];
  /** Kafka allows a null value on the wire; that is refused with INVALID_CONFIG. */
  readonly configs: ReadonlyMap<string, string | null>;
}

export interface ReplicaAssignment {
  readonly partition: PartitionIndex;
  readonly replicas: readonly BrokerId[];
}

export interface CreateTopicsReply {
  /** In the order of the command. */
  readonly topics: readonly CreatedTopic[];
}

export interface CreatedTopic {
  readonly name: string;
  readonly outcome: ProtocolOutcome;
  /** All zeros when refused or only validated. */
  readonly topicId: TopicId;
  /** -1 when refused. */
  readonly partitions: number;
  readonly replicationFactor: number;
}

/** Deletes topics, each named by its name or by its id (exactly one of them). */
export interface DeleteTopics {
  readonly kind: 'deleteTopics';
  readonly topics: readonly TopicReference[];
}

export interface TopicReference {
  readonly name: string | undefined;
  readonly topicId: TopicId | undefined;
}

export interface DeleteTopicsReply {
  readonly topics: readonly DeletedTopic[];
}

export interface DeletedTopic {
  /** Undefined when asked by an id that is unknown. */
  readonly name: string | undefined;
  /** All zeros when asked by a name that is unknown. */
  readonly topicId: TopicId;
  readonly outcome: ProtocolOutcome;
}
