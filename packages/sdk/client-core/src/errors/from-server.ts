/** Errors from what a server or the network said. */
import { ErrorCode, errorByCode, RpcError } from '@ottla/base';
import type { ItemError } from '@ottla/rpc';
import { type FailureOutcome, OttlaClientError } from './client-error.ts';
import { ConnectionFailedError, RequestFailedError, TimedOutError } from './errors.ts';

/** Codes after which the effect of a write is not known. */
const unknownOutcomes: ReadonlySet<number> = new Set([
  ErrorCode.UNKNOWN_SERVER_ERROR,
  ErrorCode.REQUEST_TIMED_OUT,
  ErrorCode.NETWORK_EXCEPTION,
  ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND,
  // What a failed disk was about to store may be there after a restart all the same.
  ErrorCode.KAFKA_STORAGE_ERROR,
]);

/** Whether a write that was answered with this code had no effect for sure. */
export function outcomeOfCode(code: number): FailureOutcome {
  return unknownOutcomes.has(code) ? 'unknown' : 'definitelyFailed';
}

/** The error of one thing in a response. `about` names it: `topic orders`, `partition orders-3`. */
export function errorOfItem(item: ItemError, about: string): OttlaClientError {
  const known = errorByCode(item.code);
  const sentence = item.message === '' ? (known?.sentence ?? `error ${item.code}`) : item.message;
  const details = { kafkaError: known?.name, retriable: known?.retriable ?? false, outcome: outcomeOfCode(item.code) };
  if (item.code === ErrorCode.REQUEST_TIMED_OUT) return new TimedOutError(`${about}: ${sentence}`, details);
  return new RequestFailedError(`${about}: ${sentence}`, details);
}

/** The error of a call that failed as a whole. `about` says what was wanted. */
export function errorOfRpc(error: RpcError, about: string): OttlaClientError {
  const message = `${about}: ${error.message}`;
  if (error.kafkaCode !== undefined) {
    const known = errorByCode(error.kafkaCode);
    return new RequestFailedError(message, {
      cause: error,
      kafkaError: known?.name,
      retriable: known?.retriable ?? false,
      outcome: outcomeOfCode(error.kafkaCode),
    });
  }
  switch (error.code) {
    case 'deadlineExceeded':
      return new TimedOutError(message, { cause: error, outcome: 'unknown' });
    case 'unavailable':
    case 'cancelled':
    case 'aborted':
      return new ConnectionFailedError(message, { cause: error, outcome: 'unknown' });
    case 'unknown':
    case 'internal':
    case 'dataLoss':
      return new RequestFailedError(message, { cause: error, outcome: 'unknown' });
    case 'resourceExhausted':
      return new RequestFailedError(message, { cause: error, retriable: true });
    default:
      return new RequestFailedError(message, { cause: error });
  }
}

/** Anything thrown as a client error. */
export function asClientError(thrown: unknown, about: string): OttlaClientError {
  if (thrown instanceof OttlaClientError) return thrown as OttlaClientError;
  if (thrown instanceof RpcError) return errorOfRpc(thrown, about);
  return new RequestFailedError(`${about}: ${thrown instanceof Error ? thrown.message : String(thrown)}`, {
    cause: thrown,
    outcome: 'unknown',
  });
}
