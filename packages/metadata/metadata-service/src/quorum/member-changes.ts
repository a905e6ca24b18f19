/**
 * Changes of members on the node that leads, one at a time:
 *
 *     planned ──▶ newcomers are met ──▶ learners ──▶ caught up ──▶ voters
 *        `── refused ──'  (nothing is written before)    `── standstill ──▶ taken out again
 *
 * A request that concerns a member of the change under way takes it over: whoever asked before may be gone. Any other one is refused.
 */
import {
  type Clock,
  ErrorCode,
  outcome,
  type ProtocolOutcome,
  type RpcNetwork,
  success,
  type Timers,
} from '@ottla/base';
import type { MemberChange } from '@ottla/metadata-core';
import { type NodeId, nobody } from '@ottla/raft-core';
import { MembershipDriver } from '@ottla/raft-node';
import type { Newcomer } from '../introduction/judge-newcomer.ts';
import { problemsOfNewcomers } from '../introduction/meet-newcomers.ts';
import { memberChangeMsMax } from '../limits.ts';
import type { LogMember } from '../log/replicated-log.ts';
import { membersText, stalledText, takenOverText, underWayText, unfinishedText } from './change-words.ts';
import { mistakeOf, type PlannedMembers, planMembers } from './member-change.ts';

export interface MemberChangesOptions {
  readonly nodeId: number;
  /** How others are reached, and this node by them; undefined where nobody is to. */
  readonly peers: { readonly clusterId: string; readonly rpc: RpcNetwork; readonly address: string } | undefined;
  readonly platform: { readonly timers: Timers; readonly clock: Clock };
  /** This node as a member, while it leads. */
  readonly leading: () => LogMember | undefined;
}

interface UnderWay {
  readonly change: MemberChange;
  readonly beganMs: number;
  isCancelled: boolean;
  ended: Promise<unknown>;
}

export class MemberChanges {
  readonly #options: MemberChangesOptions;
  #underWay: UnderWay | undefined;

  constructor(options: MemberChangesOptions) {
    this.#options = options;
  }

  async change(change: MemberChange): Promise<ProtocolOutcome> {
    const { leading, peers, nodeId } = this.#options;
    const mistake = leading() === undefined ? notLeading : mistakeOf(change);
    if (mistake !== undefined) return mistake;
    if (change.add.length > 0 && peers === undefined) return alone(nodeId);
    for (let other = this.#underWay; other !== undefined; other = this.#underWay) {
      const member = this.#options.leading();
      if (member === undefined) return notLeading;
      if (!concernsSame(other.change, change)) return this.#refused(other, member);
      other.isCancelled = true;
      await other.ended;
    }
    const own: UnderWay = { change, beganMs: this.#nowMs(), isCancelled: false, ended: Promise.resolve() };
    this.#underWay = own;
    const result = this.#run(own).finally(() => {
      this.#underWay = undefined;
    });
    own.ended = result;
    return await result;
  }

  async #run(own: UnderWay): Promise<ProtocolOutcome> {
    const refusal = this.#plan(own.change);
    if ('code' in refusal) return refusal;
    const problem = await this.#meet(own);
    if (own.isCancelled) return takenOver;
    if (problem !== undefined) return problem;
    // Time has passed.
    const planned = this.#plan(own.change);
    const member = this.#options.leading();
    if (member === undefined) return notLeading;
    return 'code' in planned ? planned : await this.#drive(own, member, planned);
  }

  #plan(change: MemberChange): PlannedMembers | ProtocolOutcome {
    const member = this.#options.leading();
    if (member === undefined) return notLeading;
    const { peers } = this.#options;
    return planMembers({ status: member.status(), tickMs: member.tickMs, address: peers?.address }, change);
  }

  /** Who does not vote yet, or is said to be elsewhere, is spoken with first. */
  async #meet(own: UnderWay): Promise<ProtocolOutcome | undefined> {
    const { peers, platform, nodeId } = this.#options;
    const { voters, labels } = this.#options.leading()?.status().membership ?? nobody;
    const newcomers = own.change.add
      .map((one): Newcomer => ({ ...one, votes: voters.includes(one.id as NodeId) }))
      .filter(({ id, address, votes }) => !votes || (id !== nodeId && labels.get(id as NodeId) !== address));
    if (peers === undefined || newcomers.length === 0) return undefined;
    const problems = await problemsOfNewcomers(newcomers, {
      rpc: peers.rpc,
      ...platform,
      quorum: () => this.#taking(peers),
      isCancelled: () => own.isCancelled,
    });
    if (problems.length === 0) return undefined;
    return outcome(
      ErrorCode.INVALID_REQUEST,
      `${listOf(newcomers.map(({ id }) => id))} cannot be taken in: ${problems.join('; ')}. Nothing was changed.`,
    );
  }

  #taking({ clusterId, address }: NonNullable<MemberChangesOptions['peers']>) {
    const status = this.#options.leading()?.status();
    if (status === undefined) return { clusterId, members: '', commit: 0, leaderId: -1 };
    return {
      clusterId,
      members: membersText(status.membership, status.id, address),
      commit: status.commit,
      leaderId: status.id,
    };
  }

  async #drive(own: UnderWay, member: LogMember, { voters, leaving }: PlannedMembers): Promise<ProtocolOutcome> {
    const driver = new MembershipDriver({ node: member, ...this.#options.platform });
    const withinMs = memberChangeMsMax - (this.#nowMs() - own.beganMs);
    const end = await driver.drive(voters, { withinMs, isCancelled: () => own.isCancelled }, leaving);
    const addressOf = (id: NodeId): string => voters.get(id) ?? '?';
    switch (end.kind) {
      case 'done':
        return success;
      case 'cancelled':
        return takenOver;
      case 'stalled': {
        const added = own.change.add.map(({ id }) => id as NodeId);
        return outcome(ErrorCode.POLICY_VIOLATION, stalledText(end, addressOf, added));
      }
      default:
        return outcome(ErrorCode.REQUEST_TIMED_OUT, unfinishedText(end, addressOf));
    }
  }

  #refused({ change, beganMs }: UnderWay, member: LogMember): ProtocolOutcome {
    const text = underWayText(change, this.#nowMs() - beganMs, member.status(), member.tickMs);
    return outcome(ErrorCode.OPERATION_NOT_ATTEMPTED, text);
  }

  #nowMs(): number {
    return this.#options.platform.clock.monotonicMs();
  }
}

function concernsSame(one: MemberChange, other: MemberChange): boolean {
  const idsOf = ({ add, remove }: MemberChange): readonly number[] => [...add.map(({ id }) => id), ...remove];
  return idsOf(one).some((id) => idsOf(other).includes(id));
}

function listOf(ids: readonly number[]): string {
  return ids.length === 1 ? `Node ${ids.join()}` : `Nodes ${ids.join(', ')}`;
}

function alone(nodeId: number): ProtocolOutcome {
  return outcome(
    ErrorCode.INVALID_REQUEST,
    `Node ${nodeId} was started without metadata.nodes, as a cluster of its own, so no other node can reach it. Nothing was changed; restart it with \`--metadata-nodes ${nodeId}@<its host>:<its peer port>\`, then add others.`,
  );
}

const notLeading: ProtocolOutcome = outcome(ErrorCode.NOT_CONTROLLER);
const takenOver: ProtocolOutcome = outcome(ErrorCode.OPERATION_NOT_ATTEMPTED, takenOverText);
