/**
 * Reading from one segment's file. A read starts at an indexed position at or before the wanted batch, goes over headers,
 * and takes what fits. Buffers are borrowed for the read and handed out; the reader gives them back.
 */
import { ErrorCode, type FileHandle, type Lease, type Offset } from '@ottla/base';
import {
  batchBaseOffset,
  batchEndOffset,
  batchHeaderBytes,
  batchLeaderEpoch,
  batchMagic,
  batchMagic2,
  batchSizeBytes,
  storedBatchRules,
  validateBatch,
} from '@ottla/record-batch';
import { READ_BYTES_MAX, STORED_BATCH_BYTES_MAX } from './limits.ts';
import { indexOf, rebuildIndex } from './load-index.ts';
import type { LogCore } from './log-core.ts';
import type { ReadDamaged, ReadOutcome, ReadRequest } from './read-outcome.ts';
import type { Segment } from './segment.ts';
import type { SegmentIndex } from './segment-index.ts';

/** Where a walk over headers stands. */
interface Walk {
  position: number;
  /** The offset that the next batch starts at, or a bound below it. */
  expected: number;
  /** Whether `expected` is exact: nothing may be missing between batches. */
  exact: boolean;
}

type Found =
  | { readonly kind: 'batches'; readonly outcome: ReadOutcome }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'damaged'; readonly position: number; readonly why: string };

/** The batches of a segment from the wanted offset on; undefined when it has none. */
export async function readSegment(
  core: LogCore,
  segment: Segment,
  request: ReadRequest,
): Promise<ReadOutcome | undefined> {
  const path = core.pathOf(segment);
  const index = await indexOf(core, segment);
  const read = (from: SegmentIndex): Promise<Found> =>
    core.shared.filePool.use(path, (file) => readFrom({ core, segment, file, request }, from));
  let found = await read(index);
  // The index may be what lied.
  if (found.kind === 'damaged' && segment !== core.active) found = await read(await rebuildIndex(core, segment));
  if (found.kind === 'damaged') return damaged(core, segment, { ...found, offset: request.startOffset });
  return found.kind === 'batches' ? found.outcome : undefined;
}

interface Reading {
  readonly core: LogCore;
  readonly segment: Segment;
  readonly file: FileHandle;
  readonly request: ReadRequest;
}

async function readFrom(reading: Reading, index: SegmentIndex): Promise<Found> {
  const { segment, request, core } = reading;
  const indexed = index.baseOffsetBefore(request.startOffset);
  const walk: Walk = {
    position: index.positionOfOffset(request.startOffset),
    expected: indexed ?? segment.baseOffset,
    exact: indexed !== undefined || !mayHaveGaps(core, segment),
  };
  let want = Math.min(Math.max(request.bytesMax, batchHeaderBytes), READ_BYTES_MAX) + core.settings.indexIntervalBytes;
  while (walk.position < segment.writtenBytes) {
    const size = Math.min(want, segment.writtenBytes - walk.position);
    const lease = core.shared.ports.buffers.take(size);
    const isWhole = (await reading.file.read(lease.bytes, walk.position)) === size;
    const taken = isWhole ? takeBatches(reading, lease, walk) : damagedAt(walk, 'the file is shorter than it was');
    lease.release();
    if (taken.kind !== 'more') return taken;
    if (taken.bytes > segment.writtenBytes - walk.position)
      return { kind: 'damaged', position: walk.position, why: 'a length field is wrong' };
    want = Math.max(want, taken.bytes);
  }
  return { kind: 'nothing' };
}

/** Skips to the wanted batch and takes from there; `more` when the wanted batch goes on behind the buffer. */
function takeBatches(
  reading: Reading,
  lease: Lease,
  walk: Walk,
): Found | { readonly kind: 'more'; readonly bytes: number } {
  const { request } = reading;
  const { bytes } = lease;
  const range = { from: -1, to: 0, end: 0 };
  let at = 0;
  while (at + batchHeaderBytes <= bytes.length) {
    const size = batchSizeBytes(bytes, at);
    const why = headerFault(reading, bytes, at, walk);
    if (why !== undefined) return range.from >= 0 ? batches(lease, range) : damagedAt(walk, why);
    const endOffset = batchEndOffset(bytes, at);
    const wanted = endOffset > request.startOffset;
    if (wanted && !fits(request, endOffset, { size, taken: range.to - Math.max(range.from, 0) }))
      return range.from >= 0 ? batches(lease, range) : noRoom(request);
    if (at + size > bytes.length) break;
    if (wanted) {
      const fault = contentFault(reading.core, bytes, at);
      if (fault !== undefined) return range.from >= 0 ? batches(lease, range) : damagedAt(walk, fault);
      if (range.from < 0) range.from = at;
      range.to = at + size;
      range.end = endOffset;
    }
    at += size;
    walk.position += size;
    walk.expected = endOffset;
    walk.exact = !mayHaveGaps(reading.core, reading.segment);
  }
  if (range.from >= 0) return batches(lease, range);
  return { kind: 'more', bytes: at + batchHeaderBytes <= bytes.length ? batchSizeBytes(bytes, at) : batchHeaderBytes };
}

function mayHaveGaps(core: LogCore, segment: Segment): boolean {
  return segment.hasGaps || core.settings.compacted;
}

function fits(
  request: ReadRequest,
  endOffset: number,
  bytes: { readonly size: number; readonly taken: number },
): boolean {
  if (endOffset > request.endOffsetMax) return false;
  return bytes.taken + bytes.size <= request.bytesMax || (request.minOneBatch && bytes.taken === 0);
}

/** Few bytes do not keep a large buffer for as long as their reader takes: then they are copied. */
function batches(lease: Lease, range: { readonly from: number; readonly to: number; readonly end: number }): Found {
  const part = lease.bytes.subarray(range.from, range.to);
  const keeps = part.length * 2 >= lease.memoryBytes;
  if (keeps) lease.retain();
  const outcome: ReadOutcome = {
    kind: 'batches',
    chunks: [keeps ? part : part.slice()],
    leases: keeps ? [lease] : [],
    bytes: part.length,
    nextOffset: range.end as Offset,
  };
  return { kind: 'batches', outcome };
}

/** The wanted batch is here and does not fit: that is an answer, and not a reason to look in the next segment. */
function noRoom(request: ReadRequest): Found {
  return {
    kind: 'batches',
    outcome: { kind: 'batches', chunks: [], leases: [], bytes: 0, nextOffset: request.startOffset },
  };
}

function damagedAt(walk: Walk, why: string): Found {
  return { kind: 'damaged', position: walk.position, why };
}

/** Whether the header stands where it should: this also finds data of another place in the log. */
function headerFault({ segment }: Reading, bytes: Uint8Array, at: number, walk: Walk): string | undefined {
  const size = batchSizeBytes(bytes, at);
  if (batchMagic(bytes, at) !== batchMagic2) return 'there is no batch where one should be';
  if (size < batchHeaderBytes || size > STORED_BATCH_BYTES_MAX) return 'a length field is wrong';
  const baseOffset = batchBaseOffset(bytes, at);
  if (walk.exact ? baseOffset !== walk.expected : baseOffset < walk.expected)
    return `a batch states offset ${baseOffset} where ${walk.expected} should be`;
  const endOffset = batchEndOffset(bytes, at);
  if (endOffset <= baseOffset || endOffset > segment.endOffset) return `a batch states the end offset ${endOffset}`;
  return undefined;
}

/** The base offset and the epoch lie outside of the CRC: the one is checked by its place, the other against the epoch cache. */
function contentFault(core: LogCore, bytes: Uint8Array, at: number): string | undefined {
  const rules = storedBatchRules(core.shared.ports.crc32c);
  const fault = validateBatch(bytes, at, bytes.length, rules);
  if (fault !== undefined) return fault.text;
  const known = core.epochs.epochAt(batchBaseOffset(bytes, at));
  const stated = batchLeaderEpoch(bytes, at);
  return known >= 0 && known !== stated ? `a batch states leader epoch ${stated} where ${known} should be` : undefined;
}

function damaged(
  core: LogCore,
  segment: Segment,
  what: { readonly offset: number; readonly position: number; readonly why: string },
): ReadDamaged {
  const { topicId, partition } = core.place;
  core.shared.ports.logger.error('log.damaged', {
    topicId,
    partition,
    path: core.pathOf(segment),
    ...what,
  });
  const message =
    `offset ${what.offset} of ${topicId}-${partition} is damaged (segment ${segment.baseOffset}, ` +
    `position ${what.position}: ${what.why}); read on behind it or restore the partition from a replica`;
  return { kind: 'damaged', errorCode: ErrorCode.CORRUPT_MESSAGE, message };
}
