import { atRevision, type CoordinationState, holdingsOf, withoutKey } from '../coordination/coordination-state.ts';
import type { Revision } from '../coordination/revision.ts';
import { withoutCandidacy } from '../elections/replay.ts';
import type { SessionEnded, SessionOpened } from './records.ts';

export function replaySessionOpened(state: CoordinationState, { session }: SessionOpened): CoordinationState {
  if (state.sessions.has(session.id)) return state;
  const revision = session.id as number as Revision;
  return { ...atRevision(state, revision), sessions: state.sessions.set(session.id, session) };
}

/** Takes the session away with its keys and candidacies; the next in line lead from this revision on. */
export function replaySessionEnded(state: CoordinationState, record: SessionEnded): CoordinationState {
  const { sessionId, revision } = record;
  let next = atRevision(state, revision);
  for (const holding of holdingsOf(state, sessionId))
    next = holding.kind === 'key' ? withoutKey(next, holding.path) : withoutCandidacy(next, holding.key, revision);
  return { ...next, sessions: next.sessions.delete(sessionId) };
}
