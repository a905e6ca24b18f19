/** What happened to a node since its start, as numbers that only grow: for those who measure. */
import type { LogIndex, NodeId, Ready, Term } from '@ottla/raft-core';

export class QuorumCounts {
  /** Votes of this node for itself. */
  electionsBegun = 0;
  /** Leaders that this node heard of, one after the other. */
  leaderChanges = 0;
  snapshotsWritten = 0;
  snapshotsInstalled = 0;
  snapshotsSent = 0;
  /** By node: how often messages to it were dropped, since too many waited or the stream broke. */
  readonly dropsByPeer: Map<NodeId, number> = new Map();
  readonly #id: NodeId;
  readonly #startedAt: LogIndex;
  #votedInTerm: Term;
  #leader: NodeId | undefined;

  /** `term` and `snapshot`: what the node started with; nothing of that counts. */
  constructor(id: NodeId, started: { readonly term: Term; readonly snapshot: LogIndex }) {
    this.#id = id;
    this.#votedInTerm = started.term;
    this.#startedAt = started.snapshot;
  }

  /** Looks at what a turn brings; nothing in it is looked at entry by entry. */
  turn({ write, restore, chunks, leadership }: Ready): void {
    if (write !== undefined && write.hardState.term > this.#votedInTerm && write.hardState.vote === this.#id) {
      this.#votedInTerm = write.hardState.term;
      this.electionsBegun += 1;
    }
    if (restore !== undefined && restore.index > this.#startedAt) this.snapshotsInstalled += 1;
    for (const { offset, length, snapshot } of chunks) if (offset + length >= snapshot.bytes) this.snapshotsSent += 1;
    const leader = leadership?.leader;
    if (leader !== undefined && leader !== this.#leader) {
      this.leaderChanges += 1;
      this.#leader = leader;
    }
  }

  dropped(to: NodeId): void {
    this.dropsByPeer.set(to, (this.dropsByPeer.get(to) ?? 0) + 1);
  }
}
