import type { ApiSchema } from '../notation.ts';

/** InitializeShareGroupState, key 83. */
export const initializeShareGroupState: ApiSchema = {
  key: 83,
  name: 'InitializeShareGroupState',
  versions: '0',
  flexible: '0+',
  request: `
    groupId string 0+
    topics []InitializeStateData 0+
      topicId uuid 0+
      partitions []PartitionData 0+
        partition int32 0+
        stateEpoch int32 0+
        startOffset int64 0+
  `,
  response: `
    results []InitializeStateResult 0+
      topicId uuid 0+
      partitions []PartitionResult 0+
        partition int32 0+
        errorCode int16 0+
        errorMessage string? 0+ = null
  `,
};
