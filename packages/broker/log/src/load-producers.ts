/** Producer states of a log at an offset: the newest right snapshot at or below it, and the batches since. */
import { FileSystemError, messageOf } from '@ottla/base';
import { batchBaseOffset, batchEndOffset } from '@ottla/record-batch';
import { noteBatch } from './batch-facts.ts';
import { type ScannedBatch, scanBatches } from './batch-scan.ts';
import { EpochCache } from './epoch-cache.ts';
import type { LogCore } from './log-core.ts';
import { offsetFile, offsetOfName, snapshotSuffix } from './paths.ts';
import { ProducerStates } from './producer-states.ts';
import type { AbortedTransaction } from './read-outcome.ts';
import { readSideFile, type SideFilePlace } from './side-file.ts';
import { snapshotFormat } from './side-files.ts';

/** What a scan of the batches since a snapshot brings up. */
export interface ScannedStates {
  readonly epochs: EpochCache;
  readonly producers: ProducerStates;
  readonly onAborted?: (aborted: AbortedTransaction) => void;
}

/** Offsets of the snapshots of a log, newest first. */
export async function snapshotOffsets(core: LogCore): Promise<number[]> {
  const entries = await core.shared.ports.files.list(core.place.directory);
  return snapshotOffsetsIn(entries.map(({ name }) => name));
}

/** The same of names that were listed before. */
export function snapshotOffsetsIn(names: readonly string[]): number[] {
  const offsets = names.map((name) => offsetOfName(name, snapshotSuffix)).filter((offset) => offset !== undefined);
  return offsets.sort((left, right) => right - left);
}

export function snapshotPlace(core: LogCore, offset: number): SideFilePlace {
  const { files, crc32c } = core.shared.ports;
  const { directory } = core.place;
  return { files, crc32c, directory, path: offsetFile(directory, offset, snapshotSuffix) };
}

/** Removes snapshots above an offset: they tell of batches that are gone. */
export async function removeSnapshotsAbove(core: LogCore, offset: number, known?: readonly number[]): Promise<void> {
  const { files } = core.shared.ports;
  const above = (known ?? (await snapshotOffsets(core))).filter((snapshot) => snapshot > offset);
  for (const snapshot of above) await files.remove(snapshotPlace(core, snapshot).path);
  if (above.length > 0) await files.syncDirectory(core.place.directory);
}

/**
 * The producers at `offset`. `snapshotOffset` names the snapshot that belongs there, -1 when there were no producers then;
 * another or a damaged one is made good by reading the log from the newest right snapshot, or from its start.
 */
export async function loadProducers(core: LogCore, offset: number, snapshotOffset: number): Promise<ProducerStates> {
  if (snapshotOffset === -1) return new ProducerStates();
  for (const at of await snapshotOffsets(core)) {
    if (at > offset) continue;
    const read = await readSideFile(snapshotPlace(core, at), snapshotFormat);
    if (read.kind === 'content') return scanStates(core, read.content, { from: at, to: offset });
    core.shared.ports.logger.warn('producers.snapshot_damaged', { topicId: core.place.topicId, offset: at, ...read });
  }
  return scanStates(core, new ProducerStates(), { from: 0, to: offset });
}

async function scanStates(
  core: LogCore,
  producers: ProducerStates,
  range: { readonly from: number; readonly to: number },
): Promise<ProducerStates> {
  await scanInto(core, { producers, epochs: new EpochCache() }, range);
  return producers;
}

/** Lets states learn of every batch from one offset to another, as far as the files are there. Fails when one cannot be read. */
export async function scanInto(
  core: LogCore,
  states: ScannedStates,
  range: { readonly from: number; readonly to: number },
): Promise<void> {
  const nowMs = core.shared.ports.clock.wallMs();
  const visit = ({ bytes, at }: ScannedBatch): boolean => {
    if (batchEndOffset(bytes, at) <= range.from) return true;
    if (batchBaseOffset(bytes, at) >= range.to) return false;
    const aborted = noteBatch(states, bytes, at, nowMs);
    if (aborted !== undefined) states.onAborted?.(aborted);
    return true;
  };
  if (range.from >= range.to) return;
  for (const segment of core.segments.slice(core.segmentIndexOf(range.from))) {
    if (segment.baseOffset >= range.to || segment.writtenBytes === 0) continue;
    try {
      const from = segment.baseOffset < range.from ? (segment.index?.positionOfOffset(range.from) ?? 0) : 0;
      const bytes = { from, to: segment.writtenBytes };
      await core.shared.filePool.use(core.pathOf(segment), (file) => scanBatches(file, bytes, visit));
    } catch (error) {
      // A segment that is gone stays gone. One that cannot be read now must not make its producers unknown: they would write twice.
      if (!(error instanceof FileSystemError) || error.code !== 'notFound') throw error;
      core.shared.ports.logger.error('producers.segment_unread', {
        topicId: core.place.topicId,
        baseOffset: segment.baseOffset,
        reason: messageOf(error),
      });
    }
  }
}
