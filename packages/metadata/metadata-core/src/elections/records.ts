import type { Revision } from '../coordination/revision.ts';
import type { Candidate, ElectionId } from './candidate.ts';

/** The whole of a candidate, new or changed. */
export interface CandidateSet {
  readonly kind: 'candidateSet';
  readonly candidate: Candidate;
  readonly revision: Revision;
}

/** A candidate is gone from the queue. If it led, the next one leads from this revision on. */
export interface CandidateResigned extends ElectionId {
  readonly kind: 'candidateResigned';
  readonly campaigned: Revision;
  readonly revision: Revision;
}
