/**
 * Brings the quorum from its voters to others, step by step: newcomers become learners, get the log, and when they are close they become voters
 * in the same change in which those who go leave. Runs on the leader; when it loses the leadership, what was done stays, and the next
 * call on the new leader goes on from there.
 */
import type { Clock, Timers } from '@ottla/base';
import { isJoint, type MembershipTarget, membersOf, type NodeId, type RaftStatus } from '@ottla/raft-core';
import { caughtUpEntries, caughtUpSilentTicks, membershipPollMs } from '../limits.ts';
import type { ProposalOutcome } from '../loop/outcomes.ts';

/** What the driver needs of a node. */
export interface DrivenNode {
  status(): RaftStatus;
  changeMembership(target: MembershipTarget): Promise<ProposalOutcome>;
}

export interface MembershipDriverOptions {
  readonly node: DrivenNode;
  readonly timers: Timers;
  readonly clock: Clock;
}

/**
 * `done`: these are the voters, and that is committed. `late`: the time is over; `behind` has not got the log yet, or the step before is
 * not through. `stopped`: a step was refused, lost, or its end is not known.
 */
export type DriveOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'late'; readonly behind: readonly NodeId[] }
  | { readonly kind: 'stopped'; readonly step: Exclude<ProposalOutcome, { kind: 'committed' }> };

export class MembershipDriver {
  readonly #options: MembershipDriverOptions;

  constructor(options: MembershipDriverOptions) {
    this.#options = options;
  }

  /**
   * `voters`: ids and addresses (`host:port`) of all that are to vote. Learners that are not named stay learners, unless they are
   * `leaving`.
   */
  async drive(
    voters: ReadonlyMap<NodeId, string>,
    withinMs: number,
    leaving: readonly NodeId[] = [],
  ): Promise<DriveOutcome> {
    const endMs = this.#options.clock.monotonicMs() + withinMs;
    const taken = await this.#takeIn(voters, endMs);
    if (taken !== undefined) return taken;
    const caughtUp = await this.#until(endMs, (status) => behind(status, voters).length === 0, voters);
    if (caughtUp !== undefined) return caughtUp;
    const { membership } = this.#options.node.status();
    const learners = membership.learners.filter((id) => !voters.has(id) && !leaving.includes(id));
    const changed = await this.#change({ voters: [...voters.keys()], learners, labels: voters }, endMs);
    if (changed !== undefined) return changed;
    // Settled alone is not enough: another leader may have gone on to other voters.
    return (await this.#until(endMs, (status) => isSettled(status) && hasVoters(status, voters))) ?? { kind: 'done' };
  }

  /** Newcomers become learners. */
  async #takeIn(voters: ReadonlyMap<NodeId, string>, endMs: number): Promise<DriveOutcome | undefined> {
    const settled = await this.#until(endMs, isSettled);
    if (settled !== undefined) return settled;
    const { membership } = this.#options.node.status();
    const newcomers = [...voters.keys()].filter((id) => !membersOf(membership).includes(id));
    if (newcomers.length === 0) return undefined;
    const learners = [...membership.learners, ...newcomers];
    return await this.#change({ voters: membership.voters, learners, labels: voters }, endMs);
  }

  /** Undefined once the step is committed. One that has to wait for another is tried again. */
  async #change(target: MembershipTarget, endMs: number): Promise<DriveOutcome | undefined> {
    for (;;) {
      const step = await this.#options.node.changeMembership(target);
      if (step.kind === 'committed') return undefined;
      if (step.kind !== 'refused' || step.reason !== 'changePending') return { kind: 'stopped', step };
      if (this.#isOver(endMs)) return { kind: 'late', behind: [] };
      await this.#pause();
    }
  }

  /** Undefined once it holds; on who does not lead any more too: a leader that is not to vote leaves when all is through. */
  async #until(
    endMs: number,
    holds: (status: RaftStatus) => boolean,
    newcomers: ReadonlyMap<NodeId, string> = new Map(),
  ): Promise<DriveOutcome | undefined> {
    for (;;) {
      const status = this.#options.node.status();
      if (holds(status)) return undefined;
      if (status.role !== 'leader') return { kind: 'stopped', step: { kind: 'refused', reason: 'notLeader' } };
      if (this.#isOver(endMs)) return { kind: 'late', behind: behind(status, newcomers) };
      await this.#pause();
    }
  }

  #isOver(endMs: number): boolean {
    return this.#options.clock.monotonicMs() >= endMs;
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      this.#options.timers.after(membershipPollMs, resolve);
    });
  }
}

function isSettled({ membership, isMembershipCommitted }: RaftStatus): boolean {
  return isMembershipCommitted && !isJoint(membership);
}

function hasVoters({ membership }: RaftStatus, voters: ReadonlyMap<NodeId, string>): boolean {
  return membership.voters.length === voters.size && membership.voters.every((id) => voters.has(id));
}

/** Who of these is not close to the leader's log, or does not answer. */
function behind(status: RaftStatus, voters: ReadonlyMap<NodeId, string>): readonly NodeId[] {
  return [...voters.keys()].filter((id) => id !== status.id && !isClose(status, id));
}

function isClose({ followers, commit, membership }: RaftStatus, id: NodeId): boolean {
  // Who votes already need not be waited for: it may be down, and the change is to take it out or to leave it in.
  if (membership.voters.includes(id)) return true;
  const follower = followers.find((one) => one.id === id);
  return (
    follower !== undefined &&
    follower.silentTicks < caughtUpSilentTicks &&
    follower.match + caughtUpEntries >= commit &&
    follower.match > 0
  );
}
