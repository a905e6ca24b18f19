import type { ApiSchema } from '../notation.ts';

/** DescribeShareGroupOffsets, key 90. */
export const describeShareGroupOffsets: ApiSchema = {
  key: 90,
  name: 'DescribeShareGroupOffsets',
  versions: '0-1',
  flexible: '0+',
  request: `
    groups []DescribeShareGroupOffsetsRequestGroup 0+
      groupId string 0+
      topics []DescribeShareGroupOffsetsRequestTopic? 0+
        topicName string 0+
        partitions []int32 0+
  `,
  response: `
    throttleTimeMs int32 0+
    groups []DescribeShareGroupOffsetsResponseGroup 0+
      groupId string 0+
      topics []DescribeShareGroupOffsetsResponseTopic 0+
        topicName string 0+
        topicId uuid 0+
        partitions []DescribeShareGroupOffsetsResponsePartition 0+
          partitionIndex int32 0+
          startOffset int64 0+
          leaderEpoch int32 0+
          lag int64 1+ = -1 ignorable
          errorCode int16 0+
          errorMessage string? 0+ = null
      errorCode int16 0+
      errorMessage string? 0+ = null
  `,
};
