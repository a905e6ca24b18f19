/** Proposals whose end is not known. Bounded by what the core accepts. */
import type { Entry, Leadership, LogIndex, Term } from '@ottla/raft-core';
import type { ProposalOutcome } from './outcomes.ts';

interface OpenProposal {
  readonly term: Term;
  readonly settle: (outcome: ProposalOutcome) => void;
}

export class OpenProposals {
  readonly #open = new Map<LogIndex, OpenProposal>();

  get size(): number {
    return this.#open.size;
  }

  /** Waits for the entry of this place. */
  add(index: LogIndex, term: Term): Promise<ProposalOutcome> {
    // A reign that ended without a word left one at the same index.
    this.#open.get(index)?.settle({ kind: 'unknown', reason: 'leadershipLost' });
    return new Promise((settle) => {
      this.#open.set(index, { term, settle });
    });
  }

  /** These were applied: what stands at the index of a proposal is it, or it never will be. */
  applied(entries: readonly Entry[]): void {
    if (this.#open.size === 0) return;
    for (const { index, term } of entries) {
      const proposal = this.#open.get(index);
      if (proposal === undefined) continue;
      this.#open.delete(index);
      proposal.settle(proposal.term === term ? { kind: 'committed', index, term } : { kind: 'lost' });
    }
  }

  /** Those of reigns that are over may be committed yet, by others. */
  leadershipChanged({ role, term }: Leadership): void {
    for (const [index, proposal] of this.#open) {
      if (role === 'leader' && proposal.term === term) continue;
      this.#open.delete(index);
      proposal.settle({ kind: 'unknown', reason: 'leadershipLost' });
    }
  }

  /** The node is going. */
  end(reason: 'failed' | 'stopped'): void {
    for (const { settle } of this.#open.values()) settle({ kind: 'unknown', reason });
    this.#open.clear();
  }
}
