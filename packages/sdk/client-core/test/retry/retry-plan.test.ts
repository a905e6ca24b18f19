/** Retries end, and what is known about the effect is told truthfully (FAULT-182). */
import { ErrorCode, RpcError, type RpcStatusName } from '@ottla/base';
import { describe, expect, it } from 'vitest';
import { backoff, type Failure, planRetry, type RetryState } from '../../src/index.ts';

const state: RetryState = {
  attempts: 1,
  retries: 3,
  leftMs: 10_000,
  backoffMs: 100,
  backoffMsMax: 1_000,
  mayHaveTakenEffect: false,
  chance: 0.5,
};
const code = (number: number): Failure => ({ kind: 'code', code: number });
const call = (status: RpcStatusName, sent = true): Failure => ({
  kind: 'call',
  error: new RpcError(status, 'x'),
  sent,
});

describe('a retry plan', () => {
  it('tries again on a retriable code, with fresh metadata where the leader may have changed', () => {
    expect(planRetry(code(ErrorCode.NOT_LEADER_OR_FOLLOWER), state)).toEqual({
      kind: 'retry',
      afterMs: 100,
      refreshMetadata: true,
      outcome: 'definitelyFailed',
    });
    expect(planRetry(code(ErrorCode.NOT_ENOUGH_REPLICAS), state)).toMatchObject({
      kind: 'retry',
      refreshMetadata: false,
    });
  });

  it('gives up at once on a final code, and the write is known to have failed', () => {
    const plan = planRetry(code(ErrorCode.MESSAGE_TOO_LARGE), state);
    expect(plan).toEqual({ kind: 'fail', outcome: 'definitelyFailed' });
  });

  it('gives up after the last retry, and when the pause would end too late', () => {
    const failure = code(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    expect(planRetry(failure, { ...state, attempts: 4 }).kind).toBe('fail');
    expect(planRetry(failure, { ...state, attempts: 3 }).kind).toBe('retry');
    expect(planRetry(failure, { ...state, leftMs: 50 }).kind).toBe('fail');
  });

  it('does not know the outcome when the answer was lost', () => {
    for (const status of ['unavailable', 'deadlineExceeded', 'cancelled', 'internal'] as const)
      expect(planRetry(call(status), { ...state, retries: 0 })).toEqual({ kind: 'fail', outcome: 'unknown' });
    expect(planRetry(code(ErrorCode.REQUEST_TIMED_OUT), { ...state, retries: 0 }).outcome).toBe('unknown');
  });

  it('knows that what was never sent had no effect', () => {
    expect(planRetry(call('unavailable', false), { ...state, retries: 0 }).outcome).toBe('definitelyFailed');
  });

  it('does not forget an earlier attempt whose outcome is unknown', () => {
    const plan = planRetry(code(ErrorCode.MESSAGE_TOO_LARGE), { ...state, mayHaveTakenEffect: true });
    expect(plan).toEqual({ kind: 'fail', outcome: 'unknown' });
  });

  it('does not try an invalid request again', () => {
    expect(planRetry(call('invalidArgument'), state)).toEqual({ kind: 'fail', outcome: 'definitelyFailed' });
    expect(planRetry(call('unauthenticated'), state)).toEqual({ kind: 'fail', outcome: 'definitelyFailed' });
  });

  it('pauses twice as long each time, up to the bound, a fifth more or less', () => {
    const pauses = [1, 2, 3, 4, 5, 50].map((attempts) => backoff({ ...state, attempts }));
    expect(pauses).toEqual([100, 200, 400, 800, 1_000, 1_000]);
    expect(backoff({ ...state, chance: 0 })).toBe(80);
    expect(backoff({ ...state, chance: 0.999 })).toBe(120);
  });
});
