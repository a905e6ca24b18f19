/** `ottla topic create, list, describe, alter, delete`. */
import type { PartitionDescription, TopicDescription, TopicPartition } from '@ottla/admin';
import { messageOf } from '@ottla/base';
import type { Command } from 'commander';
import { nameAndRest } from '../input/pattern.ts';
import { partitionsText } from '../output/partition-list.ts';
import { UsageError } from '../usage-error.ts';
import {
  type ClientFlags,
  clientCommand,
  counted,
  print,
  repeated,
  say,
  wholeNumber,
  withAdmin,
} from './client-options.ts';

interface CreateFlags extends ClientFlags {
  readonly partitions?: number;
  readonly replicationFactor?: number;
  readonly config: readonly string[];
  readonly ifNotExists?: boolean;
}

interface AlterFlags extends ClientFlags {
  readonly partitions?: number;
  readonly config: readonly string[];
  readonly deleteConfig: readonly string[];
}

/** Adds the commands. */
export function addTopicCommands(program: Command): void {
  const topic = program.command('topic').description('create, list, describe, alter and delete topics');
  clientCommand(topic.command('create <name>').description('create a topic'))
    .option('--partitions <count>', 'number of partitions (default: as num.partitions says)', wholeNumber(1))
    .option('--replication-factor <count>', 'copies of each partition', wholeNumber(1))
    .option('--config <name=value>', 'a setting of the topic; may be repeated', repeated, [])
    .option('--if-not-exists', 'do nothing when the topic is there already')
    .action(create);
  clientCommand(topic.command('list').description('list all topics')).action(list);
  clientCommand(topic.command('describe <name...>').description('show partitions, leaders, offsets and sizes')).action(
    describe,
  );
  clientCommand(topic.command('alter <name>').description('add partitions, change settings'))
    .option('--partitions <count>', 'how many partitions the topic shall have', wholeNumber(1))
    .option('--config <name=value>', 'set a setting; may be repeated', repeated, [])
    .option('--delete-config <name>', 'back to the default; may be repeated', repeated, [])
    .action(alter);
  clientCommand(topic.command('delete <name...>').description('delete topics with all their records')).action(remove);
}

async function create(name: string, flags: CreateFlags): Promise<void> {
  const wanted = {
    name,
    ...(flags.partitions === undefined ? {} : { partitions: flags.partitions }),
    ...(flags.replicationFactor === undefined ? {} : { replicationFactor: flags.replicationFactor }),
    configs: Object.fromEntries(flags.config.map((text) => nameAndRest('--config', text))),
  };
  await withAdmin(flags, async (admin) => {
    if (
      flags.ifNotExists === true &&
      (await admin.listTopics({ includeInternal: true })).some((there) => there.name === name)
    ) {
      say(flags, `topic ${name} is there already`, { name, created: false });
      return;
    }
    const [created] = await admin.createTopics([wanted]);
    say(flags, `created topic ${name} with ${counted(created?.partitions ?? 0, 'partition')}`, {
      ...created,
      created: true,
    });
  });
}

async function list(flags: ClientFlags): Promise<void> {
  const topics = await withAdmin(flags, (admin) => admin.listTopics());
  print(flags, topics, {
    topic: ({ name }) => name,
    partitions: ({ partitions }) => partitions,
    replicas: ({ replicationFactor }) => replicationFactor,
    id: ({ topicId }) => topicId,
  });
}

async function describe(names: readonly string[], flags: ClientFlags): Promise<void> {
  // Side by side, since each may have to wait for a leader that is away.
  const outcomes = await withAdmin(flags, (admin) =>
    Promise.allSettled(names.map((name) => admin.describeTopics([name]))),
  );
  const found: TopicDescription[] = [];
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') found.push(...outcome.value);
    else tellFailure(outcome.reason);
  }
  if (flags.json === true) print(flags, found, {});
  else for (const topic of found) describeOne(flags, topic);
}

function describeOne(flags: ClientFlags, topic: TopicDescription): void {
  const configs = [...topic.configs].map(([name, value]) => `${name}=${value}`).join(', ');
  process.stdout.write(
    `topic ${topic.name}  id ${topic.topicId}  settings ${configs === '' ? '(defaults)' : configs}\n`,
  );
  print<PartitionDescription>(flags, topic.partitions, {
    partition: ({ partition }) => partition,
    leader: ({ leaderId }) => (leaderId < 0 ? 'none' : leaderId),
    replicas: ({ replicaIds }) => replicaIds.join(','),
    'in sync': ({ inSyncReplicaIds }) => inSyncReplicaIds.join(','),
    start: ({ logStartOffset }) => knownOrDash(logStartOffset),
    end: ({ highWatermark }) => knownOrDash(highWatermark),
    bytes: ({ sizeBytes }) => knownOrDash(sizeBytes),
  });
  tellUnknown(topic);
}

/** Says on standard error what was not known, once for each reason. */
function tellUnknown({ name, partitions }: TopicDescription): void {
  const byReason = new Map<string, TopicPartition[]>();
  for (const { partition, unknownBecause } of partitions) {
    if (unknownBecause === undefined) continue;
    const reason = unknownBecause.replaceAll(`${name}-${partition}`, 'it').replace(/^offsets and size of it: /, '');
    byReason.set(reason, [...(byReason.get(reason) ?? []), { topic: name, partition }]);
  }
  for (const [reason, places] of byReason)
    process.stderr.write(`ottla: ${partitionsText(places)}: offsets and size are not known: ${reason}\n`);
}

/** Only the partition's leader knows them. */
function knownOrDash(value: number): number | string {
  return value < 0 ? '-' : value;
}

async function alter(name: string, flags: AlterFlags): Promise<void> {
  const changes = [
    ...flags.config.map((text) => {
      const [config, value] = nameAndRest('--config', text);
      return { name: config, operation: 'set' as const, value };
    }),
    ...flags.deleteConfig.map((config) => ({ name: config, operation: 'delete' as const })),
  ];
  if (flags.partitions === undefined && changes.length === 0) {
    throw new UsageError('nothing to alter; give --partitions, --config or --delete-config');
  }
  await withAdmin(flags, async (admin) => {
    if (changes.length > 0) await admin.alterConfigs({ type: 'topic', name }, changes);
    if (flags.partitions !== undefined) await admin.createPartitions(name, flags.partitions);
  });
  say(flags, `altered topic ${name}`, { name, altered: true });
}

async function remove(names: readonly string[], flags: ClientFlags): Promise<void> {
  const deleted: string[] = [];
  await withAdmin(flags, (admin) =>
    forEach(names, async (name) => {
      await admin.deleteTopics([name]);
      deleted.push(name);
      if (flags.json !== true) process.stdout.write(`deleted topic ${name}\n`);
    }),
  );
  if (flags.json === true) say(flags, '', { deleted });
}

/** Does something for each name, says what failed, and goes on with the next: one wrong name hides nothing of the others. */
async function forEach(names: readonly string[], task: (name: string) => Promise<void>): Promise<void> {
  for (const name of names) {
    try {
      await task(name);
    } catch (error) {
      tellFailure(error);
    }
  }
}

function tellFailure(error: unknown): void {
  process.stderr.write(`ottla: ${messageOf(error)}\n`);
  process.exitCode = 1;
}
