/**
 * One request until its outcome: goes on to another node while the first ones cannot serve. What changes something is sent again only
 * when no attempt can have had an effect: never silently twice; reads and what may be repeated as often as
 * there is time.
 */
import { ErrorCode, errorByCode, RpcError } from '@ottla/base';
import {
  ClosedError,
  type Connection,
  ConnectionFailedError,
  errorOfItem,
  errorOfRpc,
  type Failure,
  type FailureOutcome,
  type OttlaClientError,
  planRetry,
  RequestFailedError,
  TimedOutError,
} from '@ottla/client-core';
import type { CallRequest, CallResponse } from '@ottla/rpc';
import { attemptsPerRequest } from '../limits.ts';
import type { Lane, LaneEnd } from './lane.ts';
import { Lanes } from './lanes.ts';
import { pause } from './pause.ts';
import type { Servers } from './servers.ts';

/** What is asked. */
export type Ask = NonNullable<CallRequest['ask']>;
type Answer = NonNullable<CallResponse['answer']>;
/** The answer of a kind. */
export type AnswerOf<Kind extends Answer['kind']> = Extract<Answer, { kind: Kind }>;

export interface CallOptions {
  /** Begins the sentence of an error. */
  readonly about: string;
  /** Doing it twice does no harm. */
  readonly repeatable: boolean;
  /** Names the request over attempts. */
  readonly requestId?: string;
  /** How long one attempt may take, where it may be repeated. Default: a part of `requestTimeoutMs`. */
  readonly attemptMs?: number;
  /** When the whole must be over, on the monotonic clock; `Infinity`: not by itself. Default: in `requestTimeoutMs`. */
  readonly untilMs?: number;
  /** Gives up; the call fails with the reason. */
  readonly signal?: AbortSignal;
}

/** An answer, and when the attempt that it answers was sent. */
export interface Answered<Kind extends Answer['kind']> {
  readonly answer: AnswerOf<Kind>;
  readonly sentMs: number;
}

type Attempt =
  | { readonly kind: 'answered'; readonly answer: Answer; readonly sentMs: number }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly error: OttlaClientError };

export class Caller {
  readonly connection: Connection;
  readonly #lanes: Lanes;
  readonly #name: string;
  #requests = 0;
  #isClosed = false;

  constructor(connection: Connection, servers: Servers) {
    this.connection = connection;
    this.#lanes = new Lanes(connection, servers);
    const { randomness } = connection.platform;
    this.#name = [randomness.uint32(), randomness.uint32(), randomness.uint32()].map((n) => n.toString(36)).join('-');
  }

  /** A name that no other request has. */
  newRequestId(): string {
    this.#requests += 1;
    return `${this.#name}-${this.#requests}`;
  }

  /** Asks until there is an answer of this kind. Fails with a client error, or with the reason of the signal. */
  async call<Kind extends Answer['kind']>(kind: Kind, ask: Ask, options: CallOptions): Promise<Answered<Kind>> {
    const { retryBackoffMs, retryBackoffMaxMs, requestTimeoutMs } = this.connection.settings;
    const { timers, randomness } = this.connection.platform;
    const untilMs = options.untilMs ?? this.#nowMs() + requestTimeoutMs;
    let known: FailureOutcome = 'definitelyFailed';
    for (let attempts = 1; ; attempts += 1) {
      this.#throwIfClosed(options.about, known);
      const attempt = await this.#attempt(ask, options, untilMs);
      if (attempt.kind === 'answered') {
        if (attempt.answer.kind !== kind) throw strange(options.about, attempt.answer.kind);
        return { answer: attempt.answer as AnswerOf<Kind>, sentMs: attempt.sentMs };
      }
      const decision = planRetry(attempt.failure, {
        attempts,
        retries: Number.MAX_SAFE_INTEGER,
        leftMs: untilMs - this.#nowMs(),
        backoffMs: retryBackoffMs,
        backoffMsMax: retryBackoffMaxMs,
        mayHaveTakenEffect: known === 'unknown',
        chance: randomness.uint32() / 2 ** 32,
      });
      known = decision.outcome;
      this.#throwIfClosed(options.about, known);
      if (decision.kind === 'fail' || (!options.repeatable && known === 'unknown'))
        throw known === 'unknown' ? asUnknown(attempt.error) : attempt.error;
      await pause(decision.afterMs, timers, options.signal);
    }
  }

  /** What is under way fails, and so does what comes later. */
  close(): void {
    this.#isClosed = true;
    this.#lanes.close();
  }

  async #attempt(ask: Ask, options: CallOptions, untilMs: number): Promise<Attempt> {
    options.signal?.throwIfAborted();
    const { about } = options;
    const lane = this.#lanes.current();
    const { sentMs, end } = await this.#sendOn(lane, ask, options, untilMs);
    options.signal?.throwIfAborted();
    if (end.kind === 'failed') {
      // Too much is under way here: another node would not make it less.
      if (end.sent || end.error.code !== 'resourceExhausted') this.#lanes.leave(lane);
      return {
        kind: 'failed',
        failure: { kind: 'call', error: end.error, sent: end.sent },
        error: errorOf(end, about),
      };
    }
    const { error, answer } = end.response;
    if (error !== undefined) {
      if (isElsewhere(error.code)) this.#lanes.leaveIfOthers(lane);
      return { kind: 'failed', failure: { kind: 'code', code: error.code }, error: errorOfItem(error, about) };
    }
    if (answer === undefined) throw strange(about, 'nothing');
    return { kind: 'answered', answer, sentMs };
  }

  /** Ends when the lane is done, the attempt has had its time, or the signal says so: whichever is first. */
  #sendOn(
    lane: Lane,
    ask: Ask,
    { repeatable, requestId = '', attemptMs, signal }: CallOptions,
    untilMs: number,
  ): Promise<{ readonly sentMs: number; readonly end: LaneEnd }> {
    const { timers } = this.connection.platform;
    const { requestTimeoutMs } = this.connection.settings;
    const leftMs = (): number => Math.max(1, Math.min(untilMs - this.#nowMs(), requestTimeoutMs));
    const ownMs = attemptMs ?? Math.ceil(requestTimeoutMs / attemptsPerRequest);
    return new Promise((resolve) => {
      let sentMs = this.#nowMs();
      let isOver = false;
      const settle = (end: LaneEnd): void => {
        if (isOver) return;
        isOver = true;
        timer?.cancel();
        signal?.removeEventListener('abort', aborted);
        resolve({ sentMs, end });
      };
      const aborted = (): void => settle(failed(new RpcError('cancelled', 'it was given up'), true));
      const late = (): void => settle(failed(new RpcError('deadlineExceeded', 'no answer came in time'), true));
      const timer = repeatable ? timers.after(Math.min(ownMs, leftMs()), late) : undefined;
      signal?.addEventListener('abort', aborted);
      void lane.greeted.then((error) => {
        if (isOver) return;
        sentMs = this.#nowMs();
        if (error === undefined) lane.send({ requestId, ask }, leftMs(), settle);
        else settle(failed(error, false));
      });
    });
  }

  #throwIfClosed(about: string, outcome: FailureOutcome): void {
    if (this.#isClosed) throw new ClosedError(`${about}: the client was closed`, { outcome });
  }

  #nowMs(): number {
    return this.connection.platform.clock.monotonicMs();
  }
}

/** Whether another node may do better: one that is just busy is waited for. */
function isElsewhere(code: number): boolean {
  return code !== ErrorCode.THROTTLING_QUOTA_EXCEEDED && (errorByCode(code)?.retriable ?? false);
}

function failed(error: RpcError, sent: boolean): LaneEnd {
  return { kind: 'failed', error, sent };
}

function errorOf({ error, sent }: Extract<LaneEnd, { kind: 'failed' }>, about: string): OttlaClientError {
  const told = errorOfRpc(error, about);
  if (sent || told.outcome === 'definitelyFailed') return told;
  return new ConnectionFailedError(`${about}: no node took it: ${error.message}`, {
    cause: error,
    outcome: 'definitelyFailed',
  });
}

/** The last attempt had no effect, but one before it may have had. */
function asUnknown(error: OttlaClientError): OttlaClientError {
  if (error.outcome === 'unknown') return error;
  const { message, kafkaError, retriable } = error;
  const details = { cause: error, kafkaError, retriable, outcome: 'unknown' } as const;
  if (error.code === 'connectionFailed') return new ConnectionFailedError(message, details);
  return error.code === 'timedOut' ? new TimedOutError(message, details) : new RequestFailedError(message, details);
}

function strange(about: string, kind: string): OttlaClientError {
  return errorOfRpc(new RpcError('internal', `the node answered with ${kind}, which was not asked for`), about);
}
