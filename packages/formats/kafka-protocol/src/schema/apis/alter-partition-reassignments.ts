import type { ApiSchema } from '../notation.ts';

/** AlterPartitionReassignments, key 45. */
export const alterPartitionReassignments: ApiSchema = {
  key: 45,
  name: 'AlterPartitionReassignments',
  versions: '0-1',
  flexible: '0+',
  request: `
    timeoutMs int32 0+ = 60000
    allowReplicationFactorChange bool 1+ = true
    topics []ReassignableTopic 0+
      name string 0+
      partitions []ReassignablePartition 0+
        partitionIndex int32 0+
        replicas []int32? 0+ = null
  `,
  response: `
    throttleTimeMs int32 0+
    allowReplicationFactorChange bool 1+ = true ignorable
    errorCode int16 0+
    errorMessage string? 0+
    responses []ReassignableTopicResponse 0+
      name string 0+
      partitions []ReassignablePartitionResponse 0+
        partitionIndex int32 0+
        errorCode int16 0+
        errorMessage string? 0+
  `,
};
