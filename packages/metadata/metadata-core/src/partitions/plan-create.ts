/** Plans more partitions for topics that exist. */
import { ErrorCode, outcome, type PartitionIndex, type ProtocolOutcome, success } from '@ottla/base';
import { type MetadataImage, topicByName } from '../image.ts';
import { itemsPerCommandMax } from '../limits.ts';
import type { Plan, PlanContext } from '../plan-context.ts';
import type { MetadataRecord } from '../record.ts';
import { replayAll } from '../replay.ts';
import type { TopicState } from '../topics/topic.ts';
import { type Assigned, assignByHand, assignByPlacement } from './assign.ts';
import type { CreatePartitions, CreatePartitionsReply, PartitionGrowth } from './commands.ts';
import { clusterSizeProblem, topicSizeProblem } from './quantity.ts';

export function planCreatePartitions(
  image: MetadataImage,
  command: CreatePartitions,
  context: PlanContext,
): Plan<CreatePartitionsReply> {
  const records: MetadataRecord[] = [];
  const replies: { name: string; outcome: ProtocolOutcome }[] = [];
  const seen = new Set<string>();
  let working = image;
  for (const [index, growth] of command.topics.entries()) {
    const topic = topicByName(working, growth.name);
    const grown = grow(working, { growth, topic, index, twice: seen.has(growth.name) }, context);
    seen.add(growth.name);
    const tooMany = grown.ok
      ? clusterSizeProblem(working, grown.partitions.length, working.partitionCount - image.partitionCount)
      : undefined;
    if (!grown.ok || tooMany !== undefined || topic === undefined) {
      replies.push({ name: growth.name, outcome: tooMany ?? (grown.ok ? success : grown.outcome) });
      continue;
    }
    const added = recordsOf(topic, grown);
    working = replayAll(working, added);
    if (!command.validateOnly) records.push(...added);
    replies.push({ name: growth.name, outcome: success });
  }
  return { records, reply: { topics: replies } };
}

interface GrowthItem {
  readonly growth: PartitionGrowth;
  readonly topic: TopicState | undefined;
  readonly index: number;
  readonly twice: boolean;
}

function grow(image: MetadataImage, item: GrowthItem, context: PlanContext): Assigned {
  const { growth, topic } = item;
  if (item.index >= itemsPerCommandMax)
    return refused(ErrorCode.POLICY_VIOLATION, `One request grows at most ${itemsPerCommandMax} topics.`);
  if (item.twice) return refused(ErrorCode.INVALID_REQUEST, `The request names the topic ${growth.name} twice.`);
  if (topic === undefined)
    return refused(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, `There is no topic ${growth.name.slice(0, 249)}.`);
  const present = topic.partitions.length;
  const added = growth.count - present;
  if (!(added > 0))
    return refused(
      ErrorCode.INVALID_PARTITIONS,
      `The topic ${topic.name} has ${present} partitions; it can only get more, not ${growth.count}.`,
    );
  const problem = topicSizeProblem(growth.count);
  if (problem !== undefined) return { ok: false, outcome: problem };
  const replicationFactor = topic.partitions[0]?.replicas.length ?? 1;
  if (growth.assignments === undefined)
    return assignByPlacement(image, { count: added, replicationFactor, firstPartition: present }, context);
  if (growth.assignments.length !== added)
    return refused(
      ErrorCode.INVALID_REPLICA_ASSIGNMENT,
      `Replicas are given for ${growth.assignments.length} new partitions, but there are ${added}.`,
    );
  return assignByHand(image, { lists: growth.assignments, replicationFactor }, context);
}

function recordsOf(topic: TopicState, grown: Extract<Assigned, { ok: true }>): MetadataRecord[] {
  return grown.partitions.map((state, index) => ({
    kind: 'partitionSet',
    topicId: topic.id,
    index: (topic.partitions.length + index) as PartitionIndex,
    state,
  }));
}

function refused(code: ErrorCode, sentence: string): Assigned {
  return { ok: false, outcome: outcome(code, sentence) };
}
