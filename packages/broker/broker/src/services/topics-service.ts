import { type BrokerId, ErrorCode, noTopicId, outcome, type ProtocolOutcome, success, type TopicId } from '@ottla/base';
import {
  brokerConfigValue,
  type CreatedTopic,
  clusterConfigDeclarations,
  type DeletedTopic,
  type MetadataAccess,
  type NewTopic,
  type NodeDefaults,
  type PartitionGrowth,
  type TopicReference,
} from '@ottla/metadata-core';
import type { Admission } from '../admission/admission.ts';
import { type Caller, clusterResource, type Operation } from '../admission/principal.ts';
import type { Readiness } from '../cluster/readiness.ts';
import { adminWaitMsMax, autoCreateTopicsPerRequestMax, autoCreateWaitMsMax } from '../limits.ts';
import { topicOf } from '../partitions/lookup.ts';
import type { PartitionTable } from '../partitions/partition-table.ts';
import { describeTopic } from './describe-topic.ts';
import { submit } from './submit.ts';
import type { PartitionStorage, TopicDescription } from './topics-types.ts';
import { unknownTopic } from './words.ts';

/** What the service stands on. */
export interface TopicsSurroundings {
  readonly nodeId: BrokerId;
  readonly metadata: MetadataAccess;
  readonly partitions: PartitionTable;
  readonly admission: Admission;
  readonly readiness: Readiness;
  readonly defaults: NodeDefaults;
}

/** What became of one topic whose partitions were to grow. */
export interface GrownTopic {
  readonly name: string;
  readonly outcome: ProtocolOutcome;
}

/** Topics: describe, create (also on demand), delete, grow. Creating answers when the topic can be written to. */
export class TopicsService {
  readonly #around: TopicsSurroundings;
  /** Topics that are being created on demand, so that many clients asking at once make one command. */
  readonly #creating = new Map<string, Promise<ProtocolOutcome>>();

  constructor(around: TopicsSurroundings) {
    this.#around = around;
  }

  /** The topics asked for, in that order, or all (sorted by name) that the caller may see. */
  describe(caller: Caller, asked: readonly TopicReference[] | 'all'): TopicDescription[] {
    if (asked !== 'all') return asked.map((topic) => this.#describeOne(caller, topic));
    const { metadata, nodeId, partitions } = this.#around;
    const image = metadata.image();
    return [...image.topics.values()]
      .filter((topic) => this.#may(caller, 'describe', topic.name))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((topic) => describeTopic(topic, { image, nodeId, partitions }));
  }

  /**
   * Creates those of the named topics that are missing, when `auto.create.topics.enable` allows it, and answers when they
   * can be written to. Undefined, at once, when there is nothing to do. The map tells why a topic could not be created.
   */
  ensure(caller: Caller, asked: readonly TopicReference[]): Promise<ReadonlyMap<string, ProtocolOutcome>> | undefined {
    const image = this.#around.metadata.image();
    const missing: string[] = [];
    for (const { name, topicId } of asked) {
      if (name !== undefined && topicId === undefined && !image.topicIds.has(name)) missing.push(name);
    }
    if (missing.length === 0 || !this.#mayAutoCreate()) return undefined;
    return this.#ensureAll(caller, missing.slice(0, autoCreateTopicsPerRequestMax));
  }

  /** Creates topics; answers when they can be written to or when the time is over. */
  async create(
    caller: Caller,
    request: { readonly topics: readonly NewTopic[]; readonly validateOnly: boolean; readonly timeoutMs: number },
  ): Promise<readonly CreatedTopic[]> {
    const { topics, validateOnly, timeoutMs } = request;
    const denied = new Set(topics.filter((topic) => !this.#mayCreate(caller, topic.name)));
    const allowed = topics.filter((topic) => !denied.has(topic));
    const result = await submit(this.#around.metadata, { kind: 'createTopics', topics: allowed, validateOnly });
    const created = result.ok ? result.reply.topics : allowed.map((topic) => uncreated(topic.name, result.outcome));
    const ready = await Promise.all(created.map((topic) => this.#whenReady(topic, validateOnly ? 0 : timeoutMs)));
    const inOrder = ready.values();
    return topics.map((topic) =>
      denied.has(topic)
        ? uncreated(topic.name, outcome(ErrorCode.TOPIC_AUTHORIZATION_FAILED))
        : (inOrder.next().value ?? uncreated(topic.name, outcome(ErrorCode.REQUEST_TIMED_OUT))),
    );
  }

  async delete(caller: Caller, topics: readonly TopicReference[]): Promise<readonly DeletedTopic[]> {
    const { metadata, defaults } = this.#around;
    if (!brokerConfigValue(metadata.image(), defaults, clusterConfigDeclarations.deleteTopicEnable))
      return topics.map((topic) => undeleted(topic, outcome(ErrorCode.TOPIC_DELETION_DISABLED)));
    const denied = new Set(topics.filter((topic) => !this.#may(caller, 'delete', topicOf(metadata, topic)?.name)));
    const allowed = topics.filter((topic) => !denied.has(topic));
    const result = await submit(metadata, { kind: 'deleteTopics', topics: allowed });
    const deleted = (
      result.ok ? result.reply.topics : allowed.map((topic) => undeleted(topic, result.outcome))
    ).values();
    return topics.map((topic) =>
      denied.has(topic)
        ? undeleted(topic, outcome(ErrorCode.TOPIC_AUTHORIZATION_FAILED))
        : (deleted.next().value ?? undeleted(topic, outcome(ErrorCode.REQUEST_TIMED_OUT))),
    );
  }

  /** Gives topics more partitions; answers when they can be written to or when the time is over. */
  async grow(
    caller: Caller,
    request: {
      readonly topics: readonly PartitionGrowth[];
      readonly validateOnly: boolean;
      readonly timeoutMs: number;
    },
  ): Promise<readonly GrownTopic[]> {
    const { topics, validateOnly, timeoutMs } = request;
    const denied = new Set(topics.filter((topic) => !this.#may(caller, 'alter', topic.name)));
    const allowed = topics.filter((topic) => !denied.has(topic));
    const result = await submit(this.#around.metadata, { kind: 'createPartitions', topics: allowed, validateOnly });
    const grown = result.ok ? result.reply.topics : allowed.map(({ name }) => ({ name, outcome: result.outcome }));
    if (!validateOnly) await Promise.all(grown.map(({ name }) => this.#whenOpen(name, timeoutMs)));
    const inOrder = grown.values();
    return topics.map((topic) =>
      denied.has(topic)
        ? { name: topic.name, outcome: outcome(ErrorCode.TOPIC_AUTHORIZATION_FAILED) }
        : (inOrder.next().value ?? { name: topic.name, outcome: outcome(ErrorCode.REQUEST_TIMED_OUT) }),
    );
  }

  /** Bounds and size of a partition, where it is stored here. */
  storageOf(topicId: TopicId, index: number): PartitionStorage | undefined {
    const partition = this.#around.partitions.get(topicId, index);
    if (partition === undefined) return undefined;
    const { highWatermark, log } = partition;
    return { highWatermark, logStartOffset: log.startOffset, logEndOffset: log.endOffset, sizeBytes: log.sizeBytes };
  }

  #describeOne(caller: Caller, asked: TopicReference): TopicDescription {
    const { metadata, nodeId, partitions } = this.#around;
    const topic = topicOf(metadata, asked);
    const nowhere = { name: asked.name, topicId: asked.topicId ?? noTopicId, internal: false, partitions: [] };
    if (!this.#may(caller, 'describe', topic?.name ?? asked.name))
      return { ...nowhere, outcome: outcome(ErrorCode.TOPIC_AUTHORIZATION_FAILED) };
    if (topic === undefined) return { ...nowhere, outcome: outcome(unknownTopic(asked)) };
    return describeTopic(topic, { image: metadata.image(), nodeId, partitions });
  }

  #mayAutoCreate(): boolean {
    const { metadata, defaults } = this.#around;
    return brokerConfigValue(metadata.image(), defaults, clusterConfigDeclarations.autoCreateTopicsEnable);
  }

  async #ensureAll(caller: Caller, names: readonly string[]): Promise<ReadonlyMap<string, ProtocolOutcome>> {
    const wanted = new Set(names);
    const outcomes = await Promise.all(
      [...wanted].map(async (name) => [name, await this.#createOnDemand(caller, name)] as const),
    );
    return new Map(outcomes);
  }

  #createOnDemand(caller: Caller, name: string): Promise<ProtocolOutcome> {
    const underWay = this.#creating.get(name);
    if (underWay !== undefined) return underWay;
    const topic = { name, partitions: -1, replicationFactor: -1, assignments: [], configs: new Map<string, string>() };
    const creating = this.create(caller, { topics: [topic], validateOnly: false, timeoutMs: autoCreateWaitMsMax })
      .then(([created]) => onDemandOutcome(created))
      .finally(() => this.#creating.delete(name));
    this.#creating.set(name, creating);
    return creating;
  }

  async #whenReady(created: CreatedTopic, timeoutMs: number): Promise<CreatedTopic> {
    if (created.outcome.code !== ErrorCode.NONE || timeoutMs <= 0) return created;
    const ready = await this.#around.readiness.whenReady(created.topicId, Math.min(timeoutMs, adminWaitMsMax));
    return ready ? created : { ...created, outcome: outcome(ErrorCode.REQUEST_TIMED_OUT) };
  }

  async #whenOpen(name: string, timeoutMs: number): Promise<void> {
    const topicId = this.#around.metadata.image().topicIds.get(name);
    if (topicId !== undefined) await this.#around.readiness.whenReady(topicId, Math.min(timeoutMs, adminWaitMsMax));
  }

  #mayCreate(caller: Caller, name: string): boolean {
    const { admission } = this.#around;
    return admission.authorize(caller, 'create', clusterResource) || this.#may(caller, 'create', name);
  }

  #may(caller: Caller, operation: Operation, name: string | undefined): boolean {
    return name === undefined || this.#around.admission.authorize(caller, operation, { kind: 'topic', name });
  }
}

/** Somebody else may have been faster: then the topic is there, which is all that was wanted. */
function onDemandOutcome(created: CreatedTopic | undefined): ProtocolOutcome {
  if (created === undefined) return outcome(ErrorCode.LEADER_NOT_AVAILABLE);
  const { code } = created.outcome;
  if (code === ErrorCode.TOPIC_ALREADY_EXISTS) return success;
  return code === ErrorCode.REQUEST_TIMED_OUT ? outcome(ErrorCode.LEADER_NOT_AVAILABLE) : created.outcome;
}

function uncreated(name: string, why: ProtocolOutcome): CreatedTopic {
  return { name, outcome: why, topicId: noTopicId, partitions: -1, replicationFactor: -1 };
}

function undeleted(topic: TopicReference, why: ProtocolOutcome): DeletedTopic {
  return { name: topic.name, topicId: topic.topicId ?? noTopicId, outcome: why };
}
