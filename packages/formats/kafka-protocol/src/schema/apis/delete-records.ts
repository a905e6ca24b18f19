import type { ApiSchema } from '../notation.ts';

/** DeleteRecords, key 21. */
export const deleteRecords: ApiSchema = {
  key: 21,
  name: 'DeleteRecords',
  versions: '0-2',
  flexible: '2+',
  request: `
    topics []DeleteRecordsTopic 0+
      name string 0+
      partitions []DeleteRecordsPartition 0+
        partitionIndex int32 0+
        offset int64 0+ clamp
    timeoutMs int32 0+
  `,
  response: `
    throttleTimeMs int32 0+
    topics []DeleteRecordsTopicResult 0+
      name string 0+
      partitions []DeleteRecordsPartitionResult 0+
        partitionIndex int32 0+
        lowWatermark int64 0+
        errorCode int16 0+
  `,
};
