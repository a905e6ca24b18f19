import type { TopicId } from '@ottla/base';
import type { Partition } from './partition.ts';

/** A topic with the partitions of it that are stored here. */
export interface LocalTopic {
  readonly id: TopicId;
  readonly name: string;
  /** By partition index; undefined where another node has it, or while its log is being opened. */
  readonly partitions: (Partition | undefined)[];
}

/**
 * The partitions stored here, by topic id, by topic name, and by index. Changed by the metadata publisher alone; the
 * whole cluster's topics stand in the metadata image, not here.
 */
export class PartitionTable {
  readonly #byId = new Map<TopicId, LocalTopic>();
  readonly #byName = new Map<string, LocalTopic>();

  topicWithId(id: TopicId): LocalTopic | undefined {
    return this.#byId.get(id);
  }

  topicNamed(name: string): LocalTopic | undefined {
    return this.#byName.get(name);
  }

  get(id: TopicId, index: number): Partition | undefined {
    return this.#byId.get(id)?.partitions[index];
  }

  /** Adds a topic; what has its name under another id steps aside. */
  addTopic(id: TopicId, name: string): LocalTopic {
    const known = this.#byId.get(id);
    if (known !== undefined) return known;
    const topic: LocalTopic = { id, name, partitions: [] };
    this.#byId.set(id, topic);
    this.#byName.set(name, topic);
    return topic;
  }

  removeTopic(id: TopicId): LocalTopic | undefined {
    const topic = this.#byId.get(id);
    if (topic === undefined) return undefined;
    this.#byId.delete(id);
    if (this.#byName.get(topic.name) === topic) this.#byName.delete(topic.name);
    return topic;
  }

  /** Every topic of which partitions are stored here. */
  topics(): IterableIterator<LocalTopic> {
    return this.#byId.values();
  }

  /** Every partition stored here. */
  *[Symbol.iterator](): IterableIterator<Partition> {
    for (const topic of this.#byId.values()) {
      for (const partition of topic.partitions) if (partition !== undefined) yield partition;
    }
  }
}
