/**
 * A snapshot that is being received. Chunks are taken in order; what is double or comes too early is answered with how far we
 * are, and the leader goes on from there.
 *
 * INV-RAFT-SNAP-1: received <= bytes of the snapshot, without a hole.
 */
import type { NodeId, Term } from '../ids.ts';
import type { SnapshotChunk } from '../messages/message.ts';
import type { Snapshot } from './snapshot.ts';

export class IncomingSnapshot {
  readonly snapshot: Snapshot;
  readonly #leader: NodeId;
  readonly #term: Term;
  #received = 0;
  /** The write that carries the last chunk, once it was handed out. */
  completeWith: number | undefined;
  /** The shell was asked to look at it. */
  isVerifying = false;

  constructor(first: SnapshotChunk) {
    this.snapshot = first.snapshot;
    this.#leader = first.from;
    this.#term = first.term;
  }

  get received(): number {
    return this.#received;
  }

  get isComplete(): boolean {
    return this.#received === this.snapshot.bytes;
  }

  /** Two leaders may have written the same state in different bytes: only chunks of one of them make a whole. */
  isOf(chunk: SnapshotChunk): boolean {
    return (
      chunk.from === this.#leader &&
      chunk.term === this.#term &&
      chunk.snapshot.index === this.snapshot.index &&
      chunk.snapshot.bytes === this.snapshot.bytes
    );
  }

  /** Whether this is the next piece; then it counts as received. */
  take(chunk: SnapshotChunk): boolean {
    const end = chunk.offset + chunk.bytes.byteLength;
    if (chunk.offset !== this.#received || end === this.#received || end > this.snapshot.bytes) return false;
    this.#received = end;
    return true;
  }
}
