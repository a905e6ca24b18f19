/** What entries are for. The loop calls it one call at a time, in order, and never while it waits. */
import type { Entry, Leadership, Snapshot } from '@ottla/raft-core';

export interface StateMachine {
  /** These follow directly upon what was applied before; each comes once. They are committed, and durable here. */
  apply(entries: readonly Entry[]): void;
  /** Everything so far is replaced by this snapshot. Also the first call of a node that has one. */
  restore(snapshot: Snapshot, pieces: readonly Uint8Array[]): void;
  /** Whether these bytes of a snapshot that arrived can be read; nothing changes. */
  isSound(pieces: readonly Uint8Array[]): boolean;
  /** Comes after everything that was committed before it and is known here. */
  leadershipChanged(leadership: Leadership): void;
}
