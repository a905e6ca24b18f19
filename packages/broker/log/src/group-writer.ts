/**
 * Brings appended bytes to the disk in groups: while one write and sync is under way, the next group collects; when it is large it is
 * written during the sync already, so that the disk does not rest. Not here: what happens after a failure (`failure.ts`), and
 * checkpoints.
 *
 * INV-PLOG-2: with policy `group` what is written and not synced lies in one segment, and is two groups of bytes at most: the one
 * that is being synced and the one after it. So a crash leaves no more than that.
 */
import { type FileHandle, type Lease, messageOf, releaseAll } from '@ottla/base';
import { CHECKPOINT_BYTES, GROUP_BYTES_MAX, GROUP_CHUNKS_MAX } from './limits.ts';
import type { LogCore } from './log-core.ts';
import type { Segment } from './segment.ts';
import { SerialLane } from './serial-lane.ts';
import { isOutOfFiles, type Resting } from './write-files.ts';

/** Appended bytes on their way to a segment. */
export interface PendingBytes {
  readonly bytes: Uint8Array;
  /** Held until the bytes are written. */
  readonly lease: Lease | undefined;
  readonly segment: Segment;
  readonly endOffset: number;
  readonly records: number;
}

/** What the log does about what the writer meets. */
export interface WriterHooks {
  /** A write failed. Everything queued was dropped. */
  writeFailed(error: unknown): void;
  /** A sync failed: nobody knows what is on the disk. */
  syncFailed(error: unknown): void;
  /** Enough was written, or a segment was closed. */
  wantCheckpoint(): void;
}

interface Group {
  readonly segment: Segment;
  readonly chunks: Uint8Array[];
  readonly leases: Lease[];
  bytes: number;
  endOffset: number;
  records: number;
}

export class GroupWriter implements Resting {
  readonly #core: LogCore;
  readonly #hooks: WriterHooks;
  readonly #syncs = new SerialLane();
  readonly #unsynced = new Set<Segment>();
  #queue: PendingBytes[] = [];
  #first = 0;
  #queuedBytes = 0;
  #running: Promise<void> | undefined;
  /** With policy `group`: the sync of what was written. */
  #syncing: Promise<void> | undefined;
  /** Bytes that were written since that sync began. */
  #bytesAhead = 0;
  #writtenTo: Segment | undefined;
  #tellChange: (() => void) | undefined;
  /** Who wants to know of the next step. */
  readonly #waiting: (() => void)[] = [];
  #isScheduled = false;
  #recordsSinceSync = 0;
  #bytesSinceCheckpoint = 0;
  /** How often the queue was dropped: who waits for a flush learns that its bytes are gone. */
  #drops = 0;

  constructor(core: LogCore, hooks: WriterHooks) {
    this.#core = core;
    this.#hooks = hooks;
  }

  /** Queues bytes; they are written after this turn of the event loop, together with what else comes in it. */
  enqueue(pending: PendingBytes): void {
    this.#queue.push(pending);
    this.#queuedBytes += pending.bytes.length;
    this.#core.pendingBytes += pending.bytes.length;
    if (this.#tellChange !== undefined && this.#mayWriteNext) this.#changed();
    if (this.#isScheduled || this.#running !== undefined) return;
    this.#isScheduled = true;
    this.#core.shared.ports.timers.soon(() => {
      this.#isScheduled = false;
      this.#start();
    });
  }

  wantCheckpoint(): void {
    this.#bytesSinceCheckpoint = 0;
    this.#hooks.wantCheckpoint();
  }

  get hasFile(): boolean {
    return this.#core.active.file !== undefined;
  }

  /** Gives the file of the active segment back once all of it is synced; the next write opens it again. */
  rest(): Promise<void> | undefined {
    return this.#isIdle ? this.#giveBack() : undefined;
  }

  /** Resolves when nothing is queued and nothing is being written, or, with policy `group`, synced. */
  async idle(): Promise<void> {
    for (;;) {
      this.#start();
      if (this.#running === undefined) return;
      await this.#running;
    }
  }

  /** Resolves when everything appended before is synced; rejects when it never will be. */
  async flush(): Promise<void> {
    const { endOffset } = this.#core;
    const drops = this.#drops;
    while (this.#core.syncedEndOffset < endOffset) {
      if (this.#drops !== drops) throw this.#core.trouble ?? new Error('the bytes to flush were dropped');
      const before = this.#core.syncedEndOffset;
      if (this.#core.writtenEndOffset < endOffset) await this.#afterStep();
      else await this.syncWritten();
      const isStuck = this.#core.syncedEndOffset === before && this.#running === undefined;
      if (isStuck && this.#core.writtenEndOffset < endOffset && this.#drops === drops)
        throw new Error('the log is being cut; flush it again afterwards');
    }
  }

  /** Resolves when a group was written, synced or given up. Not when all is done: appends may come in for ever. */
  async #afterStep(): Promise<void> {
    this.#start();
    if (this.#running === undefined) return;
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  #stepped(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Syncs everything that was written when this is called. Never rejects; a failure goes to the hooks. */
  syncWritten(): Promise<void> {
    return this.#syncs.run(() => this.#syncNow());
  }

  /** Forgets what is queued. */
  drop(): void {
    this.#queue = [];
    this.#first = 0;
    this.#queuedBytes = 0;
    this.#bytesAhead = 0;
    this.#drops += 1;
    this.#unsynced.clear();
    this.#core.pendingBytes = 0;
    this.#stepped();
  }

  get #isIdle(): boolean {
    return this.#running === undefined && this.#first === this.#queue.length && !this.#core.rewinding;
  }

  get #isSynced(): boolean {
    const { active } = this.#core;
    return this.#unsynced.size === 0 && active.syncedBytes >= active.writtenBytes;
  }

  async #giveBack(): Promise<void> {
    if (!this.#isSynced) await this.syncWritten();
    const { active } = this.#core;
    const { file } = active;
    // Something came while it was synced.
    if (!this.#isIdle || !this.#isSynced) return;
    active.file = undefined;
    // Nothing unsynced was written through it, so a failing close loses nothing.
    await file?.close().catch(() => undefined);
  }

  #nowMs(): number {
    return this.#core.shared.ports.clock.monotonicMs();
  }

  #start(): void {
    if (this.#running !== undefined || this.#first === this.#queue.length) return;
    this.#running = this.#run();
  }

  async #run(): Promise<void> {
    while (this.#first < this.#queue.length || this.#syncing !== undefined) {
      if (this.#mayWriteNext) await this.#writeGroup(this.#takeGroup());
      else await this.#change();
    }
    this.#running = undefined;
    this.#stepped();
    this.#core.shared.writeFiles.idle(this);
  }

  /** Whether something is queued that need not wait for the sync under way. */
  get #mayWriteNext(): boolean {
    const head = this.#queue[this.#first];
    if (head === undefined) return false;
    if (this.#syncing === undefined) return true;
    const isEnough = this.#queuedBytes >= this.#core.shared.writeAheadBytes;
    const hasRoom = this.#bytesAhead === 0 || this.#bytesAhead + this.#queuedBytes <= GROUP_BYTES_MAX;
    return isEnough && hasRoom && head.segment === this.#writtenTo;
  }

  /** Resolves when the sync under way has ended, or enough came in to be written during it. */
  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#tellChange = resolve;
    });
  }

  #changed(): void {
    this.#tellChange?.();
    this.#tellChange = undefined;
  }

  /** The longest run of what is queued for one segment that a group may hold. */
  #takeGroup(): Group {
    const head = this.#queue[this.#first];
    if (head === undefined) throw new RangeError('a group is only taken from a queue that has something');
    const group: Group = { segment: head.segment, chunks: [], leases: [], bytes: 0, endOffset: 0, records: 0 };
    for (; this.#first < this.#queue.length; this.#first += 1) {
      const next = this.#queue[this.#first];
      if (next === undefined || next.segment !== group.segment || group.chunks.length === GROUP_CHUNKS_MAX) break;
      if (group.chunks.length > 0 && group.bytes + next.bytes.length > GROUP_BYTES_MAX) break;
      group.chunks.push(next.bytes);
      if (next.lease !== undefined) group.leases.push(next.lease);
      group.bytes += next.bytes.length;
      group.records += next.records;
      group.endOffset = next.endOffset;
    }
    if (this.#first === this.#queue.length) this.#queue = [];
    else this.#queue = this.#queue.slice(this.#first);
    this.#first = 0;
    this.#queuedBytes -= group.bytes;
    return group;
  }

  async #writeGroup(group: Group): Promise<void> {
    const { segment } = group;
    const drops = this.#drops;
    try {
      const file = await this.#openForWriting(segment);
      const startMs = this.#nowMs();
      await file.write(group.chunks, segment.writtenBytes);
      releaseAll(group.leases);
      this.#core.shared.metrics.write.observe((this.#nowMs() - startMs) / 1000);
    } catch (error) {
      // What was written before is not touched by it.
      await this.#syncing;
      if (this.#drops === drops) this.#hooks.writeFailed(error);
      return;
    }
    // The log stopped meanwhile: what this write did has no meaning any more.
    if (this.#drops !== drops) return;
    this.#noteWritten(group);
    if (this.#core.flushPolicy === 'group') {
      this.#bytesAhead += group.bytes;
      this.#syncing ??= this.#syncAll();
      return;
    }
    if (this.#recordsSinceSync >= this.#core.settings.flushMessages) void this.syncWritten();
    this.#settled(group.bytes);
  }

  /** Syncs as long as more was written meanwhile. */
  async #syncAll(): Promise<void> {
    while (this.#bytesAhead > 0) {
      const bytes = this.#bytesAhead;
      const drops = this.#drops;
      this.#bytesAhead = 0;
      const synced = this.syncWritten();
      if (this.#mayWriteNext) this.#changed();
      await synced;
      if (this.#drops === drops) this.#settled(bytes);
    }
    this.#syncing = undefined;
    this.#changed();
  }

  /** These bytes do not wait any more. */
  #settled(bytes: number): void {
    this.#core.pendingBytes -= bytes;
    this.#core.advanceDurable();
    this.#bytesSinceCheckpoint += bytes;
    if (this.#bytesSinceCheckpoint >= CHECKPOINT_BYTES) this.wantCheckpoint();
  }

  #noteWritten(group: Group): void {
    const { segment } = group;
    segment.writtenBytes += group.bytes;
    segment.writtenEndOffset = group.endOffset;
    this.#writtenTo = segment;
    this.#unsynced.add(segment);
    this.#core.shared.metrics.groupBytes.observe(group.bytes);
    this.#core.shared.metrics.groupRecords.observe(group.records);
    this.#recordsSinceSync += group.records;
    this.#core.writtenEndOffset = group.endOffset;
    this.#core.listener.onWritten?.(group.endOffset as never);
    this.#stepped();
  }

  /** The segment's file. While the process has no file left nothing is lost: what is queued waits. */
  async #openForWriting(segment: Segment): Promise<FileHandle> {
    const { place, shared } = this.#core;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#fileOf(segment);
      } catch (error) {
        if (!isOutOfFiles(error) || this.#core.state !== 'open') throw error;
        const { topicId, partition } = place;
        if (attempt === 0)
          shared.ports.logger.warn('log.waits_for_file', { topicId, partition, reason: messageOf(error) });
        await shared.writeFiles.wait();
      }
    }
  }

  /** The segment's file, made durable by name before anything in it counts. */
  async #fileOf(segment: Segment): Promise<FileHandle> {
    const { place, shared } = this.#core;
    if (segment.file === undefined) {
      segment.file = await shared.writeFiles.open(this.#core.pathOf(segment), this);
      if (!segment.nameIsDurable) await segment.file.truncate(0);
    }
    if (!segment.nameIsDurable) {
      await shared.ports.files.syncDirectory(place.directory);
      segment.nameIsDurable = true;
    }
    shared.writeFiles.used(this);
    return segment.file;
  }

  async #syncNow(): Promise<void> {
    const core = this.#core;
    const drops = this.#drops;
    const marks = Array.from(this.#unsynced, (segment) => ({
      segment,
      bytes: segment.writtenBytes,
      endOffset: segment.writtenEndOffset,
    }));
    this.#unsynced.clear();
    this.#recordsSinceSync = 0;
    const startMs = this.#nowMs();
    try {
      for (const { segment } of marks) await segment.file?.sync();
      if (marks.length > 0) core.shared.metrics.sync.observe((this.#nowMs() - startMs) / 1000);
    } catch (error) {
      if (this.#drops === drops) this.#hooks.syncFailed(error);
      return;
    }
    if (this.#drops !== drops) return;
    for (const { segment, bytes, endOffset } of marks) {
      segment.syncedBytes = bytes;
      segment.syncedEndOffset = endOffset;
      core.syncedEndOffset = Math.max(core.syncedEndOffset, endOffset);
    }
    core.advanceDurable();
  }
}
