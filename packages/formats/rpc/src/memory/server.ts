/** A server of the in-memory network. */
import {
  type RpcCallInfo,
  RpcError,
  type RpcListener,
  type RpcRegistration,
  type RpcServerOptions,
  type Timers,
} from '@ottla/base';
import { standardServices } from '../standard/standard-services.ts';
import type { MemoryCall } from './call.ts';

/** listening → closing → closed. */
export class MemoryServer implements RpcListener {
  readonly address: { readonly host: string; readonly port: number };
  readonly messageBytesMax: number;
  readonly streamsPerConnectionMax: number;
  readonly #connectionsMax: number;
  readonly #registrations = new Map<string, RpcRegistration>();
  /** Open calls with the peers that made them. */
  readonly #calls = new Map<MemoryCall<unknown, unknown>, string>();
  /** Open calls of each peer. */
  readonly #peers = new Map<string, number>();
  readonly #timers: Timers;
  readonly #closing: () => void;
  #emptied: (() => void) | undefined;

  /** `closing` is told when no new call may reach the server any more. */
  constructor(
    timers: Timers,
    options: RpcServerOptions,
    registrations: readonly RpcRegistration[],
    closing: () => void,
  ) {
    this.address = { host: options.host, port: options.port };
    this.messageBytesMax = options.messageBytesMax;
    this.streamsPerConnectionMax = options.streamsPerConnectionMax;
    this.#connectionsMax = options.connectionsMax;
    this.#timers = timers;
    const standard = options.healthAndReflection ? standardServices(registrations) : undefined;
    for (const registration of [...registrations, ...(standard?.registrations ?? [])])
      this.#registrations.set(registration.method.path, registration);
    this.#closing = () => {
      closing();
      standard?.closing();
    };
  }

  /** Takes a call. */
  accept(call: MemoryCall<unknown, unknown>, path: string, info: RpcCallInfo): void {
    const registration = this.#registrations.get(path);
    if (registration === undefined) {
      call.break(new RpcError('unimplemented', `The server does not implement the method ${path}`));
      return;
    }
    const ofPeer = this.#peers.get(info.peer) ?? 0;
    if (ofPeer === 0 && this.#peers.size >= this.#connectionsMax) {
      const { host, port } = this.address;
      call.break(new RpcError('unavailable', `${path} did not reach ${host}:${port}: it has too many connections`));
      return;
    }
    this.#peers.set(info.peer, ofPeer + 1);
    this.#calls.set(call, info.peer);
    call.serve(registration, info);
  }

  /** A call that this server had is over. */
  release(call: MemoryCall<unknown, unknown>): void {
    const peer = this.#calls.get(call);
    this.#calls.delete(call);
    if (peer !== undefined) this.#left(peer);
    if (this.#calls.size === 0) this.#emptied?.();
  }

  /** A channel without an open call is no connection here. */
  get connections(): number {
    return this.#peers.size;
  }

  close(graceMs: number): Promise<void> {
    this.#closing();
    return new Promise((resolve) => {
      const timer = this.#timers.after(graceMs, () => this.#cancelAll());
      this.#emptied = () => {
        timer.cancel();
        resolve();
      };
      for (const call of [...this.#calls.keys()]) call.closing();
      if (this.#calls.size === 0) this.#emptied();
    });
  }

  #left(peer: string): void {
    const others = (this.#peers.get(peer) ?? 0) - 1;
    if (others > 0) this.#peers.set(peer, others);
    else this.#peers.delete(peer);
  }

  #cancelAll(): void {
    for (const call of [...this.#calls.keys()]) call.break(new RpcError('unavailable', 'The server was shut down.'));
  }
}
