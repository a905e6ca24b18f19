/** The gRPC door: which method of /proto is served by what. It translates; everything else is behind the services. */
import { type RpcRegistration, serve } from '@ottla/base';
import { type MetadataAccess, topicByName } from '@ottla/metadata-core';
import {
  adminService,
  clusterService,
  coordinationService,
  logService,
  messagesService,
  quorumService,
} from '@ottla/rpc';
import type { BrokerMetrics } from '../../measuring/broker-metrics.ts';
import { topicNamed } from '../../services/words.ts';
import { CallMetrics } from './call-metrics.ts';
import { describeCluster, getMetadata } from './cluster-calls.ts';
import { alterConfigs, describeConfigs } from './config-calls.ts';
import { callStream } from './coordination/call-stream.ts';
import { watchStream } from './coordination/watch-stream.ts';
import type { GrpcDoorParts } from './door-parts.ts';
import { fetchStream } from './fetch-stream.ts';
import { guarded } from './guarded.ts';
import { deleteRecords, initProducerId, listOffsets, offsetForLeaderEpoch } from './log-calls.ts';
import { produceStream } from './produce-stream.ts';
import { publishBatch, publishOne } from './publish-calls.ts';
import { bytesOf, publishStream } from './publish-stream.ts';
import { changeMembers, describeQuorum, takeSnapshot, transferLeader, unregisterBroker } from './quorum-calls.ts';
import { alterQuotas, describeQuotas } from './quota-calls.ts';
import { subscribe } from './subscription.ts';
import { createPartitions, createTopics, deleteTopics, describeTopics, listTopics } from './topic-calls.ts';
import { unary } from './unary-call.ts';

/** What the embedder hands in; the rest is derived. */
export interface GrpcDoorOptions extends Omit<GrpcDoorParts, 'partitionCount' | 'makeTopics' | 'metrics'> {
  readonly metrics: Pick<BrokerMetrics, 'requests'>;
}

/** All public services, ready to be listened for. */
export function grpcDoor(options: GrpcDoorOptions): readonly RpcRegistration[] {
  const parts: GrpcDoorParts = {
    ...options,
    metrics: new CallMetrics(options.metrics.requests),
    partitionCount: (topic) => partitionCount(options.metadata, topic),
    makeTopics: async (caller, names) =>
      (await options.services.topics.ensure(caller, names.map(topicNamed))) ?? new Map(),
  };
  const all = [
    ...logRegistrations(parts),
    ...messagesRegistrations(parts),
    ...adminRegistrations(parts),
    ...coordinationRegistrations(parts),
    ...quorumRegistrations(parts),
  ];
  return all.map((registration) => guarded(registration, parts.platform.logger));
}

function partitionCount(metadata: MetadataAccess, topic: string): number | undefined {
  return topicByName(metadata.image(), topic)?.partitions.length;
}

function logRegistrations(parts: GrpcDoorParts): RpcRegistration[] {
  return [
    serve(logService.produce, produceStream(parts), { borrowsRequests: true }),
    serve(logService.fetch, fetchStream(parts)),
    unary(parts, logService.listOffsets, listOffsets),
    unary(parts, logService.offsetForLeaderEpoch, offsetForLeaderEpoch),
    unary(parts, logService.initProducerId, initProducerId),
    unary(parts, logService.deleteRecords, deleteRecords),
  ];
}

function messagesRegistrations(parts: GrpcDoorParts): RpcRegistration[] {
  return [
    serve(messagesService.publish, publishStream(parts)),
    unary(parts, messagesService.publishOne, publishOne, ({ record }) =>
      record === undefined ? 0 : bytesOf([record]),
    ),
    unary(parts, messagesService.publishBatch, publishBatch, ({ records }) => bytesOf(records)),
    serve(messagesService.subscribe, subscribe(parts)),
  ];
}

function coordinationRegistrations(parts: GrpcDoorParts): RpcRegistration[] {
  return [serve(coordinationService.call, callStream(parts)), serve(coordinationService.watch, watchStream(parts))];
}

function adminRegistrations(parts: GrpcDoorParts): RpcRegistration[] {
  return [
    unary(parts, adminService.createTopics, createTopics),
    unary(parts, adminService.deleteTopics, deleteTopics),
    unary(parts, adminService.listTopics, listTopics),
    unary(parts, adminService.describeTopics, describeTopics),
    unary(parts, adminService.createPartitions, createPartitions),
    unary(parts, adminService.describeConfigs, describeConfigs),
    unary(parts, adminService.alterConfigs, alterConfigs),
    unary(parts, adminService.describeQuotas, describeQuotas),
    unary(parts, adminService.alterQuotas, alterQuotas),
    unary(parts, clusterService.getMetadata, getMetadata),
    unary(parts, clusterService.describeCluster, describeCluster),
  ];
}

function quorumRegistrations(parts: GrpcDoorParts): RpcRegistration[] {
  return [
    unary(parts, quorumService.describeQuorum, describeQuorum),
    unary(parts, quorumService.changeMembers, changeMembers),
    unary(parts, quorumService.transferLeader, transferLeader),
    unary(parts, quorumService.takeSnapshot, takeSnapshot),
    unary(parts, quorumService.unregisterBroker, unregisterBroker),
  ];
}
