/** What a client knows of the cluster at one moment: nodes, topics, leaders. Immutable. */
import type { GetMetadataResponse, TopicMetadata } from '@ottla/rpc';
import type { ServerAddress } from '../connection/address.ts';
import type { OttlaClientError } from '../errors/client-error.ts';
import { RequestFailedError, TimedOutError } from '../errors/errors.ts';
import { errorOfItem } from '../errors/from-server.ts';

export interface PartitionView {
  readonly partition: number;
  /** -1 when nobody leads. */
  readonly leaderId: number;
  readonly leaderEpoch: number;
  /** The nodes on which the partition lies. */
  readonly replicaIds: readonly number[];
}

export interface TopicView {
  readonly name: string;
  readonly topicId: string;
  /** By partition number, without gaps. */
  readonly partitions: readonly PartitionView[];
  /** The numbers of those that somebody leads. */
  readonly led: readonly number[];
}

/** Why the cluster has no usable answer about a topic. */
export interface TopicProblem {
  readonly code: number;
  readonly message: string;
}

export interface ClusterView {
  readonly clusterId: string;
  readonly controllerId: number;
  readonly nodes: ReadonlyMap<number, ServerAddress>;
  readonly topics: ReadonlyMap<string, TopicView>;
  readonly problems: ReadonlyMap<string, TopicProblem>;
}

export const emptyView: ClusterView = {
  clusterId: '',
  controllerId: -1,
  nodes: new Map(),
  topics: new Map(),
  problems: new Map(),
};

/**
 * The view with an answer taken in. Topics that the answer does not speak of stay as they are. A node without a host
 * listens on all its addresses and does not know which of them is ours: then it is where we found the cluster.
 */
export function withAnswer(view: ClusterView, answer: GetMetadataResponse, foundAt = '127.0.0.1'): ClusterView {
  const topics = new Map(view.topics);
  const problems = new Map(view.problems);
  for (const topic of answer.topics) {
    problems.delete(topic.name);
    if (topic.error === undefined) topics.set(topic.name, newer(topics.get(topic.name), topic));
    else {
      topics.delete(topic.name);
      problems.set(topic.name, topic.error);
    }
  }
  const nodes = new Map(answer.nodes.map(({ id, host, port }) => [id, { host: host === '' ? foundAt : host, port }]));
  return { clusterId: answer.clusterId, controllerId: answer.controllerId, nodes, topics, problems };
}

/** Who leads a partition, and where that node is. */
export interface LeaderView {
  readonly nodeId: number;
  readonly address: ServerAddress;
  readonly leaderEpoch: number;
}

/** The leader of a partition; undefined while nobody is known to lead it. */
export function leaderOf(view: ClusterView, topic: string, partition: number): LeaderView | undefined {
  const known = view.topics.get(topic)?.partitions[partition];
  const address = known === undefined ? undefined : view.nodes.get(known.leaderId);
  if (known === undefined || address === undefined) return undefined;
  return { nodeId: known.leaderId, address, leaderEpoch: known.leaderEpoch };
}

/** A partition with which nothing can be done just now. It is tried again. */
export interface UnreachablePartition {
  readonly topic: string;
  readonly partition: number;
  /** Its leader, or where nobody leads the nodes on which it lies. */
  readonly nodeIds: readonly number[];
  /** For how many milliseconds. */
  readonly forMs: number;
  readonly reason: string;
}

/** Who has to answer for a partition: its leader, or where nobody leads all that could. */
export function nodesOf(view: ClusterView, topic: string, partition: number): readonly number[] {
  const known = view.topics.get(topic)?.partitions[partition];
  if (known === undefined) return [];
  return known.leaderId >= 0 ? [known.leaderId] : known.replicaIds;
}

/**
 * Why nobody can be asked about a partition. Only a topic that cannot be had is beyond trying again: `retriable` of the error
 * says so.
 */
export function leaderlessError(view: ClusterView, topic: string, partition: number): OttlaClientError {
  const problem = view.problems.get(topic);
  if (problem !== undefined) return errorOfItem(problem, `topic ${topic}`);
  const known = view.topics.get(topic)?.partitions[partition];
  if (known === undefined) return new TimedOutError(`${topic}-${partition} is not known to the cluster yet`);
  return new RequestFailedError(`nobody leads ${topic}-${partition}; ${whereItLies(known, view)}`, {
    kafkaError: 'LEADER_NOT_AVAILABLE',
    retriable: true,
  });
}

function whereItLies({ replicaIds }: PartitionView, view: ClusterView): string {
  const isOne = replicaIds.length === 1;
  const away = replicaIds.some((id) => !view.nodes.has(id));
  const brokers = `it lies on broker${isOne ? '' : 's'} ${replicaIds.join(', ')}`;
  return away ? `${brokers}, ${isOne ? 'which is not' : 'not all of which are'} in service` : brokers;
}

/** A leader that is known from a later reign is not forgotten for an older answer. */
function newer(known: TopicView | undefined, topic: TopicMetadata): TopicView {
  const partitions = topic.partitions.map(({ partition, leaderId, leaderEpoch, replicaIds }) => {
    const before = known?.topicId === topic.topicId ? known.partitions[partition] : undefined;
    return before !== undefined && before.leaderEpoch > leaderEpoch
      ? before
      : { partition, leaderId, leaderEpoch, replicaIds };
  });
  const led = partitions.filter(({ leaderId }) => leaderId >= 0).map(({ partition }) => partition);
  return { name: topic.name, topicId: topic.topicId, partitions, led };
}
