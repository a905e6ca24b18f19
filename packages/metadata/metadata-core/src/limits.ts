/** The bounds of the metadata. At each of them the item of the command is refused; nothing else happens. */

/** Characters of a topic name, as in Kafka. Above: INVALID_TOPIC_EXCEPTION. */
export const topicNameCharsMax = 249;
/** Partitions of one topic. Above: INVALID_PARTITIONS. */
export const partitionsPerTopicMax = 10_000;
/** Partitions of all topics together. Above: POLICY_VIOLATION. */
export const partitionsPerClusterMax = 1_000_000;
/** New partitions of one command, so that its records stay one entry of the log. Above: POLICY_VIOLATION. */
export const partitionsPerCommandMax = 100_000;
/** Items (topics, resources) of one command. Above: the items behind it are refused with POLICY_VIOLATION. */
export const itemsPerCommandMax = 10_000;
/** Replicas of one partition. Above: INVALID_REPLICATION_FACTOR or INVALID_REPLICA_ASSIGNMENT. */
export const replicasPerPartitionMax = 100;
/** Characters of one config value. Above: INVALID_CONFIG. */
export const configValueCharsMax = 32_768;
/** Endpoints of a broker. Above: INVALID_REGISTRATION. */
export const endpointsPerBrokerMax = 16;
/** Characters of a host, rack or listener name. Above: INVALID_REGISTRATION. */
export const brokerTextCharsMax = 1_024;
/** Entities (users, client ids, pairs of them) that have quotas. Above: POLICY_VIOLATION. */
export const quotaEntitiesMax = 10_000;
/** Characters of a user or client id that a quota names. Above: INVALID_REQUEST. */
export const quotaNameCharsMax = 1_024;
/** Producer ids handed to a broker at once; what it has left when it stops is never used. */
export const producerIdBlockSize = 1_000;
