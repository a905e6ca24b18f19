/**
 * Whether this node is still a member of its quorum. One that is removed while it runs mostly hears so; one that was down, or cut off,
 * does not: nobody speaks with it, and its own log says that it is a member. So a node that knows of no leader asks the others.
 *
 *     member ──its log leaves it out, or it hears of no leader and another member says so──▶ removed ──it is back──▶ member
 */
import { type Logger, RpcError, type RpcNetwork, type Timer, type Timers } from '@ottla/base';
import { membersOf, type RaftStatus } from '@ottla/raft-core';
import { type IntroduceResponse, PeerStanding } from '@ottla/rpc';
import { belongingAgainMs, belongingAnswerMsMax, belongingPollMs, leaderSilenceMsMax } from '../limits.ts';
import type { LogMember } from '../log/replicated-log.ts';
import { askWho } from './ask-who.ts';

export interface BelongingOptions {
  readonly clusterId: string;
  readonly platform: { readonly timers: Timers; readonly rpc: RpcNetwork; readonly logger: Logger };
  /** This node's part in the quorum; undefined before the start. */
  readonly member: () => LogMember | undefined;
  /** Where others may be, beside where their labels say. */
  readonly hints: ReadonlyMap<number, string>;
  /** Another member says that this node is none. */
  readonly removed: (removal: Removal) => void;
}

/** This node is no member any more. */
export interface Removal {
  /** Who is, as far as it is known. */
  readonly members: readonly number[];
}

export class Belonging {
  readonly #options: BelongingOptions;
  #timer: Timer | undefined;
  #told: Removal | undefined;
  #isStopped = false;

  constructor(options: BelongingOptions) {
    this.#options = options;
  }

  /** Undefined where it is a member, or never was one. */
  get removal(): Removal | undefined {
    const status = this.#options.member()?.status();
    if (status === undefined || isNewcomer(status)) return undefined;
    return isLeftOut(status) ? { members: membersOf(status.membership) } : this.#told;
  }

  /** Looks, now and then, until it is stopped. */
  begin(): void {
    this.#lookAfter(belongingPollMs);
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
  }

  #lookAfter(delayMs: number): void {
    if (this.#isStopped) return;
    this.#timer = this.#options.platform.timers.after(delayMs, () => {
      void this.#look().then((asked) => this.#lookAfter(asked ? belongingAgainMs : belongingPollMs));
    });
  }

  /** Whether it asked the others. */
  async #look(): Promise<boolean> {
    const member = this.#options.member();
    const status = member?.status();
    if (member === undefined || status === undefined || !isInDoubt(status, member.tickMs)) {
      this.#told = undefined;
      return false;
    }
    const answers = await Promise.all(this.#addresses(status).map((address) => this.#ask(address)));
    const now = member.status();
    const word = answers.find((answer) => answer !== undefined && saysRemoved(now, this.#options.clusterId, answer));
    if (!this.#isStopped) this.#hear(now.id, word);
    return true;
  }

  #hear(nodeId: number, word: IntroduceResponse | undefined): void {
    const before = this.#told;
    this.#told = word === undefined ? undefined : { members: word.members };
    if (this.#told === undefined || before !== undefined) return;
    this.#options.platform.logger.error('metadata.removed', { nodeId, members: this.#told.members });
    this.#options.removed(this.#told);
  }

  #addresses({ id, membership }: RaftStatus): readonly string[] {
    const places = [...this.#options.hints, ...membership.labels].filter(([other]) => other !== id);
    return [...new Set(places.map(([, address]) => address))];
  }

  async #ask(address: string): Promise<IntroduceResponse | undefined> {
    try {
      return await askWho(this.#options.platform.rpc, address, belongingAnswerMsMax);
    } catch (error) {
      if (error instanceof RpcError) return undefined;
      throw error;
    }
  }
}

/**
 * Whether another node's word is good: it is a member of a committed membership that knows its leader, and that is not older than
 * what this node has. Pure.
 */
export function saysRemoved(own: RaftStatus, clusterId: string, word: IntroduceResponse): boolean {
  if (word.clusterId !== clusterId || word.standing !== PeerStanding.member) return false;
  if (!word.settled || word.leaderId < 0 || word.members.includes(own.id)) return false;
  // A membership of ours that is not committed yet may be news to the other one.
  return word.commit >= (own.isMembershipCommitted ? own.commit : own.lastIndex);
}

function isNewcomer({ membership }: RaftStatus): boolean {
  return membersOf(membership).length === 0;
}

function isLeftOut({ id, membership, isMembershipCommitted }: RaftStatus): boolean {
  return isMembershipCommitted && !membersOf(membership).includes(id);
}

function isInDoubt(status: RaftStatus, tickMs: number): boolean {
  if (isNewcomer(status)) return false;
  const hearsNoLeader = status.leader === undefined || status.silentTicks * tickMs >= leaderSilenceMsMax;
  return isLeftOut(status) || hearsNoLeader;
}
