/**
 * Going through batches that lie one after another, as in a segment or in a fetch response, whose last one may be cut.
 */
import { batchHeaderBytes, batchPrefixBytes } from '../layout.ts';
import { batchSizeBytes } from './batch-view.ts';

/** What `wholeBatchBytes` answers when the batch goes on behind the end of the bytes. */
export const batchIsPartial = 0;
/** What `wholeBatchBytes` answers when no batch can have the stated length: the bytes are no batch. */
export const batchIsImpossible = -1;

/**
 * The size of the batch at `at` when all of it lies before `endsAt`; else `batchIsPartial` (also when not even the
 * length field is there) or `batchIsImpossible`.
 */
export function wholeBatchBytes(bytes: Uint8Array, at: number, endsAt: number): number {
  if (endsAt - at < batchPrefixBytes) return batchIsPartial;
  const size = batchSizeBytes(bytes, at);
  if (size < batchHeaderBytes) return batchIsImpossible;
  return size <= endsAt - at ? size : batchIsPartial;
}

/**
 * Calls `visit` for each whole batch from `at` on. Ends at `endsAt`, at a partial or impossible batch, or before the
 * next one when `visit` answers false. Answers the position behind the last batch that was visited.
 */
export function forEachBatch(
  bytes: Uint8Array,
  visit: (at: number, sizeBytes: number) => boolean | void,
  at = 0,
  endsAt: number = bytes.length,
): number {
  let position = at;
  for (;;) {
    const size = wholeBatchBytes(bytes, position, endsAt);
    if (size <= 0) return position;
    const goOn = visit(position, size);
    position += size;
    if (goOn === false) return position;
  }
}
