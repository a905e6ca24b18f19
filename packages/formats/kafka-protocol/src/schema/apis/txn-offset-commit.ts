import type { ApiSchema } from '../notation.ts';

/** TxnOffsetCommit, key 28. */
export const txnOffsetCommit: ApiSchema = {
  key: 28,
  name: 'TxnOffsetCommit',
  versions: '0-5',
  flexible: '3+',
  request: `
    transactionalId string 0+
    groupId string 0+
    producerId int64 0+
    producerEpoch int16 0+
    generationId int32 3+ = -1
    memberId string 3+ = ''
    groupInstanceId string? 3+ = null
    topics []TxnOffsetCommitRequestTopic 0+
      name string 0+
      partitions []TxnOffsetCommitRequestPartition 0+
        partitionIndex int32 0+
        committedOffset int64 0+ clamp
        committedLeaderEpoch int32 2+ = -1 ignorable
        committedMetadata string? 0+
  `,
  response: `
    throttleTimeMs int32 0+
    topics []TxnOffsetCommitResponseTopic 0+
      name string 0+
      partitions []TxnOffsetCommitResponsePartition 0+
        partitionIndex int32 0+
        errorCode int16 0+
  `,
};
