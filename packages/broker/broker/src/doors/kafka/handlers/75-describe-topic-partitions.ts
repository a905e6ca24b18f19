/**
 * DescribeTopicPartitions (75), version 0: topics in the order of their names, with a bounded number of partitions and
 * a cursor to go on from. No topics asked for means all.
 */
import {
  ApiKey,
  type DescribeTopicPartitionsRequest,
  type DescribeTopicPartitionsResponseCursor,
  type DescribeTopicPartitionsResponseInput,
  type DescribeTopicPartitionsResponseTopicInput,
  decodeDescribeTopicPartitionsRequest,
  encodeDescribeTopicPartitionsResponse,
} from '@ottla/kafka-protocol';
import { describedPartitionsMax } from '../../../limits.ts';
import type { PartitionDescription, TopicDescription } from '../../../services/topics-types.ts';
import { topicNamed } from '../../../services/words.ts';
import { type AnyApiHandler, type ApiHandler, type KafkaCall, sealed } from './handler.ts';

const handler: ApiHandler<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponseInput> = {
  key: ApiKey.DescribeTopicPartitions,
  minVersion: 0,
  maxVersion: 0,
  decode: decodeDescribeTopicPartitionsRequest,
  encode: encodeDescribeTopicPartitionsResponse,
  handle(call, request, answer) {
    answer(describe(call, request));
  },
};

/** DescribeTopicPartitions. */
export const describeTopicPartitionsHandler: AnyApiHandler = sealed(handler);

function describe(call: KafkaCall, request: DescribeTopicPartitionsRequest): DescribeTopicPartitionsResponseInput {
  const names = [...new Set(request.topics.map(({ name }) => name))].sort();
  const { topics } = call.door.services;
  const from = request.cursor?.topicName ?? '';
  const described =
    names.length === 0 ? topics.describe(call.caller, 'all') : topics.describe(call.caller, names.map(topicNamed));
  let left = Math.min(Math.max(request.responsePartitionLimit, 1), describedPartitionsMax);
  const answered: DescribeTopicPartitionsResponseTopicInput[] = [];
  let nextCursor: DescribeTopicPartitionsResponseCursor | null = null;
  for (const topic of described.filter(({ name }) => (name ?? '') >= from)) {
    const first = topic.name === from ? Math.max(request.cursor?.partitionIndex ?? 0, 0) : 0;
    if (left === 0) {
      nextCursor = { topicName: topic.name ?? '', partitionIndex: first };
      break;
    }
    const partitions = topic.partitions.slice(first, first + left);
    answered.push(topicResponse(topic, partitions));
    left -= partitions.length;
    if (first + partitions.length < topic.partitions.length) {
      nextCursor = { topicName: topic.name ?? '', partitionIndex: first + partitions.length };
      break;
    }
  }
  return { throttleTimeMs: 0, topics: answered, nextCursor };
}

function topicResponse(
  topic: TopicDescription,
  partitions: readonly PartitionDescription[],
): DescribeTopicPartitionsResponseTopicInput {
  return {
    errorCode: topic.outcome.code,
    name: topic.name ?? null,
    topicId: topic.topicId,
    isInternal: topic.internal,
    partitions: partitions.map((partition) => ({
      errorCode: partition.error,
      partitionIndex: partition.index,
      leaderId: partition.leaderId,
      leaderEpoch: partition.leaderEpoch,
      replicaNodes: partition.replicas,
      isrNodes: partition.isr,
      eligibleLeaderReplicas: partition.eligibleLeaders,
      lastKnownElr: [],
      offlineReplicas: partition.offlineReplicas,
    })),
  };
}
