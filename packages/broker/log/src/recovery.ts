/**
 * Opening a log: what the checkpoint promises is believed, what lies behind it is read, checked, cut where it is torn, and
 * synced before anything is served.
 *
 * A batch that is not right behind the checkpoint is one of two things. Either the crash tore it: then it and all behind it
 * were never synced, hence never acknowledged, and the log is cut there, even if whole batches follow (a later block that
 * reached the disk before an earlier one). Or it was synced and has rotted since: with policy `group` that is certain when a
 * whole batch lies more than two groups behind it, or in a later segment, because no more than that is written before it is
 * synced (INV-PLOG-2). It is certain too when a clean stop had seen a file of this size synced. Then nothing is cut:
 * the place is reported and refuses to be read, and the log goes on.
 *
 * INV-PLOG-7: recovery never makes the log end below the recovery offset.
 */
import { FileSystemError, messageOf } from '@ottla/base';
import { epochFilePlace, partitionFilePlace, writePartitionFile } from './checkpoint.ts';
import { removeSegmentFiles } from './cut.ts';
import { EpochCache } from './epoch-cache.ts';
import { loadIndex } from './load-index.ts';
import { loadProducers, removeSnapshotsAbove, scanInto, snapshotOffsetsIn } from './load-producers.ts';
import type { LogCore } from './log-core.ts';
import { deletedSuffix, offsetOfName, SegmentSuffix, temporarySuffix } from './paths.ts';
import { ProducerStates } from './producer-states.ts';
import type { AbortedTransaction } from './read-outcome.ts';
import { recoverSegment } from './recover-segment.ts';
import {
  belongsTo,
  type FoundSegment,
  identityOf,
  type RestingLog,
  type RestoredTail,
  restoreTail,
} from './resting-log.ts';
import { newSegment, type Segment, segmentOfRow } from './segment.ts';
import { SegmentIndex } from './segment-index.ts';
import { readSideFile, type SideFile } from './side-file.ts';
import { epochFormat, type PartitionFile, partitionFormat } from './side-files.ts';
import { abortedOf } from './transaction-index.ts';

/** A directory that cannot be opened as this partition's log. */
export class LogIdentityError extends Error {
  override readonly name = 'LogIdentityError';
}

/**
 * Brings the log of a directory into memory; an empty directory becomes an empty log. `resting` is what a clean stop wrote
 * down of it, when nothing was changed since: then what lies behind the checkpoint is known and durable.
 */
export async function recoverLog(core: LogCore, resting?: RestingLog): Promise<void> {
  const names = await removeLeftovers(core, await namesIn(core));
  const file = await readPartitionFile(core);
  const found = await findSegments(core, names);
  const isAtRest = resting !== undefined && (await isOf(core, resting, file, found));
  const tail = isAtRest && resting.tail !== null ? restoreTail(resting.tail) : undefined;
  // A killed process may have left names that are there and not durable; what follows builds upon them.
  if (!isAtRest || (tail === undefined && resting.tail !== null))
    await core.shared.ports.files.syncDirectory(core.place.directory);
  restoreCheckpoint(core, file);
  restoreClosedSegments(core, file, found);
  if (tail === undefined) {
    await recoverTail(core, file, found, resting);
    await restoreStates(core, file, names);
  } else await takeTail(core, tail, names);
  core.highWatermark = core.startOffset;
  // The identity, and that bytes may from now on be acknowledged before their sync, stand on the disk before any append.
  if (file?.flushPolicy !== core.flushPolicy) await writePartitionFile(core, core.checkpoint, core.startOffset);
}

async function isOf(
  core: LogCore,
  resting: RestingLog,
  file: PartitionFile | undefined,
  segments: readonly FoundSegment[],
): Promise<boolean> {
  if (file === undefined) return false;
  return belongsTo(resting, { file, identity: await identityOf(core, partitionFilePlace(core).path), segments });
}

/** Takes over what a clean stop knew. The checkpoint stays the one that the log's own files hold. */
async function takeTail(core: LogCore, tail: RestoredTail, names: readonly string[]): Promise<void> {
  core.segments.push(tail.segment);
  endLog(core);
  await removeSnapshotsAbove(core, core.checkpoint.offset, snapshotOffsetsIn(names));
  core.epochs = tail.epochs;
  core.producers = tail.producers;
}

/** Begins the log of a directory that was made just now and holds nothing. */
export async function beginLog(core: LogCore): Promise<void> {
  endLog(core);
  await writePartitionFile(core, core.checkpoint, core.startOffset);
}

/** What lies in the directory, which is made when it is missing. */
async function namesIn(core: LogCore): Promise<readonly string[]> {
  const { files } = core.shared.ports;
  const { directory } = core.place;
  try {
    return (await files.list(directory)).map(({ name }) => name);
  } catch (error) {
    if (!(error instanceof FileSystemError) || error.code !== 'notFound') throw error;
    await files.makeDirectory(directory);
    return [];
  }
}

/** Half-written side files go at once. What was to be deleted may be many gigabytes, which take seconds: upkeep does it. */
async function removeLeftovers(core: LogCore, names: readonly string[]): Promise<readonly string[]> {
  const { files, clock } = core.shared.ports;
  const { directory } = core.place;
  const kept: string[] = [];
  for (const name of names) {
    const path = `${directory}/${name}`;
    if (name.endsWith(temporarySuffix)) await files.remove(path);
    else if (name.endsWith(deletedSuffix)) core.deletions.push({ path, dueMs: clock.monotonicMs() });
    else kept.push(name);
  }
  return kept;
}

async function readPartitionFile(core: LogCore): Promise<PartitionFile | undefined> {
  const { topicId, partition, directory } = core.place;
  const read = await readSideFile(partitionFilePlace(core), partitionFormat);
  if (read.kind === 'damaged')
    core.shared.ports.logger.error('log.partition_file_damaged', { topicId, partition, why: read.why });
  if (read.kind !== 'content') return undefined;
  if (read.content.topicId !== topicId || read.content.partition !== partition)
    throw new LogIdentityError(
      `${directory} holds partition ${read.content.topicId}-${read.content.partition}, not ${topicId}-${partition}; ` +
        'move the directory back to where it belongs',
    );
  return read.content;
}

async function findSegments(core: LogCore, names: readonly string[]): Promise<FoundSegment[]> {
  const { files } = core.shared.ports;
  const found: FoundSegment[] = [];
  for (const name of names) {
    const baseOffset = offsetOfName(name, SegmentSuffix.log);
    if (baseOffset === undefined) continue;
    const stat = await files.stat(`${core.place.directory}/${name}`);
    found.push({ baseOffset, sizeBytes: stat?.size ?? 0, identity: stat?.identity ?? '' });
  }
  return found.sort((left, right) => left.baseOffset - right.baseOffset);
}

function restoreCheckpoint(core: LogCore, file: PartitionFile | undefined): void {
  if (file === undefined) return;
  core.startOffset = file.startOffset;
  core.checkpoint = {
    offset: file.recoveryOffset,
    segment: file.recoverySegment,
    position: file.recoveryPosition,
    snapshotOffset: file.snapshotOffset,
    rows: file.segments,
  };
}

/** Segments before the one in which recovery starts are as the partition file knew them; nothing of them is read. */
function restoreClosedSegments(core: LogCore, file: PartitionFile | undefined, found: readonly FoundSegment[]): void {
  if (file === undefined) return;
  const sizes = new Map(found.map(({ baseOffset, sizeBytes }) => [baseOffset, sizeBytes]));
  for (const row of file.segments) {
    const segment = segmentOfRow(row);
    if (segment.baseOffset >= file.recoverySegment) continue;
    const size = sizes.get(segment.baseOffset) ?? 0;
    // Retention names the new start first and takes files away afterwards; the rows still name them.
    if (size === 0 && segment.endOffset <= core.startOffset) continue;
    if (size < segment.sizeBytes)
      core.shared.ports.logger.error('log.segment_short', {
        topicId: core.place.topicId,
        partition: core.place.partition,
        baseOffset: segment.baseOffset,
        sizeBytes: size,
        expectedBytes: segment.sizeBytes,
      });
    core.segments.push(segment);
  }
}

/** Reads what lies behind the checkpoint. */
async function recoverTail(
  core: LogCore,
  file: PartitionFile | undefined,
  found: readonly FoundSegment[],
  resting: RestingLog | undefined,
): Promise<void> {
  const rest = found.filter(({ baseOffset }) => baseOffset >= core.checkpoint.segment);
  let changed = false;
  let isTorn = false;
  addLostSegment(core, file, rest);
  for (const [index, { baseOffset, sizeBytes }] of rest.entries()) {
    const segment = await startSegment(core, file, baseOffset);
    isTorn ||= isBehindHole(core, file, baseOffset);
    if (isTorn) {
      await removeSegmentFiles(core, segment);
      continue;
    }
    core.segments.push(segment);
    if (sizeBytes === segment.sizeBytes) continue;
    changed = true;
    const laterBases = rest.slice(index + 1).map((later) => later.baseOffset);
    const wasAtRest = resting?.baseOffset === baseOffset && resting.sizeBytes === sizeBytes;
    const flushPolicy = file?.flushPolicy ?? 'group';
    isTorn = await recoverSegment(core, segment, { sizeBytes, laterBases, flushPolicy, wasAtRest });
  }
  if (isTorn || changed) await core.shared.ports.files.syncDirectory(core.place.directory);
  endLog(core);
}

/** The file in which recovery should start is gone: its offsets stay taken and answer errors. */
function addLostSegment(core: LogCore, file: PartitionFile | undefined, rest: readonly FoundSegment[]): void {
  const { segment, position, offset, rows } = core.checkpoint;
  if (file === undefined || position === 0 || rest[0]?.baseOffset === segment) return;
  const row = rows.find(([base]) => base === segment);
  const lost = row === undefined ? newSegment(segment) : segmentOfRow(row);
  lost.settle(position, offset);
  lost.index = new SegmentIndex();
  lost.nameIsDurable = false;
  core.segments.push(lost);
  // The next segment may be there; two of one offset would share a file.
  if (rest[0]?.baseOffset !== offset) core.segments.push(newSegment(offset));
  core.shared.ports.logger.error('log.segment_lost', {
    topicId: core.place.topicId,
    partition: core.place.partition,
    baseOffset: segment,
    endOffset: offset,
  });
}

/** Whether offsets are missing before a segment because they were never synced. Overlapping segments are nobody's doing of ours. */
function isBehindHole(core: LogCore, file: PartitionFile | undefined, baseOffset: number): boolean {
  const last = core.segments.at(-1);
  if (last === undefined || baseOffset === last.endOffset) return false;
  const { topicId, partition, directory } = core.place;
  if (baseOffset < last.endOffset)
    throw new LogIdentityError(
      `${directory} has a segment that starts at ${baseOffset} while the one before ends at ${last.endOffset}; ` +
        'restore the partition from a replica',
    );
  core.shared.ports.logger.error('log.offsets_missing', { topicId, partition, from: last.endOffset, to: baseOffset });
  return file?.flushPolicy === 'os' && !core.settings.compacted;
}

/** A segment as far as the checkpoint knows it, with its index to there. */
async function startSegment(core: LogCore, file: PartitionFile | undefined, baseOffset: number): Promise<Segment> {
  const row = core.checkpoint.rows.find(([base]) => base === baseOffset);
  const isCheckpointed = file !== undefined && baseOffset === core.checkpoint.segment;
  const segment = row === undefined ? newSegment(baseOffset) : segmentOfRow(row);
  segment.nameIsDurable = true;
  const position = isCheckpointed ? core.checkpoint.position : 0;
  segment.settle(position, isCheckpointed ? core.checkpoint.offset : baseOffset);
  try {
    segment.index = position === 0 ? new SegmentIndex() : await loadIndex(core, segment, position);
    if (position > 0 && segment.index.covered === position) segment.index.resume(segment.maxTimestampMs);
  } catch (error) {
    if (!(error instanceof FileSystemError) || error.code !== 'notFound') throw error;
    segment.index = new SegmentIndex();
  }
  return segment;
}

/**
 * Sets the end of the log. Where the disk lost what a checkpoint promised, its offsets are not used again. A segment that the
 * checkpoint knew as closed stays closed, also when the one behind it was empty and never became a file.
 */
function endLog(core: LogCore): void {
  const last = core.segments.at(-1);
  const least = Math.max(core.checkpoint.offset, core.startOffset);
  const isClosed = last !== undefined && last.baseOffset < core.checkpoint.segment;
  if (last === undefined || last.endOffset < least || isClosed) {
    if (last !== undefined && last.endOffset < core.checkpoint.offset)
      core.shared.ports.logger.error('log.end_lost', {
        topicId: core.place.topicId,
        partition: core.place.partition,
        foundEndOffset: last.endOffset,
        recoveryOffset: least,
      });
    core.segments.push(newSegment(least));
  }
  const end = core.active.endOffset;
  core.endOffset = core.writtenEndOffset = core.syncedEndOffset = core.durableEndOffset = end;
  const first = core.segments[0];
  if (first !== undefined && core.startOffset < first.baseOffset) core.startOffset = first.baseOffset;
}

/** Epochs and producers: side files where they are right, the batches for the rest. */
async function restoreStates(core: LogCore, file: PartitionFile | undefined, names: readonly string[]): Promise<void> {
  const { offset } = core.checkpoint;
  await removeSnapshotsAbove(core, offset, snapshotOffsetsIn(names));
  const read = await readEpochs(core);
  const isKnown = file !== undefined && read.kind === 'content';
  core.epochs = read.kind === 'content' ? read.content : new EpochCache();
  core.epochs.cutAt(offset);
  if (!isKnown && (offset > 0 || file === undefined)) {
    core.epochs = new EpochCache();
    await scanInto(core, { epochs: core.epochs, producers: new ProducerStates() }, { from: 0, to: offset });
  }
  core.producers = await loadProducers(core, offset, file === undefined ? offset : core.checkpoint.snapshotOffset);
  await scanInto(
    core,
    { epochs: core.epochs, producers: core.producers, onAborted: await abortedCollector(core) },
    { from: offset, to: core.endOffset },
  );
}

/** A checkpoint at the very start knows no epoch, whatever the file says. */
function readEpochs(core: LogCore): Promise<SideFile<EpochCache>> {
  if (core.checkpoint.offset === 0) return Promise.resolve({ kind: 'content', content: new EpochCache() });
  return readSideFile(epochFilePlace(core), epochFormat);
}

/**
 * Puts aborted transactions that recovery meets into their segments. A list may be of a later moment than the checkpoint:
 * what it says of the offsets behind that comes again from the batches, which may have been cut away and written anew since.
 */
async function abortedCollector(core: LogCore): Promise<(aborted: AbortedTransaction) => void> {
  for (const segment of core.segments) {
    if (segment.baseOffset < core.checkpoint.segment || segment.aborted !== undefined) continue;
    try {
      const listed = await abortedOf(core, segment);
      segment.aborted = listed.filter(({ markerOffset }) => markerOffset < core.checkpoint.offset);
      segment.abortedCount = segment.aborted.length;
    } catch (error) {
      core.shared.ports.logger.error('log.transaction_index_damaged', { reason: messageOf(error) });
    }
  }
  return (aborted) => {
    const segment = core.segments[core.segmentIndexOf(aborted.markerOffset)];
    segment?.aborted?.push(aborted);
    if (segment !== undefined) segment.abortedCount += 1;
  };
}
