/** What is read rather than counted, and only when somebody scrapes: sizes of logs, memory, connections, those who wait. */
import type { Metrics } from '@ottla/base';
import type { LogManager } from '@ottla/log';
import type { Admission } from '../admission/admission.ts';
import type { PartitionTable } from '../partitions/partition-table.ts';
import type { WaitingRoom } from '../waiting/waiting-room.ts';

/** What is looked at. */
export interface Readable {
  readonly logManager: LogManager;
  readonly partitions: PartitionTable;
  readonly waiting: WaitingRoom;
  readonly admission: Admission;
  /** What tells the open connections of each door. */
  readonly connections: ReadonlyMap<string, () => number>;
  /** Registrations of all brokers. */
  readonly brokers: () => Iterable<{ readonly fenced: boolean }>;
  readonly isReady: () => boolean;
}

/** Declares all readings. */
export function declareReadings(metrics: Metrics, of: Readable): void {
  const single = (name: string, help: string, read: () => number): void => {
    metrics.reading({ name, help }, (report) => report(read()));
  };
  single('ottla_log_bytes', 'Bytes of all partition logs of this node.', () => of.logManager.sizeBytes);
  single('ottla_log_pending_bytes', 'Bytes appended that are not durable yet.', () => of.logManager.pendingBytes);
  single('ottla_partitions_offline', 'Partitions whose log could not be opened.', () => of.logManager.offline.length);
  single('ottla_waiting_requests', 'Requests that wait for replicas, bytes or readiness.', () => of.waiting.size);
  metrics.reading(
    { name: 'ottla_door_connections', help: 'Open connections, by door.', labels: ['door'] },
    (report) => {
      for (const [door, count] of of.connections) report(count(), door);
    },
  );
  declareBrokers(single, of);
  declareMemory(single, of.admission);
  declarePartitions(metrics, single, of.partitions);
}

type Single = (name: string, help: string, read: () => number) => void;

function declareBrokers(single: Single, { brokers, isReady }: Readable): void {
  const count = (fenced: boolean): number => {
    let found = 0;
    for (const broker of brokers()) if (broker.fenced === fenced) found += 1;
    return found;
  };
  single(
    'ottla_broker_ready',
    'Whether this broker is registered, not fenced and in contact with the metadata: 1 or 0.',
    () => (isReady() ? 1 : 0),
  );
  single('ottla_brokers_active', 'Registered brokers that are not fenced, as this node knows.', () => count(false));
  single('ottla_brokers_fenced', 'Registered brokers that are fenced, as this node knows.', () => count(true));
}

function declareMemory(single: Single, { requestMemory, responseMemory }: Admission): void {
  const budgets = [
    ['request', 'of requests that are not answered yet', requestMemory],
    ['response', 'of answers that have not left yet', responseMemory],
  ] as const;
  for (const [name, what, budget] of budgets) {
    single(`ottla_${name}_memory_bytes`, `Memory ${what}.`, () => budget.usedBytes);
    single(`ottla_${name}_memory_max_bytes`, `How much memory ${what} there may be.`, () => budget.totalBytes);
    single(`ottla_${name}_memory_waiting`, `How many wait for memory ${what}.`, () => budget.waiting);
  }
}

function declarePartitions(metrics: Metrics, single: Single, partitions: PartitionTable): void {
  const count = (
    counts: (state: { readonly isLeader: boolean; readonly log: { readonly state: string } }) => boolean,
  ) => {
    let found = 0;
    for (const partition of partitions) if (counts(partition)) found += 1;
    return found;
  };
  single('ottla_partitions', 'Partitions stored on this node.', () => count(() => true));
  single('ottla_partitions_leading', 'Partitions that this node leads.', () => count(({ isLeader }) => isLeader));
  single('ottla_partitions_failed', 'Partitions whose log stopped after a failed write or sync.', () =>
    count(({ log }) => log.state === 'failed'),
  );
  single('ottla_partitions_no_space', 'Partitions that take no writes until their volume has room.', () =>
    count(({ log }) => log.state === 'noSpace'),
  );
  declareLogs(metrics, partitions);
}

function declareLogs(metrics: Metrics, partitions: PartitionTable): void {
  const byTopic = (name: string, help: string, of: 'sizeBytes' | 'segmentCount'): void => {
    metrics.reading({ name, help, labels: ['topic'] }, (report) => {
      for (const topic of partitions.topics()) {
        let sum = 0;
        for (const partition of topic.partitions) sum += partition?.log[of] ?? 0;
        report(sum, topic.name);
      }
    });
  };
  const byPartition = (name: string, help: string, of: 'startOffset' | 'durableEndOffset'): void => {
    metrics.reading({ name, help, labels: ['topic', 'partition'] }, (report) => {
      for (const { topicName, index, log } of partitions) report(log[of], topicName, String(index));
    });
  };
  byTopic('ottla_topic_log_bytes', 'Bytes of the logs of a topic on this node.', 'sizeBytes');
  byTopic('ottla_topic_segments', 'Segment files of the logs of a topic on this node.', 'segmentCount');
  byPartition('ottla_partition_start_offset', 'The first offset that can be read.', 'startOffset');
  byPartition('ottla_partition_end_offset', 'One after the last record that is durable.', 'durableEndOffset');
}
