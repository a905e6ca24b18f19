import { type Revision, sortable } from '../coordination/revision.ts';
import type { SessionId } from '../sessions/session.ts';

/**
 * What is contended for: the leadership of a group, or a lock. Both are one queue, whose first member has it; an election
 * and a lock of the same name have nothing to do with each other.
 */
export interface ElectionId {
  readonly purpose: 'election' | 'lock';
  readonly name: string;
}

/**
 * One who waits for the leadership of an election (for a lock), or has it. The order of the queue is the order in which they
 * came.
 */
export interface Candidate extends ElectionId {
  readonly session: SessionId;
  /** What the candidate tells the others: an address, for instance. */
  readonly value: Uint8Array;
  /** The revision at which it joined the queue. */
  readonly campaigned: Revision;
  /**
   * The fencing token: the revision at which it came to lead (got the lock); 0 while it waits. Larger than the token of
   * everybody who led before, over all elections and for ever. What is led must refuse tokens below the highest it saw.
   */
  readonly token: Revision;
}

/** The beginning of the keys of all candidates of an election. */
export function electionPrefix({ purpose, name }: ElectionId): string {
  return `${purpose === 'lock' ? 'l' : 'e'}${name}\u0000`;
}

/** The key of a candidate; those of one election sort by their place in the queue. */
export function candidateKey(candidate: ElectionId & { readonly campaigned: Revision }): string {
  return electionPrefix(candidate) + sortable(candidate.campaigned);
}
