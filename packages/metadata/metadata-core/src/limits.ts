/** The bounds of the metadata. At each of them the item of the command is refused; nothing else happens. */

/** Characters of a topic name, as in Kafka. Above: INVALID_TOPIC_EXCEPTION. */
export const topicNameCharsMax = 249;
/** Partitions of one topic. Above: INVALID_PARTITIONS. */
export const partitionsPerTopicMax = 10_000;
/** Partitions of all topics together. Above: POLICY_VIOLATION. */
export const partitionsPerClusterMax = 1_000_000;
/** New partitions of one command, so that planning it stops nobody else for long; as many as Kafka's. Above: POLICY_VIOLATION. */
export const partitionsPerCommandMax = 10_000;
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
/** Sessions that are open. Above: POLICY_VIOLATION. */
export const sessionsMax = 100_000;
/** Sessions that one command ends, so that its records stay one entry of the log. Above: POLICY_VIOLATION. */
export const sessionsPerCommandMax = 1_000;
/**
 * Keys and candidacies that go with the sessions of one command: it is replayed in one step. One session is always let in. Above:
 * POLICY_VIOLATION.
 */
export const holdingsPerCommandMax = 20_000;
/** Shortest time-out of a session: below, a pause of a garbage collector would end it. Below: INVALID_SESSION_TIMEOUT. */
export const sessionTimeoutMsMin = 1_000;
/** Longest time-out of a session: what hangs on one whose owner died stays that long. Above: INVALID_SESSION_TIMEOUT. */
export const sessionTimeoutMsMax = 3_600_000;
/** Characters of the name of a session's owner. Above: INVALID_REQUEST. */
export const sessionOwnerCharsMax = 1_024;
/** Keys and candidacies that hang on one session: they go in one step when it ends. Above: POLICY_VIOLATION. */
export const holdingsPerSessionMax = 10_000;
/** Characters of the path of a key. Above: INVALID_REQUEST. */
export const keyPathCharsMax = 1_024;
/** Bytes of the value of a key. Above: INVALID_REQUEST. */
export const keyValueBytesMax: number = 256 * 1024;
/** Keys of the whole tree. Above: POLICY_VIOLATION. */
export const keysMax = 1_000_000;
/** Keys right below one parent. Above: POLICY_VIOLATION. */
export const childrenMax = 100_000;
/** Characters of all paths and bytes of all values together, since all are in memory. Above: POLICY_VIOLATION. */
export const keyBytesMax: number = 256 * 1024 * 1024;
/** Keys of one list. A longer one is read in parts. */
export const keysPerListMax = 10_000;
/** Conditions of a transaction. Above: INVALID_REQUEST. */
export const conditionsPerTransactionMax = 128;
/** Operations in each list of a transaction. Above: INVALID_REQUEST. */
export const operationsPerTransactionMax = 128;
/** Bytes of all values in a transaction. Above: INVALID_REQUEST. */
export const transactionBytesMax: number = 1024 * 1024;
/** Characters of the name of an election or lock. Above: INVALID_REQUEST. */
export const electionNameCharsMax = 512;
/** Bytes that a candidate says of itself. Above: INVALID_REQUEST. */
export const candidateValueBytesMax = 1_024;
/** Candidates of one election or lock, its leader included. Above: POLICY_VIOLATION. */
export const candidatesPerElectionMax = 10_000;
/** Candidates of all elections and locks. Above: POLICY_VIOLATION. */
export const candidatesMax = 100_000;
/** ACLs. Above: POLICY_VIOLATION. */
export const aclsMax = 100_000;
/** Filters of one command that takes ACLs away: each is held against every ACL. Above: POLICY_VIOLATION. */
export const aclFiltersPerCommandMax = 100;
/** Characters of the resource name, principal or host of an ACL. Above: INVALID_REQUEST. */
export const aclTextCharsMax = 1_024;
/** Credentials, one per user and mechanism. Above: POLICY_VIOLATION. */
export const credentialsMax = 100_000;
/** Characters of the name of a user with a credential. Above: UNACCEPTABLE_CREDENTIAL. */
export const credentialUserCharsMax = 1_024;
/** Fewest iterations of a SCRAM credential, as in Kafka. Below: UNACCEPTABLE_CREDENTIAL. */
export const scramIterationsMin = 4_096;
/** Most iterations of a SCRAM credential, as in Kafka: every login costs them. Above: UNACCEPTABLE_CREDENTIAL. */
export const scramIterationsMax = 16_384;
/** Fewest bytes of a salt. Below: UNACCEPTABLE_CREDENTIAL. */
export const scramSaltBytesMin = 8;
/** Most bytes of a salt. Above: UNACCEPTABLE_CREDENTIAL. */
export const scramSaltBytesMax = 64;
/** Features that a broker can say it speaks. Above: INVALID_REGISTRATION. */
export const featuresPerBrokerMax = 100;
/** Bytes of an encoding whose memory is kept for the next one. Above: it is given back. */
export const encodingMemoryKeptBytesMax: number = 64 * 1024;
