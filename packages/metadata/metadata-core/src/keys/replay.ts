import { atRevision, type CoordinationState, withKey, withoutKey } from '../coordination/coordination-state.ts';
import type { KeyDeleted, KeySet } from './records.ts';

/** A key of a session that is not there changes nothing: no plan makes such a record. */
export function replayKeySet(state: CoordinationState, { key }: KeySet): CoordinationState {
  if (key.session !== undefined && !state.sessions.has(key.session)) return state;
  return withKey(atRevision(state, key.modRevision), key);
}

export function replayKeyDeleted(state: CoordinationState, record: KeyDeleted): CoordinationState {
  return withoutKey(atRevision(state, record.revision), record.path);
}
