import type { ApiSchema } from '../notation.ts';

/** OffsetFetch, key 9. */
export const offsetFetch: ApiSchema = {
  key: 9,
  name: 'OffsetFetch',
  versions: '1-10',
  flexible: '6+',
  request: `
    groupId string 0-7
    topics []OffsetFetchRequestTopic?2-7 0-7
      name string 0-7
      partitionIndexes []int32 0-7
    groups []OffsetFetchRequestGroup 8+
      groupId string 8+
      memberId string? 9+ = null ignorable
      memberEpoch int32 9+ = -1 ignorable
      topics []OffsetFetchRequestTopics? 8+
        name string 8-9 ignorable
        topicId uuid 10+ ignorable
        partitionIndexes []int32 8+
    requireStable bool 7+ = false
  `,
  response: `
    throttleTimeMs int32 3+ ignorable
    topics []OffsetFetchResponseTopic 0-7
      name string 0-7
      partitions []OffsetFetchResponsePartition 0-7
        partitionIndex int32 0-7
        committedOffset int64 0-7 clamp
        committedLeaderEpoch int32 5-7 = -1 ignorable
        metadata string? 0-7
        errorCode int16 0-7
    errorCode int16 2-7 = 0 ignorable
    groups []OffsetFetchResponseGroup 8+
      groupId string 8+
      topics []OffsetFetchResponseTopics 8+
        name string 8-9 ignorable
        topicId uuid 10+ ignorable
        partitions []OffsetFetchResponsePartitions 8+
          partitionIndex int32 8+
          committedOffset int64 8+ clamp
          committedLeaderEpoch int32 8+ = -1 ignorable
          metadata string? 8+
          errorCode int16 8+
      errorCode int16 8+ = 0
  `,
};
