import type { ApiSchema } from '../notation.ts';

/** DescribeTopicPartitions, key 75. */
export const describeTopicPartitions: ApiSchema = {
  key: 75,
  name: 'DescribeTopicPartitions',
  versions: '0',
  flexible: '0+',
  request: `
    topics []TopicRequest 0+
      name string 0+
    responsePartitionLimit int32 0+ = 2000
    cursor Cursor? 0+ = null
      topicName string 0+
      partitionIndex int32 0+
  `,
  response: `
    throttleTimeMs int32 0+ ignorable
    topics []DescribeTopicPartitionsResponseTopic 0+
      errorCode int16 0+
      name string? 0+
      topicId uuid 0+ ignorable
      isInternal bool 0+ = false ignorable
      partitions []DescribeTopicPartitionsResponsePartition 0+
        errorCode int16 0+
        partitionIndex int32 0+
        leaderId int32 0+
        leaderEpoch int32 0+ = -1 ignorable
        replicaNodes []int32 0+
        isrNodes []int32 0+
        eligibleLeaderReplicas []int32? 0+ = null
        lastKnownElr []int32? 0+ = null
        offlineReplicas []int32 0+ ignorable
      topicAuthorizedOperations int32 0+ = -2147483648
    nextCursor Cursor? 0+ = null
      topicName string 0+
      partitionIndex int32 0+
  `,
};
