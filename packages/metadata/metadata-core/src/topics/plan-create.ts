/** Plans the creation of topics. Each is checked against the image that the ones before it would leave. */
import {
  assert,
  type BrokerId,
  ErrorCode,
  noTopicId,
  outcome,
  type PartitionIndex,
  type ProtocolOutcome,
  success,
  type TopicId,
} from '@ottla/base';
import { clusterConfigDeclarations } from '../configs/broker-configs.ts';
import { configConflict, configValueProblem } from '../configs/check-config.ts';
import { ConfigResourceType } from '../configs/config-resource.ts';
import { brokerConfigValue } from '../configs/effective-config.ts';
import type { MetadataImage } from '../image.ts';
import { itemsPerCommandMax } from '../limits.ts';
import { type Assigned, assignByHand, assignByPlacement } from '../partitions/assign.ts';
import type { PartitionState } from '../partitions/partition.ts';
import { clusterSizeProblem, topicSizeProblem } from '../partitions/quantity.ts';
import type { Plan, PlanContext } from '../plan-context.ts';
import type { MetadataRecord } from '../record.ts';
import { replayAll } from '../replay.ts';
import type { CreatedTopic, CreateTopics, CreateTopicsReply, NewTopic } from './commands.ts';
import { foldTopicName, topicNameProblem } from './topic-name.ts';

export function planCreateTopics(
  image: MetadataImage,
  command: CreateTopics,
  context: PlanContext,
): Plan<CreateTopicsReply> {
  const records: MetadataRecord[] = [];
  const replies: CreatedTopic[] = [];
  const repeated = repeatedNames(command.topics);
  let working = image;
  for (const [index, topic] of command.topics.entries()) {
    const problem = itemProblem(topic, index, repeated);
    const planned =
      problem === undefined ? planTopic(working, topic, context) : { ok: false as const, outcome: problem };
    const tooMany = planned.ok
      ? clusterSizeProblem(working, planned.partitions.length, working.partitionCount - image.partitionCount)
      : undefined;
    if (!planned.ok || tooMany !== undefined) {
      replies.push(refusal(topic.name, tooMany ?? (planned.ok ? success : planned.outcome)));
      continue;
    }
    const topicId = context.randomTopicId();
    assert(!working.topics.has(topicId), 'a random topic id was never used before');
    const topicRecords = recordsOf(topic, topicId, planned.partitions);
    working = replayAll(working, topicRecords);
    if (!command.validateOnly) records.push(...topicRecords);
    replies.push(reply(working, topic.name, command.validateOnly));
  }
  return { records, reply: { topics: replies } };
}

function repeatedNames(topics: readonly NewTopic[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { name } of topics) {
    if (seen.has(name)) repeated.add(name);
    seen.add(name);
  }
  return repeated;
}

function itemProblem(topic: NewTopic, index: number, repeated: ReadonlySet<string>): ProtocolOutcome | undefined {
  if (index >= itemsPerCommandMax)
    return outcome(ErrorCode.POLICY_VIOLATION, `One request creates at most ${itemsPerCommandMax} topics.`);
  const problem = topicNameProblem(topic.name);
  if (problem !== undefined) return outcome(ErrorCode.INVALID_TOPIC_EXCEPTION, problem);
  if (repeated.has(topic.name))
    return outcome(ErrorCode.INVALID_REQUEST, `The request names the topic ${topic.name} more than once.`);
  return undefined;
}

function planTopic(image: MetadataImage, topic: NewTopic, context: PlanContext): Assigned {
  const problem = nameTaken(image, topic.name) ?? configsProblem(topic.configs);
  if (problem !== undefined) return { ok: false, outcome: problem };
  return topic.assignments.length > 0 ? byHand(image, topic, context) : byPlacement(image, topic, context);
}

function nameTaken(image: MetadataImage, name: string): ProtocolOutcome | undefined {
  if (image.topicIds.has(name)) return outcome(ErrorCode.TOPIC_ALREADY_EXISTS, `There is a topic ${name} already.`);
  const other = image.topicNamesFolded.get(foldTopicName(name));
  if (other === undefined) return undefined;
  return outcome(
    ErrorCode.INVALID_TOPIC_EXCEPTION,
    `The topic ${name} differs from the topic ${other} only in "." and "_", which metrics cannot tell apart.`,
  );
}

function configsProblem(configs: NewTopic['configs']): ProtocolOutcome | undefined {
  const values = new Map<string, string>();
  for (const [name, value] of configs) {
    const problem = configValueProblem(ConfigResourceType.topic, name, value);
    if (problem !== undefined) return problem;
    if (value !== null) values.set(name, value);
  }
  return configConflict(ConfigResourceType.topic, values);
}

function byPlacement(image: MetadataImage, topic: NewTopic, context: PlanContext): Assigned {
  const { numPartitions, defaultReplicationFactor } = clusterConfigDeclarations;
  const count = topic.partitions === -1 ? brokerConfigValue(image, context.node, numPartitions) : topic.partitions;
  const replicationFactor =
    topic.replicationFactor === -1
      ? brokerConfigValue(image, context.node, defaultReplicationFactor)
      : topic.replicationFactor;
  const problem = topicSizeProblem(count);
  if (problem !== undefined) return { ok: false, outcome: problem };
  return assignByPlacement(image, { count, replicationFactor, firstPartition: 0 }, context);
}

function byHand(image: MetadataImage, topic: NewTopic, context: PlanContext): Assigned {
  if (topic.partitions !== -1 || topic.replicationFactor !== -1)
    return {
      ok: false,
      outcome: outcome(
        ErrorCode.INVALID_REQUEST,
        'Replicas given by hand say how many partitions and replicas there are; leave both numbers at -1.',
      ),
    };
  const byPartition = new Map<number, readonly BrokerId[]>();
  for (const { partition, replicas } of topic.assignments) byPartition.set(partition, replicas);
  const ordered = Array.from({ length: topic.assignments.length }, (_, index) => byPartition.get(index));
  if (ordered.includes(undefined))
    return {
      ok: false,
      outcome: outcome(
        ErrorCode.INVALID_REPLICA_ASSIGNMENT,
        'Replicas given by hand must be for the partitions from 0 on without a gap, each once.',
      ),
    };
  const problem = topicSizeProblem(ordered.length);
  if (problem !== undefined) return { ok: false, outcome: problem };
  const lists = ordered.filter((replicas) => replicas !== undefined);
  return assignByHand(image, { lists, replicationFactor: lists[0]?.length ?? 0 }, context);
}

function recordsOf(topic: NewTopic, topicId: TopicId, partitions: readonly PartitionState[]): MetadataRecord[] {
  const resource = { type: ConfigResourceType.topic, name: topic.name };
  const configs = [...topic.configs].flatMap(([name, value]): MetadataRecord[] =>
    value === null ? [] : [{ kind: 'configSet', resource, name, value: value.trim() }],
  );
  return [
    { kind: 'topicCreated', topicId, name: topic.name },
    ...partitions.map(
      (state, index): MetadataRecord => ({ kind: 'partitionSet', topicId, index: index as PartitionIndex, state }),
    ),
    ...configs,
  ];
}

function reply(image: MetadataImage, name: string, validateOnly: boolean): CreatedTopic {
  const id = image.topicIds.get(name) ?? noTopicId;
  const partitions = image.topics.get(id)?.partitions ?? [];
  return {
    name,
    outcome: success,
    topicId: validateOnly ? noTopicId : id,
    partitions: partitions.length,
    replicationFactor: partitions[0]?.replicas.length ?? -1,
  };
}

function refusal(name: string, refused: ProtocolOutcome): CreatedTopic {
  return { name, outcome: refused, topicId: noTopicId, partitions: -1, replicationFactor: -1 };
}
