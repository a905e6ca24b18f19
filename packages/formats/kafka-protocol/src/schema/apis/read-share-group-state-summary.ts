import type { ApiSchema } from '../notation.ts';

/** ReadShareGroupStateSummary, key 87. */
export const readShareGroupStateSummary: ApiSchema = {
  key: 87,
  name: 'ReadShareGroupStateSummary',
  versions: '0-1',
  flexible: '0+',
  request: `
    groupId string 0+
    topics []ReadStateSummaryData 0+
      topicId uuid 0+
      partitions []PartitionData 0+
        partition int32 0+
        leaderEpoch int32 0+
  `,
  response: `
    results []ReadStateSummaryResult 0+
      topicId uuid 0+
      partitions []PartitionResult 0+
        partition int32 0+
        errorCode int16 0+
        errorMessage string? 0+ = null
        stateEpoch int32 0+
        leaderEpoch int32 0+
        startOffset int64 0+
        deliveryCompleteCount int32 1+ = -1 ignorable
  `,
};
