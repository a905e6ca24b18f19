import type { ApiSchema } from '../notation.ts';

/** ShareGroupHeartbeat, key 76. */
export const shareGroupHeartbeat: ApiSchema = {
  key: 76,
  name: 'ShareGroupHeartbeat',
  versions: '1',
  flexible: '0+',
  request: `
    groupId string 0+
    memberId string 0+
    memberEpoch int32 0+
    rackId string? 0+ = null
    subscribedTopicNames []string? 0+ = null
  `,
  response: `
    throttleTimeMs int32 0+
    errorCode int16 0+
    errorMessage string? 0+ = null
    memberId string? 0+ = null
    memberEpoch int32 0+
    heartbeatIntervalMs int32 0+
    assignment Assignment? 0+ = null
      topicPartitions []TopicPartitions 0+
    struct TopicPartitions 0+
      topicId uuid 0+
      partitions []int32 0+
  `,
};
