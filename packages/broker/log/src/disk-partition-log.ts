/** The log of one partition on a file system: the parts put together. Rules and work are in the parts. */
import {
  FileSystemError,
  type LeaderEpoch,
  messageOf,
  type Offset,
  type PartitionIndex,
  type TopicId,
} from '@ottla/base';
import { appendBatches } from './append.ts';
import type { AppendOptions, AppendOutcome } from './append-outcome.ts';
import { makeCheckpoint, writePartitionFile } from './checkpoint.ts';
import { failLog, isNoSpace, probeSpace, rewindAfterNoSpace, truncateLog } from './failure.ts';
import { GroupWriter } from './group-writer.ts';
import { CHECKPOINT_BYTES_MIN, CHECKPOINT_INTERVAL_MS } from './limits.ts';
import { LogCore, type LogPlace, type LogShared } from './log-core.ts';
import type { LogDescription, LogListener, LogState, PartitionLog } from './partition-log.ts';
import { readLog } from './read.ts';
import type {
  AbortedTransaction,
  EpochEnd,
  ProducerDescription,
  ReadOutcome,
  ReadRequest,
  TimestampedOffset,
} from './read-outcome.ts';
import { beginLog, recoverLog } from './recovery.ts';
import { type RestingLog, restingLog } from './resting-log.ts';
import { dropBelowStart, isRetentionDue, raiseStart, removeDue, retain } from './retention.ts';
import type { LogSettings } from './settings.ts';
import { findByTime, findMaxTimestamp } from './time-lookup.ts';
import { abortedOf } from './transaction-index.ts';

export class DiskPartitionLog implements PartitionLog {
  readonly #core: LogCore;
  readonly #writer: GroupWriter;
  #checkpointWanted = false;
  #checkpointing: Promise<void> | undefined;
  #syncedAtMs = 0;
  #checkpointedAtMs = 0;

  private constructor(core: LogCore) {
    this.#core = core;
    this.#writer = new GroupWriter(core, {
      writeFailed: (error) => this.#writeFailed(error),
      syncFailed: (error) => failLog(core, this.#writer, error),
      wantCheckpoint: () => this.#wantCheckpoint(),
    });
  }

  /** Begins the log of a directory that was made just now. */
  static async create(shared: LogShared, place: LogPlace, settings: LogSettings): Promise<DiskPartitionLog> {
    const core = new LogCore(shared, place, settings);
    await beginLog(core);
    return new DiskPartitionLog(core);
  }

  /**
   * Opens the log of a directory, recovering it; creates it when the directory is empty or absent. `resting` is what a clean
   * stop wrote down of it, when nothing was changed since.
   */
  static async open(
    shared: LogShared,
    place: LogPlace,
    settings: LogSettings,
    resting?: RestingLog,
  ): Promise<DiskPartitionLog> {
    const core = new LogCore(shared, place, settings);
    await recoverLog(core, resting);
    const log = new DiskPartitionLog(core);
    await dropBelowStart(core);
    // What was recovered is read again after the next crash; when that is little it is no work.
    if (log.#bytesBehindCheckpoint >= CHECKPOINT_BYTES_MIN) log.#wantCheckpoint();
    return log;
  }

  get topicId(): TopicId {
    return this.#core.place.topicId;
  }
  get partition(): PartitionIndex {
    return this.#core.place.partition;
  }
  get state(): LogState {
    return this.#core.state;
  }
  get startOffset(): Offset {
    return this.#core.startOffset as Offset;
  }
  get endOffset(): Offset {
    return this.#core.endOffset as Offset;
  }
  get writtenEndOffset(): Offset {
    return this.#core.writtenEndOffset as Offset;
  }
  get durableEndOffset(): Offset {
    return this.#core.durableEndOffset as Offset;
  }
  get pendingBytes(): number {
    return this.#core.pendingBytes;
  }
  get sizeBytes(): number {
    return this.#core.sizeBytes;
  }
  get segmentCount(): number {
    return this.#core.segments.length;
  }
  get settings(): LogSettings {
    return this.#core.settings;
  }
  get lastEpoch(): LeaderEpoch {
    return this.#core.epochs.last as LeaderEpoch;
  }
  get firstUnstableOffset(): Offset | undefined {
    return this.#core.producers.firstOpenTransaction as Offset | undefined;
  }

  listen(listener: LogListener): void {
    this.#core.listener = listener;
  }

  configure(settings: LogSettings): void {
    const core = this.#core;
    core.settings = settings;
    if (settings.flushPolicy === core.flushPolicy) return;
    if (settings.flushPolicy === 'os') void this.#allowOs();
    else {
      core.flushPolicy = 'group';
      core.osEndOffset = core.endOffset;
      void this.#writer.syncWritten();
      this.#wantCheckpoint();
    }
  }

  noteHighWatermark(offset: Offset): void {
    if (offset > this.#core.highWatermark) this.#core.highWatermark = offset;
  }

  startEpoch(leaderEpoch: LeaderEpoch): void {
    this.#core.epochs.note(leaderEpoch, this.#core.endOffset);
  }

  append(batches: Uint8Array, options: AppendOptions): AppendOutcome {
    return appendBatches(this.#core, this.#writer, batches, options);
  }

  read(request: ReadRequest): ReadOutcome | Promise<ReadOutcome> {
    return readLog(this.#core, request);
  }

  offsetForTime(timestampMs: number, endOffsetMax: Offset): Promise<TimestampedOffset | undefined> {
    return findByTime(this.#core, timestampMs, endOffsetMax);
  }

  offsetOfMaxTimestamp(endOffsetMax: Offset): Promise<TimestampedOffset | undefined> {
    return findMaxTimestamp(this.#core, endOffsetMax);
  }

  endOffsetForEpoch(leaderEpoch: LeaderEpoch): EpochEnd {
    const { epoch, endOffset } = this.#core.epochs.endOf(leaderEpoch, this.#core.endOffset);
    return { leaderEpoch: epoch as LeaderEpoch, endOffset: endOffset as Offset };
  }

  epochOfOffset(offset: Offset): LeaderEpoch {
    return this.#core.epochs.epochAt(offset) as LeaderEpoch;
  }

  async abortedTransactions(startOffset: Offset, endOffset: Offset): Promise<readonly AbortedTransaction[]> {
    const core = this.#core;
    const found: AbortedTransaction[] = [];
    for (const segment of core.segments.slice(core.segmentIndexOf(startOffset))) {
      for (const aborted of await abortedOf(core, segment)) {
        if (aborted.markerOffset >= startOffset && aborted.startOffset < endOffset) found.push(aborted);
        if (aborted.lastStableOffset >= endOffset) return found;
      }
    }
    return found;
  }

  async deleteRecordsBefore(offset: Offset): Promise<Offset> {
    const core = this.#core;
    await core.lane.run(() => raiseStart(core, this.#writer, Math.min(offset, core.durableEndOffset)));
    return this.startOffset;
  }

  truncateTo(offset: Offset): Promise<void> {
    return truncateLog(this.#core, this.#writer, offset);
  }

  async sync(): Promise<void> {
    if (this.#core.state === 'failed') throw this.#core.trouble ?? new Error('the log has failed');
    await this.#writer.flush();
  }

  producers(): readonly ProducerDescription[] {
    return this.#core.producers.describe();
  }

  describe(): LogDescription {
    const core = this.#core;
    return {
      topicId: this.topicId,
      partition: this.partition,
      state: core.state,
      startOffset: this.startOffset,
      endOffset: this.endOffset,
      durableEndOffset: this.durableEndOffset,
      recoveryOffset: core.checkpoint.offset as Offset,
      sizeBytes: core.sizeBytes,
      segmentCount: core.segments.length,
      pendingBytes: core.pendingBytes,
      tailCacheBytes: core.tail.bytes,
      producerCount: core.producers.count,
    };
  }

  /** Looks after the log. Called by its manager, one run at a time. */
  async upkeep(nowMs: number): Promise<void> {
    const core = this.#core;
    if (this.#isQuiet(nowMs)) {
      this.#syncedAtMs = nowMs;
      return;
    }
    await this.#quietly('log.probe_failed', () => probeSpace(core));
    await this.#quietly('log.file_not_removed', () => removeDue(core));
    if (core.state !== 'open' || core.rewinding) return;
    this.#syncIfDue(nowMs);
    core.producers.expire(nowMs - core.settings.producerIdExpirationMs);
    await this.#quietly('log.retention_failed', () => core.lane.run(() => retain(core, this.#writer, nowMs)));
    if (this.#isCheckpointDue()) this.#checkpointWanted = true;
    if (this.#checkpointWanted) await this.#checkpoint();
  }

  /**
   * Syncs and gives all files back. Appends are refused from the call on. Answers what the next start may believe of the log,
   * for the file of a clean stop; undefined when it has to look for itself.
   */
  async close(): Promise<RestingLog | undefined> {
    const core = this.#core;
    const wasOpen = core.state === 'open' || core.state === 'noSpace';
    core.state = 'closed';
    await this.#writer.idle();
    await this.#checkpointing;
    const isWhole = wasOpen && this.state !== 'failed';
    const resting = isWhole ? await this.#putToRest() : undefined;
    core.shared.writeFiles.left(this.#writer);
    await core.lane.run(async () => {
      core.tail.clear();
      core.ahead?.clear();
      for (const segment of core.segments) await this.#release(segment);
    });
    core.state = 'closed';
    return resting;
  }

  /** Syncs everything, and makes a checkpoint when more lies behind the last one than a line takes. */
  async #putToRest(): Promise<RestingLog | undefined> {
    const core = this.#core;
    let resting: RestingLog | undefined;
    await this.#quietly('log.checkpoint_failed', () =>
      core.lane.run(async () => {
        await this.#writer.flush();
        resting = await restingLog(core);
        if (resting !== undefined) return;
        await makeCheckpoint(core, this.#writer);
        resting = await restingLog(core);
      }),
    );
    // A log that is being cut goes on for a while.
    return core.rewinding ? undefined : resting;
  }

  async #release(segment: LogCore['active']): Promise<void> {
    const { file } = segment;
    segment.file = undefined;
    this.#core.shared.indexCache.forget(segment);
    await this.#core.shared.filePool.forget(this.#core.pathOf(segment));
    await this.#quietly('log.close_failed', async () => file?.close());
  }

  #writeFailed(error: unknown): void {
    if (isNoSpace(error) && this.#core.state === 'open') void rewindAfterNoSpace(this.#core, this.#writer, error);
    else failLog(this.#core, this.#writer, error);
  }

  /** The partition file says `os` before any acknowledgement follows it. */
  #allowOs(): Promise<boolean> {
    const core = this.#core;
    return this.#quietly('log.flush_policy_not_changed', () =>
      core.lane.run(async () => {
        if (core.settings.flushPolicy !== 'os') return;
        await writePartitionFile(core, core.checkpoint, core.startOffset);
        core.flushPolicy = 'os';
        core.advanceDurable();
      }),
    );
  }

  #syncIfDue(nowMs: number): void {
    const core = this.#core;
    if (core.flushPolicy !== 'os' || core.syncedEndOffset >= core.writtenEndOffset) this.#syncedAtMs = nowMs;
    else if (nowMs - this.#syncedAtMs >= core.settings.flushMs) void this.#writer.syncWritten();
  }

  /** Whether upkeep would find nothing to do: so it is with most of many logs, and must cost next to nothing. */
  #isQuiet(nowMs: number): boolean {
    const core = this.#core;
    if (core.state !== 'open' || core.rewinding || core.deletions.length > 0) return false;
    if (this.#checkpointWanted || this.#isCheckpointDue()) return false;
    if (core.flushPolicy === 'os' && core.syncedEndOffset < core.writtenEndOffset) return false;
    return core.producers.isBlank && !isRetentionDue(core, nowMs);
  }

  /** A log that grows slowly is checkpointed too, so that many of them together leave little to read. */
  #isCheckpointDue(): boolean {
    const now = this.#core.shared.ports.clock.monotonicMs();
    return (
      this.#bytesBehindCheckpoint >= CHECKPOINT_BYTES_MIN && now - this.#checkpointedAtMs >= CHECKPOINT_INTERVAL_MS
    );
  }

  get #bytesBehindCheckpoint(): number {
    const { checkpoint, segments } = this.#core;
    let bytes = 0;
    for (let at = segments.length - 1; at >= 0; at -= 1) {
      const segment = segments[at];
      if (segment === undefined || segment.baseOffset < checkpoint.segment) break;
      bytes += segment.sizeBytes - (segment.baseOffset === checkpoint.segment ? checkpoint.position : 0);
    }
    return bytes;
  }

  #wantCheckpoint(): void {
    this.#checkpointWanted = true;
    // What is being appended right now belongs into it, and a listener must not be called from inside an append.
    this.#core.shared.ports.timers.soon(() => void this.#checkpoint());
  }

  /** One at a time; a wish that comes meanwhile is met by another one afterwards. */
  #checkpoint(): Promise<void> {
    this.#checkpointing ??= this.#makeCheckpoints().finally(() => {
      this.#checkpointing = undefined;
    });
    return this.#checkpointing;
  }

  async #makeCheckpoints(): Promise<void> {
    const core = this.#core;
    while (this.#checkpointWanted && core.state === 'open' && !core.rewinding) {
      this.#checkpointWanted = false;
      this.#checkpointedAtMs = core.shared.ports.clock.monotonicMs();
      const isDone = await this.#quietly('log.checkpoint_failed', () =>
        core.lane.run(() => makeCheckpoint(core, this.#writer)),
      );
      if (isDone) continue;
      // Upkeep tries again; until then recovery would read more.
      this.#checkpointWanted = true;
      return;
    }
  }

  /** Work beside the appends: when it fails the log goes on, and upkeep tries again. */
  async #quietly(event: string, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      const { topicId, partition } = this;
      const isKnown = error instanceof FileSystemError;
      const fields = { topicId, partition, reason: messageOf(error) };
      if (isKnown) this.#core.shared.ports.logger.warn(event, fields);
      else this.#core.shared.ports.logger.error(event, { ...fields, error });
      return false;
    }
  }
}
