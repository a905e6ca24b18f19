/**
 * Reading whole batches: from the tail in memory at once, else from a segment's file. What comes from a file is checked:
 * its place, its epoch and its CRC; a damaged batch is never served, and does not keep others from being served.
 */
import { ErrorCode, FileSystemError, messageOf, type Offset } from '@ottla/base';
import { READ_ATTEMPTS_MAX } from './limits.ts';
import type { LogCore } from './log-core.ts';
import { ReadAhead } from './read-ahead.ts';
import type { ReadDamaged, ReadOutcome, ReadRequest } from './read-outcome.ts';
import { readSegment } from './read-segment.ts';

/** Reads as `PartitionLog.read` says. */
export function readLog(core: LogCore, request: ReadRequest): ReadOutcome | Promise<ReadOutcome> {
  const outOfRange = checkRange(core, request.startOffset);
  if (outOfRange !== undefined) return outOfRange;
  const endOffsetMax = Math.min(request.endOffsetMax, core.writtenEndOffset) as Offset;
  if (request.startOffset >= endOffsetMax) return nothing(request.startOffset);
  const bounded = { ...request, endOffsetMax };
  const tail = core.tail.read(bounded);
  if (tail !== undefined) {
    core.shared.metrics.readsFromTail.add(1);
    return {
      kind: 'batches',
      chunks: tail.chunks,
      leases: tail.leases,
      bytes: tail.bytes,
      nextOffset: tail.nextOffset as Offset,
    };
  }
  core.shared.metrics.readsFromFiles.add(1);
  return readInOrder(core, bounded);
}

/** Reads from files, ahead of a reader that goes on where it ended. */
function readInOrder(core: LogCore, request: ReadRequest): ReadOutcome | Promise<ReadOutcome> {
  const ahead = (core.ahead ??= new ReadAhead(core.shared.readAheadBudget, (wanted) => readFiles(core, wanted)));
  const read = ahead.take(request) ?? readFiles(core, request);
  if (!(read instanceof Promise)) return readOn(core, request, read);
  return read.then((outcome) => readOn(core, request, outcome));
}

function readOn(core: LogCore, request: ReadRequest, outcome: ReadOutcome): ReadOutcome {
  const filesEnd = Math.min(core.writtenEndOffset, core.tail.startOffset ?? core.writtenEndOffset);
  core.ahead?.readOn(request, outcome, filesEnd);
  return outcome;
}

function checkRange(core: LogCore, offset: number): ReadOutcome | undefined {
  if (offset >= core.startOffset && offset <= core.endOffset) return undefined;
  return {
    kind: 'outOfRange',
    errorCode: ErrorCode.OFFSET_OUT_OF_RANGE,
    startOffset: core.startOffset as Offset,
    endOffset: core.endOffset as Offset,
  };
}

function nothing(nextOffset: Offset): ReadOutcome {
  return { kind: 'batches', chunks: [], leases: [], bytes: 0, nextOffset };
}

/** A segment may be taken away between finding and reading it: then everything is looked at again. */
async function readFiles(core: LogCore, request: ReadRequest): Promise<ReadOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    const outOfRange = checkRange(core, request.startOffset);
    if (outOfRange !== undefined) return outOfRange;
    try {
      return await readSegments(core, request);
    } catch (error) {
      if (!(error instanceof FileSystemError)) throw error;
      const goneMeanwhile = error.code === 'notFound' || error.code === 'closed';
      if (!goneMeanwhile || attempt === READ_ATTEMPTS_MAX) return storageError(core, request, error);
    }
  }
}

async function readSegments(core: LogCore, request: ReadRequest): Promise<ReadOutcome> {
  for (const segment of core.segments.slice(core.segmentIndexOf(request.startOffset))) {
    if (segment.baseOffset >= request.endOffsetMax) break;
    if (segment.writtenBytes === 0 || segment.writtenEndOffset <= request.startOffset) continue;
    const found = await readSegment(core, segment, request);
    if (found !== undefined) return found;
  }
  return nothing(request.startOffset);
}

function storageError(core: LogCore, request: ReadRequest, error: FileSystemError): ReadDamaged {
  const message = `offset ${request.startOffset} of ${core.place.topicId}-${core.place.partition} cannot be read: ${messageOf(error)}`;
  core.shared.ports.logger.error('log.read_failed', {
    topicId: core.place.topicId,
    partition: core.place.partition,
    offset: request.startOffset,
    reason: messageOf(error),
  });
  return { kind: 'damaged', errorCode: ErrorCode.KAFKA_STORAGE_ERROR, message };
}
