/**
 * A stream that carries many requests side by side, matched to their responses by correlation id. It opens when it is
 * first needed and again after a failure; then all requests that wait fail, and whether the server took them is unknown.
 */
import {
  type RpcCallOptions,
  type RpcChannel,
  RpcError,
  type RpcMethod,
  type RpcStream,
  type RpcStreamHandler,
  type Timer,
  type Timers,
} from '@ottla/base';
import { streamRequestsMax } from '../limits.ts';

export interface Correlated {
  readonly correlationId: number;
}

/** How a request ended. `sent`: it may have reached the server. Called once, never from inside of `send`. */
export interface RequestEnd<Response> {
  answered(response: Response): void;
  failed(error: RpcError, sent: boolean): void;
}

interface Waiting<Response> {
  readonly end: RequestEnd<Response>;
  readonly timer: Timer;
}

/** Opens a stream on which requests go out and responses come in. */
export type OpensStream<Request, Response> = (
  handler: RpcStreamHandler<Response>,
  options: RpcCallOptions,
) => RpcStream<Request>;

/** Streams of a method on a channel. */
export function streamsOf<Request, Response>(
  channel: RpcChannel,
  method: RpcMethod<Request, Response>,
): OpensStream<Request, Response> {
  return (handler, options) => channel.open(method, handler, options);
}

/** idle → open → (failed) idle; closed at the end. */
export class RequestStream<Request extends Correlated, Response extends Correlated> {
  readonly #opens: OpensStream<Request, Response>;
  readonly #timers: Timers;
  readonly #metadata: ReadonlyMap<string, string>;
  readonly #endsWhenAnswered: boolean;
  readonly #waiting = new Map<number, Waiting<Response>>();
  #stream: RpcStream<Request> | undefined;
  #nextId = 1;
  #writable = true;
  #drained: (() => void) | undefined;
  readonly #over: (() => void) | undefined;

  constructor(
    opens: OpensStream<Request, Response>,
    options: {
      readonly timers: Timers;
      readonly clientId: string;
      readonly drained?: () => void;
      /** The server ends the stream only when it has answered all that it began: what is left then had no effect. */
      readonly endsWhenAnswered?: boolean;
      /** The open stream is over, also when nothing waited for an answer; another one opens with the next request. */
      readonly over?: () => void;
    },
  ) {
    this.#opens = opens;
    this.#timers = options.timers;
    this.#metadata = new Map([['ottla-client-id', options.clientId]]);
    this.#drained = options.drained;
    this.#over = options.over;
    this.#endsWhenAnswered = options.endsWhenAnswered ?? false;
  }

  /** Requests that wait for their answer. */
  get inFlight(): number {
    return this.#waiting.size;
  }

  /** False while the connection takes no more bytes; `drained` tells when to go on. */
  get writable(): boolean {
    return this.#writable;
  }

  /** Sends `make(correlationId)`. When no answer comes within `timeoutMs`, the whole stream is given up. */
  send(make: (correlationId: number) => Request, timeoutMs: number, end: RequestEnd<Response>): void {
    const id = this.#nextId++;
    if (this.#waiting.size >= streamRequestsMax) {
      this.#timers.soon(() =>
        end.failed(new RpcError('resourceExhausted', 'Too many requests wait for this node.'), false),
      );
      return;
    }
    try {
      this.#stream ??= this.#open();
      const timer = this.#timers.after(timeoutMs, () => this.#timedOut(timeoutMs));
      this.#waiting.set(id, { end, timer });
      this.#writable = this.#stream.write(make(id));
    } catch (thrown) {
      this.#forget(id);
      const error = thrown instanceof RpcError ? thrown : new RpcError('internal', String(thrown), { cause: thrown });
      this.#timers.soon(() => end.failed(error, false));
    }
  }

  /** Gives up everything that waits. */
  close(error: RpcError = new RpcError('cancelled', 'the client was closed')): void {
    this.#stream?.abort(error);
    this.#fail(error);
  }

  #open(): RpcStream<Request> {
    let over = false;
    const guard = (act: () => void) => (): void => {
      if (!over) act();
    };
    const ends = (error: RpcError, mayHaveBegun = true): void => {
      if (over) return;
      over = true;
      this.#fail(error, mayHaveBegun);
      this.#over?.();
    };
    return this.#opens(
      {
        message: (response) => this.#answered(response),
        drained: guard(() => {
          this.#writable = true;
          this.#drained?.();
        }),
        ended: () => ends(new RpcError('unavailable', 'the server ended the stream'), !this.#endsWhenAnswered),
        failed: (error) => ends(error),
      },
      { metadata: this.#metadata },
    );
  }

  #answered(response: Response): void {
    const waiting = this.#forget(response.correlationId);
    waiting?.end.answered(response);
  }

  #forget(id: number): Waiting<Response> | undefined {
    const waiting = this.#waiting.get(id);
    waiting?.timer.cancel();
    this.#waiting.delete(id);
    return waiting;
  }

  #timedOut(timeoutMs: number): void {
    this.close(new RpcError('deadlineExceeded', `no answer came within ${timeoutMs} ms`));
  }

  #fail(error: RpcError, sent = true): void {
    this.#stream = undefined;
    this.#writable = true;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { end, timer } of waiting) {
      timer.cancel();
      end.failed(error, sent);
    }
  }
}
