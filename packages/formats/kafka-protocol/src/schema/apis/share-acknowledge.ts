import type { ApiSchema } from '../notation.ts';

/** ShareAcknowledge, key 79. */
export const shareAcknowledge: ApiSchema = {
  key: 79,
  name: 'ShareAcknowledge',
  versions: '1-2',
  flexible: '0+',
  request: `
    groupId string? 0+ = null
    memberId string? 0+
    shareSessionEpoch int32 0+
    isRenewAck bool 2+ = false
    topics []AcknowledgeTopic 0+
      topicId uuid 0+
      partitions []AcknowledgePartition 0+
        partitionIndex int32 0+
        acknowledgementBatches []AcknowledgementBatch 0+
          firstOffset int64 0+
          lastOffset int64 0+
          acknowledgeTypes []int8 0+
  `,
  response: `
    throttleTimeMs int32 0+
    errorCode int16 0+
    errorMessage string? 0+ = null
    acquisitionLockTimeoutMs int32 2+ ignorable
    responses []ShareAcknowledgeTopicResponse 0+
      topicId uuid 0+
      partitions []PartitionData 0+
        partitionIndex int32 0+
        errorCode int16 0+
        errorMessage string? 0+ = null
        currentLeader LeaderIdAndEpoch 0+
          leaderId int32 0+
          leaderEpoch int32 0+
    nodeEndpoints []NodeEndpoint 0+
      nodeId int32 0+
      host string 0+
      port int32 0+
      rack string? 0+ = null
  `,
};
