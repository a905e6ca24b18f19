/** Moves all bytes although a system call may move fewer. */
import { callBytesMax, writevChunksMax } from '../limits.ts';
import type { SystemCalls } from './system-calls.ts';

/** Reads until `target` is full or the file ends; answers how many bytes came. */
export async function readFully(
  calls: SystemCalls,
  descriptor: number,
  target: Uint8Array,
  position: number,
): Promise<number> {
  let done = 0;
  while (done < target.length) {
    const length = Math.min(target.length - done, callBytesMax);
    const count = await calls.read(descriptor, target, done, length, position + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}

/** Writes all chunks one after another, however little each call takes. */
export async function writeFully(
  calls: SystemCalls,
  descriptor: number,
  chunks: readonly Uint8Array[],
  position: number,
): Promise<void> {
  let rest = chunks;
  let at = position;
  for (;;) {
    const batch = firstBatch(rest);
    if (batch.length === 0) return;
    const count = await calls.write(descriptor, batch, at);
    if (count <= 0) throw new Error('the system took no bytes of a write and gave no reason');
    rest = without(rest, count);
    at += count;
  }
}

/** As many of the first chunks as one call takes. The usual case is all of them, without a copy of the list. */
function firstBatch(chunks: readonly Uint8Array[]): readonly Uint8Array[] {
  let bytes = 0;
  let count = 0;
  for (const chunk of chunks) {
    if (count === writevChunksMax || bytes + chunk.length > callBytesMax) break;
    bytes += chunk.length;
    count += 1;
  }
  const [first] = chunks;
  if (count === 0 && first !== undefined) return [first.subarray(0, callBytesMax)];
  if (bytes === 0 && count < chunks.length) return firstBatch(chunks.slice(count));
  if (bytes === 0) return [];
  return count === chunks.length ? chunks : chunks.slice(0, count);
}

/** What is left of the chunks after their first `count` bytes. */
function without(chunks: readonly Uint8Array[], count: number): readonly Uint8Array[] {
  let left = count;
  for (const [index, chunk] of chunks.entries()) {
    if (left < chunk.length) return [chunk.subarray(left), ...chunks.slice(index + 1)];
    left -= chunk.length;
  }
  return [];
}
