/** The leader speaks with those who are to be taken in before anything about them is written. */
import { type Clock, RpcError, type RpcNetwork, type Timers } from '@ottla/base';
import { newcomerAnswerMsMax, newcomerMeetMsMax, newcomerPauseMs } from '../limits.ts';
import { askWho } from './ask-who.ts';
import {
  judgeNewcomer,
  judgeSilence,
  type Newcomer,
  type NewcomerVerdict,
  type TakingQuorum,
} from './judge-newcomer.ts';

export interface MeetingOptions {
  readonly rpc: RpcNetwork;
  readonly timers: Timers;
  readonly clock: Clock;
  readonly quorum: () => TakingQuorum;
  /** Nobody wants to know any more. */
  readonly isCancelled: () => boolean;
}

/** What keeps these from being taken in, a sentence each; who is not up yet is waited for, for a while. */
export async function problemsOfNewcomers(
  newcomers: readonly Newcomer[],
  options: MeetingOptions,
): Promise<readonly string[]> {
  const untilMs = options.clock.monotonicMs() + newcomerMeetMsMax;
  const verdicts = await Promise.all(newcomers.map((newcomer) => meet(newcomer, untilMs, options)));
  return verdicts.flatMap((verdict) => (verdict.kind === 'fine' ? [] : [verdict.sentence]));
}

async function meet(newcomer: Newcomer, untilMs: number, options: MeetingOptions): Promise<NewcomerVerdict> {
  for (;;) {
    const leftMs = untilMs - options.clock.monotonicMs();
    const verdict = await ask(newcomer, Math.max(1, Math.min(newcomerAnswerMsMax, leftMs)), options);
    const isOver = options.isCancelled() || options.clock.monotonicMs() + newcomerPauseMs >= untilMs;
    if (verdict.kind !== 'again' || isOver) return verdict;
    await new Promise<void>((resolve) => {
      options.timers.after(newcomerPauseMs, resolve);
    });
  }
}

async function ask(newcomer: Newcomer, deadlineMs: number, options: MeetingOptions): Promise<NewcomerVerdict> {
  try {
    const found = await askWho(options.rpc, newcomer.address, deadlineMs);
    return judgeNewcomer(newcomer, found, options.quorum());
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    return judgeSilence(newcomer, error);
  }
}
