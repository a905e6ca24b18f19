import { type BrokerId, ErrorCode, success } from '@ottla/base';
import type { MetadataImage, PartitionState, TopicState } from '@ottla/metadata-core';
import type { PartitionTable } from '../partitions/partition-table.ts';
import type { PartitionDescription, TopicDescription } from './topics-types.ts';

interface Surroundings {
  readonly image: MetadataImage;
  readonly nodeId: BrokerId;
  readonly partitions: PartitionTable;
}

/** A topic as clients see it now. */
export function describeTopic(topic: TopicState, around: Surroundings): TopicDescription {
  return {
    outcome: success,
    name: topic.name,
    topicId: topic.id,
    internal: topic.name.startsWith('__'),
    partitions: topic.partitions.map((state, index) => describePartition({ topic, state, index }, around)),
  };
}

/** A partition without a leader, or led here but not open yet, is told as having none: clients come back shortly. */
function describePartition(
  of: { readonly topic: TopicState; readonly state: PartitionState; readonly index: number },
  around: Surroundings,
): PartitionDescription {
  const { topic, state, index } = of;
  const opening = state.leader === around.nodeId && around.partitions.get(topic.id, index) === undefined;
  const leaderId = opening ? -1 : state.leader;
  return {
    error: leaderId < 0 ? ErrorCode.LEADER_NOT_AVAILABLE : ErrorCode.NONE,
    index,
    leaderId,
    leaderEpoch: state.leaderEpoch,
    replicas: state.replicas,
    isr: state.isr,
    offlineReplicas: state.replicas.filter((id) => around.image.brokers.get(id)?.fenced ?? true),
    eligibleLeaders: state.eligibleLeaders,
  };
}
