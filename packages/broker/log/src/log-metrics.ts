/** What is measured of the disk: how long writes and syncs take, and what they carry together. One set for all logs. */
import { type Count, type Distribution, type Metrics, silentMetrics } from '@ottla/base';

const diskSeconds = [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];
const groupBytes = [1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216];
const groupRecords = [1, 2, 5, 10, 50, 100, 500, 1000, 5000, 10_000, 50_000, 100_000];

/** Handles, resolved once. Times in seconds. */
export interface LogMetrics {
  readonly write: Distribution;
  readonly sync: Distribution;
  readonly groupBytes: Distribution;
  readonly groupRecords: Distribution;
  readonly readsFromTail: Count;
  readonly readsFromFiles: Count;
}

/** Declares what logs measure. */
export function createLogMetrics(metrics: Metrics = silentMetrics): LogMetrics {
  const histogram = (name: string, help: string, buckets: readonly number[]): Distribution =>
    metrics.histogram({ name, help, buckets });
  const reads = metrics.counter({
    name: 'ottla_log_reads_total',
    help: 'Reads of logs, by where the bytes came from: the tail in memory, or files.',
    labels: ['from'],
  });
  return {
    write: histogram(
      'ottla_log_write_seconds',
      'Time of one write: a group of appends to one segment file.',
      diskSeconds,
    ),
    sync: histogram(
      'ottla_log_sync_seconds',
      'Time of one sync of a log, after which its group is durable.',
      diskSeconds,
    ),
    groupBytes: histogram(
      'ottla_log_group_bytes',
      'Bytes of appends that one write, and one sync, carries.',
      groupBytes,
    ),
    groupRecords: histogram('ottla_log_group_records', 'Records that one write, and one sync, carries.', groupRecords),
    readsFromTail: reads.with({ from: 'tail' }),
    readsFromFiles: reads.with({ from: 'files' }),
  };
}

/** What the caches of all logs hold. */
export function declareCaches(metrics: Metrics, shared: MeasuredCaches, tailBytesMax: number): void {
  const single = (name: string, help: string, read: () => number): void => {
    metrics.reading({ name, help }, (report) => report(read()));
  };
  single('ottla_tail_cache_bytes', 'Recently appended bytes kept for readers.', () => shared.tailBudget.bytes);
  single('ottla_tail_cache_max_bytes', 'How many such bytes there may be.', () => tailBytesMax);
  single('ottla_index_cache_bytes', 'Loaded indexes of closed segments.', () => shared.indexCache.bytes);
}

interface MeasuredCaches {
  readonly tailBudget: { readonly bytes: number };
  readonly indexCache: { readonly bytes: number };
}
