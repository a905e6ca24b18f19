import type { ApiSchema } from '../notation.ts';

/** Produce, key 0. */
export const produce: ApiSchema = {
  key: 0,
  name: 'Produce',
  versions: '3-13',
  flexible: '9+',
  request: `
    transactionalId string? 3+ = null
    acks int16 0+
    timeoutMs int32 0+
    topicData []TopicProduceData 0+
      name string 0-12 ignorable
      topicId uuid 13+ ignorable
      partitionData []PartitionProduceData 0+
        index int32 0+
        records records? 0+
  `,
  response: `
    responses []TopicProduceResponse 0+
      name string 0-12 ignorable
      topicId uuid 13+ ignorable
      partitionResponses []PartitionProduceResponse 0+
        index int32 0+
        errorCode int16 0+
        baseOffset int64 0+
        logAppendTimeMs int64 2+ = -1 ignorable
        logStartOffset int64 5+ = -1 ignorable
        recordErrors []BatchIndexAndErrorMessage 8+ ignorable
          batchIndex int32 8+
          batchIndexErrorMessage string? 8+ = null
        errorMessage string? 8+ = null ignorable
        currentLeader LeaderIdAndEpoch 10+ tag 0
          leaderId int32 10+ = -1
          leaderEpoch int32 10+ = -1
    throttleTimeMs int32 1+ = 0 ignorable
    nodeEndpoints []NodeEndpoint 10+ tag 0
      nodeId int32 10+
      host string 10+
      port int32 10+
      rack string? 10+ = null
  `,
};
