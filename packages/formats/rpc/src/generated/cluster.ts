/** Made by scripts/generate.ts from ottla/v1/cluster.proto. Do not edit. */
import type { MessageCodec, RpcMethod } from '@ottla/base';
import { ProtoReader } from '../codec/proto-reader.ts';
import { encodeWith, type ProtoWriter } from '../codec/proto-writer.ts';
import { readItemError, writeItemError, readNode, writeNode, type ItemError, type Node } from './common.ts';

/** The message GetMetadataRequest. */
export interface GetMetadataRequest {
  /** The topics asked for, by name. Ignored when all_topics is set. Empty: only nodes. */
  readonly topics: readonly string[];
  /** All topics that the caller may see. */
  readonly allTopics: boolean;
  /** Create topics that are missing, when the cluster allows that (`auto.create.topics.enable`). */
  readonly allowAutoCreate: boolean;
}

/** Encodes and decodes {@link GetMetadataRequest}. */
export const GetMetadataRequest: MessageCodec<GetMetadataRequest> = {
  encode: (message) => encodeWith(message, writeGetMetadataRequest, 0),
  decode: (bytes) => readGetMetadataRequest(new ProtoReader(bytes)),
};

export function writeGetMetadataRequest(writer: ProtoWriter, message: GetMetadataRequest): void {
  if (message.allowAutoCreate) {
    writer.bool(message.allowAutoCreate);
    writer.tag(24);
  }
  if (message.allTopics) {
    writer.bool(message.allTopics);
    writer.tag(16);
  }
  for (let index = message.topics.length - 1; index >= 0; index -= 1) {
    writer.string(message.topics[index] as string);
    writer.tag(10);
  }
}

export function readGetMetadataRequest(reader: ProtoReader): GetMetadataRequest {
  const topics: string[] = [];
  let allTopics: boolean = false;
  let allowAutoCreate: boolean = false;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        reader.element();
        topics.push(reader.string());
        break;
      case 16:
        allTopics = reader.bool();
        break;
      case 24:
        allowAutoCreate = reader.bool();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { topics, allTopics, allowAutoCreate };
}

/** The message GetMetadataResponse. */
export interface GetMetadataResponse {
  readonly clusterId: string;
  /** The node that decides about metadata, or -1 while there is none. */
  readonly controllerId: number;
  readonly nodes: readonly Node[];
  /** With names asked for: one entry for each, in the same order. */
  readonly topics: readonly TopicMetadata[];
}

/** Encodes and decodes {@link GetMetadataResponse}. */
export const GetMetadataResponse: MessageCodec<GetMetadataResponse> = {
  encode: (message) => encodeWith(message, writeGetMetadataResponse, 0),
  decode: (bytes) => readGetMetadataResponse(new ProtoReader(bytes)),
};

export function writeGetMetadataResponse(writer: ProtoWriter, message: GetMetadataResponse): void {
  for (let index = message.topics.length - 1; index >= 0; index -= 1) {
    const mark4 = writer.written;
    writeTopicMetadata(writer, message.topics[index] as TopicMetadata);
    writer.lengthSince(mark4);
    writer.tag(34);
  }
  for (let index = message.nodes.length - 1; index >= 0; index -= 1) {
    const mark3 = writer.written;
    writeNode(writer, message.nodes[index] as Node);
    writer.lengthSince(mark3);
    writer.tag(26);
  }
  if (message.controllerId !== 0) {
    writer.int32(message.controllerId);
    writer.tag(16);
  }
  if (message.clusterId !== '') {
    writer.string(message.clusterId);
    writer.tag(10);
  }
}

export function readGetMetadataResponse(reader: ProtoReader): GetMetadataResponse {
  let clusterId: string = '';
  let controllerId: number = 0;
  const nodes: Node[] = [];
  const topics: TopicMetadata[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        clusterId = reader.string();
        break;
      case 16:
        controllerId = reader.int32();
        break;
      case 26: {
        const outer = reader.enter();
        reader.element();
        nodes.push(readNode(reader));
        reader.leave(outer);
        break;
      }
      case 34: {
        const outer = reader.enter();
        reader.element();
        topics.push(readTopicMetadata(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { clusterId, controllerId, nodes, topics };
}

/** The message TopicMetadata. */
export interface TopicMetadata {
  readonly error?: ItemError | undefined;
  readonly name: string;
  /** 32 hexadecimal digits. */
  readonly topicId: string;
  /** True for topics that the cluster keeps for itself. */
  readonly internal: boolean;
  /** Sorted by partition. */
  readonly partitions: readonly PartitionMetadata[];
}

/** Encodes and decodes {@link TopicMetadata}. */
export const TopicMetadata: MessageCodec<TopicMetadata> = {
  encode: (message) => encodeWith(message, writeTopicMetadata, 0),
  decode: (bytes) => readTopicMetadata(new ProtoReader(bytes)),
};

export function writeTopicMetadata(writer: ProtoWriter, message: TopicMetadata): void {
  for (let index = message.partitions.length - 1; index >= 0; index -= 1) {
    const mark5 = writer.written;
    writePartitionMetadata(writer, message.partitions[index] as PartitionMetadata);
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

export function readTopicMetadata(reader: ProtoReader): TopicMetadata {
  let error: ItemError | undefined;
  let name: string = '';
  let topicId: string = '';
  let internal: boolean = false;
  const partitions: PartitionMetadata[] = [];
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
        partitions.push(readPartitionMetadata(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { error, name, topicId, internal, partitions };
}

/** The message PartitionMetadata. */
export interface PartitionMetadata {
  /** For example LEADER_NOT_AVAILABLE; the other fields hold all the same. */
  readonly error?: ItemError | undefined;
  readonly partition: number;
  /** The node that leads, or -1. */
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly replicaIds: readonly number[];
  readonly inSyncReplicaIds: readonly number[];
  readonly offlineReplicaIds: readonly number[];
}

/** Encodes and decodes {@link PartitionMetadata}. */
export const PartitionMetadata: MessageCodec<PartitionMetadata> = {
  encode: (message) => encodeWith(message, writePartitionMetadata, 0),
  decode: (bytes) => readPartitionMetadata(new ProtoReader(bytes)),
};

export function writePartitionMetadata(writer: ProtoWriter, message: PartitionMetadata): void {
  if (message.offlineReplicaIds.length > 0) {
    const mark7 = writer.written;
    for (let index = message.offlineReplicaIds.length - 1; index >= 0; index -= 1)
      writer.int32(message.offlineReplicaIds[index] as number);
    writer.lengthSince(mark7);
    writer.tag(58);
  }
  if (message.inSyncReplicaIds.length > 0) {
    const mark6 = writer.written;
    for (let index = message.inSyncReplicaIds.length - 1; index >= 0; index -= 1)
      writer.int32(message.inSyncReplicaIds[index] as number);
    writer.lengthSince(mark6);
    writer.tag(50);
  }
  if (message.replicaIds.length > 0) {
    const mark5 = writer.written;
    for (let index = message.replicaIds.length - 1; index >= 0; index -= 1)
      writer.int32(message.replicaIds[index] as number);
    writer.lengthSince(mark5);
    writer.tag(42);
  }
  if (message.leaderEpoch !== 0) {
    writer.int32(message.leaderEpoch);
    writer.tag(32);
  }
  if (message.leaderId !== 0) {
    writer.int32(message.leaderId);
    writer.tag(24);
  }
  if (message.partition !== 0) {
    writer.int32(message.partition);
    writer.tag(16);
  }
  if (message.error !== undefined) {
    const mark1 = writer.written;
    writeItemError(writer, message.error);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readPartitionMetadata(reader: ProtoReader): PartitionMetadata {
  let error: ItemError | undefined;
  let partition: number = 0;
  let leaderId: number = 0;
  let leaderEpoch: number = 0;
  const replicaIds: number[] = [];
  const inSyncReplicaIds: number[] = [];
  const offlineReplicaIds: number[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        error = readItemError(reader);
        reader.leave(outer);
        break;
      }
      case 16:
        partition = reader.int32();
        break;
      case 24:
        leaderId = reader.int32();
        break;
      case 32:
        leaderEpoch = reader.int32();
        break;
      case 40:
        reader.element();
        replicaIds.push(reader.int32());
        break;
      case 42: {
        const outer = reader.enter();
        while (reader.more()) {
          reader.element();
          replicaIds.push(reader.int32());
        }
        reader.leave(outer);
        break;
      }
      case 48:
        reader.element();
        inSyncReplicaIds.push(reader.int32());
        break;
      case 50: {
        const outer = reader.enter();
        while (reader.more()) {
          reader.element();
          inSyncReplicaIds.push(reader.int32());
        }
        reader.leave(outer);
        break;
      }
      case 56:
        reader.element();
        offlineReplicaIds.push(reader.int32());
        break;
      case 58: {
        const outer = reader.enter();
        while (reader.more()) {
          reader.element();
          offlineReplicaIds.push(reader.int32());
        }
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { error, partition, leaderId, leaderEpoch, replicaIds, inSyncReplicaIds, offlineReplicaIds };
}

/** The message DescribeClusterRequest. */
export interface DescribeClusterRequest {
}

/** Encodes and decodes {@link DescribeClusterRequest}. */
export const DescribeClusterRequest: MessageCodec<DescribeClusterRequest> = {
  encode: (message) => encodeWith(message, writeDescribeClusterRequest, 0),
  decode: (bytes) => readDescribeClusterRequest(new ProtoReader(bytes)),
};

export function writeDescribeClusterRequest(_writer: ProtoWriter, _message: DescribeClusterRequest): void {
}

export function readDescribeClusterRequest(reader: ProtoReader): DescribeClusterRequest {
  while (reader.more()) {
    const tag = reader.tag();
    reader.skip(tag);
  }
  return {};
}

/** The message DescribeClusterResponse. */
export interface DescribeClusterResponse {
  readonly clusterId: string;
  /** The node that decides about metadata, or -1 while there is none. */
  readonly controllerId: number;
  readonly nodes: readonly Node[];
  /** The version of the node that answers. */
  readonly version: string;
}

/** Encodes and decodes {@link DescribeClusterResponse}. */
export const DescribeClusterResponse: MessageCodec<DescribeClusterResponse> = {
  encode: (message) => encodeWith(message, writeDescribeClusterResponse, 0),
  decode: (bytes) => readDescribeClusterResponse(new ProtoReader(bytes)),
};

export function writeDescribeClusterResponse(writer: ProtoWriter, message: DescribeClusterResponse): void {
  if (message.version !== '') {
    writer.string(message.version);
    writer.tag(34);
  }
  for (let index = message.nodes.length - 1; index >= 0; index -= 1) {
    const mark3 = writer.written;
    writeNode(writer, message.nodes[index] as Node);
    writer.lengthSince(mark3);
    writer.tag(26);
  }
  if (message.controllerId !== 0) {
    writer.int32(message.controllerId);
    writer.tag(16);
  }
  if (message.clusterId !== '') {
    writer.string(message.clusterId);
    writer.tag(10);
  }
}

export function readDescribeClusterResponse(reader: ProtoReader): DescribeClusterResponse {
  let clusterId: string = '';
  let controllerId: number = 0;
  const nodes: Node[] = [];
  let version: string = '';
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        clusterId = reader.string();
        break;
      case 16:
        controllerId = reader.int32();
        break;
      case 26: {
        const outer = reader.enter();
        reader.element();
        nodes.push(readNode(reader));
        reader.leave(outer);
        break;
      }
      case 34:
        version = reader.string();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { clusterId, controllerId, nodes, version };
}

/** The methods of the service ottla.v1.Cluster. */
export const clusterService: {
  /** The nodes, and for topics their partitions and leaders: what a client needs to know whom to ask. */
  readonly getMetadata: RpcMethod<GetMetadataRequest, GetMetadataResponse>;
  /** The cluster's id, its nodes and its controller. */
  readonly describeCluster: RpcMethod<DescribeClusterRequest, DescribeClusterResponse>;
} = {
  getMetadata: {
    path: '/ottla.v1.Cluster/GetMetadata',
    kind: 'unary',
    request: GetMetadataRequest,
    response: GetMetadataResponse,
  },
  describeCluster: {
    path: '/ottla.v1.Cluster/DescribeCluster',
    kind: 'unary',
    request: DescribeClusterRequest,
    response: DescribeClusterResponse,
  },
};
