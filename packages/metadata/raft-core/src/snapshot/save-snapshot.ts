/** Our own snapshots, and how much of the log stays behind them. */
import { assert } from '@ottla/base';
import { higher, type LogIndex, lower, plus } from '../ids.ts';
import type { RaftState } from '../node/raft-state.ts';
import { isHeard } from '../replication/send-appends.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * What a snapshot of the state after the entry at `index` has to be called; `bytes` is the shell's to add. Undefined when a
 * snapshot that covers more is there, or on its way to the disk: then none is needed.
 */
export function describeSnapshot(raft: RaftState, index: LogIndex): Omit<Snapshot, 'bytes'> | undefined {
  assert(index <= raft.handedOver, 'a snapshot covers what was applied');
  const term = raft.log.termAt(index);
  if (term === undefined || index <= raft.snapshot.index) return undefined;
  return { index, term, membership: raft.memberships.at(index) };
}

/**
 * The shell has this snapshot on its disk. Answers the first entry that must stay there: those below it may be deleted. Undefined
 * for one that was overtaken by an installation: that changes nothing, and nothing is to be deleted, since the disk may not know
 * of the installation yet.
 */
export function snapshotSaved(raft: RaftState, snapshot: Snapshot): LogIndex | undefined {
  assert(snapshot.index <= raft.handedOver, 'a snapshot covers what was applied');
  assert(snapshot.bytes > 0, 'a snapshot has bytes');
  if (snapshot.index <= raft.snapshot.index) return undefined;
  raft.snapshot = snapshot;
  raft.log.dropUpTo(lower(dropBound(raft, snapshot), snapshot.index));
  raft.memberships.dropBefore(raft.log.base.index);
  return plus(raft.log.base.index, 1);
}

/** Followers that answer keep what they still need, so that none of them falls from one snapshot to the next for ever. */
function dropBound(raft: RaftState, snapshot: Snapshot): LogIndex {
  const { retainedEntries, retainedBytesMax } = raft.settings.limits;
  if (raft.log.bytes > retainedBytesMax) return snapshot.index;
  let bound = higher(plus(snapshot.index, -retainedEntries), raft.log.base.index);
  if (raft.role.kind !== 'leader') return bound;
  for (const progress of raft.role.progress.values()) {
    if (!isHeard(raft, progress)) continue;
    bound = lower(bound, higher(progress.match, progress.transfer?.snapshot.index ?? progress.match));
  }
  return bound;
}
