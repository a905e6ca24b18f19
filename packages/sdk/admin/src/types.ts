/** What the admin client takes and gives: plain objects, one noun each. */

/** A topic to create. */
export interface NewTopic {
  readonly name: string;
  /** Default: what `num.partitions` says. */
  readonly partitions?: number;
  /** Default: what `default.replication.factor` says. */
  readonly replicationFactor?: number;
  /** Kafka's names: `{ 'retention.ms': '60000' }`. */
  readonly configs?: Readonly<Record<string, string>>;
}

/** A topic that was created. */
export interface CreatedTopic {
  readonly name: string;
  readonly topicId: string;
  readonly partitions: number;
  readonly replicationFactor: number;
}

/** A topic in a list. */
export interface TopicListing extends CreatedTopic {
  readonly internal: boolean;
}

/** A topic with its partitions. */
export interface TopicDescription {
  readonly name: string;
  readonly topicId: string;
  readonly internal: boolean;
  readonly partitions: readonly PartitionDescription[];
  /** What was set on the topic itself. */
  readonly configs: ReadonlyMap<string, string>;
}

/** A partition. Offsets and size are -1 where they are not known. */
export interface PartitionDescription {
  readonly partition: number;
  /** -1 when nobody leads. */
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly replicaIds: readonly number[];
  readonly inSyncReplicaIds: readonly number[];
  readonly logStartOffset: number;
  readonly highWatermark: number;
  readonly sizeBytes: number;
  /** Why offsets and size are not known, as a sentence. */
  readonly unknownBecause?: string;
}

/** What has configs: a topic by name, a node by id, or all nodes (`name: ''`). */
export interface ConfigResource {
  readonly type: 'topic' | 'broker';
  readonly name: string;
}

/** Where a value comes from. */
export type ConfigSource = 'topic' | 'broker' | 'cluster' | 'static' | 'default' | 'unknown';

/** A config in effect. */
export interface ConfigDescription {
  readonly name: string;
  /** Undefined for secrets. */
  readonly value: string | undefined;
  readonly source: ConfigSource;
  readonly readOnly: boolean;
  readonly sensitive: boolean;
  readonly documentation: string;
}

/** A change of one config. `append` and `subtract` are for lists. */
export type ConfigChange =
  | { readonly name: string; readonly operation: 'set' | 'append' | 'subtract'; readonly value: string }
  | { readonly name: string; readonly operation: 'delete' };

/** A node of the cluster with the address of its gRPC door. */
export interface NodeDescription {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | undefined;
}

/** The cluster. */
export interface ClusterDescription {
  readonly clusterId: string;
  /** -1 while nobody decides. */
  readonly controllerId: number;
  readonly nodes: readonly NodeDescription[];
  readonly version: string;
}

/** A partition by topic and number. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** Which offset is asked for: the first, the one behind the last, the newest record's, or by time in milliseconds. */
export type OffsetQuestion = 'earliest' | 'latest' | 'maxTimestamp' | { readonly timestampMs: number };

/** Records of a partition before an offset; -1: all that can be read now. */
export interface RecordsBefore extends TopicPartition {
  readonly beforeOffset: number;
}

/** An offset with its time; -1 where there is no such record. */
export interface OffsetAnswer extends TopicPartition {
  readonly offset: number;
  readonly timestampMs: number;
}

/**
 * Whom a quota is for: a user, a client id, or a client id of a user. A part that is left out plays no role; null means
 * everybody without a quota of their own.
 */
export interface QuotaEntity {
  readonly user?: string | null;
  readonly clientId?: string | null;
}

/** The limits of an entity by name: bytes per second, percent of one core, or requests per second. */
export interface Quota extends QuotaEntity {
  readonly limits: ReadonlyMap<string, number>;
}

/** Sets one limit, or takes it away (undefined). */
export interface QuotaChange {
  readonly name: 'producer_byte_rate' | 'consumer_byte_rate' | 'request_percentage' | 'request_rate';
  readonly value: number | undefined;
}

/** What a node plays in the quorum that keeps the metadata. `outsider`: it is no member, or not yet. */
export type QuorumRole = 'leader' | 'follower' | 'candidate' | 'learner' | 'outsider' | 'unknown';

/** `outgoing`: it votes until the change of members under way is through. `learner`: it does not vote. */
export type QuorumMemberRole = 'voter' | 'outgoing' | 'learner' | 'unknown';

/** What the node that was asked knows itself. Positions are those of entries in the metadata's log, inclusive; 0: none. */
export interface QuorumNode {
  readonly nodeId: number;
  readonly role: QuorumRole;
  readonly term: number;
  /** -1: not known. */
  readonly leaderId: number;
  readonly committedPosition: number;
  readonly appliedPosition: number;
  readonly lastPosition: number;
  readonly firstPosition: number;
  readonly snapshotPosition: number;
}

/** A member of the quorum as the leader sees it; what is not known is undefined. */
export interface QuorumMember {
  readonly id: number;
  /** `host:port` of its peer port. */
  readonly address: string | undefined;
  readonly role: QuorumMemberRole;
  readonly lastPosition: number | undefined;
  readonly silentMs: number | undefined;
}

/** The quorum as its leader sees it. */
export interface QuorumView {
  readonly leaderId: number;
  readonly term: number;
  readonly committedPosition: number;
  /** A change of members is under way. */
  readonly changing: boolean;
  readonly members: readonly QuorumMember[];
}

/** A broker's registration. A fenced broker is out of service. */
export interface BrokerHealth {
  readonly id: number;
  readonly epoch: number;
  readonly fenced: boolean;
  readonly shuttingDown: boolean;
  readonly rack: string | undefined;
}

/** The quorum and the brokers. */
export interface ClusterHealth {
  readonly asked: QuorumNode;
  /** Undefined when no leader could be asked. */
  readonly quorum: QuorumView | undefined;
  /** Why not, as a sentence. */
  readonly noQuorumBecause: string | undefined;
  readonly brokers: readonly BrokerHealth[];
}

/** Who is to vote, with the `host:port` of their peer ports, and who is to leave. */
export interface MemberChange {
  readonly add?: readonly { readonly id: number; readonly address: string }[];
  readonly remove?: readonly number[];
}

/** A snapshot of a node's metadata, up to a position. */
export interface SnapshotTaken {
  readonly nodeId: number;
  readonly position: number;
}
