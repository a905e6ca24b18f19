/** Taking the end of a log back: after a full volume, or when a follower diverged from its leader. */
import { batchBaseOffset } from '@ottla/record-batch';
import { scanBatches } from './batch-scan.ts';
import { writePartitionFile } from './checkpoint.ts';
import { coverRest, indexOf } from './load-index.ts';
import { loadProducers, removeSnapshotsAbove } from './load-producers.ts';
import type { LogCore } from './log-core.ts';
import { offsetFile, SegmentSuffix } from './paths.ts';
import { type Segment, segmentRow } from './segment.ts';
import { removeIfPresent } from './side-file.ts';
import { abortedOf, persistAborted, removeAborted } from './transaction-index.ts';

/**
 * Makes files and states end at `end`, the start of a batch. Runs in the log's lane while appends are refused. The
 * checkpoint goes first, so that a crash in between never finds less than the checkpoint promises.
 */
export async function cutLogAt(core: LogCore, end: number): Promise<void> {
  const last = core.segments[core.segmentIndexOf(end)] ?? core.active;
  const position = await positionOf(core, last, end);
  await cutInMemory(core, last, { end, position });
  if (core.checkpoint.offset > end) await cutCheckpoint(core, last, { end, position });
  await removeSnapshotsAbove(core, end);
  for (const gone of core.segments.splice(core.segments.indexOf(last) + 1)) await removeSegmentFiles(core, gone);
  await core.shared.ports.files.syncDirectory(core.place.directory);
  await cutFile(core, last);
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

/** The place at which a segment ends from now on. */
interface Cut {
  readonly end: number;
  readonly position: number;
}

/** What is known of the last segment becomes what is left of it; its file is cut afterwards. */
async function cutInMemory(core: LogCore, segment: Segment, { end, position }: Cut): Promise<void> {
  const index = await indexOf(core, segment);
  core.shared.indexCache.forget(segment);
  segment.index = index;
  segment.settle(position, Math.max(end, segment.baseOffset));
  index.cutAt(position);
  await coverRest(core, segment, { index, to: position });
  segment.maxTimestampMs = index.maxTimestampMs;
  segment.aborted = (await abortedOf(core, segment)).filter(({ markerOffset }) => markerOffset < end);
  segment.abortedCount = segment.aborted.length;
}

/**
 * The checkpoint tells of what is gone: it becomes one of the new end, with the row of the last segment as that is now. A
 * crash before the list of aborted transactions follows does no harm: recovery believes the list up to the checkpoint only.
 */
async function cutCheckpoint(core: LogCore, last: Segment, { end, position }: Cut): Promise<void> {
  const before = core.checkpoint.rows.filter(([baseOffset = 0]) => baseOffset < last.baseOffset);
  const rows = [...before, segmentRow(last)];
  const checkpoint = { offset: end, segment: last.baseOffset, position, snapshotOffset: end, rows };
  await writePartitionFile(core, checkpoint, Math.min(core.startOffset, end));
  if (last.abortedCount > 0) await persistAborted(core, last);
  else await removeAborted(core, last);
}

async function cutFile(core: LogCore, segment: Segment): Promise<void> {
  if (segment.file === undefined && segment.nameIsDurable)
    segment.file = await core.shared.ports.files.open(core.pathOf(segment), 'write');
  await segment.file?.truncate(segment.sizeBytes);
  await segment.file?.sync();
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
  for (const suffix of Object.values(SegmentSuffix))
    await removeIfPresent(files, offsetFile(core.place.directory, segment.baseOffset, suffix));
}
