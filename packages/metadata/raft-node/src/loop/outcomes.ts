/** How what clients asked of a node ended. */
import type { LogIndex, ProposeRefusal, Term } from '@ottla/raft-core';

/**
 * `committed`: it is applied here, at this place. `refused`: nothing happened. `lost`: another entry took its place; it never will
 * be. `unknown`: it may be committed or may yet be.
 */
export type ProposalOutcome =
  | { readonly kind: 'committed'; readonly index: LogIndex; readonly term: Term }
  | { readonly kind: 'refused'; readonly reason: ProposeRefusal | 'failed' | 'stopped' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'unknown'; readonly reason: 'leadershipLost' | 'failed' | 'stopped' };

/** `readable`: everything up to `index` is applied; what is read now is linearizable. `refused`: ask again. */
export type ReadAnswer =
  | { readonly kind: 'readable'; readonly index: LogIndex }
  | { readonly kind: 'refused'; readonly reason: 'noLeader' | 'busy' | 'lost' | 'failed' | 'stopped' };

/** A proposal that was taken in and will have an outcome, or one that was not. */
export type ProposalBegun =
  | { readonly kind: 'accepted'; readonly outcome: Promise<ProposalOutcome> }
  | Extract<ProposalOutcome, { kind: 'refused' }>;

export function outcomeOf(begun: ProposalBegun): Promise<ProposalOutcome> {
  return begun.kind === 'accepted' ? begun.outcome : Promise.resolve(begun);
}
