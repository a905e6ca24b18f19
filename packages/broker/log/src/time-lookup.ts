/** Finding offsets by time: exact to the record. Time index, then headers, then the records of one batch. */
import type { FileHandle, LeaderEpoch, Offset } from '@ottla/base';
import {
  batchBaseOffset,
  batchEndOffset,
  batchIsControl,
  batchLeaderEpoch,
  RecordBatchError,
  readRecords,
} from '@ottla/record-batch';
import { largestTimestamp } from './batch-facts.ts';
import { type ScannedBatch, scanBatches } from './batch-scan.ts';
import { LOOKUP_OUTPUT_BYTES_MAX, LOOKUP_RATIO_MAX } from './limits.ts';
import { indexOf } from './load-index.ts';
import type { LogCore } from './log-core.ts';
import type { TimestampedOffset } from './read-outcome.ts';
import type { Segment } from './segment.ts';

interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
}

/** The first record at or after `timestampMs` within what may be read. */
export async function findByTime(
  core: LogCore,
  timestampMs: number,
  endOffsetMax: number,
): Promise<TimestampedOffset | undefined> {
  const range = { startOffset: core.startOffset, endOffset: Math.min(endOffsetMax, core.writtenEndOffset) };
  for (const segment of core.segments.slice()) {
    if (segment.endOffset <= range.startOffset || segment.maxTimestampMs < timestampMs) continue;
    if (segment.baseOffset >= range.endOffset) return undefined;
    const found = await findInSegment(core, segment, timestampMs, range);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function findInSegment(
  core: LogCore,
  segment: Segment,
  timestampMs: number,
  range: Range,
): Promise<TimestampedOffset | undefined> {
  const index = await indexOf(core, segment);
  let found: TimestampedOffset | undefined;
  const visit = (batch: ScannedBatch): boolean => {
    if (batchBaseOffset(batch.bytes, batch.at) >= range.endOffset) return false;
    if (batchEndOffset(batch.bytes, batch.at) <= range.startOffset) return true;
    if (largestTimestamp(batch.bytes, batch.at) >= timestampMs) found = findInBatch(core, batch, timestampMs, range);
    return found === undefined;
  };
  const from = Math.min(index.positionOfTime(timestampMs), segment.writtenBytes);
  await scanSegment(core, segment, { from, visit });
  return found;
}

function scanSegment(
  core: LogCore,
  segment: Segment,
  scan: { readonly from: number; readonly visit: (batch: ScannedBatch) => boolean },
): Promise<unknown> {
  const range = { from: scan.from, to: segment.writtenBytes };
  return core.shared.filePool.use(core.pathOf(segment), (file: FileHandle) => scanBatches(file, range, scan.visit));
}

function findInBatch(
  core: LogCore,
  batch: ScannedBatch,
  timestampMs: number,
  range: Range,
): TimestampedOffset | undefined {
  let found: TimestampedOffset | undefined;
  forEachRecord(core, batch, range, (record) => {
    if (record.timestampMs >= timestampMs) found = record;
    return found === undefined;
  });
  return found;
}

/** The first record with the largest timestamp of all that may be read. The most promising segment is looked at first. */
export async function findMaxTimestamp(core: LogCore, endOffsetMax: number): Promise<TimestampedOffset | undefined> {
  const range = { startOffset: core.startOffset, endOffset: Math.min(endOffsetMax, core.writtenEndOffset) };
  const candidates = core.segments.filter(
    (segment) => segment.endOffset > range.startOffset && segment.baseOffset < range.endOffset,
  );
  candidates.sort((left, right) => right.maxTimestampMs - left.maxTimestampMs || left.baseOffset - right.baseOffset);
  let best: TimestampedOffset | undefined;
  for (const segment of candidates) {
    if (best !== undefined && segment.maxTimestampMs < best.timestampMs) break;
    if (best !== undefined && segment.maxTimestampMs === best.timestampMs && segment.baseOffset > best.offset) continue;
    const found = await maxOfSegment(core, segment, range);
    if (found !== undefined && (best === undefined || isBetter(found, best))) best = found;
  }
  return best;
}

function isBetter(found: TimestampedOffset, best: TimestampedOffset): boolean {
  return found.timestampMs > best.timestampMs || (found.timestampMs === best.timestampMs && found.offset < best.offset);
}

/** Looks for the maximum that the index states; where a header lied, takes the best record that there is. */
async function maxOfSegment(core: LogCore, segment: Segment, range: Range): Promise<TimestampedOffset | undefined> {
  const startsInside = range.startOffset > segment.baseOffset;
  const index = await indexOf(core, segment);
  const before = startsInside ? undefined : index.timeBefore(index.positionOfOffset(range.endOffset));
  const tail = await maxFrom(core, segment, { from: before?.position ?? 0, range });
  if (before === undefined || (tail !== undefined && tail.timestampMs > before.timestampMs)) return tail;
  return (await findInSegment(core, segment, before.timestampMs, range)) ?? maxFrom(core, segment, { from: 0, range });
}

async function maxFrom(
  core: LogCore,
  segment: Segment,
  scan: { readonly from: number; readonly range: Range },
): Promise<TimestampedOffset | undefined> {
  const { range } = scan;
  let best: TimestampedOffset | undefined;
  const visit = (batch: ScannedBatch): boolean => {
    if (batchBaseOffset(batch.bytes, batch.at) >= range.endOffset) return false;
    if (batchEndOffset(batch.bytes, batch.at) <= range.startOffset) return true;
    if (best === undefined || largestTimestamp(batch.bytes, batch.at) > best.timestampMs)
      best = largestInBatch(core, batch, range, best);
    return true;
  };
  await scanSegment(core, segment, { from: scan.from, visit });
  return best;
}

function largestInBatch(
  core: LogCore,
  batch: ScannedBatch,
  range: Range,
  best: TimestampedOffset | undefined,
): TimestampedOffset | undefined {
  let largest = best;
  forEachRecord(core, batch, range, (record) => {
    if (largest === undefined || record.timestampMs > largest.timestampMs) largest = record;
    return true;
  });
  return largest;
}

/** Visits the records of a batch that lie in the range until the visitor has enough. Markers are no records that anyone asked for. */
function forEachRecord(
  core: LogCore,
  { bytes, at }: ScannedBatch,
  range: Range,
  visit: (record: TimestampedOffset) => boolean,
): void {
  if (batchIsControl(bytes, at)) return;
  const leaderEpoch: LeaderEpoch = batchLeaderEpoch(bytes, at);
  const limits = { outputBytesMax: LOOKUP_OUTPUT_BYTES_MAX, ratioMax: LOOKUP_RATIO_MAX };
  try {
    for (const { offset, timestampMs } of readRecords(bytes, at, {
      compression: core.shared.ports.compression,
      limits,
    })) {
      if (offset >= range.endOffset) return;
      if (offset >= range.startOffset && !visit({ offset, timestampMs, leaderEpoch })) return;
    }
  } catch (error) {
    if (!(error instanceof RecordBatchError)) throw error;
    // Nobody can open the batch, so its first record stands for all of it.
    const offset = Math.max(batchBaseOffset(bytes, at), range.startOffset) as Offset;
    visit({ offset, timestampMs: largestTimestamp(bytes, at), leaderEpoch });
  }
}
