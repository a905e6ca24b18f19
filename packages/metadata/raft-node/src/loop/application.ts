/**
 * The state machine's side of a turn: restore, apply, answer, tell, in this order. A restore reads the disk; what comes after it waits.
 *
 * INV-LOOP-1: applied + 1 = index of the next entry that is applied.
 */
import { assert } from '@ottla/base';
import type { LogIndex, Ready, Snapshot } from '@ottla/raft-core';
import type { RaftStorage } from '../storage/raft-storage.ts';
import { RaftStorageError } from '../storage/storage-error.ts';
import type { OpenProposals } from './open-proposals.ts';
import type { OpenReads } from './open-reads.ts';
import type { StateMachine } from './state-machine.ts';

/** What of a turn belongs here. */
export type ToApply = Pick<Ready, 'restore' | 'committed' | 'reads' | 'leadership'>;

export interface ApplicationOptions {
  readonly storage: RaftStorage;
  readonly stateMachine: StateMachine;
  readonly proposals: OpenProposals;
  readonly reads: OpenReads;
  /** The state machine threw, or a snapshot cannot be read. */
  readonly failed: (error: unknown) => void;
}

export class Application {
  readonly #options: ApplicationOptions;
  #waiting: ToApply[] = [];
  #isRestoring = false;
  #isStopped = false;
  #applied: LogIndex;

  /** `applied`: the last entry of the snapshot that is restored first, if there is one. */
  constructor(options: ApplicationOptions, applied: LogIndex) {
    this.#options = options;
    this.#applied = applied;
  }

  /** The last entry that the state machine has. */
  get applied(): LogIndex {
    return this.#applied;
  }

  take(what: ToApply): void {
    this.#waiting.push(what);
    this.#go();
  }

  /** Nothing more is handed over. */
  stop(): void {
    this.#isStopped = true;
    this.#waiting = [];
  }

  #go(): void {
    while (!this.#isRestoring && !this.#isStopped) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      if (next.restore === undefined) this.#apply(next);
      else void this.#restore(next.restore, next);
    }
  }

  async #restore(snapshot: Snapshot, then: ToApply): Promise<void> {
    this.#isRestoring = true;
    try {
      const pieces = await this.#options.storage.readSnapshot(snapshot);
      if (this.#isStopped) return;
      if (pieces === undefined)
        throw new RaftStorageError(
          'io',
          `the snapshot up to entry ${snapshot.index} of the metadata log cannot be read any more; the node stops, and its next start says what is damaged`,
        );
      this.#options.stateMachine.restore(snapshot, pieces);
      this.#applied = snapshot.index;
      this.#isRestoring = false;
      this.#apply(then);
      this.#go();
    } catch (error) {
      this.#options.failed(error);
    }
  }

  #apply({ committed, reads: outcomes, leadership }: ToApply): void {
    const { stateMachine, proposals, reads } = this.#options;
    const last = committed.at(-1);
    if (last !== undefined) {
      assert(committed[0]?.index === this.#applied + 1, 'entries are applied one after the other');
      stateMachine.apply(committed);
      this.#applied = last.index;
      proposals.applied(committed);
    }
    reads.outcomes(outcomes, this.#applied);
    if (leadership === undefined) return;
    stateMachine.leadershipChanged(leadership);
    proposals.leadershipChanged(leadership);
  }
}
