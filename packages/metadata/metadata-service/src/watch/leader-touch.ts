/**
 * Whether this node hears of a leader of the metadata. One that does not for long shows what it knows as if it were all there is; who
 * watches has to hear of that.
 */
import type { Clock, Timer, Timers } from '@ottla/base';
import { leaderSilenceMsMax, outOfTouchMsMax, touchPollMs } from '../limits.ts';
import type { ReplicatedLog } from '../log/replicated-log.ts';

export interface LeaderTouchOptions {
  readonly log: ReplicatedLog;
  readonly timers: Timers;
  readonly clock: Clock;
  /** Told with each look. */
  readonly inTouch: (isIt: boolean) => void;
}

export class LeaderTouch {
  readonly #options: LeaderTouchOptions;
  #heardMs: number;
  #timer: Timer | undefined;

  constructor(options: LeaderTouchOptions) {
    this.#options = options;
    this.#heardMs = options.clock.monotonicMs();
    this.#next();
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #next(): void {
    const { timers, clock, inTouch } = this.#options;
    this.#timer = timers.after(touchPollMs, () => {
      this.#next();
      const nowMs = clock.monotonicMs();
      if (this.#hears()) this.#heardMs = nowMs;
      inTouch(nowMs - this.#heardMs < outOfTouchMsMax);
    });
  }

  /** A learner keeps the leader that it knew: whether it still speaks shows in its silence. */
  #hears(): boolean {
    const { member } = this.#options.log;
    if (member === undefined) return false;
    const { role, leader, silentTicks } = member.status();
    return role === 'leader' || (leader !== undefined && silentTicks * member.tickMs < leaderSilenceMsMax);
  }
}
