/** The gRPC door: which method of /proto is served by what. It translates; everything else is behind the services. */
import { type RpcRegistration, serve } from '@ottla/base';
import { type MetadataAccess, topicByName } from '@ottla/metadata-core';
import { adminService, clusterService, logService, messagesService, serveUnary } from '@ottla/rpc';
import { topicNamed } from '../../services/words.ts';
import { describeCluster, getMetadata } from './cluster-calls.ts';
import { alterConfigs, describeConfigs } from './config-calls.ts';
import { callerOf, type GrpcDoorParts } from './door-parts.ts';
import { fetchStream } from './fetch-stream.ts';
import { deleteRecords, initProducerId, listOffsets, offsetForLeaderEpoch } from './log-calls.ts';
import { produceStream } from './produce-stream.ts';
import { publishBatch, publishOne } from './publish-calls.ts';
import { publishStream } from './publish-stream.ts';
import { alterQuotas, describeQuotas } from './quota-calls.ts';
import { subscribe } from './subscription.ts';
import { createPartitions, createTopics, deleteTopics, describeTopics, listTopics } from './topic-calls.ts';

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
    serveUnary(logService.listOffsets, (request, call) => listOffsets(parts, callerOf(parts, call), request)),
    serveUnary(logService.offsetForLeaderEpoch, (request, call) =>
      offsetForLeaderEpoch(parts, callerOf(parts, call), request),
    ),
    serveUnary(logService.initProducerId, (request, call) => initProducerId(parts, callerOf(parts, call), request)),
    serveUnary(logService.deleteRecords, (request, call) => deleteRecords(parts, callerOf(parts, call), request)),
  ];
}

function messagesRegistrations(parts: GrpcDoorParts): RpcRegistration[] {
  return [
    serve(messagesService.publish, publishStream(parts)),
    serveUnary(messagesService.publishOne, (request, call) => publishOne(parts, callerOf(parts, call), request)),
    serveUnary(messagesService.publishBatch, (request, call) => publishBatch(parts, callerOf(parts, call), request)),
    serve(messagesService.subscribe, subscribe(parts)),
  ];
}

function adminRegistrations(parts: GrpcDoorParts): RpcRegistration[] {
  return [
    serveUnary(adminService.createTopics, (request, call) => createTopics(parts, callerOf(parts, call), request)),
    serveUnary(adminService.deleteTopics, (request, call) => deleteTopics(parts, callerOf(parts, call), request)),
    serveUnary(adminService.listTopics, (request, call) => listTopics(parts, callerOf(parts, call), request)),
    serveUnary(adminService.describeTopics, (request, call) => describeTopics(parts, callerOf(parts, call), request)),
    serveUnary(adminService.createPartitions, (request, call) =>
      createPartitions(parts, callerOf(parts, call), request),
    ),
    serveUnary(adminService.describeConfigs, (request, call) => describeConfigs(parts, callerOf(parts, call), request)),
    serveUnary(adminService.alterConfigs, (request, call) => alterConfigs(parts, callerOf(parts, call), request)),
    serveUnary(adminService.describeQuotas, (_request, call) => describeQuotas(parts, callerOf(parts, call))),
    serveUnary(adminService.alterQuotas, (request, call) => alterQuotas(parts, callerOf(parts, call), request)),
    serveUnary(clusterService.getMetadata, (request, call) => getMetadata(parts, callerOf(parts, call), request)),
    serveUnary(clusterService.describeCluster, () => describeCluster(parts)),
  ];
}
