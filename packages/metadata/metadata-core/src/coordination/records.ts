/** The records of sessions, keys, elections and locks. All but the last are a change at a revision. */
import type { CandidateResigned, CandidateSet } from '../elections/records.ts';
import type { KeyDeleted, KeySet } from '../keys/records.ts';
import type { SessionEnded, SessionOpened } from '../sessions/records.ts';
import type { Revision } from './revision.ts';

export type CoordinationRecord =
  | SessionOpened
  | SessionEnded
  | KeySet
  | KeyDeleted
  | CandidateSet
  | CandidateResigned
  | RevisionReached;

/** No change from now on has this revision or one before it. Only in snapshots. */
export interface RevisionReached {
  readonly kind: 'revisionReached';
  readonly revision: Revision;
}

/** The revision at which a record changes something. */
export function revisionOf(record: CoordinationRecord): Revision {
  if (record.kind === 'sessionOpened') return record.session.id as number as Revision;
  return record.kind === 'keySet' ? record.key.modRevision : record.revision;
}
