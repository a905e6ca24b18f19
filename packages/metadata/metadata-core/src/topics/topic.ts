import type { TopicId } from '@ottla/base';
import type { PartitionState } from '../partitions/partition.ts';

/** A topic. Partitions are numbered by their place in the list. */
export interface TopicState {
  readonly id: TopicId;
  readonly name: string;
  readonly partitions: readonly PartitionState[];
}
