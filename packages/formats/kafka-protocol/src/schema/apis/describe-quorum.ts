import type { ApiSchema } from '../notation.ts';

/** DescribeQuorum, key 55. */
export const describeQuorum: ApiSchema = {
  key: 55,
  name: 'DescribeQuorum',
  versions: '0-2',
  flexible: '0+',
  request: `
    topics []TopicData 0+
      topicName string 0+
      partitions []PartitionData 0+
        partitionIndex int32 0+
  `,
  response: `
    errorCode int16 0+
    errorMessage string? 2+ ignorable
    topics []TopicData 0+
      topicName string 0+
      partitions []PartitionData 0+
        partitionIndex int32 0+
        errorCode int16 0+
        errorMessage string? 2+ ignorable
        leaderId int32 0+
        leaderEpoch int32 0+
        highWatermark int64 0+
        currentVoters []ReplicaState 0+
        observers []ReplicaState 0+
    nodes []Node 2+
      nodeId int32 2+
      listeners []Listener 2+
        name string 2+
        host string 2+
        port uint16 2+
    struct ReplicaState 0+
      replicaId int32 0+
      replicaDirectoryId uuid 2+
      logEndOffset int64 0+
      lastFetchTimestamp int64 1+ = -1 ignorable
      lastCaughtUpTimestamp int64 1+ = -1 ignorable
  `,
};
