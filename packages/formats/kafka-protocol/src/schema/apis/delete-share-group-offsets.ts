import type { ApiSchema } from '../notation.ts';

/** DeleteShareGroupOffsets, key 92. */
export const deleteShareGroupOffsets: ApiSchema = {
  key: 92,
  name: 'DeleteShareGroupOffsets',
  versions: '0',
  flexible: '0+',
  request: `
    groupId string 0+
    topics []DeleteShareGroupOffsetsRequestTopic 0+
      topicName string 0+
  `,
  response: `
    throttleTimeMs int32 0+
    errorCode int16 0+
    errorMessage string? 0+ = null
    responses []DeleteShareGroupOffsetsResponseTopic 0+
      topicName string 0+
      topicId uuid 0+
      errorCode int16 0+
      errorMessage string? 0+ = null
  `,
};
