import { candidacyOf, valuesWithPrefix } from '../coordination/coordination-state.ts';
import type { MetadataImage } from '../image.ts';
import type { SessionId } from '../sessions/session.ts';
import { type Candidate, type ElectionId, electionPrefix } from './candidate.ts';

/** Who leads, or has the lock. */
export function leaderOf(image: MetadataImage, election: ElectionId): Candidate | undefined {
  for (const first of valuesWithPrefix(image.coordination.candidates, electionPrefix(election)))
    return first.token === 0 ? undefined : first;
  return undefined;
}

/** The leader and those who wait, in the order of the queue, at most so many. */
export function candidatesOf(image: MetadataImage, election: ElectionId, limit: number): Candidate[] {
  const found: Candidate[] = [];
  for (const candidate of valuesWithPrefix(image.coordination.candidates, electionPrefix(election))) {
    if (found.length >= limit) break;
    found.push(candidate);
  }
  return found;
}

/** The place of a session in a queue. */
export function candidateOf(image: MetadataImage, election: ElectionId, session: SessionId): Candidate | undefined {
  const key = candidacyOf(image.coordination, session, electionPrefix(election));
  return key === undefined ? undefined : image.coordination.candidates.get(key);
}
