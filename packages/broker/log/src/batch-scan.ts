/**
 * Going through the batches of a segment's file, a chunk at a time. The visitor sees bytes that are used again for the next
 * chunk and keeps none of them. Whether a batch is right is the visitor's question; here it only has to be whole.
 */
import type { FileHandle } from '@ottla/base';
import {
  batchHeaderBytes,
  batchIsImpossible,
  batchPrefixBytes,
  batchSizeBytes,
  wholeBatchBytes,
} from '@ottla/record-batch';
import { SCAN_CHUNK_BYTES, STORED_BATCH_BYTES_MAX } from './limits.ts';

/** A whole batch in a buffer, and where it lies in its file. */
export interface ScannedBatch {
  readonly bytes: Uint8Array;
  /** In `bytes`. */
  readonly at: number;
  readonly sizeBytes: number;
  /** In the file. */
  readonly position: number;
}

/** Where a scan ended: at the end of its range, before a batch that is not whole there, or because the visitor said so. */
export interface ScanEnd {
  readonly position: number;
  readonly reason: 'end' | 'partial' | 'impossible' | 'stopped';
}

/** Visits whole batches from `from` until `to`; the visitor answers whether to go on. A refused batch is not counted as visited. */
export async function scanBatches(
  file: FileHandle,
  range: { readonly from: number; readonly to: number },
  visit: (batch: ScannedBatch) => boolean,
): Promise<ScanEnd> {
  let position = range.from;
  let buffer = new Uint8Array(Math.min(SCAN_CHUNK_BYTES, Math.max(0, range.to - range.from)));
  while (position < range.to) {
    const want = Math.min(buffer.length, range.to - position);
    const got = await file.read(buffer.subarray(0, want), position);
    const walked = walk(buffer.subarray(0, got), position, visit);
    position += walked.bytes;
    if (walked.stopped) return { position, reason: 'stopped' };
    if (walked.bytes > 0 && got === want) continue;
    const size = stateOfRest(buffer.subarray(walked.bytes, got));
    if (size === batchIsImpossible) return { position, reason: 'impossible' };
    if (got < want || size > range.to - position || want === range.to - position)
      return { position, reason: 'partial' };
    buffer = new Uint8Array(Math.max(size, buffer.length));
  }
  return { position, reason: 'end' };
}

function walk(
  bytes: Uint8Array,
  position: number,
  visit: (batch: ScannedBatch) => boolean,
): { readonly bytes: number; readonly stopped: boolean } {
  let at = 0;
  for (let size = wholeBatchBytes(bytes, 0, bytes.length); size > 0; size = wholeBatchBytes(bytes, at, bytes.length)) {
    if (!visit({ bytes, at, sizeBytes: size, position: position + at })) return { bytes: at, stopped: true };
    at += size;
  }
  return { bytes: at, stopped: false };
}

/** The size of the batch of which the beginning is here, 0 when not even that is known, or `batchIsImpossible`. */
function stateOfRest(bytes: Uint8Array): number {
  if (bytes.length < batchPrefixBytes) return 0;
  const size = batchSizeBytes(bytes, 0);
  return size < batchHeaderBytes || size > STORED_BATCH_BYTES_MAX ? batchIsImpossible : size;
}
