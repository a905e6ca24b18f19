import type { BufferPool, Lease } from '@ottla/base';

/** A run of bytes, and whose memory it is where that is borrowed. */
export interface JoinedBytes {
  readonly bytes: Uint8Array;
  /** Lent for the joining; undefined when nothing had to be copied. */
  readonly lease: Lease | undefined;
}

/** The chunks as one run of bytes; one chunk alone is not copied. */
export function joined(buffers: BufferPool, chunks: readonly Uint8Array[], bytes: number): JoinedBytes {
  const [only] = chunks;
  if (chunks.length === 1 && only !== undefined) return { bytes: only, lease: undefined };
  const lease = buffers.take(bytes);
  let at = 0;
  for (const chunk of chunks) {
    lease.bytes.set(chunk, at);
    at += chunk.length;
  }
  return { bytes: lease.bytes, lease };
}
