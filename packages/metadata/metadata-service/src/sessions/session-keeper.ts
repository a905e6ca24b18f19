/**
 * The shell around the session clock: on the leader it hears which sessions begin and end, takes signs of life, and has those that are
 * overdue ended by a command, and those of brokers that were removed from the quorum. On every other node it knows nothing.
 */
import type { Clock, Logger, Timer, Timers } from '@ottla/base';
import {
  type EndSessions,
  type EndSessionsReply,
  type MetadataDelta,
  type MetadataImage,
  type SessionId,
  type SignOfLife,
  type SubmitResult,
  sessionsPerCommandMax,
} from '@ottla/metadata-core';
import { sessionClockLateMs, sessionClockTickMs } from '../limits.ts';
import type { ReplicatedLog } from '../log/replicated-log.ts';
import { LedReign } from './led-reign.ts';
import { SessionClock } from './session-clock.ts';

export interface SessionKeeperOptions {
  readonly platform: { readonly timers: Timers; readonly clock: Clock; readonly logger: Logger };
  readonly image: () => MetadataImage;
  readonly log: Pick<ReplicatedLog, 'leadership' | 'caughtUp'>;
  /** Sessions that are to end at once, whatever is heard of them. */
  readonly unwanted: () => readonly SessionId[];
  /** Has sessions ended. Never rejects; what failed is tried again at the next tick. */
  readonly end: (command: EndSessions) => Promise<SubmitResult<EndSessionsReply>>;
}

export class SessionKeeper {
  readonly #options: SessionKeeperOptions;
  readonly #clock = new SessionClock();
  readonly #reign: LedReign;
  #ticker: Timer | undefined;
  #isEnding = false;

  constructor(options: SessionKeeperOptions) {
    this.#options = options;
    this.#reign = new LedReign(options.log, options.platform.timers);
  }

  /** This node leads from now on, with everything before it in the image. */
  begin(): void {
    this.#clock.begin([...this.#options.image().coordination.sessions.values()], this.#nowMs());
    this.#reign.begin();
    this.#ticker?.cancel();
    this.#nextTick();
  }

  /** This node leads no more, or is going. */
  end(): void {
    this.#ticker?.cancel();
    this.#ticker = undefined;
    this.#clock.end();
    this.#reign.end();
  }

  /** What was committed. */
  follow({ coordination }: MetadataDelta): void {
    if (this.#ticker === undefined || coordination === undefined) return;
    for (const { key, after } of coordination.sessions) {
      if (after === undefined) this.#clock.ended(key);
      else this.#clock.opened(after, this.#nowMs());
    }
  }

  async keepAlive(id: SessionId): Promise<SignOfLife> {
    const [sign = 'notLeader'] = (await this.hear([id])) ?? [];
    return sign;
  }

  /**
   * Signs of life, and what becomes of them; undefined: this node does not lead, or cannot be sure of it. Whoever leads next grants a full
   * time-out from then on, so a sign that came before that is safe with it; one that came to a leader that was deposed already is not.
   */
  async hear(ids: readonly SessionId[]): Promise<readonly SignOfLife[] | undefined> {
    const reign = this.#reign.believed;
    if (reign === undefined || this.#ticker === undefined) return undefined;
    const nowMs = this.#nowMs();
    const signs = ids.map((id) => (this.#clock.keepAlive(id, nowMs) ? 'alive' : 'gone'));
    return (await this.#reign.confirm(reign)) ? signs : undefined;
  }

  #nowMs(): number {
    return this.#options.platform.clock.monotonicMs();
  }

  #nextTick(): void {
    const dueMs = this.#nowMs() + sessionClockTickMs;
    this.#ticker = this.#options.platform.timers.after(sessionClockTickMs, () => {
      // While the process stood still signs of life could come in, and could not be heard.
      const lateMs = this.#nowMs() - dueMs;
      if (lateMs > sessionClockLateMs) this.#clock.postpone(lateMs);
      this.#nextTick();
      void this.#endSome();
    });
  }

  /** One command at a time: the next one is made of what is still there then. */
  async #endSome(): Promise<void> {
    const overdue = this.#clock.expired(this.#nowMs());
    const unwanted = this.#options.unwanted();
    if (overdue.length + unwanted.length === 0 || this.#isEnding) return;
    const sessionIds = [...new Set([...unwanted, ...overdue])].slice(0, sessionsPerCommandMax);
    this.#isEnding = true;
    const result = await this.#options.end({ kind: 'endSessions', sessionIds, reason: 'expired' });
    this.#isEnding = false;
    const { logger } = this.#options.platform;
    if (result.kind === 'committed')
      logger.info('sessions.expired', { count: sessionIds.length, first: sessionIds[0] ?? 0 });
  }
}
