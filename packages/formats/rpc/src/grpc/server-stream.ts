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
import { LentParts } from '../stream/lent-parts.ts';
import { SendWindow } from '../stream/send-window.ts';
import type { RequestLeases } from './lent-requests.ts';
import { statusOf } from './status.ts';

/** A call as the gRPC library hands it over, with messages as bytes. */
export type GrpcServerCall = ServerDuplexStream<Buffer, Buffer | LentParts>;

/** What a call needs to know besides its ends. */
export interface GrpcStreamSetting {
  /** Of which lease the memory of a request is, where it is borrowed. */
  readonly leases: RequestLeases;
  /** Told once, when the call is over. */
  readonly released: () => void;
}

/** open → over. `over` is entered once: by `end`, by `abort`, or when the client is gone. */
export class GrpcServerStream implements RpcStream<unknown> {
  readonly #call: GrpcServerCall;
  readonly #response: MessageCodec<unknown>;
  readonly #window: SendWindow;
  #handler: RpcStreamHandler<unknown> | undefined;
  #over = false;
  readonly #setting: GrpcStreamSetting;

  constructor(call: GrpcServerCall, response: MessageCodec<unknown>, setting: GrpcStreamSetting) {
    this.#call = call;
    this.#response = response;
    this.#setting = setting;
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

  write(message: unknown, released?: () => void): boolean {
    if (released !== undefined && !this.#over && this.#response.encodeInParts !== undefined)
      return this.#send(new LentParts(this.#response.encodeInParts(message)), released);
    const goOn = !this.#over && this.#send(bufferOf(this.#response.encode(message)));
    released?.();
    return goOn;
  }

  #send(message: Buffer | LentParts, released?: () => void): boolean {
    const goOn = this.#window.take(message.byteLength);
    this.#call.write(message, (error?: Error | null) => {
      // After an error bytes may still be on their way to the socket: their memory is left alone.
      if (error === undefined || error === null) released?.();
      if (!this.#over) this.#window.give(message.byteLength);
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
      const lease = this.#setting.leases.get(bytes.buffer);
      this.#setting.leases.delete(bytes.buffer);
      this.#handler?.message(decoded.message, lease);
      lease?.release();
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
    this.#setting.released();
    return true;
  }

  /** Both events come for most calls that ended in order too: the error is made only for those that did not. */
  #gone(code: RpcStatusName, message: string): void {
    if (!this.#finish()) return;
    this.#handler?.failed(new RpcError(code, message));
  }
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
