/**
 * The declarations of broker configs that the metadata knows: what topics fall back to, and how topics are created. The
 * settings of a node itself (ports, directories) are not among them.
 */
import type { BooleanSetting, NumberSetting, SettingDeclaration } from '@ottla/base';
import { topicConfigsByName } from './topic-configs.ts';

/** A broker config that stands in for a topic config; its numbers count `factor` of the topic config's unit. */
export interface ConfigSynonym {
  readonly name: string;
  readonly factor: number;
}

const hourMs = 3_600_000;

/** For each topic config its names on the broker, the strongest first. */
export const topicConfigSynonyms: ReadonlyMap<string, readonly ConfigSynonym[]> = new Map<
  string,
  readonly ConfigSynonym[]
>([
  ['cleanup.policy', plain('log.cleanup.policy')],
  ['compression.type', plain('compression.type')],
  ['delete.retention.ms', plain('log.cleaner.delete.retention.ms')],
  ['file.delete.delay.ms', plain('log.segment.delete.delay.ms')],
  ['flush.messages', plain('log.flush.interval.messages')],
  ['flush.ms', plain('log.flush.interval.ms')],
  ['flush.policy', plain('log.flush.policy')],
  ['index.interval.bytes', plain('log.index.interval.bytes')],
  ['max.compaction.lag.ms', plain('log.cleaner.max.compaction.lag.ms')],
  ['max.message.bytes', plain('message.max.bytes')],
  ['message.timestamp.type', plain('log.message.timestamp.type')],
  ['message.timestamp.before.max.ms', plain('log.message.timestamp.before.max.ms')],
  ['message.timestamp.after.max.ms', plain('log.message.timestamp.after.max.ms')],
  ['min.cleanable.dirty.ratio', plain('log.cleaner.min.cleanable.ratio')],
  ['min.compaction.lag.ms', plain('log.cleaner.min.compaction.lag.ms')],
  ['min.insync.replicas', plain('min.insync.replicas')],
  ['preallocate', plain('log.preallocate')],
  ['retention.bytes', plain('log.retention.bytes')],
  ['retention.ms', timed('log.retention', true)],
  ['segment.bytes', plain('log.segment.bytes')],
  ['segment.index.bytes', plain('log.index.size.max.bytes')],
  ['segment.jitter.ms', timed('log.roll.jitter', false)],
  ['segment.ms', timed('log.roll', false)],
  ['unclean.leader.election.enable', plain('unclean.leader.election.enable')],
]);

export interface ClusterConfigDeclarations {
  readonly numPartitions: NumberSetting;
  readonly defaultReplicationFactor: NumberSetting;
  readonly autoCreateTopicsEnable: BooleanSetting;
  readonly deleteTopicEnable: BooleanSetting;
}

/** What decides how topics come and go. */
export const clusterConfigDeclarations: ClusterConfigDeclarations = {
  numPartitions: {
    kind: 'int',
    name: 'num.partitions',
    documentation: 'Partitions of a topic that is created without a number of its own.',
    default: 1,
    min: 1,
    max: 10_000,
    boundReason: 'a topic has at least one partition and at most 10000',
    applies: 'dynamic',
  },
  defaultReplicationFactor: {
    kind: 'int',
    name: 'default.replication.factor',
    documentation: 'Replicas of a partition whose topic is created without a number of its own.',
    default: 1,
    min: 1,
    max: 100,
    applies: 'dynamic',
  },
  autoCreateTopicsEnable: {
    kind: 'boolean',
    name: 'auto.create.topics.enable',
    documentation: 'Whether a topic comes into being when a client asks for it.',
    default: true,
    applies: 'dynamic',
  },
  deleteTopicEnable: {
    kind: 'boolean',
    name: 'delete.topic.enable',
    documentation: 'Whether topics can be deleted.',
    default: true,
    applies: 'dynamic',
  },
};

/** All broker configs by name. */
export const brokerConfigsByName: ReadonlyMap<string, SettingDeclaration> = new Map(
  [...synonymDeclarations(), ...(Object.values(clusterConfigDeclarations) as SettingDeclaration[])].map(
    (declaration) => [declaration.name, declaration],
  ),
);

function plain(name: string): readonly ConfigSynonym[] {
  return [{ name, factor: 1 }];
}

function timed(prefix: string, withMinutes: boolean): readonly ConfigSynonym[] {
  const minutes = withMinutes ? [{ name: `${prefix}.minutes`, factor: 60_000 }] : [];
  return [{ name: `${prefix}.ms`, factor: 1 }, ...minutes, { name: `${prefix}.hours`, factor: hourMs }];
}

/** A synonym is declared like its topic config, in its own unit. */
function synonymDeclarations(): SettingDeclaration[] {
  const declarations: SettingDeclaration[] = [];
  for (const [topicName, synonyms] of topicConfigSynonyms) {
    const topic = topicConfigsByName.get(topicName);
    if (topic === undefined) continue;
    for (const { name, factor } of synonyms) {
      const documentation = `What topics without ${topicName} of their own use. ${topic.documentation}`;
      if (factor === 1) declarations.push({ ...topic, name, documentation });
      else if (topic.kind === 'long') declarations.push(inUnit(topic, name, { factor, documentation }));
    }
  }
  return declarations;
}

function inUnit(
  topic: NumberSetting,
  name: string,
  unit: { readonly factor: number; readonly documentation: string },
): NumberSetting {
  const { factor, documentation } = unit;
  const min = Math.sign(topic.min ?? 0) * Math.ceil(Math.abs(topic.min ?? 0) / factor);
  return { kind: 'int', name, documentation, default: topic.default / factor, min, applies: 'dynamic' };
}
