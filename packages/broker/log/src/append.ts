/**
 * Taking an append: everything is judged first and changed afterwards, without waiting for anything. One pass for the CRC,
 * a few integers, one map lookup for a producer; the bytes are queued by reference.
 */
import { assert, ErrorCode, type Lease, type Offset } from '@ottla/base';
import {
  type BatchRules,
  batchBaseOffset,
  batchBaseTimestamp,
  batchEndOffset,
  batchIsControl,
  batchLastOffsetDelta,
  batchLeaderEpoch,
  batchProducerId,
  batchSizeBytes,
  clientBatchRules,
  coordinatorBatchRules,
  setBatchBaseOffset,
  setBatchLeaderEpoch,
  setBatchLogAppendTime,
  storedBatchRules,
  validateBatch,
} from '@ottla/record-batch';
import type { AppendOptions, AppendOutcome, DuplicateBatch, RefusedAppend } from './append-outcome.ts';
import { largestTimestamp, noteBatch, producerFields } from './batch-facts.ts';
import type { GroupWriter } from './group-writer.ts';
import { STORED_BATCH_BYTES_MAX } from './limits.ts';
import { type LogCore, refused } from './log-core.ts';
import { mustRoll, rollSegment } from './roll.ts';
import { readTransactionMarker } from './transaction-marker.ts';

const noTime = -1;

/** Judges and queues whole batches. */
export function appendBatches(
  core: LogCore,
  writer: GroupWriter,
  batches: Uint8Array,
  options: AppendOptions,
): AppendOutcome {
  const refusal = core.refusal(batches.length) ?? refuseEpoch(core, options);
  if (refusal !== undefined) return refusal;
  const verdict = options.origin === 'replica' ? checkReplica(core, batches) : checkNew(core, batches, options);
  if (verdict !== undefined) return verdict;
  return take(core, writer, ownBytes(core, batches, options.lease), options);
}

function refuseEpoch(core: LogCore, options: AppendOptions): RefusedAppend | undefined {
  assert(options.leaderEpoch >= 0 || options.origin === 'replica', 'a leader that appends has an epoch');
  if (options.origin === 'replica' || options.leaderEpoch >= core.epochs.last) return undefined;
  const message = `leader epoch ${options.leaderEpoch} is behind epoch ${core.epochs.last} of this log`;
  return refused('invalid', ErrorCode.NOT_LEADER_OR_FOLLOWER, message);
}

/** Batches without offsets: from a client or a coordinator. */
function checkNew(
  core: LogCore,
  bytes: Uint8Array,
  options: AppendOptions,
): RefusedAppend | DuplicateBatch | undefined {
  const rules = rulesFor(core, options);
  let offsets = 0;
  let at = 0;
  do {
    const fault = validateBatch(bytes, at, bytes.length, rules);
    if (fault !== undefined) return refused('invalid', fault.code, fault.text);
    const size = batchSizeBytes(bytes, at);
    const verdict = checkTimes(core, bytes, at, options) ?? checkProducer(core, bytes, at, options);
    if (verdict !== undefined) return verdict;
    if (size < bytes.length && options.origin === 'client' && batchProducerId(bytes, at) >= 0)
      return invalidRecord('an idempotent producer appends one batch at a time');
    offsets += batchLastOffsetDelta(bytes, at) + 1;
    at += size;
  } while (at < bytes.length);
  if (bytes.length > core.settings.segmentBytes)
    return refused('invalid', ErrorCode.RECORD_LIST_TOO_LARGE, 'the batches are larger than segment.bytes; send fewer');
  if (!Number.isSafeInteger(core.endOffset + offsets)) return invalidRecord('this log has no offsets left');
  return undefined;
}

function invalidRecord(message: string): RefusedAppend {
  return refused('invalid', ErrorCode.INVALID_RECORD, message);
}

function rulesFor(core: LogCore, options: AppendOptions): BatchRules {
  const { crc32c } = core.shared.ports;
  if (options.origin === 'coordinator') return coordinatorBatchRules(crc32c);
  return clientBatchRules(crc32c, { batchBytesMax: core.settings.maxMessageBytes });
}

/** The timestamps of a client lie within the bounds of the topic; a record without one passes. */
function checkTimes(core: LogCore, bytes: Uint8Array, at: number, options: AppendOptions): RefusedAppend | undefined {
  const { messageTimestampType, messageTimestampBeforeMaxMs, messageTimestampAfterMaxMs } = core.settings;
  if (options.origin !== 'client' || messageTimestampType === 'LogAppendTime') return undefined;
  const first = batchBaseTimestamp(bytes, at);
  const last = largestTimestamp(bytes, at);
  const early = first >= 0 && options.nowMs - first > messageTimestampBeforeMaxMs;
  const late = last >= 0 && last - options.nowMs > messageTimestampAfterMaxMs;
  if (!early && !late) return undefined;
  const bound = early
    ? `${messageTimestampBeforeMaxMs} ms before (message.timestamp.before.max.ms)`
    : `${messageTimestampAfterMaxMs} ms after (message.timestamp.after.max.ms)`;
  const message = `timestamp ${early ? first : last} is more than ${bound} the broker's time ${options.nowMs}`;
  return refused('invalid', ErrorCode.INVALID_TIMESTAMP, message);
}

function checkProducer(
  core: LogCore,
  bytes: Uint8Array,
  at: number,
  options: AppendOptions,
): RefusedAppend | DuplicateBatch | undefined {
  if (batchProducerId(bytes, at) < 0) return undefined;
  if (batchIsControl(bytes, at)) {
    const marker = readTransactionMarker(bytes, at);
    if (marker === undefined) return invalidRecord('the control batch holds no end of a transaction');
    const judged = core.producers.checkMarker(marker);
    return judged.kind === 'refused' ? refused('invalid', judged.errorCode, judged.message) : undefined;
  }
  if (options.origin !== 'client') return undefined;
  const verdict = core.producers.check(producerFields(bytes, at));
  if (verdict.kind === 'next') return undefined;
  if (verdict.kind === 'refused') return refused('invalid', verdict.errorCode, verdict.message);
  return {
    kind: 'duplicate',
    startOffset: verdict.startOffset as Offset,
    endOffset: verdict.endOffset as Offset,
    logAppendTimeMs: core.settings.messageTimestampType === 'LogAppendTime' ? verdict.timestampMs : noTime,
    logStartOffset: core.startOffset as Offset,
  };
}

/** Batches of a leader: their offsets follow the end of this log, without gaps unless compaction made some. */
function checkReplica(core: LogCore, bytes: Uint8Array): RefusedAppend | undefined {
  const rules = storedBatchRules(core.shared.ports.crc32c, { batchBytesMax: STORED_BATCH_BYTES_MAX });
  let expected = core.endOffset;
  let epoch = core.epochs.last;
  let at = 0;
  do {
    const fault = validateBatch(bytes, at, bytes.length, rules);
    if (fault !== undefined) return refused('invalid', fault.code, fault.text);
    const baseOffset = batchBaseOffset(bytes, at);
    if (baseOffset < expected) return outOfPlace(`a batch starts at ${baseOffset}, this log has all below ${expected}`);
    if (batchLeaderEpoch(bytes, at) < epoch)
      return outOfPlace(`the epoch of a batch is behind epoch ${epoch} of this log`);
    epoch = batchLeaderEpoch(bytes, at);
    expected = batchEndOffset(bytes, at);
    at += batchSizeBytes(bytes, at);
  } while (at < bytes.length);
  return undefined;
}

function outOfPlace(message: string): RefusedAppend {
  return refused('invalid', ErrorCode.OFFSET_OUT_OF_RANGE, message);
}

/** Bytes that the log keeps until they are written and as long as they are in the tail: each is a holder of the lease. */
interface KeptBytes {
  readonly bytes: Uint8Array;
  readonly lease: Lease;
}

/**
 * A small batch that would hold a much larger buffer alive is copied; that of a large request is not. Memory that nobody
 * lent is copied too: kept for as long as the tail reaches back, it would grow old with the garbage collector.
 */
function ownBytes(core: LogCore, batches: Uint8Array, lease: Lease | undefined): KeptBytes {
  if (lease === undefined || batches.length * 2 < lease.memoryBytes) {
    const copy = core.shared.ports.buffers.take(batches.length);
    copy.bytes.set(batches);
    copy.retain();
    return { bytes: copy.bytes, lease: copy };
  }
  // The writer and the tail are a holder each.
  lease.retain();
  lease.retain();
  return { bytes: batches, lease };
}

function take(core: LogCore, writer: GroupWriter, kept: KeptBytes, options: AppendOptions): AppendOutcome {
  const { bytes, lease } = kept;
  const isReplica = options.origin === 'replica';
  const startOffset = isReplica ? batchBaseOffset(bytes, 0) : core.endOffset;
  const offsetsEnd = isReplica ? lastEndOffset(bytes) : startOffset + countOffsets(bytes);
  if (mustRoll(core, { startOffset, endOffset: offsetsEnd, bytes: bytes.length, nowMs: options.nowMs }))
    rollSegment(core, writer, startOffset);
  const logAppendTimeMs = !isReplica && core.settings.messageTimestampType === 'LogAppendTime' ? options.nowMs : noTime;
  const endOffset = assign(core, bytes, options, logAppendTimeMs);
  const { active } = core;
  active.sizeBytes += bytes.length;
  active.endOffset = endOffset;
  if (active.firstAppendMs < 0) active.firstAppendMs = options.nowMs;
  active.lastAppendMs = options.nowMs;
  core.endOffset = endOffset;
  core.tail.add({ bytes, lease, startOffset, endOffset });
  writer.enqueue({ bytes, lease, segment: active, endOffset, records: endOffset - startOffset });
  return {
    kind: 'appended',
    startOffset: startOffset as Offset,
    endOffset: endOffset as Offset,
    logAppendTimeMs,
    logStartOffset: core.startOffset as Offset,
  };
}

function countOffsets(bytes: Uint8Array): number {
  let offsets = 0;
  for (let at = 0; at < bytes.length; at += batchSizeBytes(bytes, at)) offsets += batchLastOffsetDelta(bytes, at) + 1;
  return offsets;
}

function lastEndOffset(bytes: Uint8Array): number {
  let end = 0;
  for (let at = 0; at < bytes.length; at += batchSizeBytes(bytes, at)) end = batchEndOffset(bytes, at);
  return end;
}

/** Writes offsets, epoch and time into the batches and lets index, epochs and producers know; answers the new end. */
function assign(core: LogCore, bytes: Uint8Array, options: AppendOptions, logAppendTimeMs: number): number {
  const { active } = core;
  let end = core.endOffset;
  for (let at = 0, size = 0; at < bytes.length; at += size) {
    size = batchSizeBytes(bytes, at);
    if (options.origin === 'replica') {
      if (batchBaseOffset(bytes, at) > end && active.sizeBytes + at > 0) active.hasGaps = true;
    } else {
      setBatchBaseOffset(bytes, at, end as Offset);
      setBatchLeaderEpoch(bytes, at, options.leaderEpoch);
      if (logAppendTimeMs >= 0) setBatchLogAppendTime(bytes, at, logAppendTimeMs, core.shared.ports.crc32c);
    }
    end = batchEndOffset(bytes, at);
    noteInSegment(core, bytes, at, active.sizeBytes + at);
    const aborted = noteBatch(core, bytes, at, options.nowMs);
    if (aborted !== undefined) {
      active.aborted?.push(aborted);
      active.abortedCount += 1;
    }
  }
  return end;
}

function noteInSegment(core: LogCore, bytes: Uint8Array, at: number, position: number): void {
  const { active } = core;
  const maxTimestampMs = largestTimestamp(bytes, at);
  const batch = {
    baseOffset: batchBaseOffset(bytes, at),
    position,
    sizeBytes: batchSizeBytes(bytes, at),
    maxTimestampMs,
  };
  active.index?.note(batch, core.settings.indexIntervalBytes);
  if (maxTimestampMs > active.maxTimestampMs) active.maxTimestampMs = maxTimestampMs;
}
