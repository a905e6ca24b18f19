/** Taking the end of a log back: after a full volume, or when a follower diverged from its leader. */
import { FileSystemError } from '@ottla/base';
import { batchBaseOffset } from '@ottla/record-batch';
import { scanBatches } from './batch-scan.ts';
import { writePartitionFile } from './checkpoint.ts';
import { coverRest, indexOf } from './load-index.ts';
import { loadProducers, removeSnapshotsAbove } from './load-producers.ts';
import type { LogCore } from './log-core.ts';
import { offsetFile, SegmentSuffix } from './paths.ts';
import type { Segment } from './segment.ts';
import { abortedOf } from './transaction-index.ts';

/**
 * Makes files and states end at `end`, the start of a batch. Runs in the log's lane while appends are refused. The
 * checkpoint goes first, so that a crash in between never finds less than the checkpoint promises.
 */
export async function cutLogAt(core: LogCore, end: number): Promise<void> {
  const last = core.segments[core.segmentIndexOf(end)] ?? core.active;
  const position = await positionOf(core, last, end);
  if (core.checkpoint.offset > end) {
    const rows = core.checkpoint.rows.filter(([baseOffset = 0]) => baseOffset <= last.baseOffset);
    const checkpoint = { offset: end, segment: last.baseOffset, position, snapshotOffset: end, rows };
    await writePartitionFile(core, checkpoint, Math.min(core.startOffset, end));
  }
  await removeSnapshotsAbove(core, end);
  for (const gone of core.segments.splice(core.segments.indexOf(last) + 1)) await removeSegmentFiles(core, gone);
  await core.shared.ports.files.syncDirectory(core.place.directory);
  await cutSegment(core, last, { end, position });
  await syncRest(core);
  core.startOffset = Math.min(core.startOffset, end);
  core.endOffset = core.writtenEndOffset = core.syncedEndOffset = end;
  core.epochs.cutAt(end);
  core.producers = await loadProducers(core, end, end);
}

async function positionOf(core: LogCore, segment: Segment, end: number): Promise<number> {
  if (end >= segment.writtenEndOffset) return segment.writtenBytes;
  const index = await indexOf(core, segment);
  const range = { from: index.positionOfOffset(end), to: segment.writtenBytes };
  const found = await core.shared.filePool.use(core.pathOf(segment), (file) =>
    scanBatches(file, range, ({ bytes, at }) => batchBaseOffset(bytes, at) < end),
  );
  return found.position;
}

async function cutSegment(
  core: LogCore,
  segment: Segment,
  to: { readonly end: number; readonly position: number },
): Promise<void> {
  const index = await indexOf(core, segment);
  core.shared.indexCache.forget(segment);
  segment.index = index;
  if (segment.file === undefined && segment.nameIsDurable)
    segment.file = await core.shared.ports.files.open(core.pathOf(segment), 'write');
  if (segment.file !== undefined) {
    await segment.file.truncate(to.position);
    await segment.file.sync();
  }
  segment.settle(to.position, Math.max(to.end, segment.baseOffset));
  index.cutAt(to.position);
  await coverRest(core, segment, { index, to: to.position });
  segment.maxTimestampMs = index.maxTimestampMs;
  segment.aborted = (await abortedOf(core, segment)).filter((aborted) => aborted.markerOffset < to.end);
  segment.abortedCount = segment.aborted.length;
}

/** With policy `os` earlier segments may still wait for their sync. */
async function syncRest(core: LogCore): Promise<void> {
  for (const segment of core.segments) {
    if (segment.syncedBytes === segment.writtenBytes) continue;
    await segment.file?.sync();
    segment.settle(segment.writtenBytes, segment.writtenEndOffset);
  }
}

/** Removes a segment with its indexes; what is not there is fine. */
export async function removeSegmentFiles(core: LogCore, segment: Segment): Promise<void> {
  const { files } = core.shared.ports;
  core.shared.indexCache.forget(segment);
  await core.shared.filePool.forget(core.pathOf(segment));
  await segment.file?.close();
  segment.file = undefined;
  for (const suffix of Object.values(SegmentSuffix)) {
    try {
      await files.remove(offsetFile(core.place.directory, segment.baseOffset, suffix));
    } catch (error) {
      if (!(error instanceof FileSystemError) || error.code !== 'notFound') throw error;
    }
  }
}
