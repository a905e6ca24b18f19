/**
 * Byte streams inside one process, over virtual (or any) timers: what one end writes the other gets later, in order, in
 * chunks cut at whim. Hosts are names; a link between two of them can be slowed, stalled in one direction, or cut.
 *
 * Fault model. A stream never loses, doubles or reorders bytes, as TCP does not. A *stalled* direction delivers nothing
 * until it is healed, and neither end hears of it (a one-way partition). A *cut* breaks every connection between two hosts
 * with `reset` at both ends, and refuses new ones with `unreachable` until healed.
 */
import {
  type ByteConnection,
  type ByteListener,
  type ByteNetwork,
  type ConnectionHandler,
  type ConnectOptions,
  type ListenOptions,
  type NetworkAddress,
  NetworkError,
  type Timers,
} from '@ottla/base';
import { ephemeralPortFirst } from '../../limits.ts';
import type { SeededRandomness } from '../seeded-randomness.ts';
import { LinkFaults } from './link-faults.ts';
import { connectEnds, type VirtualConnection } from './virtual-connection.ts';

export interface VirtualNetworkOptions {
  readonly timers: Timers;
  /** Cuts the chunks. Without it they arrive as they were written, up to the largest chunk. */
  readonly randomness?: SeededRandomness;
  /** Milliseconds from one host to another, asked for each chunk. Default 0: a later turn. */
  readonly delayMs?: (from: string, to: string) => number;
}

type Accept = (connection: ByteConnection) => ConnectionHandler;

/** The wires between virtual hosts. */
export class VirtualNetwork {
  readonly faults: LinkFaults = new LinkFaults();
  private readonly options: VirtualNetworkOptions;
  private readonly listeners = new Map<string, { readonly owner: string; readonly accept: Accept }>();
  private readonly connections = new Set<VirtualConnection>();
  private nextPort = ephemeralPortFirst;

  constructor(options: VirtualNetworkOptions) {
    this.options = options;
  }

  /** The network as a program on this host sees it. The host answers to its own name, `127.0.0.1`, `0.0.0.0` and `localhost`. */
  host(name: string): ByteNetwork {
    return {
      listen: async (options, accept) => this.listen(name, options, accept),
      connect: (options, handler) => this.connect(name, options, handler),
    };
  }

  /** Breaks every connection between two hosts and lets none come up until `heal`. */
  cut(left: string, right: string): void {
    this.faults.cut(left, right);
    for (const connection of [...this.connections]) if (connection.joins(left, right)) connection.reset();
  }

  /** Holds back what goes from one host to the other, and only in this direction. */
  stall(from: string, to: string): void {
    this.faults.stall(from, to);
  }

  /** Takes all cuts and stalls away. What was held back goes on its way. */
  heal(): void {
    this.faults.heal();
    for (const connection of this.connections) connection.pump();
  }

  /** The host loses power: its listeners are gone and its connections reset at the other end. */
  crashHost(name: string): void {
    for (const [key, listener] of this.listeners) if (listener.owner === name) this.listeners.delete(key);
    for (const connection of [...this.connections]) if (connection.joins(name, undefined)) connection.reset();
  }

  private listen(name: string, options: ListenOptions, accept: Accept): ByteListener {
    const port = options.port === 0 ? this.freePort(name) : options.port;
    const key = keyOf(name, port);
    if (this.listeners.has(key)) {
      const sentence = `cannot listen: port ${port} on ${options.host} is in use; choose another port`;
      throw new NetworkError('addressInUse', sentence);
    }
    this.listeners.set(key, { owner: name, accept });
    return {
      address: { host: options.host, port },
      close: async () => {
        this.listeners.delete(key);
      },
    };
  }

  private connect(from: string, options: ConnectOptions, handler: Accept): Promise<ByteConnection> {
    const { host, port, timeoutMs } = options;
    const to = isLocal(host) ? from : host;
    const held = this.faults.isStalled(from, to) || this.faults.isStalled(to, from);
    return new Promise((resolve, reject) => {
      const delayMs = held ? timeoutMs : this.delayMs(from, to) + this.delayMs(to, from);
      this.options.timers.after(delayMs, () => {
        const listener = this.listeners.get(keyOf(to, port));
        if (held)
          reject(new NetworkError('timedOut', `cannot connect: ${host}:${port} did not answer in ${timeoutMs} ms`));
        else if (this.faults.isCut(from, to))
          reject(new NetworkError('unreachable', `cannot connect: no way to ${host}`));
        else if (listener === undefined) reject(refused(host, port));
        else resolve(this.join({ from, to, host, port }, listener.accept, handler));
      });
    });
  }

  private join(
    route: { readonly from: string; readonly to: string; readonly host: string; readonly port: number },
    accept: Accept,
    handler: Accept,
  ): ByteConnection {
    const client: NetworkAddress = { host: isLocal(route.host) ? '127.0.0.1' : route.from, port: this.takePort() };
    const server: NetworkAddress = { host: isLocal(route.host) ? '127.0.0.1' : route.host, port: route.port };
    const [near, far] = connectEnds(
      { host: route.from, address: client },
      { host: route.to, address: server },
      {
        timers: this.options.timers,
        randomness: this.options.randomness,
        delayMs: (from, to) => this.delayMs(from, to),
        isStalled: (from, to) => this.faults.isStalled(from, to),
        gone: (connection) => void this.connections.delete(connection),
      },
    );
    for (const end of [near, far]) this.connections.add(end);
    far.start(accept(far));
    near.start(handler(near));
    return near;
  }

  private delayMs(from: string, to: string): number {
    return this.options.delayMs?.(from, to) ?? 0;
  }

  private freePort(name: string): number {
    let port = this.takePort();
    while (this.listeners.has(keyOf(name, port))) port = this.takePort();
    return port;
  }

  private takePort(): number {
    const port = this.nextPort;
    this.nextPort = port === 65_535 ? ephemeralPortFirst : port + 1;
    return port;
  }
}

function keyOf(host: string, port: number): string {
  return `${host}:${port}`;
}

function isLocal(host: string): boolean {
  return ['127.0.0.1', '0.0.0.0', 'localhost', '::', '::1'].includes(host);
}

function refused(host: string, port: number): NetworkError {
  return new NetworkError('refused', `cannot connect: nothing listens on port ${port} of ${host}; check the address`);
}
