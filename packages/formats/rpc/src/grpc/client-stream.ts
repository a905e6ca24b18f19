/**
 * The client's end of one gRPC call, on the library's lowest level: messages are handed over one by one, and the next is
 * read only when the handler wants it. No Node streams lie between, so nothing is read ahead.
 */

import { type ChannelInterface, type Metadata, type StatusObject, status } from '@grpc/grpc-js';
import { type MessageCodec, RpcError, type RpcMethod, type RpcStream, type RpcStreamHandler } from '@ottla/base';
import { decode } from '../stream/decode.ts';
import { SendWindow } from '../stream/send-window.ts';
import { errorOf } from './status.ts';

type GrpcCall = ReturnType<ChannelInterface['createCall']>;

/** open → (halfClosed) → over. `over` is entered once: by the status, or by `abort`. */
export class GrpcClientStream<Request, Response> implements RpcStream<Request> {
  readonly #call: GrpcCall;
  readonly #handler: RpcStreamHandler<Response>;
  readonly #path: string;
  readonly #request: MessageCodec<Request>;
  readonly #response: MessageCodec<Response>;
  readonly #queue: Buffer[] = [];
  readonly #window: SendWindow;
  #sending = false;
  #ending = false;
  #paused = false;
  #readOpen = false;
  #over = false;

  constructor(call: GrpcCall, method: RpcMethod<Request, Response>, handler: RpcStreamHandler<Response>) {
    this.#call = call;
    this.#handler = handler;
    this.#path = method.path;
    this.#request = method.request;
    this.#response = method.response;
    this.#window = new SendWindow(() => handler.drained());
  }

  start(metadata: Metadata): void {
    this.#call.start(metadata, {
      onReceiveMetadata: () => undefined,
      onReceiveMessage: (bytes: Buffer) => this.#received(bytes),
      onReceiveStatus: (outcome) => this.#ended(outcome),
    });
    this.#read();
  }

  write(message: Request, released?: () => void): boolean {
    const isOpen = !this.#over && !this.#ending;
    const goOn = isOpen && this.#write(this.#request.encode(message));
    released?.();
    return goOn;
  }

  #write(bytes: Uint8Array): boolean {
    this.#queue.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    const goOn = this.#window.take(bytes.length);
    this.#send();
    return goOn;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#read();
  }

  end(): void {
    if (this.#over || this.#ending) return;
    this.#ending = true;
    this.#send();
  }

  abort(error: RpcError): void {
    if (this.#over) return;
    this.#over = true;
    this.#queue.length = 0;
    this.#call.cancelWithStatus(status.CANCELLED, error.message);
  }

  /** Hands over the next message; the library takes one at a time. */
  #send(): void {
    if (this.#sending || this.#over) return;
    const bytes = this.#queue.shift();
    if (bytes === undefined) {
      if (this.#ending) this.#call.halfClose();
      return;
    }
    this.#sending = true;
    this.#call.sendMessageWithContext({ callback: () => this.#sent(bytes.length) }, bytes);
  }

  #sent(bytes: number): void {
    this.#sending = false;
    if (this.#over) return;
    this.#window.give(bytes);
    this.#send();
  }

  #read(): void {
    if (this.#paused || this.#readOpen || this.#over) return;
    this.#readOpen = true;
    this.#call.startRead();
  }

  #received(bytes: Buffer): void {
    this.#readOpen = false;
    if (this.#over) return;
    const decoded = decode(this.#response, bytes);
    if (decoded.error !== undefined) {
      const error = new RpcError(
        'internal',
        `${this.#path} was answered with something unreadable: ${decoded.error.message}`,
      );
      this.abort(error);
      this.#handler.failed(error);
      return;
    }
    this.#handler.message(decoded.message);
    this.#read();
  }

  #ended(outcome: StatusObject): void {
    if (this.#over) return;
    this.#over = true;
    this.#queue.length = 0;
    if (outcome.code === status.OK) this.#handler.ended();
    else this.#handler.failed(errorOf(outcome, this.#path));
  }
}
