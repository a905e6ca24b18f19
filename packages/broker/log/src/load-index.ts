/** Bringing the indexes of a segment into memory: from their files as far as those are right, from the segment otherwise. */
import { FileSystemError, messageOf } from '@ottla/base';
import { batchBaseOffset, batchEndOffset } from '@ottla/record-batch';
import { largestTimestamp } from './batch-facts.ts';
import { type ScannedBatch, scanBatches } from './batch-scan.ts';
import type { LogCore } from './log-core.ts';
import type { Segment } from './segment.ts';
import { type IndexPlace, SegmentIndex } from './segment-index.ts';

/** Where the indexes of a segment live. */
export function indexPlace(core: LogCore, segment: Segment): IndexPlace {
  return { ports: core.shared.ports, directory: core.place.directory, baseOffset: segment.baseOffset };
}

/** The index of a segment, loaded when it is not there. */
export async function indexOf(core: LogCore, segment: Segment): Promise<SegmentIndex> {
  if (segment !== core.active && segment.index !== undefined) core.shared.indexCache.used(segment);
  if (segment.index !== undefined) return segment.index;
  const index = await loadIndex(core, segment, segment.writtenBytes);
  if (index.isDirty) await persistQuietly(core, segment, index);
  if (core.segments.includes(segment)) {
    segment.index ??= index;
    core.shared.indexCache.used(segment);
  }
  return index;
}

/** Throws what the files say away and makes the index from the segment. */
export async function rebuildIndex(core: LogCore, segment: Segment): Promise<SegmentIndex> {
  const index = new SegmentIndex();
  await coverRest(core, segment, { index, to: segment.writtenBytes });
  if (segment !== core.active) {
    segment.index = index;
    core.shared.indexCache.used(segment);
  }
  return index;
}

/** The index of the first `to` bytes of a segment. */
export async function loadIndex(core: LogCore, segment: Segment, to: number): Promise<SegmentIndex> {
  const index = await SegmentIndex.load(indexPlace(core, segment));
  index.cutAt(to);
  await coverRest(core, segment, { index, to });
  return index;
}

/** Notes the batches between what the index covers and `to`. */
export async function coverRest(
  core: LogCore,
  segment: Segment,
  what: { readonly index: SegmentIndex; readonly to: number },
): Promise<void> {
  const { index, to } = what;
  if (index.covered >= to) return;
  core.shared.ports.logger.debug('index.rebuilt', {
    topicId: core.place.topicId,
    partition: core.place.partition,
    baseOffset: segment.baseOffset,
    fromPosition: index.covered,
    toPosition: to,
  });
  const visit = noteInto(core, index, segment);
  await core.shared.filePool.use(core.pathOf(segment), (file) => scanBatches(file, { from: index.covered, to }, visit));
}

/**
 * Only a header that stands where it should makes an entry: one that does not follow the batch before it may be damaged, or
 * that one was, so the walk goes on and trusts the next pair that agrees.
 */
function noteInto(core: LogCore, index: SegmentIndex, segment: Segment): (batch: ScannedBatch) => boolean {
  const mayHaveGaps = segment.hasGaps || core.settings.compacted;
  let expected = index.covered === 0 ? segment.baseOffset : undefined;
  return ({ bytes, at, position, sizeBytes }) => {
    const baseOffset = batchBaseOffset(bytes, at);
    const endOffset = batchEndOffset(bytes, at);
    const isInSegment = baseOffset >= segment.baseOffset && endOffset > baseOffset && endOffset <= segment.endOffset;
    const follows = expected === undefined || baseOffset === expected || (mayHaveGaps && baseOffset > expected);
    expected = endOffset;
    if (isInSegment && follows)
      index.note(
        { baseOffset, position, sizeBytes, maxTimestampMs: largestTimestamp(bytes, at) },
        core.settings.indexIntervalBytes,
      );
    return true;
  };
}

async function persistQuietly(core: LogCore, segment: Segment, index: SegmentIndex): Promise<void> {
  try {
    await index.persist(indexPlace(core, segment));
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
    // The index is right in memory and is made again the next time; only that costs something.
    core.shared.ports.logger.warn('index.not_saved', { baseOffset: segment.baseOffset, reason: messageOf(error) });
  }
}
