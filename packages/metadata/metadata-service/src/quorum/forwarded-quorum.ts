/** Operations on the quorum, done by whoever leads it. */
import { ErrorCode, type ProtocolOutcome } from '@ottla/base';
import type { LocalQuorum, MemberChange, QuorumAccess, QuorumDescription, SnapshotTaken } from '@ottla/metadata-core';
import type { Forwarder } from '../peers/forwarder.ts';
import type { QuorumAsk } from '../peers/wire/asks.ts';
import type { Result } from '../service/command-gate.ts';

export class ForwardedQuorum implements QuorumAccess {
  readonly #own: QuorumAccess;
  readonly #forwarder: Forwarder;

  constructor(own: QuorumAccess, forwarder: Forwarder) {
    this.#own = own;
    this.#forwarder = forwarder;
  }

  local(): LocalQuorum {
    return this.#own.local();
  }

  async describe(): Promise<QuorumDescription | ProtocolOutcome> {
    return (await this.#ask({ kind: 'describeQuorum' })) as QuorumDescription | ProtocolOutcome;
  }

  async changeMembers(change: MemberChange): Promise<ProtocolOutcome> {
    return (await this.#ask({ kind: 'changeMembers', change })) as ProtocolOutcome;
  }

  async transferLeadership(to: number): Promise<ProtocolOutcome> {
    return (await this.#ask({ kind: 'transferLeadership', to })) as ProtocolOutcome;
  }

  takeSnapshot(): Promise<SnapshotTaken> {
    return this.#own.takeSnapshot();
  }

  async #ask(ask: QuorumAsk): Promise<unknown> {
    const result = await this.#forwarder.run(ask, undefined);
    return result.kind === 'committed' ? result.reply : result.outcome;
  }
}

/** Does on the leader what was asked for. NOT_CONTROLLER is told as a refusal: then nothing happened, and another leader is asked. */
export async function answerAsk(own: QuorumAccess, ask: QuorumAsk): Promise<Result> {
  const reply = await answerOf(own, ask);
  if ('code' in reply && reply.code === ErrorCode.NOT_CONTROLLER) return { kind: 'refused', outcome: reply };
  return { kind: 'committed', reply: reply as never, position: -1 as never };
}

function answerOf(own: QuorumAccess, ask: QuorumAsk): Promise<QuorumDescription | ProtocolOutcome> {
  switch (ask.kind) {
    case 'describeQuorum':
      return own.describe();
    case 'changeMembers':
      return own.changeMembers(ask.change);
    case 'transferLeadership':
      return own.transferLeadership(ask.to);
  }
}
