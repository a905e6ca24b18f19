/** Tells of which partitions nothing can be read just now. */
import type { ClusterView } from '@ottla/client-core';
import type { TopicPartition, UnreachablePartition } from '../record.ts';
import type { PartitionState } from './partition-state.ts';

export function unreachableOf(
  states: Iterable<PartitionState>,
  view: ClusterView,
  nowMs: number,
): UnreachablePartition[] {
  const unreachable: UnreachablePartition[] = [];
  for (const state of states) {
    if (state.trouble === undefined) continue;
    const { topic, partition, trouble } = state;
    const { sinceMs, reason } = trouble;
    unreachable.push({ topic, partition, nodeIds: nodesOf(state, view), forMs: nowMs - sinceMs, reason });
  }
  return unreachable;
}

/** Who has to answer for a partition: its leader, or where nobody leads all that could. */
function nodesOf({ topic, partition }: TopicPartition, view: ClusterView): readonly number[] {
  const known = view.topics.get(topic)?.partitions[partition];
  if (known === undefined) return [];
  return known.leaderId >= 0 ? [known.leaderId] : known.replicaIds;
}
