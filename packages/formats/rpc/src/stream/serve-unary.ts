/** Serves a method with one request and one response by a function. */
import {
  type RpcCallInfo,
  RpcError,
  type RpcMethod,
  type RpcRegistration,
  type RpcStream,
  type RpcStreamHandler,
  serve,
} from '@ottla/base';
import { asRpcError } from './as-rpc-error.ts';

/** Answers a request. What it throws ends the call: an `RpcError` as it is, anything else as `internal`. */
export type UnaryHandler<Request, Response> = (request: Request, call: RpcCallInfo) => Response | Promise<Response>;

export function serveUnary<Request, Response>(
  method: RpcMethod<Request, Response>,
  handle: UnaryHandler<Request, Response>,
): RpcRegistration {
  return serve(method, (stream, call) => new UnaryServing(method.path, stream, (request) => handle(request, call)));
}

class UnaryServing<Request, Response> implements RpcStreamHandler<Request> {
  readonly #path: string;
  readonly #stream: RpcStream<Response>;
  readonly #handle: (request: Request) => Response | Promise<Response>;
  #requested = false;
  #over = false;

  constructor(path: string, stream: RpcStream<Response>, handle: (request: Request) => Response | Promise<Response>) {
    this.#path = path;
    this.#stream = stream;
    this.#handle = handle;
  }

  message(request: Request): void {
    if (this.#requested) {
      this.#fail(new RpcError('invalidArgument', `${this.#path} takes one request; more than one was sent`));
      return;
    }
    this.#requested = true;
    void this.#answer(request);
  }

  drained(): void {
    // One response always fits.
  }

  ended(): void {
    if (!this.#requested) this.#fail(new RpcError('invalidArgument', `${this.#path} takes one request; none was sent`));
  }

  failed(): void {
    this.#over = true;
  }

  async #answer(request: Request): Promise<void> {
    try {
      const response = await this.#handle(request);
      if (this.#over) return;
      this.#stream.write(response);
      this.#stream.end();
    } catch (thrown) {
      this.#fail(asRpcError(thrown));
    }
  }

  #fail(error: RpcError): void {
    if (this.#over) return;
    this.#over = true;
    this.#stream.abort(error);
  }
}
