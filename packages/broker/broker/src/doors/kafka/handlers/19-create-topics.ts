/** CreateTopics (19), versions 2 to 7. Answers when the topics can be written to, or when the time is over. */
import type { BrokerId, PartitionIndex } from '@ottla/base';
import { ErrorCode, noTopicId, outcome } from '@ottla/base';
import {
  ApiKey,
  type CreateTopicsRequest,
  type CreateTopicsResponseInput,
  decodeCreateTopicsRequest,
  encodeCreateTopicsResponse,
} from '@ottla/kafka-protocol';
import type { CreatedTopic, NewTopic } from '@ottla/metadata-core';
import { type AnyApiHandler, type ApiHandler, answerLater, type KafkaCall, messageOrNull, sealed } from './handler.ts';

const handler: ApiHandler<CreateTopicsRequest, CreateTopicsResponseInput> = {
  key: ApiKey.CreateTopics,
  minVersion: 2,
  maxVersion: 7,
  alone: true,
  decode: decodeCreateTopicsRequest,
  encode: encodeCreateTopicsResponse,
  handle(call, request, answer) {
    answerLater(call, createTopics(call, request), answer);
  },
};

/** CreateTopics. */
export const createTopicsHandler: AnyApiHandler = sealed(handler);

async function createTopics(call: KafkaCall, request: CreateTopicsRequest): Promise<CreateTopicsResponseInput> {
  const { validateOnly, timeoutMs } = request;
  const twice = repeatedNames(request.topics.map(({ name }) => name));
  const topics = request.topics.filter(({ name }) => !twice.has(name)).map(newTopic);
  const created = (await call.door.services.topics.create(call.caller, { topics, validateOnly, timeoutMs })).values();
  return {
    throttleTimeMs: 0,
    topics: request.topics.map(({ name }) =>
      result(call.version, twice.has(name) ? namedTwice(name) : (created.next().value ?? namedTwice(name))),
    ),
  };
}

function newTopic(topic: CreateTopicsRequest['topics'][number]): NewTopic {
  return {
    name: topic.name,
    partitions: topic.numPartitions,
    replicationFactor: topic.replicationFactor,
    assignments: topic.assignments.map(({ partitionIndex, brokerIds }) => ({
      partition: partitionIndex as PartitionIndex,
      replicas: brokerIds as readonly BrokerId[],
    })),
    configs: new Map(topic.configs.map(({ name, value }) => [name, value])),
  };
}

/** Names that stand more than once in a request. */
export function repeatedNames(names: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) repeated.add(name);
    seen.add(name);
  }
  return repeated;
}

function namedTwice(name: string): CreatedTopic {
  const why = outcome(ErrorCode.INVALID_REQUEST, `The request names the topic "${name}" more than once.`);
  return { name, outcome: why, topicId: noTopicId, partitions: -1, replicationFactor: -1 };
}

function result(version: number, topic: CreatedTopic): CreateTopicsResponseInput['topics'][number] {
  const { name, outcome: what, topicId, partitions, replicationFactor } = topic;
  const base = { name, errorCode: what.code, errorMessage: messageOrNull(what) };
  if (version < 5) return base;
  const sizes = { ...base, numPartitions: partitions, replicationFactor, configs: [] };
  return version < 7 ? sizes : { ...sizes, topicId };
}
