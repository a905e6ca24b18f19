/** The RPC port over gRPC: HTTP/2 without TLS, with the limits of limits.ts. */
import { logVerbosity, setLogVerbosity } from '@grpc/grpc-js';
import type { BufferPool, Clock, RpcChannel, RpcNetwork, Timers } from '@ottla/base';
import { standardServices } from '../standard/standard-services.ts';
import { GrpcChannel } from './channel.ts';
import { listenGrpc } from './server.ts';

/** What the network needs from its surroundings. The clock must be the real one, as deadlines of gRPC are. */
export interface GrpcNetworkOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Where servers read large requests into; without it nothing is lent. */
  readonly buffers?: BufferPool;
}

/** Makes the network. It holds nothing open by itself: listeners and channels do. */
export function createGrpcNetwork(options: GrpcNetworkOptions): RpcNetwork {
  // The library prints what it also throws; one voice is enough.
  setLogVerbosity(logVerbosity.NONE);
  return {
    listen: (server, registrations) => {
      const standard = server.healthAndReflection ? standardServices(registrations) : undefined;
      const all = [...registrations, ...(standard?.registrations ?? [])];
      return listenGrpc(options, server, all, () => standard?.closing());
    },
    channel: (channel): RpcChannel => new GrpcChannel(options.clock, channel),
  };
}
