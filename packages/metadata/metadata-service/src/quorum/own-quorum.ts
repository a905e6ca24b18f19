/** Operations on the quorum as this node carries them out itself: what it knows, and, as leader, what changes. */
import {
  type Clock,
  ErrorCode,
  outcome,
  type ProtocolOutcome,
  type RpcNetwork,
  success,
  type Timers,
} from '@ottla/base';
import type { LocalQuorum, MemberChange, QuorumAccess, QuorumDescription, SnapshotTaken } from '@ottla/metadata-core';
import type { NodeId } from '@ottla/raft-core';
import { transferMsMax, transferPollMs } from '../limits.ts';
import type { LogMember, ReplicatedLog } from '../log/replicated-log.ts';
import { describeQuorum, localQuorum } from './describe-quorum.ts';
import { MemberChanges } from './member-changes.ts';

export interface OwnQuorumOptions {
  readonly nodeId: number;
  /** How other nodes are reached, and this one by them (`host:port`); undefined where nobody is to. */
  readonly peers: { readonly clusterId: string; readonly rpc: RpcNetwork; readonly address: string } | undefined;
  readonly log: ReplicatedLog;
  readonly platform: { readonly timers: Timers; readonly clock: Clock };
  readonly takeSnapshot: () => Promise<SnapshotTaken>;
}

export class OwnQuorum implements QuorumAccess {
  readonly #options: OwnQuorumOptions;
  readonly #changes: MemberChanges;

  constructor(options: OwnQuorumOptions) {
    this.#options = options;
    this.#changes = new MemberChanges({ ...options, leading: () => this.#leading() });
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

  changeMembers(change: MemberChange): Promise<ProtocolOutcome> {
    return this.#changes.change(change);
  }

  async transferLeadership(to: number): Promise<ProtocolOutcome> {
    const member = this.#leading();
    if (member === undefined) return notLeading;
    const { id, membership } = member.status();
    if (to === id) return success;
    const begun = member.transferTo(to as NodeId);
    if (begun.kind === 'accepted') return await this.#transferred(member, to);
    if (begun.reason === 'notLeader') return notLeading;
    if (begun.reason === 'transferring') return transferring;
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

const transferring: ProtocolOutcome = outcome(
  ErrorCode.OPERATION_NOT_ATTEMPTED,
  'The leadership of the metadata is being handed over already; nothing was done. Look who leads, then ask again.',
);
