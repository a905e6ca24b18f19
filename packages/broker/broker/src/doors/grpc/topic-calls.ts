/** The calls of the `Admin` service about topics. */

import type { BrokerId } from '@ottla/base';
import { ErrorCode, type PartitionIndex } from '@ottla/base';
import {
  ConfigResourceType,
  ConfigSource,
  type NewTopic as PlannedTopic,
  type TopicReference,
} from '@ottla/metadata-core';
import type {
  CreatePartitionsRequest,
  CreatePartitionsResponse,
  CreateTopicsRequest,
  CreateTopicsResponse,
  DeleteTopicsRequest,
  DeleteTopicsResponse,
  DescribeTopicsRequest,
  DescribeTopicsResponse,
  ListTopicsRequest,
  ListTopicsResponse,
  NewTopic,
  TopicReference as WireReference,
  TopicDescription as WireTopic,
} from '@ottla/rpc';
import type { Caller } from '../../admission/principal.ts';
import { adminWaitMsDefault } from '../../limits.ts';
import type { TopicDescription } from '../../services/topics-types.ts';
import type { GrpcDoorParts } from './door-parts.ts';
import { failureOf, itemError, topicReference } from './words.ts';

export async function createTopics(
  parts: GrpcDoorParts,
  caller: Caller,
  request: CreateTopicsRequest,
): Promise<CreateTopicsResponse> {
  const created = await parts.services.topics.create(caller, {
    topics: request.topics.map(plannedTopic),
    validateOnly: request.validateOnly,
    timeoutMs: request.timeoutMs > 0 ? request.timeoutMs : adminWaitMsDefault,
  });
  return {
    topics: created.map((topic) => ({
      name: topic.name,
      error: itemError(topic.outcome.code, topic.outcome.message),
      topicId: topic.topicId,
      numPartitions: topic.partitions,
      replicationFactor: topic.replicationFactor,
    })),
  };
}

/** In /proto a number that is not set is 0: as the settings of the cluster say. */
function plannedTopic(topic: NewTopic): PlannedTopic {
  return {
    name: topic.name,
    partitions: topic.numPartitions === 0 ? -1 : topic.numPartitions,
    replicationFactor: topic.replicationFactor === 0 ? -1 : topic.replicationFactor,
    assignments: topic.assignments.map(({ nodeIds }, partition) => ({
      partition: partition as PartitionIndex,
      replicas: nodeIds as readonly BrokerId[],
    })),
    configs: new Map(topic.configs.map(({ name, value }) => [name, value])),
  };
}

export async function deleteTopics(
  parts: GrpcDoorParts,
  caller: Caller,
  request: DeleteTopicsRequest,
): Promise<DeleteTopicsResponse> {
  const deleted = await parts.services.topics.delete(caller, request.topics.map(referenceOf));
  return {
    topics: deleted.map(({ name, topicId, outcome }) => ({
      name: name ?? '',
      topicId,
      error: itemError(outcome.code, outcome.message),
    })),
  };
}

function referenceOf(reference: WireReference): TopicReference {
  const { topic } = reference;
  if (topic === undefined) {
    throw failureOf(ErrorCode.INVALID_REQUEST, 'a topic of the request has neither name nor id; set one of them');
  }
  return topic.kind === 'name' ? topicReference(topic.value) : topicReference('', topic.value);
}

export async function listTopics(
  parts: GrpcDoorParts,
  caller: Caller,
  request: ListTopicsRequest,
): Promise<ListTopicsResponse> {
  const topics = parts.services.topics
    .describe(caller, 'all')
    .filter((topic) => request.includeInternal || !topic.internal)
    .map((topic) => ({
      name: topic.name ?? '',
      topicId: topic.topicId,
      internal: topic.internal,
      numPartitions: topic.partitions.length,
      replicationFactor: topic.partitions[0]?.replicas.length ?? 0,
    }));
  return { topics };
}

export async function describeTopics(
  parts: GrpcDoorParts,
  caller: Caller,
  request: DescribeTopicsRequest,
): Promise<DescribeTopicsResponse> {
  const isAll = request.topics.length === 0;
  const topics = parts.services.topics.describe(caller, isAll ? 'all' : request.topics.map(referenceOf));
  return { topics: topics.map((topic) => described(parts, caller, topic)) };
}

function described(parts: GrpcDoorParts, caller: Caller, topic: TopicDescription): WireTopic {
  return {
    error: itemError(topic.outcome.code, topic.outcome.message),
    name: topic.name ?? '',
    topicId: topic.topicId,
    internal: topic.internal,
    partitions: topic.partitions.map((partition) => {
      const storage = parts.services.topics.storageOf(topic.topicId, partition.index);
      return {
        partition: partition.index,
        leaderId: partition.leaderId,
        leaderEpoch: partition.leaderEpoch,
        replicaIds: partition.replicas,
        inSyncReplicaIds: partition.isr,
        offlineReplicaIds: partition.offlineReplicas,
        eligibleLeaderReplicaIds: partition.eligibleLeaders,
        logStartOffset: storage?.logStartOffset ?? -1,
        highWatermark: storage?.highWatermark ?? -1,
        sizeBytes: storage?.sizeBytes ?? -1,
      };
    }),
    configs: ownConfigs(parts, caller, topic),
  };
}

/** Only what was set on the topic itself; the rest is in DescribeConfigs. */
function ownConfigs(parts: GrpcDoorParts, caller: Caller, topic: TopicDescription): WireTopic['configs'] {
  if (topic.name === undefined || topic.outcome.code !== ErrorCode.NONE) return [];
  const asked = { type: ConfigResourceType.topic, name: topic.name, names: undefined };
  const [resource] = parts.services.configs.describe(caller, [asked]);
  return (resource?.configs ?? [])
    .filter((config) => config.source === ConfigSource.dynamicTopic)
    .map(({ name, value }) => ({ name, value: value ?? '' }));
}

export async function createPartitions(
  parts: GrpcDoorParts,
  caller: Caller,
  request: CreatePartitionsRequest,
): Promise<CreatePartitionsResponse> {
  const grown = await parts.services.topics.grow(caller, {
    topics: request.topics.map((topic) => ({
      name: topic.topic,
      count: topic.totalCount,
      assignments:
        topic.assignments.length === 0
          ? undefined
          : topic.assignments.map(({ nodeIds }) => nodeIds as readonly BrokerId[]),
    })),
    validateOnly: request.validateOnly,
    timeoutMs: request.timeoutMs > 0 ? request.timeoutMs : adminWaitMsDefault,
  });
  return {
    topics: grown.map(({ name, outcome }) => ({ topic: name, error: itemError(outcome.code, outcome.message) })),
  };
}
