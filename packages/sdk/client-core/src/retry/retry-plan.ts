/** Decides what follows on a failure: another attempt after a pause, or giving up, and what is then known. Pure. */
import { ErrorCode, errorByCode, type RpcError } from '@ottla/base';
import type { FailureOutcome } from '../errors/client-error.ts';
import { outcomeOfCode } from '../errors/from-server.ts';

/** What went wrong: the server's code for the thing, or the call as a whole. */
export type Failure =
  | { readonly kind: 'code'; readonly code: number }
  | { readonly kind: 'call'; readonly error: RpcError; readonly sent: boolean };

/** What is known when a failure comes. */
export interface RetryState {
  /** Attempts that have failed, this one included; 1 or more. */
  readonly attempts: number;
  /** Attempts after the first. */
  readonly retries: number;
  /** Milliseconds until the whole must be over. */
  readonly leftMs: number;
  readonly backoffMs: number;
  readonly backoffMsMax: number;
  /** An earlier attempt may have had its effect. */
  readonly mayHaveTakenEffect: boolean;
  /** A number from 0 up to but not including 1, to spread clients out. */
  readonly chance: number;
}

export type RetryDecision =
  | {
      readonly kind: 'retry';
      readonly afterMs: number;
      readonly refreshMetadata: boolean;
      readonly outcome: FailureOutcome;
    }
  | { readonly kind: 'fail'; readonly outcome: FailureOutcome };

/** The one rule for all retries of all clients. */
export function planRetry(failure: Failure, state: RetryState): RetryDecision {
  const outcome = state.mayHaveTakenEffect ? 'unknown' : outcomeOf(failure);
  if (!isRetriable(failure) || state.attempts > state.retries) return { kind: 'fail', outcome };
  const afterMs = backoff(state);
  if (afterMs >= state.leftMs) return { kind: 'fail', outcome };
  return { kind: 'retry', afterMs, refreshMetadata: needsMetadata(failure), outcome };
}

/** The pause before the next attempt: doubled each time up to a bound, then made up to a fifth shorter or longer. */
export function backoff(state: Pick<RetryState, 'attempts' | 'backoffMs' | 'backoffMsMax' | 'chance'>): number {
  const doubled = state.backoffMs * 2 ** Math.min(state.attempts - 1, 30);
  return Math.round(Math.min(doubled, state.backoffMsMax) * (0.8 + 0.4 * state.chance));
}

/** What is known about the effect after this failure alone. */
export function outcomeOf(failure: Failure): FailureOutcome {
  if (failure.kind === 'code') return outcomeOfCode(failure.code);
  if (!failure.sent) return 'definitelyFailed';
  const definite = failure.error.kafkaCode === undefined ? definiteStatus.has(failure.error.code) : undefined;
  if (definite !== undefined) return definite ? 'definitelyFailed' : 'unknown';
  return outcomeOfCode(failure.error.kafkaCode ?? ErrorCode.UNKNOWN_SERVER_ERROR);
}

const definiteStatus: ReadonlySet<string> = new Set([
  'invalidArgument',
  'notFound',
  'alreadyExists',
  'permissionDenied',
  'resourceExhausted',
  'failedPrecondition',
  'outOfRange',
  'unimplemented',
  'unauthenticated',
]);

const retriableStatus: ReadonlySet<string> = new Set([
  'unavailable',
  'deadlineExceeded',
  'aborted',
  'cancelled',
  'resourceExhausted',
  'internal',
]);

function isRetriable(failure: Failure): boolean {
  const code = failure.kind === 'code' ? failure.code : failure.error.kafkaCode;
  if (code !== undefined) return errorByCode(code)?.retriable ?? false;
  return failure.kind === 'call' && retriableStatus.has(failure.error.code);
}

function needsMetadata(failure: Failure): boolean {
  const code = failure.kind === 'code' ? failure.code : failure.error.kafkaCode;
  if (code !== undefined) return errorByCode(code)?.refreshMetadata ?? false;
  return true;
}
