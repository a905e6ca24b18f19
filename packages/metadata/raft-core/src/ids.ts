/** The numbers of consensus. All are safe integers from 0; 0 means "none yet". */
import type { Branded } from '@ottla/base';

/**
 * A member of the quorum. An id stands for one disk's life: a node whose disk was wiped comes back under a new id, since the
 * old one has promised things (votes, acknowledgements) that the new disk does not know.
 */
export type NodeId = Branded<number, 'NodeId'>;
/** The number of a leader's reign; each has at most one leader (Raft §5.1). */
export type Term = Branded<number, 'Term'>;
/** The position of an entry in the log; the first entry is 1. */
export type LogIndex = Branded<number, 'LogIndex'>;

/** Before the first term. */
export const noTerm: Term = 0 as Term;
/** Before the first entry. */
export const noIndex: LogIndex = 0 as LogIndex;

/** The index `count` places further on (or back, when negative). */
export function plus(index: LogIndex, count: number): LogIndex {
  return (index + count) as LogIndex;
}

/** The term after this one. */
export function nextTerm(term: Term): Term {
  return (term + 1) as Term;
}

/** The lower of the two. */
export function lower(one: LogIndex, other: LogIndex): LogIndex {
  return one < other ? one : other;
}

/** The higher of the two. */
export function higher(one: LogIndex, other: LogIndex): LogIndex {
  return one > other ? one : other;
}
