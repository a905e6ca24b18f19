/** The requests that the workload makes, as calls. */
import type { TopicId } from '@ottla/base';
import {
  ApiKey,
  type CreateTopicsRequestInput,
  type CreateTopicsResponse,
  type DeleteRecordsResponse,
  type DeleteTopicsResponse,
  decodeCreateTopicsResponse,
  decodeDeleteRecordsResponse,
  decodeDeleteTopicsResponse,
  decodeFetchResponse,
  decodeIncrementalAlterConfigsResponse,
  decodeInitProducerIdResponse,
  decodeMetadataResponse,
  decodeProduceResponse,
  encodeCreateTopicsRequest,
  encodeDeleteRecordsRequest,
  encodeDeleteTopicsRequest,
  encodeFetchRequest,
  encodeIncrementalAlterConfigsRequest,
  encodeInitProducerIdRequest,
  encodeMetadataRequest,
  encodeProduceRequest,
  type FetchRequestInput,
  type FetchResponse,
  type IncrementalAlterConfigsResponse,
  type InitProducerIdResponse,
  type MetadataResponse,
  type ProduceRequestInput,
  type ProduceResponse,
} from '@ottla/kafka-protocol';
import type { Call } from './kafka-client.ts';

const produceVersion = 9;
const adminTimeoutMs = 2000;

/** One batch for one partition. */
export interface ProduceInput {
  readonly topic: string;
  readonly partition: number;
  readonly acks: -1 | 0 | 1;
  readonly records: Uint8Array;
}

/** Produce. */
export function produceCall(input: ProduceInput): Call<ProduceResponse> {
  const request: ProduceRequestInput = {
    acks: input.acks,
    timeoutMs: adminTimeoutMs,
    topicData: [{ name: input.topic, partitionData: [{ index: input.partition, records: input.records }] }],
  };
  return {
    key: ApiKey.Produce,
    version: produceVersion,
    write: (writer) => {
      encodeProduceRequest(writer, request, produceVersion);
    },
    read: (body) => decodeProduceResponse(body, produceVersion),
  };
}

/** Fetch in any version from 4 on. */
export function fetchCall(request: FetchRequestInput, version: number): Call<FetchResponse> {
  return {
    key: ApiKey.Fetch,
    version,
    write: (writer) => {
      encodeFetchRequest(writer, request, version);
    },
    read: (body) => decodeFetchResponse(body, version),
  };
}

/** Metadata of these topics, or of all. */
export function metadataCall(topics: readonly string[] | null, autoCreate: boolean): Call<MetadataResponse> {
  const request = { topics: topics?.map((name) => ({ name })) ?? null, allowAutoTopicCreation: autoCreate };
  return {
    key: ApiKey.Metadata,
    version: 12,
    write: (writer) => {
      encodeMetadataRequest(writer, request, 12);
    },
    read: (body) => decodeMetadataResponse(body, 12),
  };
}

/** A fresh producer id. */
export function initProducerIdCall(): Call<InitProducerIdResponse> {
  return {
    key: ApiKey.InitProducerId,
    version: 4,
    write: (writer) => {
      encodeInitProducerIdRequest(writer, { transactionalId: null, transactionTimeoutMs: 0 }, 4);
    },
    read: (body) => decodeInitProducerIdResponse(body, 4),
  };
}

/** One new topic. */
export function createTopicCall(
  name: string,
  numPartitions: number,
  configs: ReadonlyMap<string, string>,
): Call<CreateTopicsResponse> {
  const request: CreateTopicsRequestInput = {
    topics: [
      {
        name,
        numPartitions,
        replicationFactor: 1,
        assignments: [],
        configs: [...configs].map(([config, value]) => ({ name: config, value })),
      },
    ],
    timeoutMs: adminTimeoutMs,
  };
  return {
    key: ApiKey.CreateTopics,
    version: 7,
    write: (writer) => {
      encodeCreateTopicsRequest(writer, request, 7);
    },
    read: (body) => decodeCreateTopicsResponse(body, 7),
  };
}

/** Deletes a topic by name. */
export function deleteTopicCall(name: string): Call<DeleteTopicsResponse> {
  return {
    key: ApiKey.DeleteTopics,
    version: 5,
    write: (writer) => {
      encodeDeleteTopicsRequest(writer, { topicNames: [name], timeoutMs: adminTimeoutMs }, 5);
    },
    read: (body) => decodeDeleteTopicsResponse(body, 5),
  };
}

/** Raises the start of a partition. */
export function deleteRecordsCall(topic: string, partition: number, offset: number): Call<DeleteRecordsResponse> {
  const request = {
    topics: [{ name: topic, partitions: [{ partitionIndex: partition, offset }] }],
    timeoutMs: adminTimeoutMs,
  };
  return {
    key: ApiKey.DeleteRecords,
    version: 2,
    write: (writer) => {
      encodeDeleteRecordsRequest(writer, request, 2);
    },
    read: (body) => decodeDeleteRecordsResponse(body, 2),
  };
}

/** Sets one config of a topic. */
export function setConfigCall(topic: string, name: string, value: string): Call<IncrementalAlterConfigsResponse> {
  const configs = [{ name, configOperation: 0, value }];
  const request = { resources: [{ resourceType: 2, resourceName: topic, configs }], validateOnly: false };
  return {
    key: ApiKey.IncrementalAlterConfigs,
    version: 1,
    write: (writer) => {
      encodeIncrementalAlterConfigsRequest(writer, request, 1);
    },
    read: (body) => decodeIncrementalAlterConfigsResponse(body, 1),
  };
}

/** Ids of topics by name, from an answer. */
export function topicIdsOf(metadata: MetadataResponse): ReadonlyMap<string, TopicId> {
  const ids = new Map<string, TopicId>();
  for (const { name, topicId, errorCode } of metadata.topics)
    if (name !== null && errorCode === 0) ids.set(name, topicId);
  return ids;
}
