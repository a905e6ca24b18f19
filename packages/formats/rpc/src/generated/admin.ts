/** Made by scripts/generate.ts from ottla/v1/admin.proto. Do not edit. */
import type { MessageCodec, RpcMethod } from '@ottla/base';
import { ProtoReader } from '../codec/proto-reader.ts';
import { encodeWith, type ProtoWriter } from '../codec/proto-writer.ts';
import { readItemError, writeItemError, type ItemError } from './common.ts';

/** What a setting belongs to. */
export const ConfigResourceType = {
  /** Not allowed in requests. */
  unspecified: 0,
  /** A topic; the name is the topic's. */
  topic: 1,
  /** A node; the name is its id, or empty for the default of all nodes. */
  broker: 2,
  /** A value that this version does not know. */
  unrecognized: -1,
} as const;
export type ConfigResourceType = (typeof ConfigResourceType)[keyof typeof ConfigResourceType];

function knownConfigResourceType(value: number): ConfigResourceType {
  return value >= 0 && value <= 2 ? (value as ConfigResourceType) : ConfigResourceType.unrecognized;
}

/** Where a value comes from, the nearest first. */
export const ConfigSource = {
  unspecified: 0,
  /** Set for this topic. */
  topic: 1,
  /** Set for this node while it runs. */
  broker: 2,
  /** Set for all nodes while they run. */
  cluster: 3,
  /** Given to the node at its start: flag, environment or file. */
  static: 4,
  /** Nobody set it. */
  default: 5,
  /** A value that this version does not know. */
  unrecognized: -1,
} as const;
export type ConfigSource = (typeof ConfigSource)[keyof typeof ConfigSource];

function knownConfigSource(value: number): ConfigSource {
  return value >= 0 && value <= 5 ? (value as ConfigSource) : ConfigSource.unrecognized;
}

/** The form of a value. */
export const ConfigType = {
  unspecified: 0,
  boolean: 1,
  string: 2,
  int: 3,
  long: 4,
  double: 5,
  list: 6,
  /** A value that this version does not know. */
  unrecognized: -1,
} as const;
export type ConfigType = (typeof ConfigType)[keyof typeof ConfigType];

function knownConfigType(value: number): ConfigType {
  return value >= 0 && value <= 6 ? (value as ConfigType) : ConfigType.unrecognized;
}

/** What to do with a setting. */
export const ConfigOperation = {
  /** Not allowed in requests. */
  unspecified: 0,
  /** Give it this value. */
  set: 1,
  /** Take the value away, so that the default holds again. */
  delete: 2,
  /** Add these entries to a list. */
  append: 3,
  /** Take these entries out of a list. */
  subtract: 4,
  /** A value that this version does not know. */
  unrecognized: -1,
} as const;
export type ConfigOperation = (typeof ConfigOperation)[keyof typeof ConfigOperation];

function knownConfigOperation(value: number): ConfigOperation {
  return value >= 0 && value <= 4 ? (value as ConfigOperation) : ConfigOperation.unrecognized;
}

/** A setting by name. */
export interface ConfigEntry {
  readonly name: string;
  readonly value: string;
}

/** Encodes and decodes {@link ConfigEntry}. */
export const ConfigEntry: MessageCodec<ConfigEntry> = {
  encode: (message) => encodeWith(message, writeConfigEntry, 0),
  decode: (bytes) => readConfigEntry(new ProtoReader(bytes)),
};

export function writeConfigEntry(writer: ProtoWriter, message: ConfigEntry): void {
  if (message.value !== '') {
    writer.string(message.value);
    writer.tag(18);
  }
  if (message.name !== '') {
    writer.string(message.name);
    writer.tag(10);
  }
}

export function readConfigEntry(reader: ProtoReader): ConfigEntry {
  let name: string = '';
  let value: string = '';
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        name = reader.string();
        break;
      case 18:
        value = reader.string();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { name, value };
}

/** The message CreateTopicsRequest. */
export interface CreateTopicsRequest {
  readonly topics: readonly NewTopic[];
  /** How long to wait for the topics to be ready, in milliseconds. 0: the server's default. */
  readonly timeoutMs: number;
  /** Only check whether it would work. */
  readonly validateOnly: boolean;
}

/** Encodes and decodes {@link CreateTopicsRequest}. */
export const CreateTopicsRequest: MessageCodec<CreateTopicsRequest> = {
  encode: (message) => encodeWith(message, writeCreateTopicsRequest, 0),
  decode: (bytes) => readCreateTopicsRequest(new ProtoReader(bytes)),
};

export function writeCreateTopicsRequest(writer: ProtoWriter, message: CreateTopicsRequest): void {
  if (message.validateOnly) {
    writer.bool(message.validateOnly);
    writer.tag(24);
  }
  if (message.timeoutMs !== 0) {
    writer.int32(message.timeoutMs);
    writer.tag(16);
  }
  for (let index = message.topics.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writeNewTopic(writer, message.topics[index] as NewTopic);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readCreateTopicsRequest(reader: ProtoReader): CreateTopicsRequest {
  const topics: NewTopic[] = [];
  let timeoutMs: number = 0;
  let validateOnly: boolean = false;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        topics.push(readNewTopic(reader));
        reader.leave(outer);
        break;
      }
      case 16:
        timeoutMs = reader.int32();
        break;
      case 24:
        validateOnly = reader.bool();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { topics, timeoutMs, validateOnly };
}

/** The message NewTopic. */
export interface NewTopic {
  readonly name: string;
  /** 0 or -1: the cluster's `num.partitions`. */
  readonly numPartitions: number;
  /** 0 or -1: the cluster's `default.replication.factor`. */
  readonly replicationFactor: number;
  /** Replicas by hand, for partitions 0, 1, 2 and so on. Then both numbers above must be 0 or -1. */
  readonly assignments: readonly ReplicaAssignment[];
  /** Settings that differ from the defaults, under Kafka's names (`retention.ms`). */
  readonly configs: readonly ConfigEntry[];
}

/** Encodes and decodes {@link NewTopic}. */
export const NewTopic: MessageCodec<NewTopic> = {
  encode: (message) => encodeWith(message, writeNewTopic, 0),
  decode: (bytes) => readNewTopic(new ProtoReader(bytes)),
};

export function writeNewTopic(writer: ProtoWriter, message: NewTopic): void {
  for (let index = message.configs.length - 1; index >= 0; index -= 1) {
    const mark5 = writer.written;
    writeConfigEntry(writer, message.configs[index] as ConfigEntry);
    writer.lengthSince(mark5);
    writer.tag(42);
  }
  for (let index = message.assignments.length - 1; index >= 0; index -= 1) {
    const mark4 = writer.written;
    writeReplicaAssignment(writer, message.assignments[index] as ReplicaAssignment);
    writer.lengthSince(mark4);
    writer.tag(34);
  }
  if (message.replicationFactor !== 0) {
    writer.int32(message.replicationFactor);
    writer.tag(24);
  }
  if (message.numPartitions !== 0) {
    writer.int32(message.numPartitions);
    writer.tag(16);
  }
  if (message.name !== '') {
    writer.string(message.name);
    writer.tag(10);
  }
}

export function readNewTopic(reader: ProtoReader): NewTopic {
  let name: string = '';
  let numPartitions: number = 0;
  let replicationFactor: number = 0;
  const assignments: ReplicaAssignment[] = [];
  const configs: ConfigEntry[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        name = reader.string();
        break;
      case 16:
        numPartitions = reader.int32();
        break;
      case 24:
        replicationFactor = reader.int32();
        break;
      case 34: {
        const outer = reader.enter();
        reader.element();
        assignments.push(readReplicaAssignment(reader));
        reader.leave(outer);
        break;
      }
      case 42: {
        const outer = reader.enter();
        reader.element();
        configs.push(readConfigEntry(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { name, numPartitions, replicationFactor, assignments, configs };
}

/** The message ReplicaAssignment. */
export interface ReplicaAssignment {
  /** Node ids; the first is the preferred leader. */
  readonly nodeIds: readonly number[];
}

/** Encodes and decodes {@link ReplicaAssignment}. */
export const ReplicaAssignment: MessageCodec<ReplicaAssignment> = {
  encode: (message) => encodeWith(message, writeReplicaAssignment, 0),
  decode: (bytes) => readReplicaAssignment(new ProtoReader(bytes)),
};

export function writeReplicaAssignment(writer: ProtoWriter, message: ReplicaAssignment): void {
  if (message.nodeIds.length > 0) {
    const mark1 = writer.written;
    for (let index = message.nodeIds.length - 1; index >= 0; index -= 1)
      writer.int32(message.nodeIds[index] as number);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readReplicaAssignment(reader: ProtoReader): ReplicaAssignment {
  const nodeIds: number[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        reader.element();
        nodeIds.push(reader.int32());
        break;
      case 10: {
        const outer = reader.enter();
        while (reader.more()) {
          reader.element();
          nodeIds.push(reader.int32());
        }
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { nodeIds };
}

/** The message CreateTopicsResponse. */
export interface CreateTopicsResponse {
  /** One result for each topic of the request, in the same order. */
  readonly topics: readonly CreateTopicResult[];
}

/** Encodes and decodes {@link CreateTopicsResponse}. */
export const CreateTopicsResponse: MessageCodec<CreateTopicsResponse> = {
  encode: (message) => encodeWith(message, writeCreateTopicsResponse, 0),
  decode: (bytes) => readCreateTopicsResponse(new ProtoReader(bytes)),
};

export function writeCreateTopicsResponse(writer: ProtoWriter, message: CreateTopicsResponse): void {
  for (let index = message.topics.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writeCreateTopicResult(writer, message.topics[index] as CreateTopicResult);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readCreateTopicsResponse(reader: ProtoReader): CreateTopicsResponse {
  const topics: CreateTopicResult[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        topics.push(readCreateTopicResult(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { topics };
}

/** The message CreateTopicResult. */
export interface CreateTopicResult {
  readonly name: string;
  readonly error?: ItemError | undefined;
  /** 32 hexadecimal digits. */
  readonly topicId: string;
  readonly numPartitions: number;
  readonly replicationFactor: number;
}

/** Encodes and decodes {@link CreateTopicResult}. */
export const CreateTopicResult: MessageCodec<CreateTopicResult> = {
  encode: (message) => encodeWith(message, writeCreateTopicResult, 0),
  decode: (bytes) => readCreateTopicResult(new ProtoReader(bytes)),
};

export function writeCreateTopicResult(writer: ProtoWriter, message: CreateTopicResult): void {
  if (message.replicationFactor !== 0) {
    writer.int32(message.replicationFactor);
    writer.tag(40);
  }
  if (message.numPartitions !== 0) {
    writer.int32(message.numPartitions);
    writer.tag(32);
  }
  if (message.topicId !== '') {
    writer.string(message.topicId);
    writer.tag(26);
  }
  if (message.error !== undefined) {
    const mark2 = writer.written;
    writeItemError(writer, message.error);
    writer.lengthSince(mark2);
    writer.tag(18);
  }
  if (message.name !== '') {
    writer.string(message.name);
    writer.tag(10);
  }
}

export function readCreateTopicResult(reader: ProtoReader): CreateTopicResult {
  let name: string = '';
  let error: ItemError | undefined;
  let topicId: string = '';
  let numPartitions: number = 0;
  let replicationFactor: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        name = reader.string();
        break;
      case 18: {
        const outer = reader.enter();
        error = readItemError(reader);
        reader.leave(outer);
        break;
      }
      case 26:
        topicId = reader.string();
        break;
      case 32:
        numPartitions = reader.int32();
        break;
      case 40:
        replicationFactor = reader.int32();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { name, error, topicId, numPartitions, replicationFactor };
}

/** The message DeleteTopicsRequest. */
export interface DeleteTopicsRequest {
  readonly topics: readonly TopicReference[];
  /** How long to wait, in milliseconds. 0: the server's default. */
  readonly timeoutMs: number;
}

/** Encodes and decodes {@link DeleteTopicsRequest}. */
export const DeleteTopicsRequest: MessageCodec<DeleteTopicsRequest> = {
  encode: (message) => encodeWith(message, writeDeleteTopicsRequest, 0),
  decode: (bytes) => readDeleteTopicsRequest(new ProtoReader(bytes)),
};

export function writeDeleteTopicsRequest(writer: ProtoWriter, message: DeleteTopicsRequest): void {
  if (message.timeoutMs !== 0) {
    writer.int32(message.timeoutMs);
    writer.tag(16);
  }
  for (let index = message.topics.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writeTopicReference(writer, message.topics[index] as TopicReference);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readDeleteTopicsRequest(reader: ProtoReader): DeleteTopicsRequest {
  const topics: TopicReference[] = [];
  let timeoutMs: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        topics.push(readTopicReference(reader));
        reader.leave(outer);
        break;
      }
      case 16:
        timeoutMs = reader.int32();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { topics, timeoutMs };
}

/** A topic by its name or by its id. */
export interface TopicReference {
  readonly topic?:
    | { readonly kind: 'name'; readonly value: string }
    /** 32 hexadecimal digits. */
    | { readonly kind: 'id'; readonly value: string }
    | undefined;
}

/** Encodes and decodes {@link TopicReference}. */
export const TopicReference: MessageCodec<TopicReference> = {
  encode: (message) => encodeWith(message, writeTopicReference, 0),
  decode: (bytes) => readTopicReference(new ProtoReader(bytes)),
};

export function writeTopicReference(writer: ProtoWriter, message: TopicReference): void {
  if (message.topic?.kind === 'id') {
    writer.string(message.topic.value);
    writer.tag(18);
  }
  if (message.topic?.kind === 'name') {
    writer.string(message.topic.value);
    writer.tag(10);
  }
}

export function readTopicReference(reader: ProtoReader): TopicReference {
  let topic: TopicReference['topic'];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        topic = { kind: 'name', value: reader.string() };
        break;
      case 18:
        topic = { kind: 'id', value: reader.string() };
        break;
      default:
        reader.skip(tag);
    }
  }
  return { topic };
}

/** The message DeleteTopicsResponse. */
export interface DeleteTopicsResponse {
  /** One result for each topic of the request, in the same order. */
  readonly topics: readonly DeleteTopicResult[];
}

/** Encodes and decodes {@link DeleteTopicsResponse}. */
export const DeleteTopicsResponse: MessageCodec<DeleteTopicsResponse> = {
  encode: (message) => encodeWith(message, writeDeleteTopicsResponse, 0),
  decode: (bytes) => readDeleteTopicsResponse(new ProtoReader(bytes)),
};

export function writeDeleteTopicsResponse(writer: ProtoWriter, message: DeleteTopicsResponse): void {
  for (let index = message.topics.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writeDeleteTopicResult(writer, message.topics[index] as DeleteTopicResult);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readDeleteTopicsResponse(reader: ProtoReader): DeleteTopicsResponse {
  const topics: DeleteTopicResult[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        topics.push(readDeleteTopicResult(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { topics };
}

/** The message DeleteTopicResult. */
export interface DeleteTopicResult {
  readonly name: string;
  readonly topicId: string;
  readonly error?: ItemError | undefined;
}

/** Encodes and decodes {@link DeleteTopicResult}. */
export const DeleteTopicResult: MessageCodec<DeleteTopicResult> = {
  encode: (message) => encodeWith(message, writeDeleteTopicResult, 0),
  decode: (bytes) => readDeleteTopicResult(new ProtoReader(bytes)),
};

export function writeDeleteTopicResult(writer: ProtoWriter, message: DeleteTopicResult): void {
  if (message.error !== undefined) {
    const mark3 = writer.written;
    writeItemError(writer, message.error);
    writer.lengthSince(mark3);
    writer.tag(26);
  }
  if (message.topicId !== '') {
    writer.string(message.topicId);
    writer.tag(18);
  }
  if (message.name !== '') {
    writer.string(message.name);
    writer.tag(10);
  }
}

export function readDeleteTopicResult(reader: ProtoReader): DeleteTopicResult {
  let name: string = '';
  let topicId: string = '';
  let error: ItemError | undefined;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        name = reader.string();
        break;
      case 18:
        topicId = reader.string();
        break;
      case 26: {
        const outer = reader.enter();
        error = readItemError(reader);
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { name, topicId, error };
}

/** The message ListTopicsRequest. */
export interface ListTopicsRequest {
  /** Also the topics that the cluster keeps for itself. */
  readonly includeInternal: boolean;
}

/** Encodes and decodes {@link ListTopicsRequest}. */
export const ListTopicsRequest: MessageCodec<ListTopicsRequest> = {
  encode: (message) => encodeWith(message, writeListTopicsRequest, 0),
  decode: (bytes) => readListTopicsRequest(new ProtoReader(bytes)),
};

export function writeListTopicsRequest(writer: ProtoWriter, message: ListTopicsRequest): void {
  if (message.includeInternal) {
    writer.bool(message.includeInternal);
    writer.tag(8);
  }
}

export function readListTopicsRequest(reader: ProtoReader): ListTopicsRequest {
  let includeInternal: boolean = false;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        includeInternal = reader.bool();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { includeInternal };
}

/** The message ListTopicsResponse. */
export interface ListTopicsResponse {
  /** Sorted by name. */
  readonly topics: readonly TopicListing[];
}

/** Encodes and decodes {@link ListTopicsResponse}. */
export const ListTopicsResponse: MessageCodec<ListTopicsResponse> = {
  encode: (message) => encodeWith(message, writeListTopicsResponse, 0),
  decode: (bytes) => readListTopicsResponse(new ProtoReader(bytes)),
};

export function writeListTopicsResponse(writer: ProtoWriter, message: ListTopicsResponse): void {
  for (let index = message.topics.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writeTopicListing(writer, message.topics[index] as TopicListing);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readListTopicsResponse(reader: ProtoReader): ListTopicsResponse {
  const topics: TopicListing[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        topics.push(readTopicListing(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { topics };
}

/** The message TopicListing. */
export interface TopicListing {
  readonly name: string;
  readonly topicId: string;
  readonly internal: boolean;
  readonly numPartitions: number;
  readonly replicationFactor: number;
}

/** Encodes and decodes {@link TopicListing}. */
export const TopicListing: MessageCodec<TopicListing> = {
  encode: (message) => encodeWith(message, writeTopicListing, 0),
  decode: (bytes) => readTopicListing(new ProtoReader(bytes)),
};

export function writeTopicListing(writer: ProtoWriter, message: TopicListing): void {
  if (message.replicationFactor !== 0) {
    writer.int32(message.replicationFactor);
    writer.tag(40);
  }
  if (message.numPartitions !== 0) {
    writer.int32(message.numPartitions);
    writer.tag(32);
  }
  if (message.internal) {
    writer.bool(message.internal);
    writer.tag(24);
  }
  if (message.topicId !== '') {
    writer.string(message.topicId);
    writer.tag(18);
  }
  if (message.name !== '') {
    writer.string(message.name);
    writer.tag(10);
  }
}

export function readTopicListing(reader: ProtoReader): TopicListing {
  let name: string = '';
  let topicId: string = '';
  let internal: boolean = false;
  let numPartitions: number = 0;
  let replicationFactor: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        name = reader.string();
        break;
      case 18:
        topicId = reader.string();
        break;
      case 24:
        internal = reader.bool();
        break;
      case 32:
        numPartitions = reader.int32();
        break;
      case 40:
        replicationFactor = reader.int32();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { name, topicId, internal, numPartitions, replicationFactor };
}

/** The message DescribeTopicsRequest. */
export interface DescribeTopicsRequest {
  /** By name or id. Empty: all topics that the caller may see. */
  readonly topics: readonly TopicReference[];
}

/** Encodes and decodes {@link DescribeTopicsRequest}. */
export const DescribeTopicsRequest: MessageCodec<DescribeTopicsRequest> = {
  encode: (message) => encodeWith(message, writeDescribeTopicsRequest, 0),
  decode: (bytes) => readDescribeTopicsRequest(new ProtoReader(bytes)),
};

export function writeDescribeTopicsRequest(writer: ProtoWriter, message: DescribeTopicsRequest): void {
  for (let index = message.topics.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writeTopicReference(writer, message.topics[index] as TopicReference);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readDescribeTopicsRequest(reader: ProtoReader): DescribeTopicsRequest {
  const topics: TopicReference[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        topics.push(readTopicReference(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { topics };
}

/** The message DescribeTopicsResponse. */
export interface DescribeTopicsResponse {
  /** One result for each topic of the request, in the same order; for an empty request sorted by name. */
  readonly topics: readonly TopicDescription[];
}

/** Encodes and decodes {@link DescribeTopicsResponse}. */
export const DescribeTopicsResponse: MessageCodec<DescribeTopicsResponse> = {
  encode: (message) => encodeWith(message, writeDescribeTopicsResponse, 0),
  decode: (bytes) => readDescribeTopicsResponse(new ProtoReader(bytes)),
};

export function writeDescribeTopicsResponse(writer: ProtoWriter, message: DescribeTopicsResponse): void {
  for (let index = message.topics.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writeTopicDescription(writer, message.topics[index] as TopicDescription);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readDescribeTopicsResponse(reader: ProtoReader): DescribeTopicsResponse {
  const topics: TopicDescription[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        topics.push(readTopicDescription(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { topics };
}

/** The message TopicDescription. */
export interface TopicDescription {
  readonly error?: ItemError | undefined;
  readonly name: string;
  readonly topicId: string;
  readonly internal: boolean;
  readonly partitions: readonly PartitionDescription[];
  /** Settings that were set for this topic. */
  readonly configs: readonly ConfigEntry[];
}

/** Encodes and decodes {@link TopicDescription}. */
export const TopicDescription: MessageCodec<TopicDescription> = {
  encode: (message) => encodeWith(message, writeTopicDescription, 0),
  decode: (bytes) => readTopicDescription(new ProtoReader(bytes)),
};

export function writeTopicDescription(writer: ProtoWriter, message: TopicDescription): void {
  for (let index = message.configs.length - 1; index >= 0; index -= 1) {
    const mark6 = writer.written;
    writeConfigEntry(writer, message.configs[index] as ConfigEntry);
    writer.lengthSince(mark6);
    writer.tag(50);
  }
  for (let index = message.partitions.length - 1; index >= 0; index -= 1) {
    const mark5 = writer.written;
    writePartitionDescription(writer, message.partitions[index] as PartitionDescription);
    writer.lengthSince(mark5);
    writer.tag(42);
  }
  if (message.internal) {
    writer.bool(message.internal);
    writer.tag(32);
  }
  if (message.topicId !== '') {
    writer.string(message.topicId);
    writer.tag(26);
  }
  if (message.name !== '') {
    writer.string(message.name);
    writer.tag(18);
  }
  if (message.error !== undefined) {
    const mark1 = writer.written;
    writeItemError(writer, message.error);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readTopicDescription(reader: ProtoReader): TopicDescription {
  let error: ItemError | undefined;
  let name: string = '';
  let topicId: string = '';
  let internal: boolean = false;
  const partitions: PartitionDescription[] = [];
  const configs: ConfigEntry[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        error = readItemError(reader);
        reader.leave(outer);
        break;
      }
      case 18:
        name = reader.string();
        break;
      case 26:
        topicId = reader.string();
        break;
      case 32:
        internal = reader.bool();
        break;
      case 42: {
        const outer = reader.enter();
        reader.element();
        partitions.push(readPartitionDescription(reader));
        reader.leave(outer);
        break;
      }
      case 50: {
        const outer = reader.enter();
        reader.element();
        configs.push(readConfigEntry(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { error, name, topicId, internal, partitions, configs };
}

/** The message PartitionDescription. */
export interface PartitionDescription {
  readonly partition: number;
  /** The node that leads, or -1. */
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly replicaIds: readonly number[];
  readonly inSyncReplicaIds: readonly number[];
  readonly offlineReplicaIds: readonly number[];
  readonly eligibleLeaderReplicaIds: readonly number[];
  /** The first offset that can be read, or -1 when the asked node does not store the partition. */
  readonly logStartOffset: number;
  /** The offset behind the last that can be read, or -1 when the asked node does not store the partition. */
  readonly highWatermark: number;
  /** Bytes on disk of the asked node, or -1 when it does not store the partition. */
  readonly sizeBytes: number;
}

/** Encodes and decodes {@link PartitionDescription}. */
export const PartitionDescription: MessageCodec<PartitionDescription> = {
  encode: (message) => encodeWith(message, writePartitionDescription, 0),
  decode: (bytes) => readPartitionDescription(new ProtoReader(bytes)),
};

export function writePartitionDescription(writer: ProtoWriter, message: PartitionDescription): void {
  if (message.sizeBytes !== 0) {
    writer.int64(message.sizeBytes);
    writer.tag(80);
  }
  if (message.highWatermark !== 0) {
    writer.int64(message.highWatermark);
    writer.tag(72);
  }
  if (message.logStartOffset !== 0) {
    writer.int64(message.logStartOffset);
    writer.tag(64);
  }
  if (message.eligibleLeaderReplicaIds.length > 0) {
    const mark7 = writer.written;
    for (let index = message.eligibleLeaderReplicaIds.length - 1; index >= 0; index -= 1)
      writer.int32(message.eligibleLeaderReplicaIds[index] as number);
    writer.lengthSince(mark7);
    writer.tag(58);
  }
  if (message.offlineReplicaIds.length > 0) {
    const mark6 = writer.written;
    for (let index = message.offlineReplicaIds.length - 1; index >= 0; index -= 1)
      writer.int32(message.offlineReplicaIds[index] as number);
    writer.lengthSince(mark6);
    writer.tag(50);
  }
  if (message.inSyncReplicaIds.length > 0) {
    const mark5 = writer.written;
    for (let index = message.inSyncReplicaIds.length - 1; index >= 0; index -= 1)
      writer.int32(message.inSyncReplicaIds[index] as number);
    writer.lengthSince(mark5);
    writer.tag(42);
  }
  if (message.replicaIds.length > 0) {
    const mark4 = writer.written;
    for (let index = message.replicaIds.length - 1; index >= 0; index -= 1)
      writer.int32(message.replicaIds[index] as number);
    writer.lengthSince(mark4);
    writer.tag(34);
  }
  if (message.leaderEpoch !== 0) {
    writer.int32(message.leaderEpoch);
    writer.tag(24);
  }
  if (message.leaderId !== 0) {
    writer.int32(message.leaderId);
    writer.tag(16);
  }
  if (message.partition !== 0) {
    writer.int32(message.partition);
    writer.tag(8);
  }
}

export function readPartitionDescription(reader: ProtoReader): PartitionDescription {
  let partition: number = 0;
  let leaderId: number = 0;
  let leaderEpoch: number = 0;
  const replicaIds: number[] = [];
  const inSyncReplicaIds: number[] = [];
  const offlineReplicaIds: number[] = [];
  const eligibleLeaderReplicaIds: number[] = [];
  let logStartOffset: number = 0;
  let highWatermark: number = 0;
  let sizeBytes: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        partition = reader.int32();
        break;
      case 16:
        leaderId = reader.int32();
        break;
      case 24:
        leaderEpoch = reader.int32();
        break;
      case 32:
        reader.element();
        replicaIds.push(reader.int32());
        break;
      case 34: {
        const outer = reader.enter();
        while (reader.more()) {
          reader.element();
          replicaIds.push(reader.int32());
        }
        reader.leave(outer);
        break;
      }
      case 40:
        reader.element();
        inSyncReplicaIds.push(reader.int32());
        break;
      case 42: {
        const outer = reader.enter();
        while (reader.more()) {
          reader.element();
          inSyncReplicaIds.push(reader.int32());
        }
        reader.leave(outer);
        break;
      }
      case 48:
        reader.element();
        offlineReplicaIds.push(reader.int32());
        break;
      case 50: {
        const outer = reader.enter();
        while (reader.more()) {
          reader.element();
          offlineReplicaIds.push(reader.int32());
        }
        reader.leave(outer);
        break;
      }
      case 56:
        reader.element();
        eligibleLeaderReplicaIds.push(reader.int32());
        break;
      case 58: {
        const outer = reader.enter();
        while (reader.more()) {
          reader.element();
          eligibleLeaderReplicaIds.push(reader.int32());
        }
        reader.leave(outer);
        break;
      }
      case 64:
        logStartOffset = reader.int64();
        break;
      case 72:
        highWatermark = reader.int64();
        break;
      case 80:
        sizeBytes = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { partition, leaderId, leaderEpoch, replicaIds, inSyncReplicaIds, offlineReplicaIds, eligibleLeaderReplicaIds, logStartOffset, highWatermark, sizeBytes };
}

/** The message CreatePartitionsRequest. */
export interface CreatePartitionsRequest {
  readonly topics: readonly NewPartitions[];
  /** How long to wait, in milliseconds. 0: the server's default. */
  readonly timeoutMs: number;
  /** Only check whether it would work. */
  readonly validateOnly: boolean;
}

/** Encodes and decodes {@link CreatePartitionsRequest}. */
export const CreatePartitionsRequest: MessageCodec<CreatePartitionsRequest> = {
  encode: (message) => encodeWith(message, writeCreatePartitionsRequest, 0),
  decode: (bytes) => readCreatePartitionsRequest(new ProtoReader(bytes)),
};

export function writeCreatePartitionsRequest(writer: ProtoWriter, message: CreatePartitionsRequest): void {
  if (message.validateOnly) {
    writer.bool(message.validateOnly);
    writer.tag(24);
  }
  if (message.timeoutMs !== 0) {
    writer.int32(message.timeoutMs);
    writer.tag(16);
  }
  for (let index = message.topics.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writeNewPartitions(writer, message.topics[index] as NewPartitions);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readCreatePartitionsRequest(reader: ProtoReader): CreatePartitionsRequest {
  const topics: NewPartitions[] = [];
  let timeoutMs: number = 0;
  let validateOnly: boolean = false;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        topics.push(readNewPartitions(reader));
        reader.leave(outer);
        break;
      }
      case 16:
        timeoutMs = reader.int32();
        break;
      case 24:
        validateOnly = reader.bool();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { topics, timeoutMs, validateOnly };
}

/** The message NewPartitions. */
export interface NewPartitions {
  readonly topic: string;
  /** How many partitions the topic shall have in all. */
  readonly totalCount: number;
  /** Replicas of the new partitions by hand, in order. Empty: the cluster chooses. */
  readonly assignments: readonly ReplicaAssignment[];
}

/** Encodes and decodes {@link NewPartitions}. */
export const NewPartitions: MessageCodec<NewPartitions> = {
  encode: (message) => encodeWith(message, writeNewPartitions, 0),
  decode: (bytes) => readNewPartitions(new ProtoReader(bytes)),
};

export function writeNewPartitions(writer: ProtoWriter, message: NewPartitions): void {
  for (let index = message.assignments.length - 1; index >= 0; index -= 1) {
    const mark3 = writer.written;
    writeReplicaAssignment(writer, message.assignments[index] as ReplicaAssignment);
    writer.lengthSince(mark3);
    writer.tag(26);
  }
  if (message.totalCount !== 0) {
    writer.int32(message.totalCount);
    writer.tag(16);
  }
  if (message.topic !== '') {
    writer.string(message.topic);
    writer.tag(10);
  }
}

export function readNewPartitions(reader: ProtoReader): NewPartitions {
  let topic: string = '';
  let totalCount: number = 0;
  const assignments: ReplicaAssignment[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        topic = reader.string();
        break;
      case 16:
        totalCount = reader.int32();
        break;
      case 26: {
        const outer = reader.enter();
        reader.element();
        assignments.push(readReplicaAssignment(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { topic, totalCount, assignments };
}

/** The message CreatePartitionsResponse. */
export interface CreatePartitionsResponse {
  /** One result for each topic of the request, in the same order. */
  readonly topics: readonly CreatePartitionsResult[];
}

/** Encodes and decodes {@link CreatePartitionsResponse}. */
export const CreatePartitionsResponse: MessageCodec<CreatePartitionsResponse> = {
  encode: (message) => encodeWith(message, writeCreatePartitionsResponse, 0),
  decode: (bytes) => readCreatePartitionsResponse(new ProtoReader(bytes)),
};

export function writeCreatePartitionsResponse(writer: ProtoWriter, message: CreatePartitionsResponse): void {
  for (let index = message.topics.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writeCreatePartitionsResult(writer, message.topics[index] as CreatePartitionsResult);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readCreatePartitionsResponse(reader: ProtoReader): CreatePartitionsResponse {
  const topics: CreatePartitionsResult[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        topics.push(readCreatePartitionsResult(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { topics };
}

/** The message CreatePartitionsResult. */
export interface CreatePartitionsResult {
  readonly topic: string;
  readonly error?: ItemError | undefined;
}

/** Encodes and decodes {@link CreatePartitionsResult}. */
export const CreatePartitionsResult: MessageCodec<CreatePartitionsResult> = {
  encode: (message) => encodeWith(message, writeCreatePartitionsResult, 0),
  decode: (bytes) => readCreatePartitionsResult(new ProtoReader(bytes)),
};

export function writeCreatePartitionsResult(writer: ProtoWriter, message: CreatePartitionsResult): void {
  if (message.error !== undefined) {
    const mark2 = writer.written;
    writeItemError(writer, message.error);
    writer.lengthSince(mark2);
    writer.tag(18);
  }
  if (message.topic !== '') {
    writer.string(message.topic);
    writer.tag(10);
  }
}

export function readCreatePartitionsResult(reader: ProtoReader): CreatePartitionsResult {
  let topic: string = '';
  let error: ItemError | undefined;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        topic = reader.string();
        break;
      case 18: {
        const outer = reader.enter();
        error = readItemError(reader);
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { topic, error };
}

/** The message ConfigResource. */
export interface ConfigResource {
  readonly type: ConfigResourceType;
  readonly name: string;
}

/** Encodes and decodes {@link ConfigResource}. */
export const ConfigResource: MessageCodec<ConfigResource> = {
  encode: (message) => encodeWith(message, writeConfigResource, 0),
  decode: (bytes) => readConfigResource(new ProtoReader(bytes)),
};

export function writeConfigResource(writer: ProtoWriter, message: ConfigResource): void {
  if (message.name !== '') {
    writer.string(message.name);
    writer.tag(18);
  }
  if (message.type !== 0) {
    writer.int32(message.type);
    writer.tag(8);
  }
}

export function readConfigResource(reader: ProtoReader): ConfigResource {
  let type: ConfigResourceType = 0;
  let name: string = '';
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        type = knownConfigResourceType(reader.int32());
        break;
      case 18:
        name = reader.string();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { type, name };
}

/** The message DescribeConfigsRequest. */
export interface DescribeConfigsRequest {
  readonly resources: readonly DescribeConfigsResource[];
}

/** Encodes and decodes {@link DescribeConfigsRequest}. */
export const DescribeConfigsRequest: MessageCodec<DescribeConfigsRequest> = {
  encode: (message) => encodeWith(message, writeDescribeConfigsRequest, 0),
  decode: (bytes) => readDescribeConfigsRequest(new ProtoReader(bytes)),
};

export function writeDescribeConfigsRequest(writer: ProtoWriter, message: DescribeConfigsRequest): void {
  for (let index = message.resources.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writeDescribeConfigsResource(writer, message.resources[index] as DescribeConfigsResource);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readDescribeConfigsRequest(reader: ProtoReader): DescribeConfigsRequest {
  const resources: DescribeConfigsResource[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        resources.push(readDescribeConfigsResource(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { resources };
}

/** The message DescribeConfigsResource. */
export interface DescribeConfigsResource {
  readonly resource?: ConfigResource | undefined;
  /** The settings wanted. Empty: all. */
  readonly names: readonly string[];
}

/** Encodes and decodes {@link DescribeConfigsResource}. */
export const DescribeConfigsResource: MessageCodec<DescribeConfigsResource> = {
  encode: (message) => encodeWith(message, writeDescribeConfigsResource, 0),
  decode: (bytes) => readDescribeConfigsResource(new ProtoReader(bytes)),
};

export function writeDescribeConfigsResource(writer: ProtoWriter, message: DescribeConfigsResource): void {
  for (let index = message.names.length - 1; index >= 0; index -= 1) {
    writer.string(message.names[index] as string);
    writer.tag(18);
  }
  if (message.resource !== undefined) {
    const mark1 = writer.written;
    writeConfigResource(writer, message.resource);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readDescribeConfigsResource(reader: ProtoReader): DescribeConfigsResource {
  let resource: ConfigResource | undefined;
  const names: string[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        resource = readConfigResource(reader);
        reader.leave(outer);
        break;
      }
      case 18:
        reader.element();
        names.push(reader.string());
        break;
      default:
        reader.skip(tag);
    }
  }
  return { resource, names };
}

/** The message DescribeConfigsResponse. */
export interface DescribeConfigsResponse {
  /** One result for each resource of the request, in the same order. */
  readonly results: readonly DescribeConfigsResult[];
}

/** Encodes and decodes {@link DescribeConfigsResponse}. */
export const DescribeConfigsResponse: MessageCodec<DescribeConfigsResponse> = {
  encode: (message) => encodeWith(message, writeDescribeConfigsResponse, 0),
  decode: (bytes) => readDescribeConfigsResponse(new ProtoReader(bytes)),
};

export function writeDescribeConfigsResponse(writer: ProtoWriter, message: DescribeConfigsResponse): void {
  for (let index = message.results.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writeDescribeConfigsResult(writer, message.results[index] as DescribeConfigsResult);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readDescribeConfigsResponse(reader: ProtoReader): DescribeConfigsResponse {
  const results: DescribeConfigsResult[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        results.push(readDescribeConfigsResult(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { results };
}

/** The message DescribeConfigsResult. */
export interface DescribeConfigsResult {
  readonly resource?: ConfigResource | undefined;
  readonly error?: ItemError | undefined;
  /** Sorted by name. */
  readonly configs: readonly ConfigDescription[];
}

/** Encodes and decodes {@link DescribeConfigsResult}. */
export const DescribeConfigsResult: MessageCodec<DescribeConfigsResult> = {
  encode: (message) => encodeWith(message, writeDescribeConfigsResult, 0),
  decode: (bytes) => readDescribeConfigsResult(new ProtoReader(bytes)),
};

export function writeDescribeConfigsResult(writer: ProtoWriter, message: DescribeConfigsResult): void {
  for (let index = message.configs.length - 1; index >= 0; index -= 1) {
    const mark3 = writer.written;
    writeConfigDescription(writer, message.configs[index] as ConfigDescription);
    writer.lengthSince(mark3);
    writer.tag(26);
  }
  if (message.error !== undefined) {
    const mark2 = writer.written;
    writeItemError(writer, message.error);
    writer.lengthSince(mark2);
    writer.tag(18);
  }
  if (message.resource !== undefined) {
    const mark1 = writer.written;
    writeConfigResource(writer, message.resource);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readDescribeConfigsResult(reader: ProtoReader): DescribeConfigsResult {
  let resource: ConfigResource | undefined;
  let error: ItemError | undefined;
  const configs: ConfigDescription[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        resource = readConfigResource(reader);
        reader.leave(outer);
        break;
      }
      case 18: {
        const outer = reader.enter();
        error = readItemError(reader);
        reader.leave(outer);
        break;
      }
      case 26: {
        const outer = reader.enter();
        reader.element();
        configs.push(readConfigDescription(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { resource, error, configs };
}

/** The message ConfigDescription. */
export interface ConfigDescription {
  readonly name: string;
  /** Absent for secrets and for settings without a value. */
  readonly value?: string | undefined;
  readonly source: ConfigSource;
  readonly readOnly: boolean;
  readonly sensitive: boolean;
  readonly type: ConfigType;
  /** One sentence about the setting. */
  readonly documentation: string;
}

/** Encodes and decodes {@link ConfigDescription}. */
export const ConfigDescription: MessageCodec<ConfigDescription> = {
  encode: (message) => encodeWith(message, writeConfigDescription, 0),
  decode: (bytes) => readConfigDescription(new ProtoReader(bytes)),
};

export function writeConfigDescription(writer: ProtoWriter, message: ConfigDescription): void {
  if (message.documentation !== '') {
    writer.string(message.documentation);
    writer.tag(58);
  }
  if (message.type !== 0) {
    writer.int32(message.type);
    writer.tag(48);
  }
  if (message.sensitive) {
    writer.bool(message.sensitive);
    writer.tag(40);
  }
  if (message.readOnly) {
    writer.bool(message.readOnly);
    writer.tag(32);
  }
  if (message.source !== 0) {
    writer.int32(message.source);
    writer.tag(24);
  }
  if (message.value !== undefined) {
    writer.string(message.value);
    writer.tag(18);
  }
  if (message.name !== '') {
    writer.string(message.name);
    writer.tag(10);
  }
}

export function readConfigDescription(reader: ProtoReader): ConfigDescription {
  let name: string = '';
  let value: string | undefined;
  let source: ConfigSource = 0;
  let readOnly: boolean = false;
  let sensitive: boolean = false;
  let type: ConfigType = 0;
  let documentation: string = '';
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        name = reader.string();
        break;
      case 18:
        value = reader.string();
        break;
      case 24:
        source = knownConfigSource(reader.int32());
        break;
      case 32:
        readOnly = reader.bool();
        break;
      case 40:
        sensitive = reader.bool();
        break;
      case 48:
        type = knownConfigType(reader.int32());
        break;
      case 58:
        documentation = reader.string();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { name, value, source, readOnly, sensitive, type, documentation };
}

/** The message AlterConfigsRequest. */
export interface AlterConfigsRequest {
  readonly resources: readonly AlterConfigsResource[];
  /** Only check whether it would work. */
  readonly validateOnly: boolean;
}

/** Encodes and decodes {@link AlterConfigsRequest}. */
export const AlterConfigsRequest: MessageCodec<AlterConfigsRequest> = {
  encode: (message) => encodeWith(message, writeAlterConfigsRequest, 0),
  decode: (bytes) => readAlterConfigsRequest(new ProtoReader(bytes)),
};

export function writeAlterConfigsRequest(writer: ProtoWriter, message: AlterConfigsRequest): void {
  if (message.validateOnly) {
    writer.bool(message.validateOnly);
    writer.tag(16);
  }
  for (let index = message.resources.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writeAlterConfigsResource(writer, message.resources[index] as AlterConfigsResource);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readAlterConfigsRequest(reader: ProtoReader): AlterConfigsRequest {
  const resources: AlterConfigsResource[] = [];
  let validateOnly: boolean = false;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        resources.push(readAlterConfigsResource(reader));
        reader.leave(outer);
        break;
      }
      case 16:
        validateOnly = reader.bool();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { resources, validateOnly };
}

/** The message AlterConfigsResource. */
export interface AlterConfigsResource {
  readonly resource?: ConfigResource | undefined;
  readonly changes: readonly ConfigChange[];
}

/** Encodes and decodes {@link AlterConfigsResource}. */
export const AlterConfigsResource: MessageCodec<AlterConfigsResource> = {
  encode: (message) => encodeWith(message, writeAlterConfigsResource, 0),
  decode: (bytes) => readAlterConfigsResource(new ProtoReader(bytes)),
};

export function writeAlterConfigsResource(writer: ProtoWriter, message: AlterConfigsResource): void {
  for (let index = message.changes.length - 1; index >= 0; index -= 1) {
    const mark2 = writer.written;
    writeConfigChange(writer, message.changes[index] as ConfigChange);
    writer.lengthSince(mark2);
    writer.tag(18);
  }
  if (message.resource !== undefined) {
    const mark1 = writer.written;
    writeConfigResource(writer, message.resource);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readAlterConfigsResource(reader: ProtoReader): AlterConfigsResource {
  let resource: ConfigResource | undefined;
  const changes: ConfigChange[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        resource = readConfigResource(reader);
        reader.leave(outer);
        break;
      }
      case 18: {
        const outer = reader.enter();
        reader.element();
        changes.push(readConfigChange(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { resource, changes };
}

/** The message ConfigChange. */
export interface ConfigChange {
  readonly name: string;
  readonly operation: ConfigOperation;
  /** Empty for CONFIG_OPERATION_DELETE. */
  readonly value: string;
}

/** Encodes and decodes {@link ConfigChange}. */
export const ConfigChange: MessageCodec<ConfigChange> = {
  encode: (message) => encodeWith(message, writeConfigChange, 0),
  decode: (bytes) => readConfigChange(new ProtoReader(bytes)),
};

export function writeConfigChange(writer: ProtoWriter, message: ConfigChange): void {
  if (message.value !== '') {
    writer.string(message.value);
    writer.tag(26);
  }
  if (message.operation !== 0) {
    writer.int32(message.operation);
    writer.tag(16);
  }
  if (message.name !== '') {
    writer.string(message.name);
    writer.tag(10);
  }
}

export function readConfigChange(reader: ProtoReader): ConfigChange {
  let name: string = '';
  let operation: ConfigOperation = 0;
  let value: string = '';
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        name = reader.string();
        break;
      case 16:
        operation = knownConfigOperation(reader.int32());
        break;
      case 26:
        value = reader.string();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { name, operation, value };
}

/** The message AlterConfigsResponse. */
export interface AlterConfigsResponse {
  /** One result for each resource of the request, in the same order. */
  readonly results: readonly AlterConfigsResult[];
}

/** Encodes and decodes {@link AlterConfigsResponse}. */
export const AlterConfigsResponse: MessageCodec<AlterConfigsResponse> = {
  encode: (message) => encodeWith(message, writeAlterConfigsResponse, 0),
  decode: (bytes) => readAlterConfigsResponse(new ProtoReader(bytes)),
};

export function writeAlterConfigsResponse(writer: ProtoWriter, message: AlterConfigsResponse): void {
  for (let index = message.results.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writeAlterConfigsResult(writer, message.results[index] as AlterConfigsResult);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readAlterConfigsResponse(reader: ProtoReader): AlterConfigsResponse {
  const results: AlterConfigsResult[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        results.push(readAlterConfigsResult(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { results };
}

/** The message AlterConfigsResult. */
export interface AlterConfigsResult {
  readonly resource?: ConfigResource | undefined;
  readonly error?: ItemError | undefined;
}

/** Encodes and decodes {@link AlterConfigsResult}. */
export const AlterConfigsResult: MessageCodec<AlterConfigsResult> = {
  encode: (message) => encodeWith(message, writeAlterConfigsResult, 0),
  decode: (bytes) => readAlterConfigsResult(new ProtoReader(bytes)),
};

export function writeAlterConfigsResult(writer: ProtoWriter, message: AlterConfigsResult): void {
  if (message.error !== undefined) {
    const mark2 = writer.written;
    writeItemError(writer, message.error);
    writer.lengthSince(mark2);
    writer.tag(18);
  }
  if (message.resource !== undefined) {
    const mark1 = writer.written;
    writeConfigResource(writer, message.resource);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readAlterConfigsResult(reader: ProtoReader): AlterConfigsResult {
  let resource: ConfigResource | undefined;
  let error: ItemError | undefined;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        resource = readConfigResource(reader);
        reader.leave(outer);
        break;
      }
      case 18: {
        const outer = reader.enter();
        error = readItemError(reader);
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { resource, error };
}

/** Whom a quota is for: a user, a client id, or a client id of a user. */
export interface QuotaEntity {
  /** Absent: whoever the user is. */
  readonly user?: QuotaName | undefined;
  /** Absent: whatever the client id is. */
  readonly clientId?: QuotaName | undefined;
}

/** Encodes and decodes {@link QuotaEntity}. */
export const QuotaEntity: MessageCodec<QuotaEntity> = {
  encode: (message) => encodeWith(message, writeQuotaEntity, 0),
  decode: (bytes) => readQuotaEntity(new ProtoReader(bytes)),
};

export function writeQuotaEntity(writer: ProtoWriter, message: QuotaEntity): void {
  if (message.clientId !== undefined) {
    const mark2 = writer.written;
    writeQuotaName(writer, message.clientId);
    writer.lengthSince(mark2);
    writer.tag(18);
  }
  if (message.user !== undefined) {
    const mark1 = writer.written;
    writeQuotaName(writer, message.user);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readQuotaEntity(reader: ProtoReader): QuotaEntity {
  let user: QuotaName | undefined;
  let clientId: QuotaName | undefined;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        user = readQuotaName(reader);
        reader.leave(outer);
        break;
      }
      case 18: {
        const outer = reader.enter();
        clientId = readQuotaName(reader);
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { user, clientId };
}

/** The message QuotaName. */
export interface QuotaName {
  /** Empty: everybody without a quota of their own. */
  readonly name: string;
}

/** Encodes and decodes {@link QuotaName}. */
export const QuotaName: MessageCodec<QuotaName> = {
  encode: (message) => encodeWith(message, writeQuotaName, 0),
  decode: (bytes) => readQuotaName(new ProtoReader(bytes)),
};

export function writeQuotaName(writer: ProtoWriter, message: QuotaName): void {
  if (message.name !== '') {
    writer.string(message.name);
    writer.tag(10);
  }
}

export function readQuotaName(reader: ProtoReader): QuotaName {
  let name: string = '';
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        name = reader.string();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { name };
}

/** The message DescribeQuotasRequest. */
export interface DescribeQuotasRequest {
}

/** Encodes and decodes {@link DescribeQuotasRequest}. */
export const DescribeQuotasRequest: MessageCodec<DescribeQuotasRequest> = {
  encode: (message) => encodeWith(message, writeDescribeQuotasRequest, 0),
  decode: (bytes) => readDescribeQuotasRequest(new ProtoReader(bytes)),
};

export function writeDescribeQuotasRequest(_writer: ProtoWriter, _message: DescribeQuotasRequest): void {
}

export function readDescribeQuotasRequest(reader: ProtoReader): DescribeQuotasRequest {
  while (reader.more()) {
    const tag = reader.tag();
    reader.skip(tag);
  }
  return {};
}

/** The message DescribeQuotasResponse. */
export interface DescribeQuotasResponse {
  readonly quotas: readonly QuotaDescription[];
}

/** Encodes and decodes {@link DescribeQuotasResponse}. */
export const DescribeQuotasResponse: MessageCodec<DescribeQuotasResponse> = {
  encode: (message) => encodeWith(message, writeDescribeQuotasResponse, 0),
  decode: (bytes) => readDescribeQuotasResponse(new ProtoReader(bytes)),
};

export function writeDescribeQuotasResponse(writer: ProtoWriter, message: DescribeQuotasResponse): void {
  for (let index = message.quotas.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writeQuotaDescription(writer, message.quotas[index] as QuotaDescription);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readDescribeQuotasResponse(reader: ProtoReader): DescribeQuotasResponse {
  const quotas: QuotaDescription[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        quotas.push(readQuotaDescription(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { quotas };
}

/** The message QuotaDescription. */
export interface QuotaDescription {
  readonly entity?: QuotaEntity | undefined;
  /** Sorted by name. */
  readonly limits: readonly QuotaLimit[];
}

/** Encodes and decodes {@link QuotaDescription}. */
export const QuotaDescription: MessageCodec<QuotaDescription> = {
  encode: (message) => encodeWith(message, writeQuotaDescription, 0),
  decode: (bytes) => readQuotaDescription(new ProtoReader(bytes)),
};

export function writeQuotaDescription(writer: ProtoWriter, message: QuotaDescription): void {
  for (let index = message.limits.length - 1; index >= 0; index -= 1) {
    const mark2 = writer.written;
    writeQuotaLimit(writer, message.limits[index] as QuotaLimit);
    writer.lengthSince(mark2);
    writer.tag(18);
  }
  if (message.entity !== undefined) {
    const mark1 = writer.written;
    writeQuotaEntity(writer, message.entity);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readQuotaDescription(reader: ProtoReader): QuotaDescription {
  let entity: QuotaEntity | undefined;
  const limits: QuotaLimit[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        entity = readQuotaEntity(reader);
        reader.leave(outer);
        break;
      }
      case 18: {
        const outer = reader.enter();
        reader.element();
        limits.push(readQuotaLimit(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { entity, limits };
}

/** The message QuotaLimit. */
export interface QuotaLimit {
  /** `producer_byte_rate`, `consumer_byte_rate`, `request_percentage` or `request_rate`. */
  readonly name: string;
  /** Bytes per second, percent of one core, requests per second. */
  readonly value: number;
}

/** Encodes and decodes {@link QuotaLimit}. */
export const QuotaLimit: MessageCodec<QuotaLimit> = {
  encode: (message) => encodeWith(message, writeQuotaLimit, 0),
  decode: (bytes) => readQuotaLimit(new ProtoReader(bytes)),
};

export function writeQuotaLimit(writer: ProtoWriter, message: QuotaLimit): void {
  if (message.value !== 0) {
    writer.double(message.value);
    writer.tag(17);
  }
  if (message.name !== '') {
    writer.string(message.name);
    writer.tag(10);
  }
}

export function readQuotaLimit(reader: ProtoReader): QuotaLimit {
  let name: string = '';
  let value: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        name = reader.string();
        break;
      case 17:
        value = reader.double();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { name, value };
}

/** The message AlterQuotasRequest. */
export interface AlterQuotasRequest {
  readonly entries: readonly QuotaAlteration[];
  /** Only check whether it would work. */
  readonly validateOnly: boolean;
}

/** Encodes and decodes {@link AlterQuotasRequest}. */
export const AlterQuotasRequest: MessageCodec<AlterQuotasRequest> = {
  encode: (message) => encodeWith(message, writeAlterQuotasRequest, 0),
  decode: (bytes) => readAlterQuotasRequest(new ProtoReader(bytes)),
};

export function writeAlterQuotasRequest(writer: ProtoWriter, message: AlterQuotasRequest): void {
  if (message.validateOnly) {
    writer.bool(message.validateOnly);
    writer.tag(16);
  }
  for (let index = message.entries.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writeQuotaAlteration(writer, message.entries[index] as QuotaAlteration);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readAlterQuotasRequest(reader: ProtoReader): AlterQuotasRequest {
  const entries: QuotaAlteration[] = [];
  let validateOnly: boolean = false;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        entries.push(readQuotaAlteration(reader));
        reader.leave(outer);
        break;
      }
      case 16:
        validateOnly = reader.bool();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { entries, validateOnly };
}

/** The message QuotaAlteration. */
export interface QuotaAlteration {
  readonly entity?: QuotaEntity | undefined;
  /** Limits to set. */
  readonly limits: readonly QuotaLimit[];
  /** Names of limits to take away. */
  readonly removals: readonly string[];
}

/** Encodes and decodes {@link QuotaAlteration}. */
export const QuotaAlteration: MessageCodec<QuotaAlteration> = {
  encode: (message) => encodeWith(message, writeQuotaAlteration, 0),
  decode: (bytes) => readQuotaAlteration(new ProtoReader(bytes)),
};

export function writeQuotaAlteration(writer: ProtoWriter, message: QuotaAlteration): void {
  for (let index = message.removals.length - 1; index >= 0; index -= 1) {
    writer.string(message.removals[index] as string);
    writer.tag(26);
  }
  for (let index = message.limits.length - 1; index >= 0; index -= 1) {
    const mark2 = writer.written;
    writeQuotaLimit(writer, message.limits[index] as QuotaLimit);
    writer.lengthSince(mark2);
    writer.tag(18);
  }
  if (message.entity !== undefined) {
    const mark1 = writer.written;
    writeQuotaEntity(writer, message.entity);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readQuotaAlteration(reader: ProtoReader): QuotaAlteration {
  let entity: QuotaEntity | undefined;
  const limits: QuotaLimit[] = [];
  const removals: string[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        entity = readQuotaEntity(reader);
        reader.leave(outer);
        break;
      }
      case 18: {
        const outer = reader.enter();
        reader.element();
        limits.push(readQuotaLimit(reader));
        reader.leave(outer);
        break;
      }
      case 26:
        reader.element();
        removals.push(reader.string());
        break;
      default:
        reader.skip(tag);
    }
  }
  return { entity, limits, removals };
}

/** The message AlterQuotasResponse. */
export interface AlterQuotasResponse {
  /** One result for each entry of the request, in the same order. */
  readonly results: readonly AlterQuotaResult[];
}

/** Encodes and decodes {@link AlterQuotasResponse}. */
export const AlterQuotasResponse: MessageCodec<AlterQuotasResponse> = {
  encode: (message) => encodeWith(message, writeAlterQuotasResponse, 0),
  decode: (bytes) => readAlterQuotasResponse(new ProtoReader(bytes)),
};

export function writeAlterQuotasResponse(writer: ProtoWriter, message: AlterQuotasResponse): void {
  for (let index = message.results.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writeAlterQuotaResult(writer, message.results[index] as AlterQuotaResult);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readAlterQuotasResponse(reader: ProtoReader): AlterQuotasResponse {
  const results: AlterQuotaResult[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        results.push(readAlterQuotaResult(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { results };
}

/** The message AlterQuotaResult. */
export interface AlterQuotaResult {
  readonly entity?: QuotaEntity | undefined;
  readonly error?: ItemError | undefined;
}

/** Encodes and decodes {@link AlterQuotaResult}. */
export const AlterQuotaResult: MessageCodec<AlterQuotaResult> = {
  encode: (message) => encodeWith(message, writeAlterQuotaResult, 0),
  decode: (bytes) => readAlterQuotaResult(new ProtoReader(bytes)),
};

export function writeAlterQuotaResult(writer: ProtoWriter, message: AlterQuotaResult): void {
  if (message.error !== undefined) {
    const mark2 = writer.written;
    writeItemError(writer, message.error);
    writer.lengthSince(mark2);
    writer.tag(18);
  }
  if (message.entity !== undefined) {
    const mark1 = writer.written;
    writeQuotaEntity(writer, message.entity);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readAlterQuotaResult(reader: ProtoReader): AlterQuotaResult {
  let entity: QuotaEntity | undefined;
  let error: ItemError | undefined;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        entity = readQuotaEntity(reader);
        reader.leave(outer);
        break;
      }
      case 18: {
        const outer = reader.enter();
        error = readItemError(reader);
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { entity, error };
}

/** The methods of the service ottla.v1.Admin. */
export const adminService: {
  /** Creates topics and answers when they can be written to. */
  readonly createTopics: RpcMethod<CreateTopicsRequest, CreateTopicsResponse>;
  /** Deletes topics with all their records. */
  readonly deleteTopics: RpcMethod<DeleteTopicsRequest, DeleteTopicsResponse>;
  /** The names of all topics that the caller may see. */
  readonly listTopics: RpcMethod<ListTopicsRequest, ListTopicsResponse>;
  /** Partitions, replicas and sizes of topics. */
  readonly describeTopics: RpcMethod<DescribeTopicsRequest, DescribeTopicsResponse>;
  /** Gives topics more partitions. */
  readonly createPartitions: RpcMethod<CreatePartitionsRequest, CreatePartitionsResponse>;
  /** The settings of topics, nodes or the cluster, and where each value comes from. */
  readonly describeConfigs: RpcMethod<DescribeConfigsRequest, DescribeConfigsResponse>;
  /** Changes single settings; those that are not named stay as they are. */
  readonly alterConfigs: RpcMethod<AlterConfigsRequest, AlterConfigsResponse>;
  /** All limits that are set for users and client ids. */
  readonly describeQuotas: RpcMethod<DescribeQuotasRequest, DescribeQuotasResponse>;
  /** Sets and takes away limits of users and client ids; those that are not named stay as they are. */
  readonly alterQuotas: RpcMethod<AlterQuotasRequest, AlterQuotasResponse>;
} = {
  createTopics: {
    path: '/ottla.v1.Admin/CreateTopics',
    kind: 'unary',
    request: CreateTopicsRequest,
    response: CreateTopicsResponse,
  },
  deleteTopics: {
    path: '/ottla.v1.Admin/DeleteTopics',
    kind: 'unary',
    request: DeleteTopicsRequest,
    response: DeleteTopicsResponse,
  },
  listTopics: {
    path: '/ottla.v1.Admin/ListTopics',
    kind: 'unary',
    request: ListTopicsRequest,
    response: ListTopicsResponse,
  },
  describeTopics: {
    path: '/ottla.v1.Admin/DescribeTopics',
    kind: 'unary',
    request: DescribeTopicsRequest,
    response: DescribeTopicsResponse,
  },
  createPartitions: {
    path: '/ottla.v1.Admin/CreatePartitions',
    kind: 'unary',
    request: CreatePartitionsRequest,
    response: CreatePartitionsResponse,
  },
  describeConfigs: {
    path: '/ottla.v1.Admin/DescribeConfigs',
    kind: 'unary',
    request: DescribeConfigsRequest,
    response: DescribeConfigsResponse,
  },
  alterConfigs: {
    path: '/ottla.v1.Admin/AlterConfigs',
    kind: 'unary',
    request: AlterConfigsRequest,
    response: AlterConfigsResponse,
  },
  describeQuotas: {
    path: '/ottla.v1.Admin/DescribeQuotas',
    kind: 'unary',
    request: DescribeQuotasRequest,
    response: DescribeQuotasResponse,
  },
  alterQuotas: {
    path: '/ottla.v1.Admin/AlterQuotas',
    kind: 'unary',
    request: AlterQuotasRequest,
    response: AlterQuotasResponse,
  },
};
