/** What a node finds on its disk, and whether it makes sense. */
import { OttlaError } from '@ottla/base';
import { plus } from '../ids.ts';
import type { Entry, Place } from '../log/entry.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { HardState } from './ready.ts';

export interface StoredState {
  readonly hardState: HardState;
  /** The newest complete one; `foundingSnapshot` if there was none yet. */
  readonly snapshot: Snapshot;
  /** In order; may begin before the end of the snapshot. */
  readonly entries: readonly Entry[];
}

/** What lies on the disk contradicts itself. Nothing was changed; the node must not vote, nor pretend to be new. */
export class RaftStateError extends OttlaError<'RAFT_STATE_DAMAGED'> {}

/** Throws where the state cannot have been written by a node. */
export function checkStoredState({ hardState, snapshot, entries }: StoredState): void {
  const first = entries[0];
  if (first !== undefined && first.index > snapshot.index + 1)
    throw damaged(`the log begins at ${first.index}, behind its snapshot, which ends at ${snapshot.index}`);
  let last: Place | undefined;
  for (const entry of entries) {
    if (last !== undefined && entry.index !== last.index + 1)
      throw damaged(`entry ${entry.index} follows upon entry ${last.index}`);
    if (last !== undefined && entry.term < last.term)
      throw damaged(`entry ${entry.index} is of term ${entry.term}, the one before of ${last.term}`);
    if (entry.index === snapshot.index && entry.term !== snapshot.term)
      throw damaged(`entry ${entry.index} is of term ${entry.term}, the snapshot there of ${snapshot.term}`);
    last = entry;
  }
  // Otherwise the first write would forget that something is missing, and the next start would vote.
  const end = Math.max(last?.index ?? 0, snapshot.index);
  if (hardState.commit > end)
    throw damaged(`entries up to ${hardState.commit} were committed here, but it ends at ${end}`);
  const term = Math.max(last?.term ?? 0, snapshot.term);
  if (term > hardState.term) throw damaged(`the term is ${hardState.term}, but something of term ${term} was stored`);
}

/** The entries that follow upon the base, and the base: entries that a snapshot covers are kept for late followers. */
export function splitAtBase({ snapshot, entries }: StoredState): { base: Place; rest: readonly Entry[] } {
  const first = entries[0];
  const last = entries.at(-1);
  if (
    first === undefined ||
    last === undefined ||
    last.index < snapshot.index ||
    first.index === plus(snapshot.index, 1)
  )
    return { base: snapshot, rest: last !== undefined && last.index > snapshot.index ? entries : [] };
  return { base: first, rest: entries.slice(1) };
}

function damaged(what: string): RaftStateError {
  return new RaftStateError(
    'RAFT_STATE_DAMAGED',
    `the stored Raft state is damaged: ${what}; remove this node from the membership and let it join anew with an empty directory`,
  );
}
