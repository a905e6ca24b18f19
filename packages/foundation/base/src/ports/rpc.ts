import type { RpcError } from '../errors/rpc-error.ts';
import type { Lease } from '../memory/lease.ts';

/** Turns one message into bytes and back. `decode` throws an `RpcError` (`invalidArgument`) on bytes that are no such message. */
export interface MessageCodec<Message> {
  encode(message: Message): Uint8Array;
  /**
   * The same bytes in parts, one behind the other. Long byte strings are parts by themselves and are not copied: they are
   * the caller's memory. Only of messages that can carry byte strings.
   */
  encodeInParts?(message: Message): Uint8Array[];
  decode(bytes: Uint8Array): Message;
}

/** A method of a service. All kinds are streams underneath; `kind` says how many messages go each way. */
export interface RpcMethod<Request, Response> {
  /** Full path, as `/ottla.v1.Log/Produce`. */
  readonly path: string;
  readonly kind: 'unary' | 'serverStream' | 'clientStream' | 'bidirectional';
  readonly request: MessageCodec<Request>;
  readonly response: MessageCodec<Response>;
}

/** Text that travels beside a call. Keys are lower case. */
export type RpcMetadata = ReadonlyMap<string, string>;

/** What one end of a stream does about what comes in. Called one at a time. */
export interface RpcStreamHandler<Incoming> {
  /**
   * Not called while paused. With `lease`, the byte strings lie in memory that is borrowed for as long as this call takes:
   * who reads them later retains it. Only of methods that are served with `borrowsRequests`.
   */
  message(message: Incoming, lease?: Lease): void;
  /** After a `write` answered false: there is room again. */
  drained(): void;
  /** The other end will send no more. On a client: the call succeeded and is over. */
  ended(): void;
  /** The call is over without success: status of the server, deadline, cancellation, lost connection. The last call. */
  failed(error: RpcError): void;
  /** Only on a server: its listener begins to close. A call that would go on forever finishes what is under way and ends. */
  closing?(): void;
}

/** One end of an open call. */
export interface RpcStream<Outgoing> {
  /**
   * Queues a message. False: hold until `drained`. Without `released` the message may be changed when this returns. With
   * it, byte strings may be read later, until `released` is called: once, maybe before this returns, and never when the
   * call breaks off with the message under way, as nobody knows then who still reads it.
   */
  write(message: Outgoing, released?: () => void): boolean;
  pause(): void;
  resume(): void;
  /** No more messages from here. On a server this also ends the call with success. */
  end(): void;
  /** Ends the call now: on a server with this status, on a client as cancelled. */
  abort(error: RpcError): void;
}

/** What a server knows about a call. */
export interface RpcCallInfo {
  readonly peer: string;
  readonly metadata: RpcMetadata;
  /** Milliseconds left when the call arrived, or undefined. */
  readonly deadlineMs: number | undefined;
}

/** How a server takes a call: it gets its end of the stream and answers with a handler for what comes in. */
export type RpcServerHandler<Request, Response> = (
  stream: RpcStream<Response>,
  call: RpcCallInfo,
) => RpcStreamHandler<Request>;

/** A method with its handler, made by `serve` so that the types of both agree. */
export interface RpcRegistration {
  readonly method: RpcMethod<unknown, unknown>;
  readonly handler: RpcServerHandler<unknown, unknown>;
  /** Its handler knows that byte strings of requests may be borrowed, and holds their lease as long as it reads them. */
  readonly borrowsRequests?: boolean;
}

export interface RpcServerOptions {
  readonly host: string;
  readonly port: number;
  readonly messageBytesMax: number;
  readonly streamsPerConnectionMax: number;
  /** Further connections are closed at once; their calls fail with `unavailable`. */
  readonly connectionsMax: number;
  /** Serve the standard health service and server reflection beside the registrations. */
  readonly healthAndReflection: boolean;
}

export interface RpcListener {
  readonly address: { readonly host: string; readonly port: number };
  /** Open connections of clients. */
  readonly connections: number;
  /** Refuses new calls, gives open ones `graceMs` to end, then cancels them. */
  close(graceMs: number): Promise<void>;
}

export interface RpcChannelOptions {
  readonly host: string;
  readonly port: number;
  readonly messageBytesMax: number;
}

export interface RpcCallOptions {
  readonly deadlineMs?: number;
  readonly metadata?: RpcMetadata;
}

/** A way to one server. Connects when first used and again after it was lost. */
export interface RpcChannel {
  /** One request, one response. Fails with an `RpcError`. */
  unary<Request, Response>(
    method: RpcMethod<Request, Response>,
    request: Request,
    options?: RpcCallOptions,
  ): Promise<Response>;
  /** Opens a call of any kind. */
  open<Request, Response>(
    method: RpcMethod<Request, Response>,
    handler: RpcStreamHandler<Response>,
    options?: RpcCallOptions,
  ): RpcStream<Request>;
  close(): void;
}

/** Typed calls between processes: gRPC in production, an in-memory twin in tests and in the simulator. */
export interface RpcNetwork {
  listen(options: RpcServerOptions, registrations: readonly RpcRegistration[]): Promise<RpcListener>;
  channel(options: RpcChannelOptions): RpcChannel;
}

/** Pairs a method with its handler. */
export function serve<Request, Response>(
  method: RpcMethod<Request, Response>,
  handler: RpcServerHandler<Request, Response>,
  options: Pick<RpcRegistration, 'borrowsRequests'> = {},
): RpcRegistration {
  return { method, handler, ...options };
}
