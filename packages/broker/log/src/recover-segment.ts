/** Recovery of one segment behind the checkpoint: check every batch, cut what is torn, go around what has rotted, sync. */
import type { FileHandle } from '@ottla/base';
import {
  type BatchRules,
  batchBaseOffset,
  batchEndOffset,
  batchHeaderBytes,
  batchMagic,
  batchMagic2,
  batchSizeBytes,
  storedBatchRules,
  validateBatch,
} from '@ottla/record-batch';
import { largestTimestamp } from './batch-facts.ts';
import { type ScannedBatch, scanBatches } from './batch-scan.ts';
import { GROUP_BYTES_MAX, RELATIVE_OFFSET_MAX, SCAN_CHUNK_BYTES, STORED_BATCH_BYTES_MAX } from './limits.ts';
import type { LogCore } from './log-core.ts';
import type { Segment } from './segment.ts';
import type { FlushPolicy } from './settings.ts';

/** What is known of the file. */
export interface SegmentTail {
  readonly sizeBytes: number;
  /** Base offsets of the segments behind it. */
  readonly laterBases: readonly number[];
  readonly flushPolicy: FlushPolicy;
  /** A clean stop had seen a file of this size synced. */
  readonly wasAtRest: boolean;
}

/** Checks a segment from where it is settled to the end of its file. True when it was cut: nothing behind it counts. */
export async function recoverSegment(core: LogCore, segment: Segment, tail: SegmentTail): Promise<boolean> {
  const file = await core.shared.ports.files.open(core.pathOf(segment), 'write');
  segment.file = file;
  const { sizeBytes } = tail;
  const startPosition = segment.sizeBytes;
  let position = startPosition;
  while (position < sizeBytes) {
    const end = await scanBatches(file, { from: position, to: sizeBytes }, checkAndNote(core, segment));
    position = end.position;
    if (end.reason === 'end') break;
    const resume = await findSynced(core, segment, { file, position, tail });
    if (resume === undefined) {
      await cutTorn(core, segment, { file, position, sizeBytes });
      await syncAnew(core, file, { from: startPosition, to: position, flushPolicy: tail.flushPolicy });
      segment.settle(position, segment.endOffset);
      return true;
    }
    reportRot(core, segment, { position, resume });
    position = resume;
    segment.hasGaps = true;
  }
  segment.sizeBytes = position;
  await syncAnew(core, file, { from: startPosition, to: position, flushPolicy: tail.flushPolicy });
  segment.settle(segment.sizeBytes, segment.endOffset);
  return false;
}

interface Unsynced {
  readonly from: number;
  readonly to: number;
  readonly flushPolicy: FlushPolicy;
}

/**
 * Makes what was found durable. A sync alone would not: if one failed before the restart, the system holds the bytes in
 * memory, calls them clean, and writes them no more. So what may be meant (the last two groups, or everything behind the
 * checkpoint with policy `os`) is written again as it is, and the size set again, which harms nothing when it was safe.
 */
async function syncAnew(core: LogCore, file: FileHandle, what: Unsynced): Promise<void> {
  const { to, flushPolicy } = what;
  const unsyncedBytes = flushPolicy === 'os' ? to : unsyncedBytesMax(core);
  const chunk = new Uint8Array(SCAN_CHUNK_BYTES);
  for (let from = Math.max(what.from, to - unsyncedBytes); from < to; from += chunk.length) {
    const part = chunk.subarray(0, Math.min(chunk.length, to - from));
    await file.write([part.subarray(0, await file.read(part, from))], from);
  }
  await file.truncate(to + 1);
  await file.truncate(to);
  await file.sync();
}

/** Accepts batches that are right and follow each other; notes them in the segment and its index. */
function checkAndNote(core: LogCore, segment: Segment): (batch: ScannedBatch) => boolean {
  const rules = storedBatchRules(core.shared.ports.crc32c);
  const nowMs = core.shared.ports.clock.wallMs();
  return ({ bytes, at, position, sizeBytes }) => {
    const baseOffset = batchBaseOffset(bytes, at);
    const isNext =
      baseOffset === segment.endOffset ||
      ((segment.hasGaps || core.settings.compacted) && baseOffset > segment.endOffset);
    if (!isNext || validateBatch(bytes, at, at + sizeBytes, rules) !== undefined) return false;
    const maxTimestampMs = largestTimestamp(bytes, at);
    segment.index?.note({ baseOffset, position, sizeBytes, maxTimestampMs }, core.settings.indexIntervalBytes);
    segment.maxTimestampMs = Math.max(segment.maxTimestampMs, maxTimestampMs);
    if (segment.firstAppendMs < 0) segment.firstAppendMs = nowMs;
    segment.lastAppendMs = nowMs;
    segment.endOffset = batchEndOffset(bytes, at);
    segment.sizeBytes = position + sizeBytes;
    return true;
  };
}

interface Break {
  readonly file: FileHandle;
  readonly position: number;
  readonly tail: SegmentTail;
}

/**
 * The position of the next right batch when the break lies in bytes that had been synced, else undefined. With policy `os`
 * nothing behind the checkpoint is known to have been synced, unless the log was closed since.
 */
async function findSynced(core: LogCore, segment: Segment, at: Break): Promise<number | undefined> {
  const { wasAtRest, flushPolicy } = at.tail;
  if (flushPolicy === 'os' && !wasAtRest) return undefined;
  const next = await findBatch(core, segment, at);
  if (wasAtRest) return next ?? at.tail.sizeBytes;
  const last = next === undefined ? undefined : await findLast(core, segment, { ...at, position: next });
  const isSynced =
    (last ?? 0) > at.position + unsyncedBytesMax(core) || (await hasLaterBatch(core, at.tail.laterBases));
  if (!isSynced) return undefined;
  return next ?? at.tail.sizeBytes;
}

/** Bytes that policy `group` may have written and not synced: two groups (INV-PLOG-2). */
function unsyncedBytesMax(core: LogCore): number {
  return 2 * Math.max(GROUP_BYTES_MAX, core.settings.maxMessageBytes);
}

/** The end of the run of whole batches from a position on, checked only for their order: how far the file was written. */
async function findLast(core: LogCore, segment: Segment, at: Break): Promise<number> {
  const range = { from: at.position, to: at.tail.sizeBytes };
  const rules = storedBatchRules(core.shared.ports.crc32c);
  let end = at.position;
  await scanBatches(at.file, range, (batch) => {
    if (batchBaseOffset(batch.bytes, batch.at) < segment.endOffset) return false;
    if (validateBatch(batch.bytes, batch.at, batch.at + batch.sizeBytes, rules) === undefined)
      end = batch.position + batch.sizeBytes;
    return true;
  });
  return end;
}

/** Whether a later segment begins with a right batch: it was only written after this one had been synced. */
async function hasLaterBatch(core: LogCore, bases: readonly number[]): Promise<boolean> {
  for (const baseOffset of bases) if (await beginsRight(core, baseOffset)) return true;
  return false;
}

async function beginsRight(core: LogCore, baseOffset: number): Promise<boolean> {
  const rules = storedBatchRules(core.shared.ports.crc32c);
  const path = core.pathOf({ baseOffset });
  const range = { from: 0, to: (await core.shared.ports.files.stat(path))?.size ?? 0 };
  const found: boolean[] = [];
  await core.shared.filePool.use(path, (file) =>
    scanBatches(file, range, ({ bytes, at, sizeBytes }) => {
      const isRight = validateBatch(bytes, at, at + sizeBytes, rules) === undefined;
      found.push(isRight && batchBaseOffset(bytes, at) === baseOffset);
      return false;
    }),
  );
  return found.includes(true);
}

/** Looks byte by byte for a right batch of a later offset. Only ever done behind damage. */
async function findBatch(core: LogCore, segment: Segment, at: Break): Promise<number | undefined> {
  const rules = storedBatchRules(core.shared.ports.crc32c);
  for (let from = at.position + 1; from + batchHeaderBytes <= at.tail.sizeBytes; ) {
    const chunk = new Uint8Array(Math.min(SCAN_CHUNK_BYTES, at.tail.sizeBytes - from));
    const got = await at.file.read(chunk, from);
    if (got < batchHeaderBytes) return undefined;
    for (let place = 0; place + batchHeaderBytes <= got; place += 1) {
      if (!looksLikeBatch(chunk, place, { least: segment.endOffset, bytesLeft: at.tail.sizeBytes - from - place }))
        continue;
      if (await isRightBatch(at.file, from + place, { size: batchSizeBytes(chunk, place), rules })) return from + place;
    }
    from += got - batchHeaderBytes + 1;
  }
  return undefined;
}

function looksLikeBatch(
  bytes: Uint8Array,
  at: number,
  bounds: { readonly least: number; readonly bytesLeft: number },
): boolean {
  if (batchMagic(bytes, at) !== batchMagic2) return false;
  const size = batchSizeBytes(bytes, at);
  if (size < batchHeaderBytes || size > bounds.bytesLeft || size > STORED_BATCH_BYTES_MAX) return false;
  const baseOffset = batchBaseOffset(bytes, at);
  return baseOffset >= bounds.least && baseOffset - bounds.least <= RELATIVE_OFFSET_MAX;
}

async function isRightBatch(
  file: FileHandle,
  position: number,
  what: { readonly size: number; readonly rules: BatchRules },
): Promise<boolean> {
  const bytes = new Uint8Array(what.size);
  if ((await file.read(bytes, position)) < what.size) return false;
  return validateBatch(bytes, 0, what.size, what.rules) === undefined;
}

async function cutTorn(
  core: LogCore,
  segment: Segment,
  at: { readonly file: FileHandle; readonly position: number; readonly sizeBytes: number },
): Promise<void> {
  core.shared.ports.logger.warn('log.torn_tail_cut', {
    topicId: core.place.topicId,
    partition: core.place.partition,
    segment: segment.baseOffset,
    endOffset: segment.endOffset,
    position: at.position,
    bytes: at.sizeBytes - at.position,
  });
  await at.file.truncate(at.position);
}

function reportRot(core: LogCore, segment: Segment, at: { readonly position: number; readonly resume: number }): void {
  core.shared.ports.logger.error('log.damaged_behind_checkpoint', {
    topicId: core.place.topicId,
    partition: core.place.partition,
    segment: segment.baseOffset,
    offset: segment.endOffset,
    position: at.position,
    bytes: at.resume - at.position,
  });
}
