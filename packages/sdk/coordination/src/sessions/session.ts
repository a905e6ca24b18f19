/** A session: somebody who is there. Elections and locks are taken part in with it, and keys put with it go when it ends. */
import { InvalidStateError, integerOption } from '@ottla/client-core';
import { Contest, type ContestOptions, type ContestParts, titleOf } from '../elections/contest.ts';
import { type Hold, Leadership, Lock } from '../elections/hold.ts';
import { bytesOf, type Value } from '../keys/key.ts';
import type { SessionLostError } from './session-lost-error.ts';

/** How to take part in an election. */
export interface CampaignOptions {
  /** Gives up waiting; the campaign fails with its reason, and the place in the queue is given back. */
  readonly signal?: AbortSignal;
}

/** How to ask for a lock. */
export interface LockOptions extends CampaignOptions {
  /** How long to wait for it. 0: not at all. Default: as long as the session lives. */
  readonly waitMs?: number;
  /** What others are told of whoever has it. */
  readonly value?: Value;
}

/** Made by `Coordination.openSession`. */
export class Session {
  readonly #parts: ContestParts;
  readonly #contests = new Map<string, Contest>();

  /** @internal */
  constructor(parts: ContestParts) {
    this.#parts = parts;
  }

  get id(): number {
    return this.#parts.life.id;
  }

  get timeoutMs(): number {
    return this.#parts.life.timeoutMs;
  }

  /** Aborted when the session was closed, is lost, or may be lost: before the cluster gives to others what hung on it. */
  get signal(): AbortSignal {
    return this.#parts.life.signal;
  }

  /** Resolves with why the session is lost; never when it is closed. */
  get lost(): Promise<SessionLostError> {
    return this.#parts.life.lost;
  }

  /** Whether the session certainly lives now; looks at the clock. */
  get isAlive(): boolean {
    return this.#parts.life.isAlive;
  }

  /**
   * Takes part in an election; resolves when this session leads. `value` is what the others are told of the leader: an address, for
   * instance. Rejects with a `SessionLostError` when the session is lost before, and with the reason of the signal.
   */
  async campaign(name: string, value: Value = '', { signal }: CampaignOptions = {}): Promise<Leadership> {
    return new Leadership(await this.#contend({ name, lock: false, value: bytesOf(value), waitMs: undefined, signal }));
  }

  /** Asks for a lock. Rejects with a `TimedOutError` when it is not free within `waitMs`. */
  async lock(name: string, { waitMs, value = '', signal }: LockOptions = {}): Promise<Lock> {
    if (waitMs !== undefined) integerOption('waitMs', waitMs, 0);
    return new Lock(await this.#contend({ name, lock: true, value: bytesOf(value), waitMs, signal }));
  }

  /** Ends the session, and what hangs on it: here at once, then in the cluster. Rejects when no node could be told. */
  close(): Promise<void> {
    return this.#parts.life.close();
  }

  /** The same, for `await using session = await coordination.openSession(…)`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #contend(options: ContestOptions): Promise<Hold> {
    const title = titleOf(options);
    for (let before = this.#contests.get(title); before !== undefined; before = this.#contests.get(title)) {
      if (before.leaving === undefined) throw this.#twice(title);
      await before.leaving.catch(() => undefined);
    }
    const contest = new Contest(this.#parts, options, () => void this.#contests.delete(title));
    this.#contests.set(title, contest);
    return contest.win();
  }

  #twice(title: string): InvalidStateError {
    return new InvalidStateError(
      `session ${this.id} is in the queue of ${title} already, and is in a queue once; give that up first, or use another session`,
    );
  }
}
