import type { Metrics } from '@ottla/base';
import type { LogManager } from '@ottla/log';
import type { PartitionTable } from '../partitions/partition-table.ts';
import type { WaitingRoom } from '../waiting/waiting-room.ts';

/** Measures what is read rather than counted: sizes of logs, partitions, waiting requests. */
export function measureBroker(
  metrics: Metrics,
  of: { readonly logManager: LogManager; readonly partitions: PartitionTable; readonly waiting: WaitingRoom },
): void {
  const logBytes = metrics.gauge({ name: 'ottla_log_bytes', help: 'Bytes of all partition logs of this node.' });
  const pendingBytes = metrics.gauge({
    name: 'ottla_log_pending_bytes',
    help: 'Bytes appended that are not durable yet.',
  });
  const partitions = metrics.gauge({ name: 'ottla_partitions', help: 'Partitions stored on this node.' });
  const leading = metrics.gauge({ name: 'ottla_partitions_leading', help: 'Partitions that this node leads.' });
  const offline = metrics.gauge({
    name: 'ottla_partitions_offline',
    help: 'Partitions whose log could not be opened.',
  });
  const waiting = metrics.gauge({
    name: 'ottla_waiting_requests',
    help: 'Requests that wait for replicas, bytes or readiness.',
  });
  metrics.beforeScrape(() => {
    let count = 0;
    let led = 0;
    for (const partition of of.partitions) {
      count += 1;
      if (partition.isLeader) led += 1;
    }
    logBytes.set(of.logManager.sizeBytes);
    pendingBytes.set(of.logManager.pendingBytes);
    partitions.set(count);
    leading.set(led);
    offline.set(of.logManager.offline.length);
    waiting.set(of.waiting.size);
  });
}
