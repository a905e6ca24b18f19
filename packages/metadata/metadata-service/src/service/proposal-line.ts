/**
 * Commands that are planned in one go, each upon the one before, travel as one entry of the log: what an entry costs on every node is
 * paid once for all of them. They are committed together, or none is.
 *
 * A go ends with the code that runs now (a message with many requests, say), or when it has become large.
 */
import { joinEncodedRecords, type ReplayedStep } from '@ottla/metadata-core';
import type { ProposalResult, ReplicatedLog } from '../log/replicated-log.ts';
import type { CommittedState } from './committed-state.ts';

interface Group {
  readonly parts: Uint8Array[];
  readonly steps: ReplayedStep[];
  bytes: number;
  /** Nothing of it will be: told before anybody else can build upon it. */
  readonly voided: () => void;
  readonly ended: Promise<ProposalResult>;
  readonly end: (result: ProposalResult) => void;
}

export class ProposalLine {
  readonly #log: Pick<ReplicatedLog, 'propose'>;
  readonly #committed: CommittedState;
  readonly #bytesWanted: number;
  #open: Group | undefined;

  constructor(log: Pick<ReplicatedLog, 'propose'>, committed: CommittedState, bytesWanted: number) {
    this.#bytesWanted = bytesWanted;
    this.#log = log;
    this.#committed = committed;
  }

  /**
   * Proposes these records behind those before; they come to `step`. Never rejects. `voided` is called when they were refused, or their
   * end is not known: in the very turn in which the log takes something in again, so that nothing that was planned upon them gets there.
   */
  propose(bytes: Uint8Array, step: ReplayedStep, voided: () => void): Promise<ProposalResult> {
    if (this.#open !== undefined && this.#open.bytes + bytes.byteLength > this.#bytesWanted) this.flush();
    const group = (this.#open ??= this.#begin(voided));
    group.parts.push(bytes);
    group.steps.push(step);
    group.bytes += bytes.byteLength;
    return group.ended;
  }

  /** What was planned so far goes to the log now. */
  flush(): void {
    const group = this.#open;
    if (group === undefined) return;
    this.#open = undefined;
    const bytes = joinEncodedRecords(group.parts);
    this.#committed.expect(bytes, group.steps);
    void this.#log.propose(bytes).then((result) => {
      if (result.kind !== 'committed') group.voided();
      group.end(result);
    });
  }

  /** What it was planned upon is void: what the log does not have yet it never gets. */
  drop(): void {
    this.#open?.end({ kind: 'refused', reason: 'notLeader' });
    this.#open = undefined;
  }

  #begin(voided: () => void): Group {
    let end: Group['end'] = () => undefined;
    const ended = new Promise<ProposalResult>((resolve) => {
      end = resolve;
    });
    const group: Group = { parts: [], steps: [], bytes: 0, voided, ended, end };
    void Promise.resolve().then(() => {
      if (this.#open === group) this.flush();
    });
    return group;
  }
}
