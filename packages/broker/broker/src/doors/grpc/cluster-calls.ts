/** The calls of the `Cluster` service: who is there, and who leads what. */
import type { DescribeClusterResponse, GetMetadataRequest, GetMetadataResponse, Node, TopicMetadata } from '@ottla/rpc';
import type { Caller } from '../../admission/principal.ts';
import type { NodeDescription } from '../../services/cluster-service.ts';
import type { TopicDescription } from '../../services/topics-types.ts';
import { topicNamed } from '../../services/words.ts';
import type { GrpcDoorParts } from './door-parts.ts';
import { itemError } from './words.ts';

export async function getMetadata(
  parts: GrpcDoorParts,
  caller: Caller,
  request: GetMetadataRequest,
): Promise<GetMetadataResponse> {
  const asked = request.allTopics ? ('all' as const) : request.topics.map(topicNamed);
  const outcomes =
    request.allowAutoCreate && asked !== 'all' ? await parts.services.topics.ensure(caller, asked) : undefined;
  const { clusterId, controllerId, nodes } = parts.services.cluster.describe('grpc');
  const topics = parts.services.topics.describe(caller, asked).map((topic) => {
    const refused = topic.name === undefined ? undefined : outcomes?.get(topic.name);
    const why = refused === undefined || refused.code === 0 ? topic.outcome : refused;
    return metadataOf(topic, why);
  });
  return { clusterId, controllerId, nodes: nodes.map(nodeOf), topics };
}

export async function describeCluster(parts: GrpcDoorParts): Promise<DescribeClusterResponse> {
  const { clusterId, controllerId, nodes, version } = parts.services.cluster.describe('grpc');
  return { clusterId, controllerId, nodes: nodes.map(nodeOf), version };
}

/** A node without a known address has an empty host: the client keeps to the address that it used itself. */
function nodeOf(node: NodeDescription): Node {
  return { id: node.id, host: node.host ?? '', port: node.port ?? 0, rack: node.rack ?? '' };
}

function metadataOf(topic: TopicDescription, why: TopicDescription['outcome']): TopicMetadata {
  return {
    error: itemError(why.code, why.message),
    name: topic.name ?? '',
    topicId: topic.topicId,
    internal: topic.internal,
    partitions: topic.partitions.map((partition) => ({
      error: itemError(partition.error),
      partition: partition.index,
      leaderId: partition.leaderId,
      leaderEpoch: partition.leaderEpoch,
      replicaIds: partition.replicas,
      inSyncReplicaIds: partition.isr,
      offlineReplicaIds: partition.offlineReplicas,
    })),
  };
}
