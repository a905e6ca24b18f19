/** All partition logs of one data directory: found and opened at start-up, looked after by a timer, closed together. */
import { assert, FileSystemError, messageOf, type PartitionIndex, type Timer, type TopicId } from '@ottla/base';
import { takeCleanStop, writeCleanStop } from './clean-stop.ts';
import { withDirectorySyncs } from './directory-syncs.ts';
import { DiskPartitionLog } from './disk-partition-log.ts';
import { FilePool } from './file-pool.ts';
import { IndexCache } from './index-cache.ts';
import {
  CLOSE_PARALLEL_MAX,
  INDEX_CACHE_BYTES_MAX,
  LOGS_PER_TURN_MAX,
  OPEN_FILES_MAX,
  OPEN_PARALLEL_MAX,
  READ_AHEAD_BYTES_MAX,
  REST_LINE_BYTES_MAX,
  TAIL_CACHE_BYTES_MAX,
  UPKEEP_INTERVAL_MS,
  UPKEEP_PARALLEL_MAX,
  WRITE_AHEAD_BYTES,
  WRITE_FILES_MAX,
} from './limits.ts';
import type { LogPlace, LogShared } from './log-core.ts';
import type { LogManager, LogManagerOptions, OfflineLog } from './log-manager.ts';
import { createLogMetrics, declareCaches } from './log-metrics.ts';
import type { PartitionLog } from './partition-log.ts';
import { deletedSuffix, isPartitionName, isTopicIdName, partitionDirectory, topicDirectory } from './paths.ts';
import { ReadAheadBudget } from './read-ahead.ts';
import type { RestingLog } from './resting-log.ts';
import { forEachParallel, SerialLane } from './serial-lane.ts';
import type { LogSettings } from './settings.ts';
import { TailBudget } from './tail-cache.ts';
import { Turns } from './turns.ts';
import { WriteFiles } from './write-files.ts';

/** Opens the directory with everything in it. A partition that cannot be opened is listed as offline; the others serve. */
export async function openLogManager(options: LogManagerOptions): Promise<LogManager> {
  const manager = new DiskLogManager(options);
  await manager.start();
  return manager;
}

interface Found {
  readonly topicId: TopicId;
  readonly partition: PartitionIndex;
}

class DiskLogManager implements LogManager {
  readonly logs: Map<string, DiskPartitionLog> = new Map<string, DiskPartitionLog>();
  readonly offline: OfflineLog[] = [];
  readonly #options: LogManagerOptions;
  readonly #shared: LogShared;
  /** Opening and deleting of each partition happen one after another. */
  readonly #lanes = new Map<string, SerialLane>();
  #timer: Timer | undefined;
  #upkeep: Promise<void> | undefined;
  #isClosed = false;
  #closing: Promise<void> | undefined;

  constructor(options: LogManagerOptions) {
    const files = withDirectorySyncs(options.ports.files);
    const { buffers, clock, timers, crc32c, compression, logger } = options.ports;
    const ports = { files, buffers, clock, timers, crc32c, compression, logger };
    this.#options = { ...options, ports };
    const tailBytesMax = options.tailCacheBytesMax ?? TAIL_CACHE_BYTES_MAX;
    this.#shared = {
      ports,
      writeFiles: new WriteFiles(ports, options.writeFilesMax ?? WRITE_FILES_MAX),
      filePool: new FilePool(files, options.openFilesMax ?? OPEN_FILES_MAX),
      indexCache: new IndexCache(INDEX_CACHE_BYTES_MAX),
      tailBudget: new TailBudget(tailBytesMax),
      readAheadBudget: new ReadAheadBudget(READ_AHEAD_BYTES_MAX),
      metrics: createLogMetrics(options.metrics),
      restLineBytesMax: options.restLineBytesMax ?? REST_LINE_BYTES_MAX,
      writeAheadBytes: options.writeAheadBytes ?? WRITE_AHEAD_BYTES,
      totals: { pendingBytes: 0 },
    };
    if (options.metrics !== undefined) declareCaches(options.metrics, this.#shared, tailBytesMax);
  }

  get pendingBytes(): number {
    return this.#shared.totals.pendingBytes;
  }

  get sizeBytes(): number {
    let bytes = 0;
    for (const log of this.logs.values()) bytes += log.sizeBytes;
    return bytes;
  }

  async start(): Promise<void> {
    const { directory, ports } = this.#options;
    const { files } = ports;
    await files.makeDirectory(directory);
    await files.syncDirectory(parentOf(directory));
    const cleanStop = await takeCleanStop(ports, directory);
    const found = await this.#find();
    await files.syncDirectory(directory);
    const turns = this.#turns();
    const topicSyncs = new Map<TopicId, Promise<void>>();
    await forEachParallel(found, OPEN_PARALLEL_MAX, async (one) => {
      await turns.next();
      // Whoever made the partition's directory may have been killed before its name was durable.
      const topicSync = topicSyncs.get(one.topicId) ?? files.syncDirectory(topicDirectory(directory, one.topicId));
      topicSyncs.set(one.topicId, topicSync);
      await this.#openFound(one, { topicSync, resting: cleanStop.take(keyOf(one.topicId, one.partition)) });
    });
    this.#arm();
  }

  get(topicId: TopicId, partition: PartitionIndex): PartitionLog | undefined {
    return this.logs.get(keyOf(topicId, partition));
  }

  create(topicId: TopicId, partition: PartitionIndex, settings: LogSettings): Promise<PartitionLog> {
    return this.#laneOf(topicId, partition).run(async () => {
      assert(!this.#isClosed, 'no log is created after the manager was closed');
      const known = this.logs.get(keyOf(topicId, partition));
      if (known !== undefined) return known;
      const directory = partitionDirectory(this.#options.directory, topicId, partition);
      const isNew = await this.#makeDirectory(topicId, directory);
      return this.#open({ topicId, partition }, settings, isNew);
    });
  }

  delete(topicId: TopicId, partition: PartitionIndex): Promise<void> {
    return this.#laneOf(topicId, partition).run(async () => {
      await this.#forget(topicId, partition);
      const directory = partitionDirectory(this.#options.directory, topicId, partition);
      await this.#removeDirectory(directory, topicDirectory(this.#options.directory, topicId));
    });
  }

  async deleteTopic(topicId: TopicId): Promise<void> {
    const directory = topicDirectory(this.#options.directory, topicId);
    const partitions = [...this.logs.values()].filter((log) => log.topicId === topicId).map((log) => log.partition);
    for (const partition of partitions)
      await this.#laneOf(topicId, partition).run(() => this.#forget(topicId, partition));
    await this.#removeDirectory(directory, this.#options.directory);
    for (const key of [...this.#lanes.keys()]) if (key.startsWith(`${topicId}/`)) this.#lanes.delete(key);
  }

  upkeep(): Promise<void> {
    this.#upkeep ??= this.#runUpkeep().finally(() => {
      this.#upkeep = undefined;
    });
    return this.#upkeep;
  }

  /** A second call waits for the first: it knows nothing of the logs that are closed already. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#isClosed = true;
    this.#timer?.cancel();
    await this.#upkeep;
    const resting: RestingLog[] = [];
    const turns = this.#turns();
    await forEachParallel([...this.logs.values()], CLOSE_PARALLEL_MAX, async (log) => {
      await turns.next();
      const line = await log.close();
      if (line !== undefined) resting.push(line);
    });
    await this.#shared.filePool.close();
    this.logs.clear();
    await this.#noteCleanStop(resting);
  }

  /** Without the file the next start reads the logs themselves, as after a crash. */
  async #noteCleanStop(resting: readonly RestingLog[]): Promise<void> {
    const { ports, directory } = this.#options;
    try {
      await writeCleanStop(ports, directory, resting);
    } catch (error) {
      if (!(error instanceof FileSystemError)) throw error;
      ports.logger.warn('log.clean_stop_not_written', { directory, reason: messageOf(error) });
    }
  }

  #turns(): Turns {
    return new Turns(this.#options.ports.timers, LOGS_PER_TURN_MAX);
  }

  #arm(): void {
    if (this.#isClosed) return;
    this.#timer = this.#options.ports.timers.after(UPKEEP_INTERVAL_MS, () => {
      void this.upkeep().then(() => this.#arm());
    });
  }

  async #runUpkeep(): Promise<void> {
    const nowMs = this.#options.ports.clock.wallMs();
    const turns = this.#turns();
    await forEachParallel([...this.logs.values()], UPKEEP_PARALLEL_MAX, async (log) => {
      await turns.next();
      await log.upkeep(nowMs);
    });
  }

  /** Partition directories; what a deletion left is removed on the way. */
  async #find(): Promise<Found[]> {
    const { files } = this.#options.ports;
    const { directory } = this.#options;
    const found: Found[] = [];
    for (const topic of await files.list(directory)) {
      if (topic.name.endsWith(deletedSuffix)) await files.removeDirectory(`${directory}/${topic.name}`);
      if (topic.kind !== 'directory' || !isTopicIdName(topic.name)) continue;
      for (const { name, kind } of await files.list(`${directory}/${topic.name}`)) {
        if (name.endsWith(deletedSuffix)) await files.removeDirectory(`${directory}/${topic.name}/${name}`);
        if (kind !== 'directory' || !isPartitionName(name)) continue;
        found.push({ topicId: topic.name as TopicId, partition: Number(name) as PartitionIndex });
      }
    }
    return found;
  }

  async #openFound(
    found: Found,
    known: { readonly topicSync: Promise<void>; readonly resting: RestingLog | undefined },
  ): Promise<void> {
    const { topicId, partition } = found;
    try {
      await known.topicSync;
      const log = await DiskPartitionLog.open(
        this.#shared,
        this.#placeOf(found),
        this.#options.settingsOf(topicId, partition),
        known.resting,
      );
      this.logs.set(keyOf(topicId, partition), log);
    } catch (error) {
      const message = messageOf(error);
      this.offline.push({ topicId, partition, message });
      this.#options.ports.logger.error('log.offline', { topicId, partition, reason: message });
    }
  }

  async #open(found: Found, settings: LogSettings, isNew: boolean): Promise<PartitionLog> {
    const place = this.#placeOf(found);
    const log = await (isNew
      ? DiskPartitionLog.create(this.#shared, place, settings)
      : DiskPartitionLog.open(this.#shared, place, settings));
    this.logs.set(keyOf(found.topicId, found.partition), log);
    return log;
  }

  #placeOf({ topicId, partition }: Found): LogPlace {
    return { topicId, partition, directory: partitionDirectory(this.#options.directory, topicId, partition) };
  }

  /** The names of the directories are durable before the log is used. Answers whether the directory was not there before. */
  async #makeDirectory(topicId: TopicId, directory: string): Promise<boolean> {
    const { files } = this.#options.ports;
    const isNew = (await files.stat(directory)) === undefined;
    await files.makeDirectory(directory);
    await files.syncDirectory(topicDirectory(this.#options.directory, topicId));
    await files.syncDirectory(this.#options.directory);
    return isNew;
  }

  async #forget(topicId: TopicId, partition: PartitionIndex): Promise<void> {
    const key = keyOf(topicId, partition);
    const log = this.logs.get(key);
    this.logs.delete(key);
    await log?.close();
  }

  /** One rename takes it away; the rest may be interrupted and is finished at the next start. */
  async #removeDirectory(directory: string, parent: string): Promise<void> {
    const { files } = this.#options.ports;
    if ((await files.stat(directory)) === undefined) return;
    const away = directory + deletedSuffix;
    await files.removeDirectory(away);
    await files.rename(directory, away);
    await files.syncDirectory(parent);
    await files.removeDirectory(away);
  }

  #laneOf(topicId: TopicId, partition: PartitionIndex): SerialLane {
    const key = keyOf(topicId, partition);
    const lane = this.#lanes.get(key) ?? new SerialLane();
    this.#lanes.set(key, lane);
    return lane;
  }
}

function keyOf(topicId: TopicId, partition: PartitionIndex): string {
  return `${topicId}/${partition}`;
}

function parentOf(directory: string): string {
  return directory.slice(0, Math.max(1, directory.lastIndexOf('/')));
}
