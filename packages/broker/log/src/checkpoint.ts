/**
 * Checkpoints: how much of the log is known to be on stable storage, with indexes, epochs and producers of that moment.
 * Recovery reads only what lies behind the last one. Also the closing of segments that are done.
 *
 * INV-PLOG-3: the recovery offset in the partition file is never above what was synced before the file was written.
 */
import { FileSystemError, messageOf } from '@ottla/base';
import type { GroupWriter } from './group-writer.ts';
import { SNAPSHOTS_KEPT } from './limits.ts';
import { indexPlace } from './load-index.ts';
import { snapshotOffsets, snapshotPlace } from './load-producers.ts';
import type { Checkpoint, LogCore } from './log-core.ts';
import { epochFileName, partitionFileName } from './paths.ts';
import type { ProducerSnapshot } from './producer-states.ts';
import { segmentRow } from './segment.ts';
import type { FlushPolicy } from './settings.ts';
import { type SideFilePlace, writeSideFile } from './side-file.ts';
import { epochFormat, type PartitionFile, partitionFormat, snapshotFormat } from './side-files.ts';
import { persistAborted } from './transaction-index.ts';

interface Captured {
  readonly checkpoint: Checkpoint;
  readonly epochs: number[][];
  readonly producers: ProducerSnapshot | undefined;
}

/** Where the partition file lives. */
export function partitionFilePlace(core: LogCore): SideFilePlace {
  return sidePlace(core, partitionFileName);
}

export function epochFilePlace(core: LogCore): SideFilePlace {
  return sidePlace(core, epochFileName);
}

function sidePlace(core: LogCore, name: string): SideFilePlace {
  const { files, crc32c } = core.shared.ports;
  const { directory } = core.place;
  return { files, crc32c, directory, path: `${directory}/${name}` };
}

/** Writes the partition file with a checkpoint and the start offset. Runs in the log's lane. */
export async function writePartitionFile(core: LogCore, checkpoint: Checkpoint, startOffset: number): Promise<void> {
  const live = new Set(core.segments.map((segment) => segment.baseOffset));
  const content: PartitionFile = {
    topicId: core.place.topicId,
    partition: core.place.partition,
    startOffset,
    recoveryOffset: checkpoint.offset,
    recoverySegment: checkpoint.segment,
    recoveryPosition: checkpoint.position,
    flushPolicy: flushPolicyBehind(core, checkpoint),
    snapshotOffset: checkpoint.snapshotOffset,
    segments: checkpoint.rows.filter(([baseOffset = -1]) => live.has(baseOffset)),
  };
  await writeSideFile(partitionFilePlace(core), partitionFormat, content);
  core.checkpoint = checkpoint;
}

/** The policy under which bytes behind a checkpoint may have been written. */
function flushPolicyBehind(core: LogCore, checkpoint: Checkpoint): FlushPolicy {
  const isOs = core.settings.flushPolicy === 'os' || core.flushPolicy === 'os';
  return isOs || checkpoint.offset < core.osEndOffset ? 'os' : 'group';
}

/** Everything as it is now; what follows may change while the bytes are synced and written. */
function capture(core: LogCore): Captured {
  const { active } = core;
  const hasProducers = !core.producers.isBlank;
  const snapshotOffset = hasProducers ? core.endOffset : -1;
  const rows = core.segments.map(segmentRow);
  const checkpoint = {
    offset: core.endOffset,
    segment: active.baseOffset,
    position: active.sizeBytes,
    snapshotOffset,
    rows,
  };
  return {
    checkpoint,
    epochs: core.epochs.rows(),
    producers: hasProducers ? core.producers.toSnapshot() : undefined,
  };
}

/**
 * Makes a checkpoint at the present end. Runs in the log's lane. Fails when the log or a side file cannot be written, and
 * while the end is being taken back: its segments still hold then what does not count any more.
 */
export async function makeCheckpoint(core: LogCore, writer: GroupWriter): Promise<void> {
  if (core.rewinding) throw core.trouble ?? new Error('the log is being cut; a checkpoint comes afterwards');
  const captured = capture(core);
  await writer.flush();
  await persistIndexes(core);
  await writeSideFile(epochFilePlace(core), epochFormat, captured.epochs);
  if (captured.producers !== undefined) {
    const place = snapshotPlace(core, captured.checkpoint.offset);
    await writeSideFile(place, snapshotFormat, captured.producers);
  }
  await writePartitionFile(core, captured.checkpoint, core.startOffset);
  await closeDone(core);
  await removeOldSnapshots(core);
}

async function persistIndexes(core: LogCore): Promise<void> {
  for (const segment of core.segments) {
    // A segment behind the last checkpoint may have given its file back for a while: it is not done for all that.
    if (segment.file === undefined && segment.baseOffset < core.checkpoint.segment) continue;
    if (segment.index?.isDirty === true) await segment.index.persist(indexPlace(core, segment));
    if (segment.aborted !== undefined && segment.aborted.length > 0) await persistAborted(core, segment);
  }
}

/** Closes the files of segments that are no longer written and whose bytes are synced and checkpointed. */
async function closeDone(core: LogCore): Promise<void> {
  for (const segment of core.segments) {
    if (segment.syncedBytes < segment.sizeBytes || segment.baseOffset >= core.checkpoint.segment) continue;
    const { file } = segment;
    if (file === undefined && (segment.index === undefined || core.shared.indexCache.has(segment))) continue;
    segment.file = undefined;
    core.shared.indexCache.used(segment);
    if (segment.abortedCount > 0) segment.aborted = undefined;
    await file?.close();
  }
}

/** Old snapshots are of no use, and a failing removal does no harm. */
async function removeOldSnapshots(core: LogCore): Promise<void> {
  try {
    const old = (await snapshotOffsets(core)).slice(SNAPSHOTS_KEPT);
    for (const offset of old) await core.shared.ports.files.remove(snapshotPlace(core, offset).path);
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
    core.shared.ports.logger.warn('producers.snapshot_not_removed', { reason: messageOf(error) });
  }
}
