/**
 * Keeps a session alive, and knows until when it certainly lives. The cluster lets a session live for its whole time-out from the moment
 * at which it hears a sign of life, which is not before the moment at which that was sent; so counting from there is safe without any
 * agreement of clocks but that they run about as fast.
 *
 *   alive ──deadline passed, or the cluster says that it is gone──▶ lost
 *     └──────────────────────── close() ──────────────────────────▶ closed
 *
 * INV-SDK-SESSION: deadline = when the last answered sign of life was sent + time-out − margin; it never passes with the signal unaborted.
 */

import type { Timer } from '@ottla/base';
import { asClientError, ClosedError, type OttlaClientError } from '@ottla/client-core';
import type { Caller } from '../calls/caller.ts';
import { abortController } from '../calls/many-listeners.ts';
import { sessionMarginShare, signsOfLifePerTimeout } from '../limits.ts';
import { SessionLostError } from './session-lost-error.ts';

export interface OpenedSession {
  readonly id: number;
  readonly timeoutMs: number;
  /** When the opening was asked for. */
  readonly sentMs: number;
}

export class SessionLife {
  readonly id: number;
  readonly timeoutMs: number;
  /** Resolves with why the session is lost; never when it is closed. */
  readonly lost: Promise<SessionLostError>;
  readonly #caller: Caller;
  readonly #ending = abortController();
  #tellLost: (error: SessionLostError) => void = () => undefined;
  #deadlineMs: number;
  #deadline: Timer | undefined;
  #nextSign: Timer | undefined;

  constructor(caller: Caller, { id, timeoutMs, sentMs }: OpenedSession) {
    this.#caller = caller;
    this.id = id;
    this.timeoutMs = timeoutMs;
    this.lost = new Promise((resolve) => {
      this.#tellLost = resolve;
    });
    this.#deadlineMs = this.#deadlineFor(sentMs);
    this.#watchDeadline();
    this.#signAt(sentMs + this.#intervalMs);
  }

  /** Aborted when the session is over: closed, lost, or not certain to live. */
  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /** Whether the session certainly lives now. Looks at the clock: also after a pause of the process it is right at once. */
  get isAlive(): boolean {
    return !this.signal.aborted && this.#nowMs() < this.#deadlineMs;
  }

  /** The cluster said that the session is gone. */
  lose(why: string, cause?: unknown): void {
    if (this.signal.aborted) return;
    const error = new SessionLostError(`session ${this.id} is lost: ${why}; open another one and begin again`, {
      cause,
    });
    this.#end(error);
    this.#tellLost(error);
  }

  /** Ends it, here at once. Rejects when no node could be told: then it ends with its time-out. */
  async close(): Promise<void> {
    if (this.signal.aborted) return;
    this.#end(new ClosedError(`session ${this.id} was closed`));
    const about = `close session ${this.id}`;
    try {
      const ask = { kind: 'closeSession', value: { sessionId: this.id } } as const;
      await this.#caller.call('sessionClosed', ask, { about, repeatable: true });
    } catch (error) {
      if (!isGone(asClientError(error, about))) throw error;
    }
  }

  #end(reason: OttlaClientError): void {
    this.#deadline?.cancel();
    this.#nextSign?.cancel();
    this.#ending.abort(reason);
  }

  #signAt(atMs: number): void {
    this.#nextSign = this.#timers.after(Math.max(0, atMs - this.#nowMs()), () => void this.#giveSign());
  }

  async #giveSign(): Promise<void> {
    const about = `keep session ${this.id} alive`;
    const ask = { kind: 'keepAlive', value: { sessionId: this.id } } as const;
    const bounds = { attemptMs: this.#intervalMs, untilMs: this.#deadlineMs, signal: this.signal };
    try {
      const { sentMs } = await this.#caller.call('keptAlive', ask, { about, repeatable: true, ...bounds });
      this.#heard(sentMs);
    } catch (thrown) {
      if (this.signal.aborted) return;
      const error = asClientError(thrown, about);
      if (isGone(error)) this.lose('the cluster has ended it', error);
      else if (error.code === 'closed') this.lose('the client was closed', error);
      // There may be time for another one. The deadline decides.
      else this.#signAt(this.#nowMs() + this.#intervalMs);
    }
  }

  #heard(sentMs: number): void {
    if (this.signal.aborted) return;
    if (!this.isAlive) {
      this.lose('no sign of life was answered in time');
      return;
    }
    this.#deadlineMs = Math.max(this.#deadlineMs, this.#deadlineFor(sentMs));
    this.#watchDeadline();
    this.#signAt(sentMs + this.#intervalMs);
  }

  #watchDeadline(): void {
    this.#deadline?.cancel();
    this.#deadline = this.#timers.after(Math.max(0, this.#deadlineMs - this.#nowMs()), () => {
      if (this.isAlive) this.#watchDeadline();
      else this.lose(`no sign of life was answered within ${this.timeoutMs} ms`);
    });
  }

  #deadlineFor(sentMs: number): number {
    return sentMs + this.timeoutMs - this.timeoutMs / sessionMarginShare;
  }

  get #intervalMs(): number {
    return this.timeoutMs / signsOfLifePerTimeout;
  }

  get #timers() {
    return this.#caller.connection.platform.timers;
  }

  #nowMs(): number {
    return this.#caller.connection.platform.clock.monotonicMs();
  }
}

/** Whether an error says that the session is not there. */
export function isGone(error: OttlaClientError): boolean {
  return error.kafkaError === 'FENCED_MEMBER_EPOCH';
}
