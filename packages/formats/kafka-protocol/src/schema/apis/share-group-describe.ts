import type { ApiSchema } from '../notation.ts';

/** ShareGroupDescribe, key 77. */
export const shareGroupDescribe: ApiSchema = {
  key: 77,
  name: 'ShareGroupDescribe',
  versions: '1',
  flexible: '0+',
  request: `
    groupIds []string 0+
    includeAuthorizedOperations bool 0+
  `,
  response: `
    throttleTimeMs int32 0+
    groups []DescribedGroup 0+
      errorCode int16 0+
      errorMessage string? 0+ = null
      groupId string 0+
      groupState string 0+
      groupEpoch int32 0+
      assignmentEpoch int32 0+
      assignorName string 0+
      members []Member 0+
        memberId string 0+
        rackId string? 0+ = null
        memberEpoch int32 0+
        clientId string 0+
        clientHost string 0+
        subscribedTopicNames []string 0+
        assignment Assignment 0+
      authorizedOperations int32 0+ = -2147483648
    struct TopicPartitions 0+
      topicId uuid 0+
      topicName string 0+
      partitions []int32 0+
    struct Assignment 0+
      topicPartitions []TopicPartitions 0+
  `,
};
