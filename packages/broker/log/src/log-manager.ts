import type { Metrics, PartitionIndex, TopicId } from '@ottla/base';
import type { PartitionLog } from './partition-log.ts';
import type { LogPorts, LogSettings } from './settings.ts';

/** What a manager is opened with. */
export interface LogManagerOptions {
  readonly ports: LogPorts;
  /** Where the logs measure. Default: nowhere. */
  readonly metrics?: Metrics;
  /** The directory `logs` below the data directory, absolute. The data directory's lock is held by the caller. */
  readonly directory: string;
  /** The settings of a partition that is found on the disk at start-up. Never asked for one that it does not want: see `openLogs`. */
  readonly settingsOf: (topicId: TopicId, partition: PartitionIndex) => LogSettings;
  /** Bytes of recently appended batches kept in memory over all logs. */
  readonly tailCacheBytesMax?: number;
  /** Files of closed segments that stay open for reading. */
  readonly openFilesMax?: number;
  /** Bytes of what one log leaves in the file of a clean stop; with 0 each log makes a checkpoint of its own when it is closed. */
  readonly restLineBytesMax?: number;
  /** Bytes that are written while the sync of what came before is under way; fewer wait for its end. */
  readonly writeAheadBytes?: number;
  /** Files that stay open for writing. */
  readonly writeFilesMax?: number;
}

/** All partition logs of one data directory. Paths are built from ids only. */
export interface LogManager {
  /** All open logs. */
  readonly logs: ReadonlyMap<string, PartitionLog>;
  /** The open log of a partition. */
  get(topicId: TopicId, partition: PartitionIndex): PartitionLog | undefined;
  /** Opens the log of a partition, creating it when absent. One at a time for each partition; answers the open one. */
  create(topicId: TopicId, partition: PartitionIndex, settings: LogSettings): Promise<PartitionLog>;
  /** Closes and removes a partition's log: after this resolves it does not come back after a crash. */
  delete(topicId: TopicId, partition: PartitionIndex): Promise<void>;
  /** Removes a topic with all its partitions. */
  deleteTopic(topicId: TopicId): Promise<void>;
  /** Bytes queued over all logs and not yet durable. */
  readonly pendingBytes: number;
  readonly sizeBytes: number;
  /** Partitions whose directory could not be opened at start-up, with the reason: offline until repaired. */
  readonly offline: readonly OfflineLog[];
  /** Retention, rolling by time, checkpoints, expiry of producers, probing for space. Called by a timer of the manager, or by hand. */
  upkeep(): Promise<void>;
  /** Syncs everything, closes, and writes down for the next start what it need not look for. */
  close(): Promise<void>;
}

/** A log that could not be opened. */
export interface OfflineLog {
  readonly topicId: TopicId;
  readonly partition: PartitionIndex;
  readonly message: string;
}
