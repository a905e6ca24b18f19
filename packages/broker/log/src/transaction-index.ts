/** The aborted transactions of a segment: in memory for the active one, in a row file, loaded when a reader asks. */

import type { LogCore } from './log-core.ts';
import { offsetFile, SegmentSuffix } from './paths.ts';
import type { AbortedTransaction } from './read-outcome.ts';
import { decodeRows, encodeRows } from './row-file.ts';
import type { Segment } from './segment.ts';
import { readIfPresent } from './segment-index.ts';
import { removeIfPresent, replaceFile } from './side-file.ts';

const width = 4;

function pathOf(core: LogCore, segment: Segment): string {
  return offsetFile(core.place.directory, segment.baseOffset, SegmentSuffix.transactions);
}

/**
 * Replaces the file: aborted transactions are few. The one before stands until the directory is synced, which the caller
 * sees to before a checkpoint counts on the new one.
 */
export async function persistAborted(core: LogCore, segment: Segment): Promise<void> {
  const { files, crc32c } = core.shared.ports;
  const cells = (segment.aborted ?? []).flatMap((aborted) => [
    aborted.producerId,
    aborted.startOffset,
    aborted.markerOffset,
    aborted.lastStableOffset,
  ]);
  const block = encodeRows({ baseOffset: segment.baseOffset, crc32c }, { width, cells, covered: segment.sizeBytes });
  await replaceFile(files, pathOf(core, segment), [block]);
}

/** Takes the file of a segment without aborted transactions away, if there is one. */
export function removeAborted(core: LogCore, segment: Segment): Promise<void> {
  return removeIfPresent(core.shared.ports.files, pathOf(core, segment));
}

/** The aborted transactions of a segment. Fails when the file has fewer than the segment is known to have. */
export async function abortedOf(core: LogCore, segment: Segment): Promise<readonly AbortedTransaction[]> {
  if (segment.aborted !== undefined) return segment.aborted;
  const { files, crc32c } = core.shared.ports;
  const bytes = await readIfPresent(files, pathOf(core, segment));
  const { cells } = decodeRows(bytes, { baseOffset: segment.baseOffset, crc32c }, width);
  const aborted: AbortedTransaction[] = [];
  for (let at = 0; at < cells.length; at += width) {
    const [producerId = -1, startOffset = -1, markerOffset = -1, lastStableOffset = -1] = cells.subarray(
      at,
      at + width,
    );
    aborted.push({
      producerId,
      startOffset: startOffset as never,
      markerOffset: markerOffset as never,
      lastStableOffset: lastStableOffset as never,
    });
  }
  if (aborted.length < segment.abortedCount)
    throw new Error(`${pathOf(core, segment)} is damaged; restore the partition from a replica`);
  segment.aborted = aborted;
  return aborted;
}
