/** The gRPC door: which method of /proto is served by what. It translates; everything else is behind the services. */
import { type RpcRegistration, serve } from '@ottla/base';
import { type MetadataAccess, topicByName } from '@ottla/metadata-core';
import { adminService, clusterService, logService, messagesService } from '@ottla/rpc';
import { topicNamed } from '../../services/words.ts';
import { describeCluster, getMetadata } from './cluster-calls.ts';
import { alterConfigs, describeConfigs } from './config-calls.ts';
import type { GrpcDoorParts } from './door-parts.ts';
import { fetchStream } from './fetch-stream.ts';
import { deleteRecords, initProducerId, listOffsets, offsetForLeaderEpoch } from './log-calls.ts';
import { produceStream } from './produce-stream.ts';
import { publishBatch, publishOne } from './publish-calls.ts';
import { publishStream } from './publish-stream.ts';
import { subscribe } from './subscription.ts';
import { createPartitions, createTopics, deleteTopics, describeTopics, listTopics } from './topic-calls.ts';
import { unary } from './unary.ts';

/** What the embedder hands in; the rest is derived. */
export type GrpcDoorOptions = Omit<GrpcDoorParts, 'partitionCount' | 'makeTopics'>;

/** All public services, ready to be listened for. */
export function grpcDoor(options: GrpcDoorOptions): readonly RpcRegistration[] {
  const parts: GrpcDoorParts = {
    ...options,
    partitionCount: (topic) => partitionCount(options.metadata, topic),
    makeTopics: async (caller, names) =>
      (await options.services.topics.ensure(caller, names.map(topicNamed))) ?? new Map(),
  };
  return [...logRegistrations(parts), ...messagesRegistrations(parts), ...adminRegistrations(parts)];
}

function partitionCount(metadata: MetadataAccess, topic: string): number | undefined {
  return topicByName(metadata.image(), topic)?.partitions.length;
}

function logRegistrations(parts: GrpcDoorParts): RpcRegistration[] {
  return [
    serve(logService.produce, produceStream(parts)),
    serve(logService.fetch, fetchStream(parts)),
    serve(
      logService.listOffsets,
      unary(parts, (caller, request) => listOffsets(parts, caller, request)),
    ),
    serve(
      logService.offsetForLeaderEpoch,
      unary(parts, (caller, request) => offsetForLeaderEpoch(parts, caller, request)),
    ),
    serve(
      logService.initProducerId,
      unary(parts, (caller, request) => initProducerId(parts, caller, request)),
    ),
    serve(
      logService.deleteRecords,
      unary(parts, (caller, request) => deleteRecords(parts, caller, request)),
    ),
  ];
}

function messagesRegistrations(parts: GrpcDoorParts): RpcRegistration[] {
  return [
    serve(messagesService.publish, publishStream(parts)),
    serve(
      messagesService.publishOne,
      unary(parts, (caller, request) => publishOne(parts, caller, request)),
    ),
    serve(
      messagesService.publishBatch,
      unary(parts, (caller, request) => publishBatch(parts, caller, request)),
    ),
    serve(messagesService.subscribe, subscribe(parts)),
  ];
}

function adminRegistrations(parts: GrpcDoorParts): RpcRegistration[] {
  return [
    serve(
      adminService.createTopics,
      unary(parts, (caller, request) => createTopics(parts, caller, request)),
    ),
    serve(
      adminService.deleteTopics,
      unary(parts, (caller, request) => deleteTopics(parts, caller, request)),
    ),
    serve(
      adminService.listTopics,
      unary(parts, (caller, request) => listTopics(parts, caller, request)),
    ),
    serve(
      adminService.describeTopics,
      unary(parts, (caller, request) => describeTopics(parts, caller, request)),
    ),
    serve(
      adminService.createPartitions,
      unary(parts, (caller, request) => createPartitions(parts, caller, request)),
    ),
    serve(
      adminService.describeConfigs,
      unary(parts, (caller, request) => describeConfigs(parts, caller, request)),
    ),
    serve(
      adminService.alterConfigs,
      unary(parts, (caller, request) => alterConfigs(parts, caller, request)),
    ),
    serve(
      clusterService.getMetadata,
      unary(parts, (caller, request) => getMetadata(parts, caller, request)),
    ),
    serve(
      clusterService.describeCluster,
      unary(parts, () => describeCluster(parts)),
    ),
  ];
}
