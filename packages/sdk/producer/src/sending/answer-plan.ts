/** What a partition's answer means for its batch. Pure: the rules of idempotent producers (KIP-98, KIP-360) and of retries. */
import { ErrorCode } from '@ottla/base';
import { type Failure, planRetry, type RetryState } from '@ottla/client-core';

/** What is known about the batch when the answer comes. */
export interface AnswerState extends RetryState {
  readonly idempotent: boolean;
  /** No earlier batch of the partition is unanswered. */
  readonly isFirst: boolean;
}

export type AnswerPlan =
  | { readonly kind: 'stored' }
  /** Wait behind earlier batches that failed, and go again after them. Not counted as an attempt. */
  | { readonly kind: 'behind' }
  | {
      readonly kind: 'retry';
      readonly afterMs: number;
      readonly refreshMetadata: boolean;
      readonly mayHaveTakenEffect: boolean;
    }
  /** The broker will take no more under these sequence numbers: a new epoch is needed; the batch itself was not stored. */
  | { readonly kind: 'newEpoch' }
  | { readonly kind: 'fail'; readonly outcome: 'definitelyFailed' | 'unknown' };

/** Codes after which sequences begin anew. */
const epochLost: ReadonlySet<number> = new Set([
  ErrorCode.UNKNOWN_PRODUCER_ID,
  ErrorCode.INVALID_PRODUCER_EPOCH,
  ErrorCode.INVALID_PRODUCER_ID_MAPPING,
]);

/** `failure` undefined: the partition's records were stored. */
export function planAnswer(failure: Failure | undefined, state: AnswerState): AnswerPlan {
  if (failure === undefined) return { kind: 'stored' };
  if (failure.kind === 'code' && state.idempotent) {
    // A batch that the log has already: an earlier attempt stored it, and its answer was lost.
    if (failure.code === ErrorCode.DUPLICATE_SEQUENCE_NUMBER) return { kind: 'stored' };
    if (failure.code === ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER)
      return state.isFirst ? epochOrFailure(state) : { kind: 'behind' };
    if (epochLost.has(failure.code)) return epochOrFailure(state);
  }
  const plan = planRetry(failure, state);
  if (plan.kind === 'fail') return plan;
  return {
    kind: 'retry',
    afterMs: plan.afterMs,
    refreshMetadata: plan.refreshMetadata,
    mayHaveTakenEffect: plan.outcome === 'unknown',
  };
}

/** Under a new epoch the log would not recognise a batch that an earlier attempt may have stored. */
function epochOrFailure(state: AnswerState): AnswerPlan {
  if (state.mayHaveTakenEffect) return { kind: 'fail', outcome: 'unknown' };
  return state.leftMs > 0 ? { kind: 'newEpoch' } : { kind: 'fail', outcome: 'definitelyFailed' };
}
