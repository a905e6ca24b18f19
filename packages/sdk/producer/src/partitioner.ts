/** Which partition a record goes to. */
import type { Randomness } from '@ottla/base';
import { partitionOfKey } from '@ottla/client-core';

/** What a partitioner may look at. */
export interface PartitionInput {
  readonly topic: string;
  /** The serialized key, or null. */
  readonly key: Uint8Array | null;
  /** The serialized value, or null. */
  readonly value: Uint8Array | null;
  readonly partitionCount: number;
}

/** Chooses a partition from 0 up to but not including `partitionCount`. */
export interface Partitioner {
  partition(input: PartitionInput): number;
  /** A batch for this partition is full: records without a key may go on elsewhere. */
  batchFull?(topic: string, partition: number): void;
}

/** Records with a key go where Kafka's Java client sends them; those without stick to one partition for a batch. */
export class DefaultPartitioner implements Partitioner {
  readonly #randomness: Randomness;
  readonly #sticky = new Map<string, number>();

  constructor(randomness: Randomness) {
    this.#randomness = randomness;
  }

  partition({ topic, key, partitionCount }: PartitionInput): number {
    if (key !== null) return partitionOfKey(key, partitionCount);
    const sticky = this.#sticky.get(topic);
    if (sticky !== undefined) return sticky % partitionCount;
    const first = this.#randomness.uint32() % partitionCount;
    this.#sticky.set(topic, first);
    return first;
  }

  batchFull(topic: string, partition: number): void {
    if (this.#sticky.has(topic)) this.#sticky.set(topic, partition + 1);
  }
}

/** Records go to one partition after the other, key or not. */
export class RoundRobinPartitioner implements Partitioner {
  readonly #next = new Map<string, number>();

  partition({ topic, partitionCount }: PartitionInput): number {
    const next = this.#next.get(topic) ?? 0;
    this.#next.set(topic, next + 1);
    return next % partitionCount;
  }
}
