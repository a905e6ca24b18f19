/** Records and partitions as an application sees them. */
import type { RecordHeader } from '@ottla/record-batch';

/** One partition of a topic. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** A record that was read. */
export interface ConsumerRecord<Key, Value> extends TopicPartition {
  readonly offset: number;
  /** Milliseconds since 1970, or -1. */
  readonly timestamp: number;
  readonly key: Key;
  readonly value: Value;
  readonly headers: readonly RecordHeader[];
}

/** An offset and the time of its record. */
export interface OffsetAndTimestamp extends TopicPartition {
  readonly offset: number;
  readonly timestamp: number;
}

/** An offset of a partition. */
export interface PartitionPosition extends TopicPartition {
  readonly offset: number;
}

/** Which offset of a partition: the first, the one behind the last, or that of the first record at or after a time. */
export type OffsetAt = 'earliest' | 'latest' | { readonly timestamp: number };

/** A key for maps. Topic names hold no slash. */
export function partitionKey({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}
