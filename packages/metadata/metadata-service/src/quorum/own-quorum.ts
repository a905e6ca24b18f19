/** Operations on the quorum as this node carries them out itself: what it knows, and, as leader, what changes. */
import { type Clock, ErrorCode, outcome, type ProtocolOutcome, success, type Timers } from '@ottla/base';
import type { LocalQuorum, MemberChange, QuorumAccess, QuorumDescription, SnapshotTaken } from '@ottla/metadata-core';
import type { NodeId } from '@ottla/raft-core';
import { type DriveOutcome, MembershipDriver } from '@ottla/raft-node';
import { memberChangeMsMax, transferMsMax, transferPollMs } from '../limits.ts';
import type { LogMember, ReplicatedLog } from '../log/replicated-log.ts';
import { describeQuorum, localQuorum } from './describe-quorum.ts';
import { type PlannedMembers, planMembers } from './member-change.ts';

export interface OwnQuorumOptions {
  readonly nodeId: number;
  /** Where the other nodes reach this one, `host:port`; undefined where nobody is to. */
  readonly address: string | undefined;
  readonly log: ReplicatedLog;
  readonly platform: { readonly timers: Timers; readonly clock: Clock };
  readonly takeSnapshot: () => Promise<SnapshotTaken>;
}

export class OwnQuorum implements QuorumAccess {
  readonly #options: OwnQuorumOptions;
  #isChanging = false;

  constructor(options: OwnQuorumOptions) {
    this.#options = options;
  }

  local(): LocalQuorum {
    return localQuorum(this.#options.nodeId, this.#options.log.member);
  }

  /** A quorum has to confirm first that this node leads it. */
  async describe(): Promise<QuorumDescription | ProtocolOutcome> {
    if (this.#leading() === undefined || !(await this.#options.log.caughtUp())) return notLeading;
    const member = this.#leading();
    return member === undefined ? notLeading : describeQuorum(member.status(), member.tickMs);
  }

  async changeMembers(change: MemberChange): Promise<ProtocolOutcome> {
    const member = this.#leading();
    if (member === undefined) return notLeading;
    if (this.#isChanging) return underWay;
    const planned = planMembers(
      { status: member.status(), tickMs: member.tickMs, address: this.#options.address },
      change,
    );
    if ('code' in planned) return planned;
    this.#isChanging = true;
    try {
      return await this.#drive(member, planned);
    } finally {
      this.#isChanging = false;
    }
  }

  async transferLeadership(to: number): Promise<ProtocolOutcome> {
    const member = this.#leading();
    if (member === undefined) return notLeading;
    const { id, membership } = member.status();
    if (to === id) return success;
    const begun = member.transferTo(to as NodeId);
    if (begun.kind === 'accepted') return await this.#transferred(member, to);
    if (begun.reason === 'notLeader') return notLeading;
    if (begun.reason === 'transferring') return underWay;
    return outcome(
      ErrorCode.VOTER_NOT_FOUND,
      `Node ${to} is no voter of the metadata quorum, so it cannot lead; its voters are ${membership.voters.join(', ')}.`,
    );
  }

  takeSnapshot(): Promise<SnapshotTaken> {
    return this.#options.takeSnapshot();
  }

  #leading(): LogMember | undefined {
    const { log } = this.#options;
    return log.leadership().kind === 'leader' ? log.member : undefined;
  }

  async #drive(member: LogMember, { voters, leaving }: PlannedMembers): Promise<ProtocolOutcome> {
    const driver = new MembershipDriver({ node: member, ...this.#options.platform });
    const end = await driver.drive(voters, memberChangeMsMax, leaving);
    return end.kind === 'done' ? success : outcome(ErrorCode.REQUEST_TIMED_OUT, sentenceOf(end, voters));
  }

  /** Resolves when the other one leads, when it is certain that it does not, or when the time is over. */
  async #transferred(member: LogMember, to: number): Promise<ProtocolOutcome> {
    const { timers, clock } = this.#options.platform;
    const endMs = clock.monotonicMs() + transferMsMax;
    for (;;) {
      const { role, leader, transferTarget } = member.status();
      if (leader === to) return success;
      const isGivenUp = role === 'leader' && transferTarget === undefined;
      if (isGivenUp || clock.monotonicMs() >= endMs)
        return outcome(
          ErrorCode.REQUEST_TIMED_OUT,
          `Node ${to} did not take over the leadership in time; look whether it runs and has the whole log, then ask again.`,
        );
      if (role !== 'leader' && leader !== undefined)
        return outcome(ErrorCode.NEW_LEADER_ELECTED, `Node ${leader} leads the metadata now, and not node ${to}.`);
      await new Promise<void>((resolve) => {
        timers.after(transferPollMs, resolve);
      });
    }
  }
}

const notLeading: ProtocolOutcome = outcome(ErrorCode.NOT_CONTROLLER);

const underWay: ProtocolOutcome = outcome(
  ErrorCode.OPERATION_NOT_ATTEMPTED,
  'Another change of the quorum is under way; nothing was done. Wait until it is through, then ask again.',
);

const asked = 'Steps that were done stay; look at the members, then ask again: it goes on from there.';

function sentenceOf(end: Exclude<DriveOutcome, { kind: 'done' }>, voters: ReadonlyMap<NodeId, string>): string {
  if (end.kind === 'stopped') {
    const why = 'reason' in end.step ? `${end.step.kind}, ${end.step.reason}` : end.step.kind;
    return `The change of members did not come to its end: a step was not taken (${why}). ${asked}`;
  }
  const took = `The change of members took longer than ${memberChangeMsMax / 1000} s`;
  if (end.behind.length === 0) return `${took}: a step of it is not committed by a majority yet. ${asked}`;
  const names = end.behind.map((id) => `node ${id} at ${voters.get(id) ?? '?'}`).join(', ');
  return `${took}: ${names} has not got the log yet, and stays a learner that goes on catching up; look whether it runs and can be reached. ${asked}`;
}
