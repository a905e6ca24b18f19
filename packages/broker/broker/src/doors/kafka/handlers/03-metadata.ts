/**
 * Metadata (3), versions 0 to 13. Null topics (in version 0: an empty list) mean all. From 10 on topics can be asked for
 * by id. Topics that are missing are created when client and broker both allow it, and the answer then waits until they
 * can be written to, so that the very next produce succeeds.
 */
import { ErrorCode, noTopicId, type ProtocolOutcome } from '@ottla/base';
import {
  ApiKey,
  decodeMetadataRequest,
  encodeMetadataResponse,
  type MetadataRequest,
  type MetadataResponseInput,
  type MetadataResponseTopicInput,
} from '@ottla/kafka-protocol';
import type { TopicReference } from '@ottla/metadata-core';
import type { TopicDescription } from '../../../services/topics-types.ts';
import { topicNamed, topicWithId } from '../../../services/words.ts';
import { type AnyApiHandler, type ApiHandler, answerLater, type KafkaCall, sealed } from './handler.ts';
import { kafkaNodes } from './node-endpoints.ts';

const handler: ApiHandler<MetadataRequest, MetadataResponseInput> = {
  key: ApiKey.Metadata,
  minVersion: 0,
  maxVersion: 13,
  decode: decodeMetadataRequest,
  encode: encodeMetadataResponse,
  handle(call, request, answer) {
    const asked = topicsOf(request, call.version);
    const mayCreate = call.version < 4 || request.allowAutoTopicCreation;
    const creating = asked === 'all' || !mayCreate ? undefined : call.door.services.topics.ensure(call.caller, asked);
    if (creating === undefined) answer(responseOf(call, asked, new Map()));
    else
      answerLater(
        call,
        creating.then((outcomes) => responseOf(call, asked, outcomes)),
        answer,
      );
  },
};

/** Metadata. */
export const metadataHandler: AnyApiHandler = sealed(handler);

function topicsOf(request: MetadataRequest, version: number): readonly TopicReference[] | 'all' {
  const { topics } = request;
  if (topics === null || (version === 0 && topics.length === 0)) return 'all';
  return topics.map(({ name, topicId }) => (name === null ? topicWithId(topicId) : topicNamed(name)));
}

function responseOf(
  call: KafkaCall,
  asked: readonly TopicReference[] | 'all',
  created: ReadonlyMap<string, ProtocolOutcome>,
): MetadataResponseInput {
  const { services } = call.door;
  const { clusterId, controllerId } = services.cluster.describe('kafka');
  const topics = services.topics.describe(call.caller, asked);
  return {
    brokers: kafkaNodes(call).map(({ nodeId, host, port, rack }) => ({ nodeId, host, port, rack })),
    clusterId,
    controllerId,
    topics: topics.map((topic) => topicResponse(call.version, topic, created)),
  };
}

function topicResponse(
  version: number,
  topic: TopicDescription,
  created: ReadonlyMap<string, ProtocolOutcome>,
): MetadataResponseTopicInput {
  const { outcome, name, topicId, internal, partitions } = topic;
  const refused = outcome.code === ErrorCode.NONE ? undefined : created.get(name ?? '');
  const why = refused === undefined || refused.code === ErrorCode.NONE ? outcome : refused;
  return {
    errorCode: why.code,
    name: name ?? (version >= 12 ? null : ''),
    topicId: version >= 10 ? topicId : noTopicId,
    isInternal: internal,
    partitions: partitions.map((partition) => ({
      errorCode: partition.error,
      partitionIndex: partition.index,
      leaderId: partition.leaderId,
      ...(version >= 7 ? { leaderEpoch: partition.leaderEpoch } : {}),
      replicaNodes: partition.replicas,
      isrNodes: partition.isr,
      offlineReplicas: version >= 5 ? partition.offlineReplicas : [],
    })),
  };
}
