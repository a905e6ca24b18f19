/** What a client knows of the cluster at one moment: nodes, topics, leaders. Immutable. */
import type { GetMetadataResponse, TopicMetadata } from '@ottla/rpc';
import type { ServerAddress } from '../connection/address.ts';

export interface PartitionView {
  readonly partition: number;
  /** -1 when nobody leads. */
  readonly leaderId: number;
  readonly leaderEpoch: number;
}

export interface TopicView {
  readonly name: string;
  readonly topicId: string;
  /** By partition number, without gaps. */
  readonly partitions: readonly PartitionView[];
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

/** A leader that is known from a later reign is not forgotten for an older answer. */
function newer(known: TopicView | undefined, topic: TopicMetadata): TopicView {
  const partitions = topic.partitions.map(({ partition, leaderId, leaderEpoch }) => {
    const before = known?.topicId === topic.topicId ? known.partitions[partition] : undefined;
    return before !== undefined && before.leaderEpoch > leaderEpoch ? before : { partition, leaderId, leaderEpoch };
  });
  return { name: topic.name, topicId: topic.topicId, partitions };
}
