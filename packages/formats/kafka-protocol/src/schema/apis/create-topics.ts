import type { ApiSchema } from '../notation.ts';

/** CreateTopics, key 19. */
export const createTopics: ApiSchema = {
  key: 19,
  name: 'CreateTopics',
  versions: '2-7',
  flexible: '5+',
  request: `
    topics []CreatableTopic 0+
      name string 0+
      numPartitions int32 0+
      replicationFactor int16 0+
      assignments []CreatableReplicaAssignment 0+
        partitionIndex int32 0+
        brokerIds []int32 0+
      configs []CreatableTopicConfig 0+
        name string 0+
        value string? 0+
    timeoutMs int32 0+ = 60000
    validateOnly bool 1+ = false
  `,
  response: `
    throttleTimeMs int32 2+ ignorable
    topics []CreatableTopicResult 0+
      name string 0+
      topicId uuid 7+ ignorable
      errorCode int16 0+
      errorMessage string?0+ 1+ ignorable
      topicConfigErrorCode int16 5+ tag 0 ignorable
      numPartitions int32 5+ = -1 ignorable
      replicationFactor int16 5+ = -1 ignorable
      configs []CreatableTopicConfigs? 5+ ignorable
        name string 5+
        value string? 5+
        readOnly bool 5+
        configSource int8 5+ = -1 ignorable
        isSensitive bool 5+
  `,
};
