/** Tells of which partitions batches wait because they cannot be written just now. */
import { type ClusterView, leaderlessError, leaderOf, nodesOf, type UnreachablePartition } from '@ottla/client-core';
import type { PartitionQueue } from '../batching/partition-queue.ts';

export function unreachableOf(
  queues: Iterable<PartitionQueue>,
  view: ClusterView,
  nowMs: number,
): UnreachablePartition[] {
  const unreachable: UnreachablePartition[] = [];
  for (const { topic, partition, waiting, underWay } of queues) {
    const first = waiting[0] ?? [...underWay][0];
    if (first === undefined) continue;
    const isLed = leaderOf(view, topic, partition) !== undefined;
    if (isLed && first.attempts === 0) continue;
    const reason = isLed ? first.lastFailure : leaderlessError(view, topic, partition).message;
    const nodeIds = nodesOf(view, topic, partition);
    unreachable.push({ topic, partition, nodeIds, forMs: nowMs - first.createdAtMs, reason });
  }
  return unreachable;
}
