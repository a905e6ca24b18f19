/** What differs between two states of the coordination, and a state with those differences. */
import type { MapChange } from '../collections/persistent-map.ts';
import type { Candidate } from '../elections/candidate.ts';
import type { KeyState } from '../keys/key.ts';
import type { SessionId, SessionState } from '../sessions/session.ts';
import { type CoordinationState, withCandidate, withKey, withoutCandidate, withoutKey } from './coordination-state.ts';
import type { Revision } from './revision.ts';

/** The states before and after; `key` is the path of a key, or the `candidateKey`. */
export interface CoordinationDelta {
  /** The revision of the state after. */
  readonly revision: Revision;
  readonly sessions: readonly MapChange<SessionId, SessionState>[];
  readonly keys: readonly MapChange<string, KeyState>[];
  readonly candidates: readonly MapChange<string, Candidate>[];
}

/** Undefined when nothing differs. */
export function coordinationDelta(before: CoordinationState, after: CoordinationState): CoordinationDelta | undefined {
  if (before === after) return undefined;
  const sessions = before.sessions.changesTo(after.sessions);
  const keys = before.keys.changesTo(after.keys);
  const candidates = before.candidates.changesTo(after.candidates);
  const changes = sessions.length + keys.length + candidates.length;
  if (changes === 0 && before.revision === after.revision) return undefined;
  return { revision: after.revision, sessions, keys, candidates };
}

export function applyCoordinationDelta(
  before: CoordinationState,
  delta: CoordinationDelta | undefined,
): CoordinationState {
  if (delta === undefined) return before;
  let state: CoordinationState = { ...before, revision: delta.revision };
  for (const { key, after } of delta.sessions)
    state = {
      ...state,
      sessions: after === undefined ? state.sessions.delete(key) : state.sessions.set(key, after),
    };
  for (const { key, after } of delta.keys) state = after === undefined ? withoutKey(state, key) : withKey(state, after);
  for (const { key, after } of delta.candidates)
    state = after === undefined ? withoutCandidate(state, key) : withCandidate(state, after);
  return state;
}
