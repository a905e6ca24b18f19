import type { ApiSchema } from '../notation.ts';

/** ElectLeaders, key 43. */
export const electLeaders: ApiSchema = {
  key: 43,
  name: 'ElectLeaders',
  versions: '0-2',
  flexible: '2+',
  request: `
    electionType int8 1+
    topicPartitions []TopicPartitions? 0+
      topic string 0+
      partitions []int32 0+
    timeoutMs int32 0+ = 60000
  `,
  response: `
    throttleTimeMs int32 0+
    errorCode int16 1+
    replicaElectionResults []ReplicaElectionResult 0+
      topic string 0+
      partitionResult []PartitionResult 0+
        partitionId int32 0+
        errorCode int16 0+
        errorMessage string? 0+
  `,
};
