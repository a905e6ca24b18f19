import type { ApiSchema } from '../notation.ts';

/** WriteTxnMarkers, key 27. */
export const writeTxnMarkers: ApiSchema = {
  key: 27,
  name: 'WriteTxnMarkers',
  versions: '1-2',
  flexible: '1+',
  request: `
    markers []WritableTxnMarker 0+
      producerId int64 0+
      producerEpoch int16 0+
      transactionResult bool 0+
      topics []WritableTxnMarkerTopic 0+
        name string 0+
        partitionIndexes []int32 0+
      coordinatorEpoch int32 0+
      transactionVersion int8 2+ = 0 ignorable
  `,
  response: `
    markers []WritableTxnMarkerResult 0+
      producerId int64 0+
      topics []WritableTxnMarkerTopicResult 0+
        name string 0+
        partitions []WritableTxnMarkerPartitionResult 0+
          partitionIndex int32 0+
          errorCode int16 0+
  `,
};
