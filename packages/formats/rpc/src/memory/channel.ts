/** A way to one server of the in-memory network. */
import {
  type RpcCallOptions,
  type RpcChannel,
  type RpcChannelOptions,
  RpcError,
  type RpcMethod,
  type RpcStream,
  type RpcStreamHandler,
  type Timers,
} from '@ottla/base';
import { heldCallsMax, unaryDeadlineMsDefault } from '../limits.ts';
import { unaryCall } from '../stream/unary-call.ts';
import { MemoryCall } from './call.ts';
import type { MemoryServer } from './server.ts';

/** What a channel needs: time, and the server that listens at its address now. */
export interface MemoryChannelPorts {
  readonly timers: Timers;
  readonly find: () => MemoryServer | undefined;
  readonly peer: string;
}

/** Calls beyond the server's stream limit wait here until another one is over. */
export class MemoryChannel implements RpcChannel {
  readonly #ports: MemoryChannelPorts;
  readonly #options: RpcChannelOptions;
  readonly #calls = new Set<MemoryCall<unknown, unknown>>();
  readonly #held: (() => void)[] = [];
  #open = 0;
  #closed = false;

  constructor(ports: MemoryChannelPorts, options: RpcChannelOptions) {
    this.#ports = ports;
    this.#options = options;
  }

  unary<Request, Response>(
    method: RpcMethod<Request, Response>,
    request: Request,
    options: RpcCallOptions = {},
  ): Promise<Response> {
    return unaryCall(this, method, request, { ...options, deadlineMs: options.deadlineMs ?? unaryDeadlineMsDefault });
  }

  open<Request, Response>(
    method: RpcMethod<Request, Response>,
    handler: RpcStreamHandler<Response>,
    options: RpcCallOptions = {},
  ): RpcStream<Request> {
    if (this.#closed) throw new RpcError('cancelled', `${method.path} was called on a channel that is closed`);
    const server = this.#ports.find();
    let accepted = false;
    const call: MemoryCall<Request, Response> = new MemoryCall(method, handler, {
      timers: this.#ports.timers,
      requestBytesMax: Math.min(this.#options.messageBytesMax, server?.messageBytesMax ?? Infinity),
      responseBytesMax: this.#options.messageBytesMax,
      deadlineMs: options.deadlineMs,
      over: () => {
        this.#calls.delete(erased);
        if (accepted) this.#release(server, erased);
      },
    });
    const erased = call as unknown as MemoryCall<unknown, unknown>;
    this.#calls.add(erased);
    const connect = (): void => {
      if (!this.#calls.has(erased)) return;
      accepted = true;
      this.#connect(erased, server, method.path, options);
    };
    this.#ports.timers.soon(() => this.#admit(erased, server, connect));
    return call.clientEnd();
  }

  close(): void {
    this.#closed = true;
    for (const call of [...this.#calls])
      this.#ports.timers.soon(() => call.break(new RpcError('unavailable', 'The channel was closed.')));
  }

  #admit(call: MemoryCall<unknown, unknown>, server: MemoryServer | undefined, connect: () => void): void {
    if (this.#open < (server?.streamsPerConnectionMax ?? Infinity)) connect();
    else if (this.#held.length < heldCallsMax) this.#held.push(connect);
    else call.break(new RpcError('resourceExhausted', 'Too many calls wait for this server; let some end first.'));
  }

  #connect(
    call: MemoryCall<unknown, unknown>,
    server: MemoryServer | undefined,
    path: string,
    options: RpcCallOptions,
  ): void {
    this.#open += 1;
    if (server === undefined || server !== this.#ports.find()) {
      const { host, port } = this.#options;
      call.break(new RpcError('unavailable', `${path} did not reach the server: nothing listens on ${host}:${port}`));
      return;
    }
    server.accept(call, path, {
      peer: this.#ports.peer,
      metadata: options.metadata ?? new Map(),
      deadlineMs: options.deadlineMs,
    });
  }

  #release(server: MemoryServer | undefined, call: MemoryCall<unknown, unknown>): void {
    this.#open -= 1;
    server?.release(call);
    this.#held.shift()?.();
  }
}
