/** The server's end of one gRPC call. All calls are taken as streams in both directions; on the wire they are the same. */
import type { ServerDuplexStream } from '@grpc/grpc-js';
import {
  type MessageCodec,
  type RpcCallInfo,
  RpcError,
  type RpcRegistration,
  type RpcStatusName,
  type RpcStream,
  type RpcStreamHandler,
} from '@ottla/base';
import { asRpcError } from '../stream/as-rpc-error.ts';
import { decode } from '../stream/decode.ts';
import { SendWindow } from '../stream/send-window.ts';
import { statusOf } from './status.ts';

/** A call as the gRPC library hands it over, with messages as bytes. */
export type GrpcServerCall = ServerDuplexStream<Buffer, Buffer>;

/** open → over. `over` is entered once: by `end`, by `abort`, or when the client is gone. */
export class GrpcServerStream implements RpcStream<unknown> {
  readonly #call: GrpcServerCall;
  readonly #response: MessageCodec<unknown>;
  readonly #window: SendWindow;
  #handler: RpcStreamHandler<unknown> | undefined;
  #over = false;
  readonly #released: () => void;

  /** `released` is told once, when the call is over. */
  constructor(call: GrpcServerCall, response: MessageCodec<unknown>, released: () => void) {
    this.#call = call;
    this.#response = response;
    this.#released = released;
    this.#window = new SendWindow(() => this.#handler?.drained());
  }

  /** Hands the call to its handler. */
  start(registration: RpcRegistration, info: RpcCallInfo): void {
    const call = this.#call;
    call.on('cancelled', () => this.#gone('cancelled', 'the client gave up the call, or its deadline passed'));
    call.on('close', () => this.#gone('unavailable', 'the connection to the client was lost'));
    try {
      this.#handler = registration.handler(this, info);
    } catch (thrown) {
      this.abort(asRpcError(thrown));
      return;
    }
    call.on('data', (bytes: Buffer) => this.#received(registration.method.request, bytes));
    call.on('end', () => {
      if (!this.#over) this.#handler?.ended();
    });
  }

  write(message: unknown): boolean {
    if (this.#over) return false;
    const bytes = this.#response.encode(message);
    const goOn = this.#window.take(bytes.length);
    this.#call.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), () => {
      if (!this.#over) this.#window.give(bytes.length);
    });
    return goOn;
  }

  pause(): void {
    this.#call.pause();
  }

  resume(): void {
    if (!this.#over) this.#call.resume();
  }

  end(): void {
    if (!this.#finish()) return;
    this.#call.end();
  }

  abort(error: RpcError): void {
    if (!this.#finish()) return;
    this.#call.emit('error', statusOf(error));
  }

  #received(codec: MessageCodec<unknown>, bytes: Buffer): void {
    if (this.#over) return;
    const decoded = decode(codec, bytes);
    if (decoded.error === undefined) {
      this.#handler?.message(decoded.message);
      return;
    }
    this.abort(decoded.error);
    this.#handler?.failed(decoded.error);
  }

  /** The listener begins to close. */
  closing(): void {
    if (!this.#over) this.#handler?.closing?.();
  }

  /** Ends the call for both ends because the server goes away. */
  shutDown(error: RpcError): void {
    if (this.#over) return;
    this.abort(error);
    this.#handler?.failed(error);
  }

  #finish(): boolean {
    if (this.#over) return false;
    this.#over = true;
    this.#released();
    return true;
  }

  /** Both events come for most calls that ended in order too: the error is made only for those that did not. */
  #gone(code: RpcStatusName, message: string): void {
    if (!this.#finish()) return;
    this.#handler?.failed(new RpcError(code, message));
  }
}
