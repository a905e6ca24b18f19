/** A gRPC server: its calls, its limits, and how it ends. */
import { Server, ServerCredentials, type ServerInterceptor, type ServerOptions } from '@grpc/grpc-js';
import {
  type BufferPool,
  type Clock,
  NetworkError,
  type RpcCallInfo,
  RpcError,
  type RpcListener,
  type RpcRegistration,
  type RpcServerOptions,
  type Timers,
} from '@ottla/base';
import {
  connectionIdleMsMax,
  flowControlWindowBytes,
  keepaliveAnswerMsMax,
  keepaliveIntervalMs,
  lastStatusMs,
} from '../limits.ts';
import type { LentParts } from '../stream/lent-parts.ts';
import { addressText } from './channel.ts';
import { takeLentMessages } from './lent-message.ts';
import { lendRequests, type RequestLeases } from './lent-requests.ts';
import { OpenSessions } from './open-sessions.ts';
import { type GrpcServerCall, GrpcServerStream } from './server-stream.ts';

/** What a server needs from its surroundings. */
export interface GrpcServerPorts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly buffers?: BufferPool;
}

/** Listens. Fails with a `NetworkError`. `closing` is told when the listener begins to close. */
export async function listenGrpc(
  ports: GrpcServerPorts,
  options: RpcServerOptions,
  registrations: readonly RpcRegistration[],
  closing: () => void,
): Promise<RpcListener> {
  const leases: RequestLeases = new WeakMap();
  const interceptors = [takeLentMessages, ...lending(ports.buffers, registrations, leases)];
  const server = new Server({ ...settings(options), interceptors });
  const open = new Set<GrpcServerStream>();
  for (const registration of registrations) register(server, registration, { clock: ports.clock, open, leases });
  const port = await bind(server, options);
  const sessions = new OpenSessions(ports.timers);
  sessions.watchAll(server, options.connectionsMax);
  return {
    address: { host: options.host, port },
    get connections() {
      return sessions.size;
    },
    close: (graceMs) => {
      closing();
      return shutDown({ server, open, sessions }, graceMs, ports.timers);
    },
  };
}

/** The interceptor for methods whose handlers take requests in borrowed memory. */
function lending(
  buffers: BufferPool | undefined,
  registrations: readonly RpcRegistration[],
  leases: RequestLeases,
): ServerInterceptor[] {
  const paths = registrations.filter(({ borrowsRequests }) => borrowsRequests).map(({ method }) => method.path);
  return buffers === undefined ? [] : [lendRequests(buffers, new Set(paths), leases)];
}

function register(
  server: Server,
  registration: RpcRegistration,
  {
    clock,
    open,
    leases,
  }: { readonly clock: Clock; readonly open: Set<GrpcServerStream>; readonly leases: RequestLeases },
): void {
  const { method } = registration;
  const identity = (bytes: Buffer): Buffer => bytes;
  // Those in parts never come so far.
  const whole = (message: Buffer | LentParts): Buffer => message as Buffer;
  const take = (call: GrpcServerCall): void => {
    const released = (): boolean => open.delete(stream);
    const stream: GrpcServerStream = new GrpcServerStream(call, method.response, { leases, released });
    open.add(stream);
    stream.start(registration, infoOf(call, clock));
  };
  server.register(method.path, take, whole, identity, 'bidi');
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

interface Listening {
  readonly server: Server;
  readonly open: ReadonlySet<GrpcServerStream>;
  readonly sessions: OpenSessions;
}

/**
 * Refuses new calls, waits for the open ones, and ends what is left after `graceMs`: first with a status, then, for
 * clients that do not read it, by dropping the connection. (The library forgets a connection as soon as it is asked to close,
 * so its own `drain` and `forceShutdown` do not drop it then.)
 */
function shutDown({ server, open, sessions }: Listening, graceMs: number, timers: Timers): Promise<void> {
  return new Promise((resolve) => {
    let timer = timers.after(graceMs, () => {
      const error = new RpcError('unavailable', 'The server was shut down.');
      for (const stream of [...open]) stream.shutDown(error);
      timer = timers.after(lastStatusMs, () => {
        sessions.destroy();
      });
    });
    for (const stream of [...open]) stream.closing();
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
