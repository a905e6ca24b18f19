import type { ApiSchema } from '../notation.ts';

/** ConsumerGroupHeartbeat, key 68. */
export const consumerGroupHeartbeat: ApiSchema = {
  key: 68,
  name: 'ConsumerGroupHeartbeat',
  versions: '0-1',
  flexible: '0+',
  request: `
    groupId string 0+
    memberId string 0+
    memberEpoch int32 0+
    instanceId string? 0+ = null
    rackId string? 0+ = null
    rebalanceTimeoutMs int32 0+ = -1
    subscribedTopicNames []string? 0+ = null
    subscribedTopicRegex string? 1+ = null
    serverAssignor string? 0+ = null
    topicPartitions []TopicPartitions? 0+ = null
      topicId uuid 0+
      partitions []int32 0+
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
