/** Partitions as a sentence names them: by the brokers that have to answer for them. */
import type { TopicPartition, UnreachablePartition } from '@ottla/consumer';

/** Partitions named in one sentence at most. */
const namedMax = 12;

/** `partitions 1, 4 of orders`. All of one topic. */
export function partitionsText(places: readonly TopicPartition[]): string {
  const numbers = places.map(({ partition }) => partition).sort((one, other) => one - other);
  const more = numbers.length > namedMax ? ` and ${numbers.length - namedMax} more` : '';
  const named = numbers.slice(0, namedMax).join(', ');
  return `partition${numbers.length === 1 ? '' : 's'} ${named}${more} of ${places[0]?.topic ?? ''}`;
}

/** `broker 2`, `brokers 2, 3`, `an unknown broker`. */
export function brokersText(nodeIds: readonly number[]): string {
  if (nodeIds.length === 0) return 'an unknown broker';
  return `broker${nodeIds.length === 1 ? '' : 's'} ${nodeIds.join(', ')}`;
}

/** The partitions in groups for which the same brokers have to answer, by their ids with commas. */
export function byBrokers(
  partitions: readonly UnreachablePartition[],
): ReadonlyMap<string, readonly UnreachablePartition[]> {
  const groups = new Map<string, UnreachablePartition[]>();
  for (const one of partitions) {
    const key = one.nodeIds.join();
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return groups;
}
