/** Tells of which partitions nothing can be read just now. */
import { type ClusterView, nodesOf, type UnreachablePartition } from '@ottla/client-core';
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
    unreachable.push({ topic, partition, nodeIds: nodesOf(view, topic, partition), forMs: nowMs - sinceMs, reason });
  }
  return unreachable;
}
