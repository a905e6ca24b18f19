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
  /** Partitions that somebody leads now, in order; records without a key are best sent to one of them. */
  readonly led: readonly number[];
}

/** Chooses a partition from 0 up to but not including `partitionCount`. */
export interface Partitioner {
  partition(input: PartitionInput): number;
  /** A batch for this partition is full: records without a key may go on elsewhere. */
  batchFull?(topic: string, partition: number): void;
}

/**
 * Records with a key go where Kafka's Java client sends them; those without stick to one partition for a batch, of those that
 * somebody leads.
 */
export class DefaultPartitioner implements Partitioner {
  readonly #randomness: Randomness;
  readonly #sticky = new Map<string, number>();

  constructor(randomness: Randomness) {
    this.#randomness = randomness;
  }

  partition({ topic, key, partitionCount, led }: PartitionInput): number {
    if (key !== null) return partitionOfKey(key, partitionCount);
    const known = this.#sticky.get(topic);
    const chosen = nearest((known ?? this.#randomness.uint32()) % partitionCount, partitionCount, led);
    if (chosen !== known) this.#sticky.set(topic, chosen);
    return chosen;
  }

  batchFull(topic: string, partition: number): void {
    if (this.#sticky.has(topic)) this.#sticky.set(topic, partition + 1);
  }
}

/** The partition itself if somebody leads it or nobody leads any, else the next one that somebody leads. */
function nearest(partition: number, partitionCount: number, led: readonly number[]): number {
  if (led.length === partitionCount || led.length === 0) return partition;
  return led.find((one) => one >= partition) ?? led[0] ?? partition;
}

/** Records go to one partition after the other that somebody leads, key or not. */
export class RoundRobinPartitioner implements Partitioner {
  readonly #next = new Map<string, number>();

  partition({ topic, partitionCount, led }: PartitionInput): number {
    const next = this.#next.get(topic) ?? 0;
    this.#next.set(topic, next + 1);
    return led[next % led.length] ?? next % partitionCount;
  }
}
