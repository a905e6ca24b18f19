/**
 * One session in the queue of one election or lock.
 *
 *   joining ──▶ waiting ──▶ has it ──▶ given up
 *      └───────────┴── gave up waiting ──▶ leaving ──▶ given up
 *
 * A session is in a queue once. While it is not certain that the cluster has forgotten a candidacy, the session cannot begin another one
 * there: it might be ended by what was meant for the one before.
 */

import type { Timer } from '@ottla/base';
import {
  asClientError,
  ClosedError,
  type OttlaClientError,
  RequestFailedError,
  TimedOutError,
} from '@ottla/client-core';
import type { Candidacy } from '@ottla/rpc';
import type { Caller } from '../calls/caller.ts';
import { isGone, type SessionLife } from '../sessions/session-life.ts';
import type { FollowOptions, Told } from '../watching/follow.ts';
import { Stop } from '../watching/stop.ts';
import { Hold } from './hold.ts';

/** What a contest needs of its session. */
export interface ContestParts {
  readonly caller: Caller;
  readonly life: SessionLife;
  readonly follow: (options: FollowOptions) => AsyncIterable<Told>;
}

/** What is contended for, and how. */
export interface ContestOptions {
  readonly name: string;
  readonly lock: boolean;
  readonly value: Uint8Array;
  /** Undefined: as long as the session lives. */
  readonly waitMs: number | undefined;
  readonly signal: AbortSignal | undefined;
}

export class Contest {
  readonly #parts: ContestParts;
  readonly #options: ContestOptions;
  readonly #about: string;
  readonly #requestId: string;
  readonly #over: () => void;
  #isAsked = false;
  #campaigned: number | undefined;
  #leaving: Promise<void> | undefined;

  /** `over`: the session may contend again. */
  constructor(parts: ContestParts, options: ContestOptions, over: () => void) {
    this.#parts = parts;
    this.#options = options;
    this.#over = over;
    this.#about = titleOf(options);
    this.#requestId = parts.caller.newRequestId();
  }

  /** While the candidacy is being given up: settles when that is done. Undefined: it stands, or could not be given up. */
  get leaving(): Promise<void> | undefined {
    return this.#leaving;
  }

  /** Resolves when the session has it. */
  async win(): Promise<Hold> {
    const { life } = this.#parts;
    const { signal, waitMs } = this.#options;
    const stop = new Stop([life.signal, signal]);
    const timer = this.#stopAfter(waitMs, stop);
    try {
      const token = await this.#token(stop.signal);
      stop.signal.throwIfAborted();
      return new Hold(this.#options, { token, life, giveUp: () => this.#resign() });
    } catch (thrown) {
      this.#lost(thrown);
      throw isTaken(thrown) ? this.#notFree('just now', thrown) : thrown;
    } finally {
      timer?.cancel();
      stop.release();
    }
  }

  #stopAfter(waitMs: number | undefined, stop: Stop): Timer | undefined {
    if (waitMs === undefined || waitMs <= 0) return undefined;
    const { timers } = this.#parts.caller.connection.platform;
    return timers.after(waitMs, () => stop.abort(this.#notFree(`within ${waitMs} ms`)));
  }

  async #token(signal: AbortSignal): Promise<number> {
    const { campaigned, token } = await this.#join(signal);
    return token === 0 ? this.#turn(campaigned, signal) : token;
  }

  async #join(signal: AbortSignal): Promise<Candidacy> {
    signal.throwIfAborted();
    this.#isAsked = true;
    const { name, lock, value, waitMs } = this.#options;
    const { caller, life } = this.#parts;
    const asked = { election: { name, lock }, sessionId: life.id, value, immediate: waitMs === 0 };
    const ask = { kind: 'campaign', value: asked } as const;
    const options = { about: this.#about, repeatable: true, requestId: this.#requestId, signal };
    const bounds = waitMs === 0 ? {} : { untilMs: Infinity };
    const { answer } = await caller.call('campaign', ask, { ...options, ...bounds });
    this.#campaigned = answer.value.campaigned;
    return answer.value;
  }

  /** Waits until those before it are gone. */
  async #turn(campaigned: number, signal: AbortSignal): Promise<number> {
    const { name, lock } = this.#options;
    const told = this.#parts.follow({ prefixes: [], elections: [{ name, lock }], afterRevision: 0, signal });
    for await (const { leaders } of told)
      for (const { leader } of leaders)
        if (leader?.sessionId === this.#parts.life.id && leader.campaigned === campaigned) return leader.token;
    signal.throwIfAborted();
    throw new ClosedError(`${this.#about}: the watch of it was ended`);
  }

  #resign(): Promise<void> {
    const { life } = this.#parts;
    const left = life.signal.aborted ? Promise.resolve() : this.#leave(life.signal, undefined);
    return this.#overAfter(left);
  }

  /** With the session everything that hung on it is given up. */
  #overAfter(left: Promise<void>): Promise<void> {
    this.#leaving = left.then(this.#over, (thrown: unknown) => {
      this.#leaving = undefined;
      if (!this.#parts.life.signal.aborted) throw thrown;
      this.#over();
    });
    return this.#leaving;
  }

  /** The contest ended without a win: what the cluster may know of it is taken back, for as long as the session lives. */
  #lost(thrown: unknown): void {
    const { life } = this.#parts;
    const error = asClientError(thrown, this.#about);
    if (isGone(error)) life.lose('the cluster has ended it', error);
    const isUnknown = this.#isAsked && (this.#campaigned !== undefined || !isRefusal(error));
    if (!isUnknown || life.signal.aborted) {
      this.#over();
      return;
    }
    this.#overAfter(this.#leave(life.signal, Infinity)).catch(() => {
      // The session lives and nobody takes the candidacy back: it stands, and the next contest is refused.
    });
  }

  /** Has the cluster forget the candidacy. */
  async #leave(signal: AbortSignal, untilMs: number | undefined): Promise<void> {
    const { caller, life } = this.#parts;
    const { name, lock } = this.#options;
    const about = `give up ${this.#about}`;
    try {
      // Asked for by its name, the first request answers what became of it.
      const campaigned = this.#campaigned ?? (await this.#join(signal)).campaigned;
      const ask = { kind: 'resign', value: { election: { name, lock }, sessionId: life.id, campaigned } } as const;
      const bounds = untilMs === undefined ? {} : { untilMs };
      await caller.call('resigned', ask, { about, repeatable: true, signal, ...bounds });
    } catch (thrown) {
      // Not there: it never was, or an attempt before this one ended it, or the session's end did.
      if (!isRefusal(asClientError(thrown, about))) throw thrown;
    }
  }

  #notFree(when: string, cause?: unknown): TimedOutError {
    return new TimedOutError(`${this.#about} was not free ${when}; ask again, or wait longer`, { cause });
  }
}

/** What it is called in messages. */
export function titleOf({ name, lock }: Pick<ContestOptions, 'name' | 'lock'>): string {
  return lock ? `lock ${name}` : `election ${name}`;
}

/** The cluster understood and did not do it. */
function isRefusal({ kafkaError, outcome }: OttlaClientError): boolean {
  return kafkaError !== undefined && outcome === 'definitelyFailed';
}

function isTaken(thrown: unknown): boolean {
  return thrown instanceof RequestFailedError && thrown.kafkaError === 'DUPLICATE_RESOURCE';
}
