/**
 * The side that is asked. INV-FOUND-1: a directory is remembered durably before its founder hears that it is, and one founder never has
 * two directories in one memory. INV-FOUND-2: a memory that is lost agrees to nothing (FAULT-27).
 */
import { type Logger, messageOf, RpcError, type RpcRegistration } from '@ottla/base';
import type { NodeId } from '@ottla/raft-core';
import { foundingService, type MeetRequest, type MeetResponse, MeetVerdict, serveUnary } from '@ottla/rpc';
import { directoryIdCharsMax, founderAddressCharsMax, foundersMax, meetsWaitingMax } from '../limits.ts';
import { type Founder, founderText } from './founder.ts';
import type { FounderMemory } from './founder-memory.ts';

export interface MeetAnswersOptions {
  readonly clusterId: string;
  readonly id: NodeId;
  /** As this node was started with, by ascending id. */
  readonly founders: readonly Founder[];
  readonly memory: FounderMemory;
  readonly logger: Logger;
  /** A founder spoke to us. */
  readonly heard: (from: NodeId) => void;
}

export class MeetAnswers {
  readonly #options: MeetAnswersOptions;
  /** Whom the log here was founded with; nobody yet. Not known before the log was looked at. */
  #foundedWith: readonly NodeId[] | 'nobody' | 'unknown' = 'unknown';
  /** One at a time: what was remembered last is seen by the next one. */
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(options: MeetAnswersOptions) {
    this.#options = options;
  }

  get registration(): RpcRegistration {
    return serveUnary(foundingService.meet, (request) => this.#meet(request));
  }

  /** From here on it can answer; `undefined`: the log here is not founded. */
  begin(foundedWith: readonly NodeId[] | undefined): void {
    this.#foundedWith = foundedWith ?? 'nobody';
  }

  async #meet(request: MeetRequest): Promise<MeetResponse> {
    this.#mustBeForUs(request);
    if (this.#foundedWith === 'unknown' || this.#waiting >= meetsWaitingMax)
      throw new RpcError('unavailable', `node ${this.#options.id} cannot answer yet; ask again shortly`);
    this.#options.heard(request.from as NodeId);
    this.#waiting += 1;
    const answer = this.#turn.then(() => this.#judge(request));
    this.#turn = answer.catch(() => undefined);
    try {
      return await answer;
    } finally {
      this.#waiting -= 1;
    }
  }

  /** Whoever knocks learns nothing about who lives here. */
  #mustBeForUs({ clusterId, from, to, directoryId, founders }: MeetRequest): void {
    const { id, logger } = this.#options;
    const isOurs = clusterId === this.#options.clusterId && to === id && from !== id;
    if (
      isOurs &&
      isDirectoryId(directoryId) &&
      areFounders(founders) &&
      founders.some((founder) => founder.id === from)
    )
      return;
    logger.warn('founding.stranger', { from, to, clusterId });
    throw new RpcError('failedPrecondition', strangerMessage);
  }

  async #judge(request: MeetRequest): Promise<MeetResponse> {
    const verdict = this.#otherFounders(request) ?? this.#noMemory() ?? this.#otherDirectory(request);
    if (verdict === undefined) return await this.#remember(request);
    this.#options.logger.warn('founding.refused', { from: request.from, reason: verdict.reason });
    return verdict;
  }

  #otherFounders({ founders }: MeetRequest): MeetResponse | undefined {
    const { id } = this.#options;
    const [theirs, ours] = [founderText(founders as readonly Founder[]), founderText(this.#options.founders)];
    const verdict = MeetVerdict.otherFounders;
    if (theirs !== ours)
      return { verdict, reason: `node ${id} was started with the founders ${ours}, not with ${theirs}` };
    const others = this.#foundedWith;
    if (typeof others === 'string' || others.join() === founders.map((founder) => founder.id).join()) return undefined;
    return { verdict, reason: `node ${id} has a log already, which was founded ${withWhom(others, id)}` };
  }

  #noMemory(): MeetResponse | undefined {
    const { id, memory } = this.#options;
    if (memory.lost === undefined) return undefined;
    return { verdict: MeetVerdict.noMemory, reason: `node ${id} cannot know who was here before: ${memory.lost}` };
  }

  #otherDirectory({ from, directoryId }: MeetRequest): MeetResponse | undefined {
    const known = this.#options.memory.directoryOf(from as NodeId);
    if (known === undefined || known === directoryId) return undefined;
    const reason = `node ${this.#options.id} knows node ${from} with another data directory (${known}, not ${directoryId})`;
    return { verdict: MeetVerdict.otherDirectory, reason };
  }

  async #remember({ from, directoryId }: MeetRequest): Promise<MeetResponse> {
    const { memory, logger, id } = this.#options;
    if (memory.directoryOf(from as NodeId) !== directoryId) {
      try {
        await memory.remember(from as NodeId, directoryId);
      } catch (error) {
        logger.error('founding.not_remembered', { from, error });
        throw new RpcError('unavailable', `node ${id} cannot write down who founds with it: ${messageOf(error)}`);
      }
    }
    return { verdict: MeetVerdict.remembered, reason: '' };
  }
}

function isDirectoryId(text: string): boolean {
  return text !== '' && text.length <= directoryIdCharsMax;
}

function areFounders(founders: MeetRequest['founders']): boolean {
  return founders.length <= foundersMax && founders.every(({ address }) => address.length <= founderAddressCharsMax);
}

function withWhom(founders: readonly NodeId[], id: NodeId): string {
  if (founders.length === 0) return 'as one that others take in';
  return founders.length === 1 && founders[0] === id ? 'alone' : `with the founders ${founders.join(', ')}`;
}

const strangerMessage =
  'this node is not the founder of the cluster that you look for; its log says more; correct the cluster id or the address';
