import type { ApiSchema } from '../notation.ts';

/** Metadata, key 3. */
export const metadata: ApiSchema = {
  key: 3,
  name: 'Metadata',
  versions: '0-13',
  flexible: '9+',
  request: `
    topics []MetadataRequestTopic?1+ 0+
      topicId uuid 10+ ignorable
      name string?10+ 0+
    allowAutoTopicCreation bool 4+ = true
    includeClusterAuthorizedOperations bool 8-10
    includeTopicAuthorizedOperations bool 8+
  `,
  response: `
    throttleTimeMs int32 3+ ignorable
    brokers []MetadataResponseBroker 0+
      nodeId int32 0+
      host string 0+
      port int32 0+
      rack string? 1+ = null ignorable
    clusterId string? 2+ = null ignorable
    controllerId int32 1+ = -1 ignorable
    topics []MetadataResponseTopic 0+
      errorCode int16 0+
      name string?12+ 0+
      topicId uuid 10+ ignorable
      isInternal bool 1+ = false ignorable
      partitions []MetadataResponsePartition 0+
        errorCode int16 0+
        partitionIndex int32 0+
        leaderId int32 0+
        leaderEpoch int32 7+ = -1 ignorable
        replicaNodes []int32 0+
        isrNodes []int32 0+
        offlineReplicas []int32 5+ ignorable
      topicAuthorizedOperations int32 8+ = -2147483648
    clusterAuthorizedOperations int32 8-10 = -2147483648
    errorCode int16 13+ ignorable
  `,
};
