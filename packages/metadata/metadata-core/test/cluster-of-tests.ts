/** What the tests of this package share: a planning context without chance, and images with brokers in them. */
import type { BrokerId, TopicId } from '@ottla/base';
import {
  type CreateTopics,
  emptyImage,
  type MetadataCommand,
  type MetadataImage,
  type MetadataRecord,
  type NewTopic,
  type NodeDefaults,
  type PlanContext,
  plan,
  type ReplyTo,
  replayAll,
} from '../src/index.ts';

let nextId = 1;

export const node: NodeDefaults = { brokerId: 1 as BrokerId, texts: new Map() };

/** A context whose topic ids count up, never twice in a test run. */
export function context(texts: ReadonlyMap<string, string> = new Map()): PlanContext {
  return {
    randomTopicId: () => (nextId++).toString(16).padStart(32, '0') as TopicId,
    placementStart: () => 0,
    node: { ...node, texts },
    replicasMax: 100,
  };
}

/** Plans, replays, and answers everything. */
export function run<Command extends MetadataCommand>(
  image: MetadataImage,
  command: Command,
  using: PlanContext = context(),
): { image: MetadataImage; reply: ReplyTo<Command>; records: readonly MetadataRecord[] } {
  const { records, reply } = plan(image, command, using);
  return { image: replayAll(image, records), reply, records };
}

export const incarnation = (number: number): string => number.toString(16).padStart(32, '0');

/** An image in which these brokers are registered; the id is the number. */
export function clusterOf(racks: readonly (string | undefined)[]): MetadataImage {
  let image = emptyImage;
  for (const [index, rack] of racks.entries())
    image = run(image, {
      kind: 'registerBroker',
      brokerId: (index + 1) as BrokerId,
      incarnationId: incarnation(index + 1),
      endpoints: [{ name: 'kafka', host: 'localhost', port: 9092 + index, securityProtocol: 'PLAINTEXT' }],
      rack,
      fenced: false,
    }).image;
  return image;
}

export function newTopic(name: string, more: Partial<NewTopic> = {}): NewTopic {
  return { name, partitions: 1, replicationFactor: 1, assignments: [], configs: new Map(), ...more };
}

export function createTopics(...topics: readonly NewTopic[]): CreateTopics {
  return { kind: 'createTopics', topics, validateOnly: false };
}

/** An initialised cluster in which so many sessions are open; their ids are 1, 2, 3 … */
export function withSessions(count: number, brokers: readonly (string | undefined)[] = []): MetadataImage {
  let image = run(clusterOf(brokers), { kind: 'initialiseCluster', clusterId: 'tests' }).image;
  for (let number = 1; number <= count; number += 1)
    image = run(image, { kind: 'openSession', owner: `User:${number}`, timeoutMs: 5_000 }).image;
  return image;
}
