/**
 * Brings the quorum from its voters to others, step by step: newcomers become learners, get the log, and when they are close they become voters
 * in the same change in which those who go leave. Newcomers that come to a standstill are taken out again. Runs on the leader; when it
 * loses the leadership, what was done stays, and the next call on the new leader goes on from there.
 */
import type { Clock, Timers } from '@ottla/base';
import { isJoint, type Membership, type MembershipTarget, type NodeId, type RaftStatus } from '@ottla/raft-core';
import { caughtUpEntries, caughtUpSilentTicks, membershipPollMs, newcomerUndoMsMax } from '../limits.ts';
import type { ProposalOutcome } from '../loop/outcomes.ts';
import { NewcomerWatch, type StalledNewcomer } from './newcomer-watch.ts';

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

/** How long it may take, and whether anybody still wants it. */
export interface DriveBounds {
  readonly withinMs: number;
  /** Ends it between two steps, when it becomes true. */
  readonly isCancelled?: () => boolean;
}

/**
 * `done`: these are the voters, and that is committed. `late`: the time is over; `behind` has not got the log yet, or the step before is
 * not through. `stalled`: these newcomers came to a standstill; `undone`: all newcomers of this change are no members any more.
 * `cancelled`: what was done stays. `stopped`: a step was refused, lost, or its end is not known.
 */
export type DriveOutcome =
  | { readonly kind: 'done' | 'cancelled' }
  | { readonly kind: 'stalled'; readonly newcomers: readonly StalledNewcomer[]; readonly undone: boolean }
  | { readonly kind: 'late'; readonly behind: readonly NodeId[] }
  | { readonly kind: 'stopped'; readonly step: Exclude<ProposalOutcome, { kind: 'committed' }> };

/** What is to come about, until when. */
interface Drive {
  readonly voters: ReadonlyMap<NodeId, string>;
  readonly leaving: readonly NodeId[];
  readonly endMs: number;
  readonly isCancelled: () => boolean;
}

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
    { withinMs, isCancelled = () => false }: DriveBounds,
    leaving: readonly NodeId[] = [],
  ): Promise<DriveOutcome> {
    const drive = { voters, leaving, endMs: this.#nowMs() + withinMs, isCancelled };
    return (
      (await this.#takeIn(drive)) ??
      (await this.#untilCaughtUp(drive)) ??
      (await this.#changeVoters(drive)) ?? { kind: 'done' }
    );
  }

  /** Newcomers become learners; those that are learners somewhere else get their address. */
  async #takeIn(drive: Drive): Promise<DriveOutcome | undefined> {
    const settled = await this.#until(drive, isSettled);
    if (settled !== undefined) return settled;
    const { voters } = drive;
    const { membership } = this.#options.node.status();
    const newcomers = [...voters].filter(
      ([id, address]) => !membership.voters.includes(id) && !isLearnerAt(membership, id, address),
    );
    if (newcomers.length === 0) return undefined;
    const learners = [...membership.learners, ...newcomers.map(([id]) => id)];
    return await this.#change({ voters: membership.voters, learners, labels: voters }, drive);
  }

  /** Newcomers get the log. Who comes to a standstill takes the others along: all that are no voters yet are taken out. */
  async #untilCaughtUp(drive: Drive): Promise<DriveOutcome | undefined> {
    const watch = new NewcomerWatch();
    let stalled: readonly StalledNewcomer[] = [];
    const holds = (status: RaftStatus): boolean => {
      const late = behind(status, drive.voters);
      stalled = watch.stalled(status, late, this.#nowMs());
      return late.length === 0 || stalled.length > 0;
    };
    const ended = await this.#until(drive, holds);
    if (ended !== undefined || stalled.length === 0) return ended;
    return { kind: 'stalled', newcomers: stalled, undone: await this.#undo(drive) };
  }

  async #undo({ voters }: Drive): Promise<boolean> {
    const { membership } = this.#options.node.status();
    const learners = membership.learners.filter((id) => !voters.has(id));
    const bounds = { endMs: this.#nowMs() + newcomerUndoMsMax, isCancelled: () => false };
    return (await this.#change({ voters: membership.voters, learners }, bounds)) === undefined;
  }

  async #changeVoters(drive: Drive): Promise<DriveOutcome | undefined> {
    const { voters, leaving } = drive;
    const { membership } = this.#options.node.status();
    const learners = membership.learners.filter((id) => !voters.has(id) && !leaving.includes(id));
    const changed = await this.#change({ voters: [...voters.keys()], learners, labels: voters }, drive);
    if (changed !== undefined) return changed;
    // Settled alone is not enough: another leader may have gone on to other voters.
    return await this.#until(drive, (status) => isSettled(status) && hasVoters(status, voters));
  }

  /** Undefined once the step is committed. One that has to wait for another is tried again. */
  async #change(
    target: MembershipTarget,
    bounds: Pick<Drive, 'endMs' | 'isCancelled'>,
  ): Promise<DriveOutcome | undefined> {
    for (;;) {
      if (bounds.isCancelled()) return { kind: 'cancelled' };
      const step = await this.#options.node.changeMembership(target);
      if (step.kind === 'committed') return undefined;
      if (step.kind !== 'refused' || step.reason !== 'changePending') return { kind: 'stopped', step };
      if (this.#nowMs() >= bounds.endMs) return { kind: 'late', behind: [] };
      await this.#pause();
    }
  }

  /** Undefined once it holds; on who does not lead any more too: a leader that is not to vote leaves when all is through. */
  async #until(
    { endMs, isCancelled, voters }: Drive,
    holds: (status: RaftStatus) => boolean,
  ): Promise<DriveOutcome | undefined> {
    for (;;) {
      const status = this.#options.node.status();
      if (holds(status)) return undefined;
      if (status.role !== 'leader') return { kind: 'stopped', step: { kind: 'refused', reason: 'notLeader' } };
      if (isCancelled()) return { kind: 'cancelled' };
      if (this.#nowMs() >= endMs) return { kind: 'late', behind: learnersAmong(status, behind(status, voters)) };
      await this.#pause();
    }
  }

  #nowMs(): number {
    return this.#options.clock.monotonicMs();
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      this.#options.timers.after(membershipPollMs, resolve);
    });
  }
}

function isLearnerAt({ learners, labels }: Membership, id: NodeId, address: string): boolean {
  return learners.includes(id) && labels.get(id) === address;
}

function learnersAmong({ membership }: RaftStatus, ids: readonly NodeId[]): readonly NodeId[] {
  return ids.filter((id) => membership.learners.includes(id));
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
