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
  readonly #registrations = new Map<string, RpcRegistration>();
  /** Open calls with the peers that made them. */
  readonly #calls = new Map<MemoryCall<unknown, unknown>, string>();
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
    this.#calls.set(call, info.peer);
    call.serve(registration, info);
  }

  /** A call that this server had is over. */
  release(call: MemoryCall<unknown, unknown>): void {
    this.#calls.delete(call);
    if (this.#calls.size === 0) this.#emptied?.();
  }

  /** A channel without an open call is no connection here. */
  get connections(): number {
    return new Set(this.#calls.values()).size;
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

  #cancelAll(): void {
    for (const call of [...this.#calls.keys()]) call.break(new RpcError('unavailable', 'The server was shut down.'));
  }
}
