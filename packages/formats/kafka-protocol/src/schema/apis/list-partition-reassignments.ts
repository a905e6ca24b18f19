import type { ApiSchema } from '../notation.ts';

/** ListPartitionReassignments, key 46. */
export const listPartitionReassignments: ApiSchema = {
  key: 46,
  name: 'ListPartitionReassignments',
  versions: '0',
  flexible: '0+',
  request: `
    timeoutMs int32 0+ = 60000
    topics []ListPartitionReassignmentsTopics? 0+ = null
      name string 0+
      partitionIndexes []int32 0+
  `,
  response: `
    throttleTimeMs int32 0+
    errorCode int16 0+
    errorMessage string? 0+
    topics []OngoingTopicReassignment 0+
      name string 0+
      partitions []OngoingPartitionReassignment 0+
        partitionIndex int32 0+
        replicas []int32 0+
        addingReplicas []int32 0+
        removingReplicas []int32 0+
  `,
};
