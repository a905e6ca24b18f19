import type { ApiSchema } from '../notation.ts';

/** OffsetCommit, key 8. */
export const offsetCommit: ApiSchema = {
  key: 8,
  name: 'OffsetCommit',
  versions: '2-10',
  flexible: '8+',
  request: `
    groupId string 0+
    generationIdOrMemberEpoch int32 1+ = -1 ignorable
    memberId string 1+ ignorable
    groupInstanceId string? 7+ = null
    retentionTimeMs int64 2-4 = -1 ignorable clamp
    topics []OffsetCommitRequestTopic 0+
      name string 0-9 ignorable
      topicId uuid 10+ ignorable
      partitions []OffsetCommitRequestPartition 0+
        partitionIndex int32 0+
        committedOffset int64 0+ clamp
        committedLeaderEpoch int32 6+ = -1 ignorable
        committedMetadata string? 0+
  `,
  response: `
    throttleTimeMs int32 3+ ignorable
    topics []OffsetCommitResponseTopic 0+
      name string 0-9 ignorable
      topicId uuid 10+ ignorable
      partitions []OffsetCommitResponsePartition 0+
        partitionIndex int32 0+
        errorCode int16 0+
  `,
};
