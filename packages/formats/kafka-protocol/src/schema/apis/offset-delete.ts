import type { ApiSchema } from '../notation.ts';

/** OffsetDelete, key 47. */
export const offsetDelete: ApiSchema = {
  key: 47,
  name: 'OffsetDelete',
  versions: '0',
  flexible: 'none',
  request: `
    groupId string 0+
    topics []OffsetDeleteRequestTopic 0+
      name string 0+
      partitions []OffsetDeleteRequestPartition 0+
        partitionIndex int32 0+
  `,
  response: `
    errorCode int16 0+
    throttleTimeMs int32 0+ ignorable
    topics []OffsetDeleteResponseTopic 0+
      name string 0+
      partitions []OffsetDeleteResponsePartition 0+
        partitionIndex int32 0+
        errorCode int16 0+
  `,
};
