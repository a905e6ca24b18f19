import type { ApiSchema } from '../notation.ts';

/** OffsetForLeaderEpoch, key 23. */
export const offsetForLeaderEpoch: ApiSchema = {
  key: 23,
  name: 'OffsetForLeaderEpoch',
  versions: '2-4',
  flexible: '4+',
  request: `
    replicaId int32 3+ = -2 ignorable
    topics []OffsetForLeaderTopic 0+
      topic string 0+
      partitions []OffsetForLeaderPartition 0+
        partition int32 0+
        currentLeaderEpoch int32 2+ = -1 ignorable
        leaderEpoch int32 0+
  `,
  response: `
    throttleTimeMs int32 2+ ignorable
    topics []OffsetForLeaderTopicResult 0+
      topic string 0+
      partitions []EpochEndOffset 0+
        errorCode int16 0+
        partition int32 0+
        leaderEpoch int32 1+ = -1 ignorable
        endOffset int64 0+ = -1
  `,
};
