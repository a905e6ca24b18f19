/**
 * Raising the start of the log: by time, by size, and on request (DeleteRecords). The new start is durable before anything
 * is taken away, so it never goes back; files are renamed first and removed after a delay, for reads under way.
 *
 * INV-PLOG-8: the start offset never goes back, and retention never raises it above the high watermark.
 */
import { FileSystemError, messageOf } from '@ottla/base';
import { makeCheckpoint, writePartitionFile } from './checkpoint.ts';
import type { GroupWriter } from './group-writer.ts';
import type { LogCore } from './log-core.ts';
import { deletedSuffix, offsetFile, SegmentSuffix } from './paths.ts';
import { rollSegment } from './roll.ts';
import type { Segment } from './segment.ts';

/** A file that waits for its removal. */
export interface Deletion {
  readonly path: string;
  readonly dueMs: number;
}

/** Deletes what the settings no longer keep. Runs in the log's lane. */
export async function retain(core: LogCore, writer: GroupWriter, nowMs: number): Promise<void> {
  const offset = retainedFrom(core, writer, nowMs);
  if (offset > core.startOffset) await raiseStart(core, writer, offset);
}

/** Whether `retain` would find something: looks at the oldest segment alone and changes nothing. */
export function isRetentionDue(core: LogCore, nowMs: number): boolean {
  const [oldest] = core.segments;
  if (oldest === undefined || !isDeletable(core, oldest)) return false;
  const { retentionMs, retentionBytes } = core.settings;
  if (isTooOld(oldest, retentionMs, nowMs)) return true;
  return retentionBytes >= 0 && oldest !== core.active && core.sizeBytes - retentionBytes >= oldest.sizeBytes;
}

function isDeletable(core: LogCore, segment: Segment): boolean {
  return segment.sizeBytes > 0 && segment.endOffset <= Math.min(core.highWatermark, core.durableEndOffset);
}

function isTooOld(segment: Segment, retentionMs: number, nowMs: number): boolean {
  return retentionMs >= 0 && nowMs - ageOf(segment, nowMs) > retentionMs;
}

/** The offset before which nothing is kept any more. */
function retainedFrom(core: LogCore, writer: GroupWriter, nowMs: number): number {
  const { retentionBytes, retentionMs } = core.settings;
  let excess = retentionBytes < 0 ? -1 : core.sizeBytes - retentionBytes;
  let offset = core.startOffset;
  for (const segment of core.segments.slice()) {
    if (!isDeletable(core, segment)) break;
    const isTooMuch = retentionBytes >= 0 && excess - segment.sizeBytes >= 0;
    if (!isTooOld(segment, retentionMs, nowMs) && !(isTooMuch && segment !== core.active)) break;
    if (segment === core.active) rollSegment(core, writer, core.endOffset);
    excess -= segment.sizeBytes;
    offset = segment.endOffset;
  }
  return offset;
}

/** The time by which a segment's age counts: its largest timestamp, unless that is unknown or lies in the future. */
function ageOf(segment: Segment, nowMs: number): number {
  const isUsable = segment.maxTimestampMs >= 0 && segment.maxTimestampMs <= nowMs;
  return isUsable ? segment.maxTimestampMs : segment.lastAppendMs;
}

/** Makes `offset` the start of the log, durably, and takes away the segments below it. Runs in the log's lane. */
export async function raiseStart(core: LogCore, writer: GroupWriter, offset: number): Promise<void> {
  if (offset <= core.startOffset) return;
  const isBehindCheckpoint = core.segments.some(
    (segment) =>
      segment !== core.active && segment.endOffset <= offset && segment.baseOffset >= core.checkpoint.segment,
  );
  if (isBehindCheckpoint) await makeCheckpoint(core, writer);
  await writePartitionFile(core, core.checkpoint, offset);
  core.startOffset = offset;
  core.highWatermark = Math.max(core.highWatermark, offset);
  core.epochs.startAt(offset);
  await dropBelowStart(core);
}

/** Takes segments that lie wholly below the start away: out of memory at once, their files later. */
export async function dropBelowStart(core: LogCore): Promise<void> {
  const gone = core.segments.filter((segment) => segment !== core.active && segment.endOffset <= core.startOffset);
  if (gone.length === 0) return;
  core.segments = core.segments.filter((segment) => !gone.includes(segment));
  for (const segment of gone) await renameSegment(core, segment);
  core.shared.ports.logger.info('log.segments_deleted', {
    topicId: core.place.topicId,
    partition: core.place.partition,
    segments: gone.length,
    startOffset: core.startOffset,
  });
}

async function renameSegment(core: LogCore, segment: Segment): Promise<void> {
  const { files, clock } = core.shared.ports;
  core.shared.indexCache.forget(segment);
  await core.shared.filePool.forget(core.pathOf(segment));
  await segment.file?.close();
  segment.file = undefined;
  const dueMs = clock.monotonicMs() + core.settings.fileDeleteDelayMs;
  for (const suffix of Object.values(SegmentSuffix)) {
    const path = offsetFile(core.place.directory, segment.baseOffset, suffix);
    if (await quietly(core, () => files.rename(path, path + deletedSuffix)))
      core.deletions.push({ path: path + deletedSuffix, dueMs });
  }
}

/** Removes files whose time has come. */
export async function removeDue(core: LogCore): Promise<void> {
  const { files, clock } = core.shared.ports;
  const now = clock.monotonicMs();
  const due = core.deletions.filter(({ dueMs }) => dueMs <= now);
  core.deletions = core.deletions.filter(({ dueMs }) => dueMs > now);
  for (const { path } of due) await quietly(core, () => files.remove(path));
}

/** A file that stays is removed soon after the next start: it lies below the start of the log, or carries the name of a deleted one. */
async function quietly(core: LogCore, work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
    if (error.code !== 'notFound')
      core.shared.ports.logger.warn('log.file_not_removed', { path: error.path, reason: messageOf(error) });
    return false;
  }
}
