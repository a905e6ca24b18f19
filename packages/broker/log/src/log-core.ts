/**
 * The state of one log that its parts share, and the few rules that hold between its fields. Not here: how appends, reads,
 * writes, checkpoints and retention work; each has its own file and works on this.
 *
 * ```
 *          noSpace on write              space again
 *   open ------------------> noSpace ------------------> open
 *     |  failed write or sync   |
 *     +-----------------------> failed        any --- close ---> closed
 * ```
 */
import { ErrorCode, type PartitionIndex, type TopicId } from '@ottla/base';
import type { RefusedAppend } from './append-outcome.ts';
import { EpochCache } from './epoch-cache.ts';
import type { FilePool } from './file-pool.ts';
import type { IndexCache } from './index-cache.ts';
import { PENDING_BYTES_MAX } from './limits.ts';
import type { LogMetrics } from './log-metrics.ts';
import type { LogListener, LogState } from './partition-log.ts';
import { offsetFile, SegmentSuffix } from './paths.ts';
import { ProducerStates } from './producer-states.ts';
import type { ReadAhead, ReadAheadBudget } from './read-ahead.ts';
import type { Deletion } from './retention.ts';
import type { Segment } from './segment.ts';
import { SerialLane } from './serial-lane.ts';
import type { FlushPolicy, LogPorts, LogSettings } from './settings.ts';
import type { TailBudget } from './tail-cache.ts';
import { TailCache } from './tail-cache.ts';
import type { WriteFiles } from './write-files.ts';

/** What all logs of a manager share. */
export interface LogShared {
  readonly ports: LogPorts;
  readonly filePool: FilePool;
  readonly writeFiles: WriteFiles;
  readonly indexCache: IndexCache;
  readonly tailBudget: TailBudget;
  readonly readAheadBudget: ReadAheadBudget;
  readonly metrics: LogMetrics;
  /** Bytes of what one log leaves in the file of a clean stop. */
  readonly restLineBytesMax: number;
  /** Bytes that are written while the sync of what came before is under way. */
  readonly writeAheadBytes: number;
  /** Sums over all logs, so that nobody has to walk over thousands of them. */
  readonly totals: { pendingBytes: number };
}

/** Which log it is and where it lives. */
export interface LogPlace {
  readonly topicId: TopicId;
  readonly partition: PartitionIndex;
  readonly directory: string;
}

/** The last checkpoint on the disk. */
export interface Checkpoint {
  readonly offset: number;
  readonly segment: number;
  readonly position: number;
  readonly snapshotOffset: number;
  /** The segments then, as `segmentRow` has them. */
  readonly rows: readonly (readonly number[])[];
}

const nobody: LogListener = {
  onDurable: () => undefined,
  onRolledBack: () => undefined,
  onFailed: () => undefined,
};

export class LogCore {
  readonly shared: LogShared;
  readonly place: LogPlace;
  settings: LogSettings;
  /** The policy that acknowledgements follow; becomes `os` only when the partition file says so. */
  flushPolicy: FlushPolicy;
  /** The end of what was appended under policy `os`. */
  osEndOffset = 0;
  listener: LogListener = nobody;
  state: LogState = 'open';
  /** Why it is not open. */
  trouble: Error | undefined;
  /** Appends wait while the end of the log is moved back. */
  rewinding = false;
  startOffset = 0;
  endOffset = 0;
  writtenEndOffset = 0;
  syncedEndOffset = 0;
  durableEndOffset = 0;
  highWatermark = 0;
  #pendingBytes = 0;
  /** Ascending; the last one is active. Never empty. */
  segments: Segment[] = [];
  epochs: EpochCache = new EpochCache();
  producers: ProducerStates = new ProducerStates();
  readonly tail: TailCache;
  /** Made with the first read from files. */
  ahead: ReadAhead | undefined;
  checkpoint: Checkpoint = { offset: 0, segment: 0, position: 0, snapshotOffset: -1, rows: [] };
  /** Renamed files that wait for their removal. */
  deletions: Deletion[] = [];
  /** What writes side files, removes and cuts files, one after another. */
  readonly lane: SerialLane = new SerialLane();

  constructor(shared: LogShared, place: LogPlace, settings: LogSettings) {
    this.shared = shared;
    this.place = place;
    this.settings = settings;
    this.flushPolicy = settings.flushPolicy;
    this.tail = new TailCache(shared.tailBudget);
  }

  get active(): Segment {
    const active = this.segments.at(-1);
    if (active === undefined) throw new RangeError('a log always has a segment');
    return active;
  }

  /** Bytes appended that are not durable. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  set pendingBytes(bytes: number) {
    this.shared.totals.pendingBytes += bytes - this.#pendingBytes;
    this.#pendingBytes = bytes;
  }

  get sizeBytes(): number {
    let bytes = 0;
    for (const segment of this.segments) bytes += segment.sizeBytes;
    return bytes;
  }

  /** The segment's file of batches. */
  pathOf(segment: { readonly baseOffset: number }): string {
    return offsetFile(this.place.directory, segment.baseOffset, SegmentSuffix.log);
  }

  /** The index of the last segment that starts at or below an offset; 0 when none does. */
  segmentIndexOf(offset: number): number {
    let low = 0;
    let high = this.segments.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.segments[middle]?.baseOffset ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  /** Why an append of so many bytes cannot be taken now, or undefined. */
  refusal(bytes: number): RefusedAppend | undefined {
    if (this.state === 'open' && !this.rewinding) {
      if (this.pendingBytes === 0 || this.pendingBytes + bytes <= PENDING_BYTES_MAX) return undefined;
      return refused('busy', ErrorCode.KAFKA_STORAGE_ERROR, `${this.pendingBytes} bytes wait for the disk, try again`);
    }
    const where = `the log of ${this.place.topicId}-${this.place.partition}`;
    const why = this.trouble === undefined ? '' : `: ${this.trouble.message}`;
    if (this.state === 'noSpace')
      return refused('noSpace', ErrorCode.KAFKA_STORAGE_ERROR, `${where} has no space on its volume${why}`);
    if (this.state === 'failed') return refused('failed', ErrorCode.KAFKA_STORAGE_ERROR, `${where} has failed${why}`);
    if (this.state === 'closed') return refused('closed', ErrorCode.NOT_LEADER_OR_FOLLOWER, `${where} is closed`);
    return refused('busy', ErrorCode.KAFKA_STORAGE_ERROR, `${where} is being cut, try again`);
  }

  /** Moves the durable end by the policy and tells the listener. */
  advanceDurable(): void {
    const end = this.flushPolicy === 'group' ? this.syncedEndOffset : this.writtenEndOffset;
    if (end <= this.durableEndOffset) return;
    this.durableEndOffset = end;
    this.listener.onDurable(end as never);
  }
}

/** An append that was not taken. */
export function refused(reason: RefusedAppend['reason'], errorCode: ErrorCode, message: string): RefusedAppend {
  return { kind: 'refused', reason, errorCode, message };
}
