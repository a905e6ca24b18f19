import type { ApiSchema } from '../notation.ts';

/** AlterShareGroupOffsets, key 91. */
export const alterShareGroupOffsets: ApiSchema = {
  key: 91,
  name: 'AlterShareGroupOffsets',
  versions: '0',
  flexible: '0+',
  request: `
    groupId string 0+
    topics []AlterShareGroupOffsetsRequestTopic 0+
      topicName string 0+
      partitions []AlterShareGroupOffsetsRequestPartition 0+
        partitionIndex int32 0+
        startOffset int64 0+ clamp
  `,
  response: `
    throttleTimeMs int32 0+
    errorCode int16 0+
    errorMessage string? 0+ = null
    responses []AlterShareGroupOffsetsResponseTopic 0+
      topicName string 0+
      topicId uuid 0+
      partitions []AlterShareGroupOffsetsResponsePartition 0+
        partitionIndex int32 0+
        errorCode int16 0+
        errorMessage string? 0+ = null
  `,
};
