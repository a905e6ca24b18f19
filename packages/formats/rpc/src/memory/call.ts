/**
 * One call in memory, with the rules of gRPC: two bounded directions, a deadline, cancellation, and an outcome that the
 * client hears after the messages which it has taken. Nothing happens inside of a caller's own call.
 */
import {
  type RpcCallInfo,
  RpcError,
  type RpcMethod,
  type RpcRegistration,
  type RpcStream,
  type RpcStreamHandler,
  type Timer,
  type Timers,
} from '@ottla/base';
import { asRpcError } from '../stream/as-rpc-error.ts';
import { decode } from '../stream/decode.ts';
import { LentParts } from '../stream/lent-parts.ts';
import { Pipe } from './pipe.ts';

/** What a call needs to know besides its ends. */
export interface MemoryCallSetting {
  readonly timers: Timers;
  readonly requestBytesMax: number;
  readonly responseBytesMax: number;
  readonly deadlineMs: number | undefined;
  /** The call is over; said once. */
  readonly over: () => void;
}

/** waiting (no server yet) → open → over. */
export class MemoryCall<Request, Response> {
  readonly #method: RpcMethod<Request, Response>;
  readonly #client: RpcStreamHandler<Response>;
  readonly #setting: MemoryCallSetting;
  readonly #up: Pipe;
  readonly #down: Pipe;
  readonly #deadline: Timer | undefined;
  #server: RpcStreamHandler<unknown> | undefined;
  /** The server is done with the call. */
  #serverDone = false;
  #outcome: RpcError | undefined;
  #over = false;
  #woken = false;

  constructor(method: RpcMethod<Request, Response>, client: RpcStreamHandler<Response>, setting: MemoryCallSetting) {
    this.#method = method;
    this.#client = client;
    this.#setting = setting;
    this.#up = new Pipe(
      () => this.#wake(),
      () => this.#client.drained(),
    );
    this.#down = new Pipe(
      () => this.#wake(),
      () => this.#serverDone || this.#server?.drained(),
    );
    if (setting.deadlineMs !== undefined)
      this.#deadline = setting.timers.after(setting.deadlineMs, () => this.break(this.#deadlinePassed()));
  }

  /** The client's end. */
  clientEnd(): RpcStream<Request> {
    return {
      write: (request, released) => {
        const bytes = this.#method.request.encode(request);
        released?.();
        if (bytes.length <= this.#setting.requestBytesMax) return this.#up.write(bytes);
        this.#wakeWith(tooLarge(this.#method.path, bytes.length, this.#setting.requestBytesMax));
        return false;
      },
      pause: () => this.#down.pause(),
      resume: () => this.#down.resume(),
      end: () => this.#up.end(),
      abort: () => this.#cancel(new RpcError('cancelled', 'the client gave up the call')),
    };
  }

  /** Gives the call to a server. */
  serve(registration: RpcRegistration, info: RpcCallInfo): void {
    if (this.#over) return;
    try {
      this.#server = registration.handler(this.#serverEnd(registration), info);
    } catch (thrown) {
      this.#finish(asRpcError(thrown));
    }
    this.#wake();
  }

  /** Ends the call for both ends: the connection is lost, the deadline has passed, the server is gone. */
  break(error: RpcError): void {
    if (this.#over) return;
    const server = this.#serverDone ? undefined : this.#server;
    this.#close();
    server?.failed(error);
    this.#client.failed(error);
  }

  /** The listener begins to close. */
  closing(): void {
    if (!this.#over && !this.#serverDone) this.#server?.closing?.();
  }

  /** As `break`, in a later turn. */
  #wakeWith(error: RpcError): void {
    this.#setting.timers.soon(() => this.break(error));
  }

  #serverEnd(registration: RpcRegistration): RpcStream<unknown> {
    return {
      write: (response, released) => {
        if (this.#serverDone || this.#over) {
          released?.();
          return false;
        }
        const codec = registration.method.response;
        if (released !== undefined && codec.encodeInParts !== undefined)
          return this.#answer(new LentParts(codec.encodeInParts(response)), released);
        const bytes = codec.encode(response);
        released?.();
        return this.#answer(bytes);
      },
      pause: () => this.#up.pause(),
      resume: () => this.#up.resume(),
      end: () => this.#finish(undefined),
      abort: (error) => this.#finish(error),
    };
  }

  #answer(message: Uint8Array | LentParts, released?: () => void): boolean {
    const { responseBytesMax } = this.#setting;
    if (message.byteLength <= responseBytesMax) return this.#down.write(message, released);
    released?.();
    this.#wakeWith(tooLarge(this.#method.path, message.byteLength, responseBytesMax));
    return false;
  }

  #finish(outcome: RpcError | undefined): void {
    if (this.#serverDone || this.#over) return;
    this.#serverDone = true;
    this.#outcome = outcome;
    this.#up.cut();
    this.#down.end();
  }

  #cancel(error: RpcError): void {
    if (this.#over) return;
    const server = this.#serverDone ? undefined : this.#server;
    this.#close();
    this.#setting.timers.soon(() => server?.failed(error));
  }

  #close(): void {
    this.#over = true;
    this.#deadline?.cancel();
    this.#up.cut();
    this.#down.cut();
    this.#setting.over();
  }

  #wake(): void {
    if (this.#woken) return;
    this.#woken = true;
    this.#setting.timers.soon(() => this.#pump());
  }

  #pump(): void {
    this.#woken = false;
    if (this.#over) return;
    if (this.#server !== undefined && !this.#serverDone)
      this.#up.pump({ message: (bytes) => this.#requested(bytes), ended: () => this.#server?.ended() });
    this.#down.pump({ message: (bytes) => this.#answered(bytes), ended: () => this.#conclude() });
  }

  #requested(bytes: Uint8Array): void {
    const decoded = decode(this.#method.request, bytes);
    if (decoded.error === undefined) {
      this.#server?.message(decoded.message);
      return;
    }
    this.#finish(decoded.error);
    this.#server?.failed(decoded.error);
  }

  #answered(bytes: Uint8Array): void {
    const decoded = decode(this.#method.response, bytes);
    if (decoded.error === undefined) this.#client.message(decoded.message);
    else
      this.break(
        new RpcError(
          'internal',
          `${this.#method.path} was answered with something unreadable: ${decoded.error.message}`,
        ),
      );
  }

  #conclude(): void {
    if (this.#over) return;
    const outcome = this.#outcome;
    this.#close();
    if (outcome === undefined) this.#client.ended();
    else this.#client.failed(outcome);
  }

  #deadlinePassed(): RpcError {
    return new RpcError(
      'deadlineExceeded',
      `${this.#method.path} took longer than its deadline of ${this.#setting.deadlineMs} ms; whether it took effect is unknown`,
    );
  }
}

function tooLarge(path: string, bytes: number, bytesMax: number): RpcError {
  return new RpcError(
    'resourceExhausted',
    `A message of ${path} has ${bytes} bytes, at most ${bytesMax} are taken; send smaller ones.`,
  );
}
