import type { ApiSchema } from '../notation.ts';

/** ListOffsets, key 2. */
export const listOffsets: ApiSchema = {
  key: 2,
  name: 'ListOffsets',
  versions: '1-11',
  flexible: '6+',
  request: `
    replicaId int32 0+
    isolationLevel int8 2+
    topics []ListOffsetsTopic 0+
      name string 0+
      partitions []ListOffsetsPartition 0+
        partitionIndex int32 0+
        currentLeaderEpoch int32 4+ = -1 ignorable
        timestamp int64 0+ clamp
    timeoutMs int32 10+ ignorable
  `,
  response: `
    throttleTimeMs int32 2+ ignorable
    topics []ListOffsetsTopicResponse 0+
      name string 0+
      partitions []ListOffsetsPartitionResponse 0+
        partitionIndex int32 0+
        errorCode int16 0+
        timestamp int64 1+ = -1 clamp
        offset int64 1+ = -1
        leaderEpoch int32 4+ = -1
  `,
};
