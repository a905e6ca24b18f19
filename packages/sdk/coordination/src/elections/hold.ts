/** What somebody has: the leadership of an election, or a lock. It ends here before the cluster can give it to others. */
import { ClosedError } from '@ottla/client-core';
import type { HeldName } from '../keys/transaction.ts';
import type { SessionLife } from '../sessions/session-life.ts';
import { Stop } from '../watching/stop.ts';

/** What a hold is made of. */
export interface HoldParts {
  readonly token: number;
  readonly life: SessionLife;
  /** Tells the cluster. */
  readonly giveUp: () => Promise<void>;
}

export class Hold implements HeldName {
  readonly name: string;
  readonly isLock: boolean;
  readonly token: number;
  readonly #parts: HoldParts;
  readonly #stop: Stop;
  #givenUp: Promise<void> | undefined;

  constructor({ name, lock }: { readonly name: string; readonly lock: boolean }, parts: HoldParts) {
    this.name = name;
    this.isLock = lock;
    this.token = parts.token;
    this.#parts = parts;
    this.#stop = new Stop([parts.life.signal]);
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  get isHeld(): boolean {
    return !this.signal.aborted && this.#parts.life.isAlive;
  }

  /** Ends it here at once, then in the cluster. */
  giveUp(): Promise<void> {
    this.#stop.abort(new ClosedError(`${this.isLock ? 'lock' : 'election'} ${this.name} was given up`));
    this.#stop.release();
    return (this.#givenUp ??= this.#parts.giveUp());
  }
}

/** This session leads. */
export class Leadership implements HeldName {
  readonly #hold: Hold;

  /** @internal */
  constructor(hold: Hold) {
    this.#hold = hold;
  }

  get name(): string {
    return this.#hold.name;
  }

  get isLock(): boolean {
    return false;
  }

  /** The fencing token: larger than that of everybody who led before. What is led must refuse tokens below the highest that it saw. */
  get token(): number {
    return this.#hold.token;
  }

  /** Aborted when this session does not lead any more, or may not: before the cluster has another one lead. */
  get signal(): AbortSignal {
    return this.#hold.signal;
  }

  /** Whether this session certainly leads now; looks at the clock. */
  get isLeading(): boolean {
    return this.#hold.isHeld;
  }

  /** Lets the next one lead. Rejects when no node could be told: then it ends with the session. */
  resign(): Promise<void> {
    return this.#hold.giveUp();
  }
}

/** This session has the lock. */
export class Lock implements HeldName {
  readonly #hold: Hold;

  /** @internal */
  constructor(hold: Hold) {
    this.#hold = hold;
  }

  get name(): string {
    return this.#hold.name;
  }

  get isLock(): boolean {
    return true;
  }

  /** The fencing token: larger than that of everybody who had the lock before. What it guards must refuse tokens below the highest that it saw. */
  get token(): number {
    return this.#hold.token;
  }

  /** Aborted when this session does not have the lock any more, or may not: before the cluster gives it to another one. */
  get signal(): AbortSignal {
    return this.#hold.signal;
  }

  /** Whether this session certainly has the lock now; looks at the clock. */
  get isHeld(): boolean {
    return this.#hold.isHeld;
  }

  /** Gives it to the next one. Rejects when no node could be told: then it ends with the session. */
  release(): Promise<void> {
    return this.#hold.giveUp();
  }

  /** The same, for `await using lock = await session.lock(…)`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.release();
  }
}
