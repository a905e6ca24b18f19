/**
 * The in-memory twin of the gRPC network: the same rules, no sockets, and everything in turns of the timers port, so that
 * virtual time and one seed decide all. Messages go through their codecs, so nothing is shared by reference.
 */
import { NetworkError, type RpcNetwork, type Timers } from '@ottla/base';
import { MemoryChannel } from './channel.ts';
import { MemoryServer } from './server.ts';

/** The first port that is given to those who ask for port 0. */
const firstFreePort = 40_000;

/** What the network needs from its surroundings. */
export interface MemoryRpcOptions {
  readonly timers: Timers;
}

/** Makes a network of its own: servers and channels of one network see each other, by host and port. */
export function createMemoryRpc({ timers }: MemoryRpcOptions): RpcNetwork {
  const servers = new Map<string, MemoryServer>();
  let nextPort = firstFreePort;
  let nextPeer = 1;
  return {
    listen: (options, registrations) => {
      while (options.port === 0 && servers.has(`${options.host}:${nextPort}`)) nextPort += 1;
      const port = options.port === 0 ? nextPort++ : options.port;
      const key = `${options.host}:${port}`;
      if (servers.has(key))
        return Promise.reject(
          new NetworkError('addressInUse', `Something listens on ${key} already; choose another port.`),
        );
      const server = new MemoryServer(timers, { ...options, port }, registrations, () => servers.delete(key));
      servers.set(key, server);
      return Promise.resolve(server);
    },
    channel: (options) => {
      const peer = `memory:${nextPeer++}`;
      return new MemoryChannel({ timers, peer, find: () => servers.get(`${options.host}:${options.port}`) }, options);
    },
  };
}
