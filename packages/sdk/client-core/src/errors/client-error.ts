/** The base of everything that an Ottla client fails with. */
import { OttlaError } from '@ottla/base';

/**
 * What is known about the effect of what failed. `definitelyFailed`: it had none. `unknown`: it may have had its effect,
 * because the answer did not come; doing it again may do it twice.
 */
export type FailureOutcome = 'definitelyFailed' | 'unknown';

export interface ClientErrorDetails {
  readonly cause?: unknown;
  /** Kafka's name of the error, where the server named one. */
  readonly kafkaError?: string | undefined;
  /** Trying the same again later can succeed. */
  readonly retriable?: boolean;
  readonly outcome?: FailureOutcome;
}

export type ClientErrorCode =
  | 'requestFailed'
  | 'connectionFailed'
  | 'timedOut'
  | 'bufferFull'
  | 'closed'
  | 'wakeup'
  | 'serialization'
  | 'deserialization'
  | 'corruptBatch'
  | 'offsetOutOfRange'
  | 'invalidOption'
  | 'invalidState'
  | 'sessionLost';

/** `code` is a literal for programs, `message` a sentence for people: what happened, to what, what to do. */
export abstract class OttlaClientError<Code extends ClientErrorCode = ClientErrorCode> extends OttlaError<Code> {
  readonly kafkaError: string | undefined;
  readonly retriable: boolean;
  readonly outcome: FailureOutcome;

  constructor(code: Code, message: string, details: ClientErrorDetails = {}) {
    super(code, message, { cause: details.cause });
    this.kafkaError = details.kafkaError;
    this.retriable = details.retriable ?? false;
    this.outcome = details.outcome ?? 'definitelyFailed';
  }
}
