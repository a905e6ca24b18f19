/** A gRPC server: its calls, its limits, and how it ends. */
import { Server, ServerCredentials, type ServerOptions } from '@grpc/grpc-js';
import {
  type Clock,
  NetworkError,
  type RpcCallInfo,
  type RpcListener,
  type RpcRegistration,
  type RpcServerOptions,
  type Timers,
} from '@ottla/base';
import { connectionIdleMsMax, flowControlWindowBytes, keepaliveAnswerMsMax, keepaliveIntervalMs } from '../limits.ts';
import { addressText } from './channel.ts';
import { type GrpcServerCall, GrpcServerStream } from './server-stream.ts';

/** What a server needs from its surroundings. */
export interface GrpcServerPorts {
  readonly clock: Clock;
  readonly timers: Timers;
}

/** Listens. Fails with a `NetworkError`. `closing` is told when the listener begins to close. */
export async function listenGrpc(
  ports: GrpcServerPorts,
  options: RpcServerOptions,
  registrations: readonly RpcRegistration[],
  closing: () => void,
): Promise<RpcListener> {
  const server = new Server(settings(options));
  for (const registration of registrations) register(server, registration, ports.clock);
  const port = await bind(server, options);
  return {
    address: { host: options.host, port },
    close: (graceMs) => {
      closing();
      return shutDown(server, graceMs, ports.timers);
    },
  };
}

function register(server: Server, registration: RpcRegistration, clock: Clock): void {
  const { method } = registration;
  const identity = (bytes: Buffer): Buffer => bytes;
  const take = (call: GrpcServerCall): void =>
    new GrpcServerStream(call, method.response).start(registration, infoOf(call, clock));
  server.register(method.path, take, identity, identity, 'bidi');
}

function infoOf(call: GrpcServerCall, clock: Clock): RpcCallInfo {
  const deadline = call.getDeadline();
  const at = typeof deadline === 'number' ? deadline : deadline.getTime();
  const metadata = new Map<string, string>();
  for (const [key, value] of Object.entries(call.metadata.getMap()))
    if (typeof value === 'string') metadata.set(key, value);
  return { peer: call.getPeer(), metadata, deadlineMs: Number.isFinite(at) ? at - clock.wallMs() : undefined };
}

function bind(server: Server, options: RpcServerOptions): Promise<number> {
  const address = addressText(options.host, options.port);
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, port) => {
      if (error === null) resolve(port);
      else reject(networkError(address, error));
    });
  });
}

function networkError(address: string, cause: Error): NetworkError {
  if (cause.message.includes('EADDRINUSE'))
    return new NetworkError(
      'addressInUse',
      `gRPC cannot listen on ${address}: the port is in use; choose another one`,
      { cause },
    );
  if (cause.message.includes('EACCES'))
    return new NetworkError('accessDenied', `gRPC may not listen on ${address}; choose a port above 1023`, { cause });
  if (cause.message.includes('EADDRNOTAVAIL') || cause.message.includes('resolution failed'))
    return new NetworkError(
      'addressNotAvailable',
      `gRPC cannot listen on ${address}: this machine has no such address`,
      { cause },
    );
  return new NetworkError('io', `gRPC cannot listen on ${address}: ${cause.message}`, { cause });
}

/** Refuses new calls, waits for the open ones, and cancels what is left after `graceMs`. */
function shutDown(server: Server, graceMs: number, timers: Timers): Promise<void> {
  return new Promise((resolve) => {
    const timer = timers.after(graceMs, () => server.forceShutdown());
    server.tryShutdown(() => {
      timer.cancel();
      resolve();
    });
  });
}

function settings(options: RpcServerOptions): ServerOptions {
  return {
    'grpc.max_receive_message_length': options.messageBytesMax,
    'grpc.max_send_message_length': options.messageBytesMax,
    'grpc.max_concurrent_streams': options.streamsPerConnectionMax,
    'grpc-node.flow_control_window': flowControlWindowBytes,
    'grpc.enable_channelz': 0,
    'grpc.max_connection_idle_ms': connectionIdleMsMax,
    'grpc.keepalive_time_ms': keepaliveIntervalMs,
    'grpc.keepalive_timeout_ms': keepaliveAnswerMsMax,
  };
}
