/** One file of batches and what is known of it. Not here: reading and writing it. */
import type { FileHandle } from '@ottla/base';
import type { AbortedTransaction } from './read-outcome.ts';
import { SegmentIndex } from './segment-index.ts';

export class Segment {
  readonly baseOffset: number;
  /** One after the last record appended to it. */
  endOffset: number;
  /** Bytes appended to it, written or not. */
  sizeBytes = 0;
  /** Bytes that a write has returned for: what a reader may look at. */
  writtenBytes = 0;
  /** Bytes that a sync has returned for. */
  syncedBytes = 0;
  /** The end offsets that belong to the two. */
  writtenEndOffset: number;
  syncedEndOffset: number;
  /** The largest timestamp of its records, -1 when there is none. */
  maxTimestampMs = -1;
  /** Wall time of the first and of the last append; -1 before. */
  firstAppendMs = -1;
  lastAppendMs = -1;
  /** Whether offsets may be missing between its batches (compaction, or a damaged place that recovery went around). */
  hasGaps = false;
  /** Undefined while it is not loaded. Never undefined in the active segment. */
  index: SegmentIndex | undefined;
  /** Undefined while not loaded; `abortedCount` says whether there are any. */
  aborted: AbortedTransaction[] | undefined = [];
  abortedCount = 0;
  /** Open for writing while the segment grows. */
  file: FileHandle | undefined;
  /** Its name is durable in the directory. */
  nameIsDurable = false;

  constructor(baseOffset: number) {
    this.baseOffset = baseOffset;
    this.endOffset = baseOffset;
    this.writtenEndOffset = baseOffset;
    this.syncedEndOffset = baseOffset;
  }

  /** Everything that is in the file is on stable storage, as it is after recovery. */
  settle(sizeBytes: number, endOffset: number): void {
    this.sizeBytes = sizeBytes;
    this.writtenBytes = sizeBytes;
    this.syncedBytes = sizeBytes;
    this.endOffset = endOffset;
    this.writtenEndOffset = endOffset;
    this.syncedEndOffset = endOffset;
  }
}

/** A new segment at the end of a log. */
export function newSegment(baseOffset: number): Segment {
  const segment = new Segment(baseOffset);
  segment.index = new SegmentIndex();
  return segment;
}

/** The columns of a segment in the partition file. */
export function segmentRow(segment: Segment): number[] {
  return [
    segment.baseOffset,
    segment.endOffset,
    segment.sizeBytes,
    segment.maxTimestampMs,
    segment.firstAppendMs,
    segment.lastAppendMs,
    segment.hasGaps ? 1 : 0,
    segment.abortedCount,
  ];
}

/** A segment as the partition file knew it. Its indexes are loaded when they are needed. */
export function segmentOfRow(row: readonly number[]): Segment {
  const [
    baseOffset = 0,
    endOffset = 0,
    sizeBytes = 0,
    maxTimestampMs = -1,
    firstMs = -1,
    lastMs = -1,
    gaps = 0,
    aborted = 0,
  ] = row;
  const segment = new Segment(baseOffset);
  segment.settle(sizeBytes, endOffset);
  segment.maxTimestampMs = maxTimestampMs;
  segment.firstAppendMs = firstMs;
  segment.lastAppendMs = lastMs;
  segment.hasGaps = gaps === 1;
  segment.abortedCount = aborted;
  segment.aborted = aborted === 0 ? [] : undefined;
  segment.nameIsDurable = true;
  return segment;
}
