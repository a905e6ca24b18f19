/** Keeps a session alive, and knows how long ago that was heard to have worked. */
import type { Clock, Timer, Timers } from '@ottla/base';
import type { SessionId, SignOfLife } from '@ottla/metadata-core';
import { heartbeatRetryMs, heartbeatsInFlightMax } from '../../limits.ts';

export interface HeartbeatOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly keepAlive: (session: SessionId) => Promise<SignOfLife>;
  /** The session has ended, or is about to. Not called for one that was let go. */
  readonly gone: (session: SessionId) => void;
}

export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #session: SessionId | undefined;
  #timer: Timer | undefined;
  #inFlight = 0;
  #heardMs = Number.NEGATIVE_INFINITY;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  /**
   * Whether the session surely lives: a sign of life that was sent within its time-out was answered. Counted from the sending, by this
   * process's own clock, so it is over here before it can be over anywhere else.
   */
  get hasContact(): boolean {
    const { clock, timeoutMs } = this.#options;
    return this.#session !== undefined && clock.monotonicMs() - this.#heardMs < timeoutMs;
  }

  /** Begins; the opening of the session was sent at `sentMs`. */
  begin(session: SessionId, sentMs: number): void {
    this.end();
    this.#session = session;
    this.#heardMs = sentMs;
    this.#next(this.#options.intervalMs);
  }

  end(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#session = undefined;
  }

  #next(afterMs: number): void {
    this.#timer?.cancel();
    this.#timer = this.#options.timers.after(afterMs, () => {
      this.#next(this.#options.intervalMs);
      if (this.#session !== undefined && this.#inFlight < heartbeatsInFlightMax) void this.#beat(this.#session);
    });
  }

  async #beat(session: SessionId): Promise<void> {
    const { clock, keepAlive, gone, intervalMs } = this.#options;
    const sentMs = clock.monotonicMs();
    this.#inFlight += 1;
    const sign = await keepAlive(session);
    this.#inFlight -= 1;
    if (session !== this.#session) return;
    if (sign === 'alive') this.#heardMs = Math.max(this.#heardMs, sentMs);
    else if (sign === 'gone') gone(session);
    else this.#next(Math.min(intervalMs, heartbeatRetryMs));
  }
}
