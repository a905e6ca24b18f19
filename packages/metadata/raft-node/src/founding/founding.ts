/**
 * The founding handshake. A founder whose log is not founded may found it, and so vote, only when every other founder has remembered its
 * directory: so a founder whose disk was wiped is known by its new directory and refused by each one whose disk was not (FAULT-27).
 *
 *     created --begin--> answering --permitted--> waiting --all others remember us--> permitted
 *                                                    `--one refuses, or close--> refused
 *
 * It answers others in all of these but the first. What it cannot see: a loss of the disks of all founders but one.
 */
import { assert, type Logger, type Platform, type RpcRegistration, type Timer } from '@ottla/base';
import type { NodeId } from '@ottla/raft-core';
import { foundingService, type MeetResponse } from '@ottla/rpc';
import { meetAnswerMs, meetBytesMax, memberHeardMs, refusedLingerMs } from '../limits.ts';
import { peerPlaceOf } from '../transport/peer-route.ts';
import { type Founder, sortedFounders } from './founder.ts';
import type { FounderMemory } from './founder-memory.ts';
import { FoundingError, type FoundingRefusal, refusalError, repairs } from './founding-error.ts';
import { MeetAnswers } from './meet-answers.ts';
import { MeetAsker } from './meet-asker.ts';

export interface FoundingOptions {
  readonly platform: Pick<Platform, 'rpc' | 'timers' | 'randomness' | 'logger'>;
  readonly clusterId: string;
  readonly id: NodeId;
  /** Of the data directory; durable, as the identity that it is a part of. */
  readonly directoryId: string;
  /** All of them, this node too where it is one. */
  readonly founders: readonly Founder[];
  readonly memory: FounderMemory;
}

export class Founding {
  readonly #options: FoundingOptions;
  readonly #logger: Logger;
  readonly #founders: readonly Founder[];
  readonly #answers: MeetAnswers;
  readonly #askers = new Map<NodeId, MeetAsker>();
  #life: 'created' | 'answering' | 'waiting' | 'permitted' | 'refused' = 'created';
  #settle: { readonly done: () => void; readonly failed: (error: FoundingError) => void } | undefined;
  #foundedWith: readonly NodeId[] = [];
  readonly #refusals = new Map<NodeId, FoundingRefusal>();
  #linger: Timer | undefined;
  #patience: Timer | undefined;

  constructor(options: FoundingOptions) {
    const { clusterId, id, memory } = options;
    this.#options = options;
    this.#logger = options.platform.logger.child({ component: 'raft.founding' });
    this.#founders = sortedFounders(options.founders);
    this.#answers = new MeetAnswers({
      clusterId,
      id,
      founders: this.#founders,
      memory,
      logger: this.#logger,
      heard: (from) => this.#askers.get(from)?.wake(),
    });
  }

  /** What the peer door has to serve. */
  get registrations(): readonly RpcRegistration[] {
    return [this.#answers.registration];
  }

  /** The founders whose answer is missing, and why; none before it asks. */
  get waitingFor(): readonly (Founder & { readonly trouble: string })[] {
    return [...this.#askers.values()].map(({ founder, trouble }) => ({ ...founder, trouble }));
  }

  /** Whether this node founded its log by itself, before this start. */
  get wasFoundedAlone(): boolean {
    return this.#foundedWith.length === 1 && this.#foundedWith[0] === this.#options.id;
  }

  /** The log was looked at: whom it was founded with, or `undefined` where it is not founded. */
  begin(foundedWith: readonly NodeId[] | undefined): void {
    if (this.#life === 'refused') return;
    assert(this.#life === 'created', 'a founding begins once');
    this.#life = 'answering';
    this.#answers.begin(foundedWith);
    this.#foundedWith = foundedWith ?? [];
    const founders = this.#founders.map(({ id }) => id);
    if (foundedWith === undefined || foundedWith.length === 0 || foundedWith.join() === founders.join()) return;
    this.#logger.warn('founding.other_founders', { foundedWith, founders });
  }

  /**
   * Asks all other founders. Resolves when all of them remember this node's directory: then, and only in this life, it may found its log.
   * Rejects with a `FoundingError`.
   */
  permitted(): Promise<void> {
    if (this.#life === 'refused') return Promise.reject(stopped());
    assert(this.#life === 'answering', 'founders are asked once, after the beginning');
    const { id } = this.#options;
    const others = this.#founders.filter((founder) => founder.id !== id);
    this.#life = 'waiting';
    return new Promise((done, failed) => {
      this.#settle = { done, failed };
      if (others.length === 0 || others.length === this.#founders.length) this.#end(undefined);
      else for (const founder of others) this.#askers.set(founder.id, this.#asker(founder));
    });
  }

  /**
   * A node of this cluster takes this one for a member. One that is no founder was taken in by founders that had founded long ago: where
   * the others do not let this one found by and by, they are not there any more, and it is not the one that it was.
   */
  heardMember(from: NodeId): void {
    if (this.#life !== 'waiting' || this.#founders.some(({ id }) => id === from)) return;
    this.#patience ??= this.#options.platform.timers.after(memberHeardMs, () => this.#end(foundedBefore(from)));
  }

  /** Asks nobody any more. */
  close(): void {
    if (this.#life !== 'permitted') this.#end(this.#refusal() ?? stopped());
  }

  #asker(founder: Founder): MeetAsker {
    const { timers, randomness } = this.#options.platform;
    return new MeetAsker({
      founder,
      ask: () => this.#ask(founder),
      timers,
      chance: () => randomness.uint32() / 2 ** 32,
      answered: (refusal) => this.#answered(founder.id, refusal),
    });
  }

  /** On a connection of its own: one that broke is not waited for. */
  async #ask({ id: to, address }: Founder): Promise<MeetResponse> {
    const { platform, clusterId, id: from, directoryId } = this.#options;
    const place = peerPlaceOf(address);
    assert(place !== undefined, 'the address of a founder was looked at when the settings were read');
    const channel = platform.rpc.channel({ ...place, messageBytesMax: meetBytesMax });
    try {
      const request = { clusterId, from, to, directoryId, founders: this.#founders };
      return await channel.unary(foundingService.meet, request, { deadlineMs: meetAnswerMs });
    } finally {
      channel.close();
    }
  }

  #answered(from: NodeId, refusal: FoundingRefusal | undefined): void {
    this.#askers.delete(from);
    if (refusal !== undefined) this.#refusals.set(from, refusal);
    if (this.#refusals.size === 0 && this.#askers.size === 0) this.#end(undefined);
    if (this.#refusals.size === 0 || this.#linger !== undefined) return;
    this.#linger = this.#options.platform.timers.after(refusedLingerMs, () => this.#end(this.#refusal()));
  }

  /** Every one that was heard until now, and who was not. */
  #refusal(): FoundingError | undefined {
    const [first, ...others] = this.#founders.flatMap(({ id }) => this.#refusals.get(id) ?? []);
    if (first === undefined) return undefined;
    const silent = this.waitingFor.map(
      ({ id, address, trouble }) => `founder ${id} at ${address} has not answered (${trouble})`,
    );
    return refusalError([first, ...others], silent);
  }

  #end(error: FoundingError | undefined): void {
    this.#life = error === undefined ? 'permitted' : 'refused';
    this.#linger?.cancel();
    this.#patience?.cancel();
    for (const asker of this.#askers.values()) asker.close();
    this.#askers.clear();
    if (error === undefined) this.#settle?.done();
    else this.#settle?.failed(error);
    this.#settle = undefined;
  }
}

function foundedBefore(member: NodeId): FoundingError {
  return new FoundingError(
    'otherDirectory',
    `node ${member}, which is no founder, runs in this cluster already and takes this node for a member, so the cluster was founded before this data directory was made. ${repairs.otherDirectory}`,
  );
}

function stopped(): FoundingError {
  return new FoundingError('stopped', 'the node was stopped while it waited for the other founders');
}
