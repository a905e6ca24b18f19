/** A value of one kind that cannot be mistaken for another of the same representation. */
declare const brand: unique symbol;
export type Branded<Value, Name extends string> = Value & { readonly [brand]: Name };

/** A position in a partition log; a safe integer, 0 or more. Ends are exclusive. */
export type Offset = Branded<number, 'Offset'>;
/** The number of a partition leader's reign; -1 when unknown. */
export type LeaderEpoch = Branded<number, 'LeaderEpoch'>;
/** The id of a node that stores partitions. */
export type BrokerId = Branded<number, 'BrokerId'>;
/** The number of a broker's registration; a rebooted broker has a new one. */
export type BrokerEpoch = Branded<number, 'BrokerEpoch'>;
/** The position of a record in the metadata log. */
export type MetadataOffset = Branded<number, 'MetadataOffset'>;
/** A topic's id as 32 lower-case hexadecimal digits. */
export type TopicId = Branded<string, 'TopicId'>;
/** The number of a partition within its topic. */
export type PartitionIndex = Branded<number, 'PartitionIndex'>;
/** The id of an idempotent or transactional producer; -1 when none. */
export type ProducerId = Branded<number, 'ProducerId'>;

/** The topic id that means "none". */
export const noTopicId: TopicId = '00000000000000000000000000000000' as TopicId;
/** The epoch that means "unknown". */
export const noLeaderEpoch: LeaderEpoch = -1 as LeaderEpoch;
