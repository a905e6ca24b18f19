import { ErrorCode } from '@ottla/base';
import { type MetadataAccess, type TopicReference, type TopicState, topicByName } from '@ottla/metadata-core';
import { type CurrentLeader, unknownTopic } from '../services/words.ts';
import type { Partition } from './partition.ts';
import type { PartitionTable } from './partition-table.ts';

/** A partition that was asked for, or why it is not here. */
export interface PartitionLookup {
  /** Undefined when there is no such topic. */
  readonly topicName: string | undefined;
  readonly partition: Partition | undefined;
  /** NONE with a partition. */
  readonly error: ErrorCode;
  /** Who leads it, when that is known and the error is about it. */
  readonly currentLeader: CurrentLeader | undefined;
}

/** Finds a partition that is stored here; tells a wrong node from a wrong name. */
export function findPartition(
  where: { readonly partitions: PartitionTable; readonly metadata: MetadataAccess },
  topic: TopicReference,
  index: number,
): PartitionLookup {
  const local =
    topic.topicId === undefined
      ? where.partitions.topicNamed(topic.name ?? '')
      : where.partitions.topicWithId(topic.topicId);
  if (local !== undefined && (topic.name === undefined || topic.name === local.name)) {
    const partition = local.partitions[index];
    if (partition !== undefined)
      return { topicName: local.name, partition, error: ErrorCode.NONE, currentLeader: undefined };
  }
  return elsewhere(topicOf(where.metadata, topic), topic, index);
}

/** The topic of a reference as the metadata has it. When name and id are both given, both must fit. */
export function topicOf(metadata: MetadataAccess, topic: TopicReference): TopicState | undefined {
  const image = metadata.image();
  if (topic.topicId === undefined) return topicByName(image, topic.name ?? '');
  const found = image.topics.get(topic.topicId);
  return topic.name === undefined || topic.name === found?.name ? found : undefined;
}

function elsewhere(topic: TopicState | undefined, asked: TopicReference, index: number): PartitionLookup {
  const nowhere = { topicName: topic?.name, partition: undefined, currentLeader: undefined };
  if (topic === undefined) return { ...nowhere, error: unknownTopic(asked) };
  const state = topic.partitions[index];
  if (state === undefined) return { ...nowhere, error: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION };
  const currentLeader = { leaderId: state.leader, leaderEpoch: state.leaderEpoch };
  return { ...nowhere, error: ErrorCode.NOT_LEADER_OR_FOLLOWER, currentLeader };
}
