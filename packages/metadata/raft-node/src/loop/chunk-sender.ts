/**
 * Reads the pieces of snapshots that the core wants sent, and sends them: to each node one after the other, in the core's order,
 * however long a read takes. A follower takes only the piece that comes next.
 */
import type { ChunkToSend, LogIndex, Message, NodeId } from '@ottla/raft-core';
import type { RaftStorage } from '../storage/raft-storage.ts';

export interface ChunkSenderOptions {
  readonly storage: RaftStorage;
  readonly send: (message: Message) => void;
  /** The snapshot up to this entry cannot be read any more; a piece of it was for this node. */
  readonly unreadable: (to: NodeId, index: LogIndex) => void;
  readonly failed: (error: unknown) => void;
}

export class ChunkSender {
  readonly #options: ChunkSenderOptions;
  /** The last read for each node. */
  readonly #reads = new Map<NodeId, Promise<void>>();

  constructor(options: ChunkSenderOptions) {
    this.#options = options;
  }

  send(chunk: ChunkToSend): void {
    const read = this.#sendAfter(this.#reads.get(chunk.to), chunk);
    this.#reads.set(chunk.to, read);
    void read.then(() => {
      if (this.#reads.get(chunk.to) === read) this.#reads.delete(chunk.to);
    });
  }

  /** Never rejects. */
  async #sendAfter(before: Promise<void> | undefined, { length, ...chunk }: ChunkToSend): Promise<void> {
    await before;
    const { storage, send, unreadable, failed } = this.#options;
    try {
      const bytes = await storage.readChunk(chunk.snapshot, chunk.offset, length);
      if (bytes === undefined) unreadable(chunk.to, chunk.snapshot.index);
      else send({ ...chunk, kind: 'snapshotChunk', bytes });
    } catch (error) {
      failed(error);
    }
  }
}
