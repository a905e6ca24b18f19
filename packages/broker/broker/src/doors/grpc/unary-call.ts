/**
 * One call with one request, as this door serves all of them: measured under its name, charged to its client, and answered
 * late when that is over a quota, for there is no stream to hold still.
 *
 * The answer is held here and not where it is made: by then the call is done, and nobody keeps its request any more.
 */
import {
  type RpcCallInfo,
  type RpcError,
  type RpcMethod,
  type RpcRegistration,
  type RpcStream,
  type RpcStreamHandler,
  serve,
  type Timer,
} from '@ottla/base';
import { serveUnary } from '@ottla/rpc';
import type { Caller } from '../../admission/principal.ts';
import { heldAnswerMsMax } from '../../limits.ts';
import { callerOf, type GrpcDoorParts } from './door-parts.ts';
import { resumeCall } from './guarded.ts';
import { costOfProduced, costOfWork } from './quota-costs.ts';

/** What serves such a call. */
export type UnaryCall<Request, Response> = (
  parts: GrpcDoorParts,
  caller: Caller,
  request: Request,
) => Promise<Response>;

/** Registers a method. `producedBytes`: the bytes of records that a request brings. */
export function unary<Request, Response>(
  parts: GrpcDoorParts,
  method: RpcMethod<Request, Response>,
  serveCall: UnaryCall<Request, Response>,
  producedBytes: (request: Request) => number = () => 0,
): RpcRegistration {
  const name = method.path.slice(method.path.lastIndexOf('/') + 1);
  const inner = serveUnary(method, (request, call) =>
    parts.metrics.unary(name, () => serveCall(parts, callerOf(parts, call), request)),
  );
  return serve(method, (stream, call) => {
    const answer = new HeldAnswer({ parts, path: method.path, stream, deadlineMs: call.deadlineMs });
    return new ChargedCall({ parts, call, answer, producedBytes, inner: inner.handler(answer, call) });
  });
}

/** What a charged call is made of. */
interface ChargedCallParts<Request> {
  readonly parts: GrpcDoorParts;
  readonly call: RpcCallInfo;
  readonly answer: HeldAnswer<unknown>;
  readonly producedBytes: (request: Request) => number;
  readonly inner: RpcStreamHandler<unknown>;
}

class ChargedCall<Request> implements RpcStreamHandler<Request> {
  readonly #of: ChargedCallParts<Request>;

  constructor(of: ChargedCallParts<Request>) {
    this.#of = of;
  }

  message(request: Request): void {
    const { parts, call, answer, producedBytes, inner } = this.#of;
    const caller = callerOf(parts, call);
    answer.hold(costOfProduced(parts, caller, parts.admission.quotas.isActive ? producedBytes(request) : 0));
    answer.hold(costOfWork(parts, caller, () => inner.message(request)));
  }

  drained(): void {
    this.#of.inner.drained();
  }

  ended(): void {
    this.#of.inner.ended();
  }

  /** The server goes away: nobody is kept waiting any longer. */
  closing(): void {
    this.#of.answer.holdNoMore();
    this.#of.inner.closing?.();
  }

  failed(error: RpcError): void {
    this.#of.answer.drop();
    this.#of.inner.failed(error);
  }
}

/** What a held answer is made of. */
interface HeldAnswerParts<Response> {
  readonly parts: GrpcDoorParts;
  readonly path: string;
  readonly stream: RpcStream<Response>;
  readonly deadlineMs: number | undefined;
}

/** The server's end of the stream, which keeps an answer until its time has come. */
class HeldAnswer<Response> implements RpcStream<Response> {
  readonly #path: string;
  readonly #stream: RpcStream<Response>;
  readonly #platform: GrpcDoorParts['platform'];
  readonly #arrivedMs: number;
  readonly #deadlineMs: number;
  #holdMs = 0;
  #holds = true;
  #response: Response | undefined;
  #release: (() => void) | undefined;
  #timer: Timer | undefined;

  constructor({ parts, path, stream, deadlineMs }: HeldAnswerParts<Response>) {
    this.#path = path;
    this.#stream = stream;
    this.#platform = parts.platform;
    this.#arrivedMs = parts.platform.clock.monotonicMs();
    this.#deadlineMs = deadlineMs ?? Infinity;
  }

  /** Holds the answer back for so many milliseconds, or for as long as it had to be before. */
  hold(ms: number): void {
    this.#holdMs = Math.max(this.#holdMs, Math.min(ms, heldAnswerMsMax));
  }

  /** Lets go of the answer now, or as soon as it is there. */
  holdNoMore(): void {
    this.#holds = false;
    this.#timer?.cancel();
    this.#release?.();
  }

  /** The call is over without its answer. */
  drop(): void {
    this.#timer?.cancel();
    this.#release = undefined;
    this.#response = undefined;
  }

  write(response: Response): boolean {
    this.#response = response;
    return true;
  }

  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    this.#stream.resume();
  }

  end(): void {
    this.#releaseLater(() => {
      if (this.#response !== undefined) this.#stream.write(this.#response);
      this.#stream.end();
    });
  }

  abort(error: RpcError): void {
    this.#releaseLater(() => this.#stream.abort(error));
  }

  #releaseLater(release: () => void): void {
    const { clock, timers, logger } = this.#platform;
    const leftMs = this.#deadlineMs - (clock.monotonicMs() - this.#arrivedMs);
    const holdMs = this.#holds ? Math.min(this.#holdMs, leftMs / 2) : 0;
    if (holdMs <= 0) {
      release();
      return;
    }
    this.#release = () => {
      this.#release = undefined;
      release();
    };
    const call = { path: this.#path, stream: this.#stream, failed: () => this.drop() };
    this.#timer = timers.after(holdMs, () => {
      resumeCall(logger, call, () => this.#release?.());
    });
  }
}
