import {
  atRevision,
  type CoordinationState,
  valuesWithPrefix,
  withCandidate,
  withoutCandidate,
} from '../coordination/coordination-state.ts';
import type { Revision } from '../coordination/revision.ts';
import { candidateKey, electionPrefix } from './candidate.ts';
import type { CandidateResigned, CandidateSet } from './records.ts';

/** A candidate without session changes nothing: no plan makes such a record. */
export function replayCandidateSet(state: CoordinationState, record: CandidateSet): CoordinationState {
  if (!state.sessions.has(record.candidate.session)) return state;
  return withCandidate(atRevision(state, record.revision), record.candidate);
}

export function replayCandidateResigned(state: CoordinationState, record: CandidateResigned): CoordinationState {
  const key = candidateKey(record);
  if (!state.candidates.has(key)) return state;
  return withoutCandidacy(atRevision(state, record.revision), key, record.revision);
}

/** The state without this candidate; when it led, the next in line leads with this revision as its token. */
export function withoutCandidacy(state: CoordinationState, key: string, revision: Revision): CoordinationState {
  const gone = state.candidates.get(key);
  if (gone === undefined) return state;
  const next = withoutCandidate(state, key);
  if (gone.token === 0) return next;
  for (const heir of valuesWithPrefix(next.candidates, electionPrefix(gone)))
    return withCandidate(next, { ...heir, token: revision });
  return next;
}
