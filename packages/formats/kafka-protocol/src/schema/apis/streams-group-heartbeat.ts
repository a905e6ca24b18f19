import type { ApiSchema } from '../notation.ts';

/** StreamsGroupHeartbeat, key 88. */
export const streamsGroupHeartbeat: ApiSchema = {
  key: 88,
  name: 'StreamsGroupHeartbeat',
  versions: '0',
  flexible: '0+',
  request: `
    groupId string 0+
    memberId string 0+
    memberEpoch int32 0+
    endpointInformationEpoch int32 0+
    instanceId string? 0+ = null
    rackId string? 0+ = null
    rebalanceTimeoutMs int32 0+ = -1
    topology Topology? 0+ = null
      epoch int32 0+
      subtopologies []Subtopology 0+
        subtopologyId string 0+
        sourceTopics []string 0+
        sourceTopicRegex []string 0+
        stateChangelogTopics []TopicInfo 0+
        repartitionSinkTopics []string 0+
        repartitionSourceTopics []TopicInfo 0+
        copartitionGroups []CopartitionGroup 0+
          sourceTopics []int16 0+
          sourceTopicRegex []int16 0+
          repartitionSourceTopics []int16 0+
    activeTasks []TaskIds? 0+ = null
    standbyTasks []TaskIds? 0+ = null
    warmupTasks []TaskIds? 0+ = null
    processId string? 0+ = null
    userEndpoint Endpoint? 0+ = null
    clientTags []KeyValue? 0+ = null
    taskOffsets []TaskOffset? 0+ = null
    taskEndOffsets []TaskOffset? 0+ = null
    shutdownApplication bool 0+ = false
    struct KeyValue 0+
      key string 0+
      value string 0+
    struct TopicInfo 0+
      name string 0+
      partitions int32 0+
      replicationFactor int16 0+
      topicConfigs []KeyValue 0+
    struct Endpoint 0+
      host string 0+
      port uint16 0+
    struct TaskOffset 0+
      subtopologyId string 0+
      partition int32 0+
      offset int64 0+
    struct TaskIds 0+
      subtopologyId string 0+
      partitions []int32 0+
  `,
  response: `
    throttleTimeMs int32 0+
    errorCode int16 0+
    errorMessage string? 0+ = null
    memberId string 0+
    memberEpoch int32 0+
    heartbeatIntervalMs int32 0+
    acceptableRecoveryLag int32 0+
    taskOffsetIntervalMs int32 0+
    status []Status? 0+
    activeTasks []TaskIds? 0+ = null
    standbyTasks []TaskIds? 0+ = null
    warmupTasks []TaskIds? 0+ = null
    endpointInformationEpoch int32 0+
    partitionsByUserEndpoint []EndpointToPartitions? 0+ = null
      userEndpoint Endpoint 0+
      activePartitions []TopicPartition 0+
      standbyPartitions []TopicPartition 0+
    struct Status 0+
      statusCode int8 0+
      statusDetail string 0+
    struct TopicPartition 0+
      topic string 0+
      partitions []int32 0+
    struct TaskIds 0+
      subtopologyId string 0+
      partitions []int32 0+
    struct Endpoint 0+
      host string 0+
      port uint16 0+
  `,
};
