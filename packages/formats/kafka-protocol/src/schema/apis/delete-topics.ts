import type { ApiSchema } from '../notation.ts';

/** DeleteTopics, key 20. */
export const deleteTopics: ApiSchema = {
  key: 20,
  name: 'DeleteTopics',
  versions: '1-6',
  flexible: '4+',
  request: `
    topics []DeleteTopicState 6+
      name string? 6+ = null
      topicId uuid 6+
    topicNames []string 0-5 ignorable
    timeoutMs int32 0+
  `,
  response: `
    throttleTimeMs int32 1+ ignorable
    responses []DeletableTopicResult 0+
      name string?6+ 0+
      topicId uuid 6+ ignorable
      errorCode int16 0+
      errorMessage string? 5+ = null ignorable
  `,
};
