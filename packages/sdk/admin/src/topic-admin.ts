/** The topics part of the admin client. */
import { errorOfItem } from '@ottla/client-core';
import type { adminService as AdminService, TopicReference } from '@ottla/rpc';
import type { Call } from './call.ts';
import { isNotHere } from './not-here.ts';
import type { PartitionSizes } from './partition-sizes.ts';
import type { CreatedTopic, NewTopic, TopicDescription, TopicListing } from './types.ts';

type Methods = Pick<
  typeof AdminService,
  'createTopics' | 'deleteTopics' | 'listTopics' | 'describeTopics' | 'createPartitions'
>;

export class TopicAdmin {
  readonly #call: Call;
  readonly #methods: Methods;

  readonly #sizes: PartitionSizes;

  constructor(call: Call, methods: Methods, sizes: PartitionSizes) {
    this.#call = call;
    this.#methods = methods;
    this.#sizes = sizes;
  }

  async create(topics: readonly NewTopic[], validateOnly: boolean): Promise<readonly CreatedTopic[]> {
    const request = {
      topics: topics.map((topic) => ({
        name: topic.name,
        numPartitions: topic.partitions ?? 0,
        replicationFactor: topic.replicationFactor ?? 0,
        assignments: [],
        configs: Object.entries(topic.configs ?? {}).map(([name, value]) => ({ name, value })),
      })),
      timeoutMs: 0,
      validateOnly,
    };
    const answer = await this.#call(this.#methods.createTopics, request, 'create topics', ({ topics: all }) =>
      isNotHere(all),
    );
    return answer.topics.map((topic) => {
      if (topic.error !== undefined) throw errorOfItem(topic.error, `create topic ${topic.name}`);
      return {
        name: topic.name,
        topicId: topic.topicId,
        partitions: topic.numPartitions,
        replicationFactor: topic.replicationFactor,
      };
    });
  }

  async delete(names: readonly string[]): Promise<void> {
    const request = { topics: names.map(named), timeoutMs: 0 };
    const answer = await this.#call(this.#methods.deleteTopics, request, 'delete topics', ({ topics }) =>
      isNotHere(topics),
    );
    for (const topic of answer.topics) {
      if (topic.error !== undefined) throw errorOfItem(topic.error, `delete topic ${topic.name}`);
    }
  }

  async list(includeInternal: boolean): Promise<readonly TopicListing[]> {
    const answer = await this.#call(this.#methods.listTopics, { includeInternal }, 'list topics');
    return answer.topics.map(({ name, topicId, internal, numPartitions, replicationFactor }) => ({
      name,
      topicId,
      internal,
      partitions: numPartitions,
      replicationFactor,
    }));
  }

  async describe(names: readonly string[], withSizes: boolean): Promise<readonly TopicDescription[]> {
    const answer = await this.#call(this.#methods.describeTopics, { topics: names.map(named) }, 'describe topics');
    const topics = answer.topics.map((topic) => {
      if (topic.error !== undefined) throw errorOfItem(topic.error, `describe topic ${topic.name}`);
      return {
        name: topic.name,
        topicId: topic.topicId,
        internal: topic.internal,
        partitions: topic.partitions,
        configs: new Map(topic.configs.map(({ name, value }) => [name, value])),
      };
    });
    return withSizes ? this.#sizes.complete(topics) : topics;
  }

  async grow(topic: string, totalCount: number): Promise<void> {
    const request = { topics: [{ topic, totalCount, assignments: [] }], timeoutMs: 0, validateOnly: false };
    const answer = await this.#call(this.#methods.createPartitions, request, `grow topic ${topic}`, ({ topics }) =>
      isNotHere(topics),
    );
    for (const { error } of answer.topics) if (error !== undefined) throw errorOfItem(error, `grow topic ${topic}`);
  }
}

function named(name: string): TopicReference {
  return { topic: { kind: 'name', value: name } };
}
