/**
 * A node that is no founder and has no log asks the members before it begins one: who is a voter for them already was here before, with a
 * log that is lost, and what it voted and confirmed with that is lost too (FAULT-27). Only who knows a leader is believed, so where a wiped
 * node's vote would matter there is nobody to let it in. A member that has not heard of the node's voting yet may let it in all the same.
 *
 *     created --permitted--> asking --a member does not know it as a voter--> permitted
 *                              `--a member does, or it is heard that one does, or close--> refused
 */
import { RpcError, type RpcNetwork, type Timer, type Timers } from '@ottla/base';
import { FoundingError, formerMemberError, unreachedText } from '@ottla/raft-node';
import { type IntroduceResponse, PeerStanding } from '@ottla/rpc';
import { firstLookAnswerMsMax, firstLookPauseMs } from '../limits.ts';
import { askWho } from './ask-who.ts';

export interface FirstLookOptions {
  readonly clusterId: string;
  readonly nodeId: number;
  readonly platform: { readonly timers: Timers; readonly rpc: RpcNetwork };
  /** Where members may be, `host:port` of their peer ports. */
  readonly addresses: readonly string[];
}

export class FirstLook {
  readonly #options: FirstLookOptions;
  /** Rejects when the node is refused, whatever is under way. */
  readonly #refused: Promise<never>;
  #refuse: (error: FoundingError) => void = () => undefined;
  #timer: Timer | undefined;
  #isOver = false;
  #isAsking = false;
  #troubles: readonly string[] = [];

  constructor(options: FirstLookOptions) {
    this.#options = options;
    this.#refused = new Promise((_, reject) => {
      this.#refuse = reject;
    });
    // Who is refused before it asks, or never asks, is told by `permitted` alone.
    this.#refused.catch(() => undefined);
  }

  /** What came of asking so far, as part of a sentence; undefined while it does not wait. */
  get waitingFor(): string | undefined {
    return this.#isAsking ? this.#troubles.join('; ') || 'their answers are under way' : undefined;
  }

  /** Resolves when the log may be begun; rejects with a `FoundingError` when it may not. */
  async permitted(): Promise<void> {
    this.#isAsking = true;
    try {
      await Promise.race([this.#refused, this.#untilPermitted()]);
    } finally {
      this.#isAsking = false;
    }
  }

  /** A node that takes part in consensus takes this one, which does not, for a member. */
  heardMember(from: number): void {
    this.#end(formerMemberError(from));
  }

  /** Asks nobody any more. */
  close(): void {
    this.#end(new FoundingError('stopped', 'the node was stopped while it asked the members'));
  }

  #end(error: FoundingError): void {
    this.#isOver = true;
    this.#timer?.cancel();
    this.#refuse(error);
  }

  async #untilPermitted(): Promise<void> {
    while (!this.#isOver && !(await this.#look())) await this.#pause();
  }

  async #look(): Promise<boolean> {
    const { addresses, nodeId } = this.#options;
    const words = await Promise.all(addresses.map((address) => this.#ask(address)));
    const members = words.flatMap(({ word }) => word ?? []);
    const knowing = members.find(({ voters }) => voters.includes(nodeId));
    if (knowing !== undefined) throw formerMemberError(knowing.nodeId);
    this.#troubles = words.flatMap(({ trouble }) => trouble ?? []);
    return members.length > 0;
  }

  async #ask(address: string): Promise<{ readonly word?: IntroduceResponse; readonly trouble?: string }> {
    const { platform, clusterId } = this.#options;
    try {
      const word = await askWho(platform.rpc, address, firstLookAnswerMsMax);
      const trouble = troubleWith(word, clusterId, address);
      return trouble === undefined ? { word } : { trouble };
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      return { trouble: unreachedText(error, address) };
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      this.#timer = this.#options.platform.timers.after(firstLookPauseMs, resolve);
    });
  }
}

/** Why its word counts for nothing; undefined: it does count. */
function troubleWith(word: IntroduceResponse, clusterId: string, address: string): string | undefined {
  if (word.clusterId !== clusterId) return `at ${address} is a node of another cluster`;
  if (word.standing !== PeerStanding.member) return `node ${word.nodeId} at ${address} is no member itself`;
  return word.leaderId < 0 ? `node ${word.nodeId} at ${address} knows no leader at the moment` : undefined;
}
