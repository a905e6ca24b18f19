/** Replays the records of sessions, keys, elections and locks. Total, as all replay is. */
import { replayCandidateResigned, replayCandidateSet } from '../elections/replay.ts';
import { replayKeyDeleted, replayKeySet } from '../keys/replay.ts';
import { replaySessionEnded, replaySessionOpened } from '../sessions/replay.ts';
import { atRevision, type CoordinationState } from './coordination-state.ts';
import type { CoordinationRecord } from './records.ts';

/** The state after this record. */
export function replayCoordination(state: CoordinationState, record: CoordinationRecord): CoordinationState {
  switch (record.kind) {
    case 'sessionOpened':
      return replaySessionOpened(state, record);
    case 'sessionEnded':
      return replaySessionEnded(state, record);
    case 'keySet':
      return replayKeySet(state, record);
    case 'keyDeleted':
      return replayKeyDeleted(state, record);
    case 'candidateSet':
      return replayCandidateSet(state, record);
    case 'candidateResigned':
      return replayCandidateResigned(state, record);
    default:
      return atRevision(state, record.revision);
  }
}
