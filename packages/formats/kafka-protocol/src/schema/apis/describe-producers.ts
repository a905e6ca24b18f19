import type { ApiSchema } from '../notation.ts';

/** DescribeProducers, key 61. */
export const describeProducers: ApiSchema = {
  key: 61,
  name: 'DescribeProducers',
  versions: '0',
  flexible: '0+',
  request: `
    topics []TopicRequest 0+
      name string 0+
      partitionIndexes []int32 0+
  `,
  response: `
    throttleTimeMs int32 0+
    topics []TopicResponse 0+
      name string 0+
      partitions []PartitionResponse 0+
        partitionIndex int32 0+
        errorCode int16 0+
        errorMessage string? 0+ = null
        activeProducers []ProducerState 0+
          producerId int64 0+
          producerEpoch int32 0+
          lastSequence int32 0+ = -1
          lastTimestamp int64 0+ = -1 clamp
          coordinatorEpoch int32 0+
          currentTxnStartOffset int64 0+ = -1
  `,
};
