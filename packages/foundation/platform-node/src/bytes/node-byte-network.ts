/** The byte stream port on TCP. */
import net from 'node:net';
import {
  type ByteConnection,
  type ByteListener,
  type ByteNetwork,
  type ConnectionHandler,
  type ConnectOptions,
  type ListenOptions,
  NetworkError,
} from '@ottla/base';
import { acceptBacklog, keepAliveDelayMs } from '../limits.ts';
import { adoptSocket } from './adopted-socket.ts';
import { connectError, listenError } from './network-errors.ts';
import { plainHost, SocketConnection } from './socket-connection.ts';

type Accept = (connection: ByteConnection) => ConnectionHandler;

/** Small messages go out at once; an end that vanished without a word is found by the kernel; each direction ends on its own. */
const socketOptions = {
  noDelay: true,
  keepAlive: true,
  keepAliveInitialDelay: keepAliveDelayMs,
  allowHalfOpen: true,
} as const;

/** TCP. */
export const nodeByteNetwork: ByteNetwork = { listen, connect };

function listen(options: ListenOptions, accept: Accept): Promise<ByteListener> {
  return new Promise((resolve, reject) => {
    const server = net.createServer({ ...socketOptions, pauseOnConnect: true }, (socket) => {
      takeAccepted(socket, accept);
    });
    server.once('error', (error) => {
      reject(listenError(options.host, options.port, error));
    });
    server.listen({ host: options.host, port: options.port, backlog: acceptBacklog }, () => {
      server.removeAllListeners('error');
      // Out of descriptors: the kernel's queue keeps the client, or it comes again. Those that are connected go on.
      server.on('error', () => undefined);
      resolve(listenerOf(server));
    });
  });
}

function listenerOf(server: net.Server): ByteListener {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new NetworkError('io', 'a TCP server has no TCP address');
  return {
    address: { host: plainHost(address.address), port: address.port },
    // Node calls back only after the last connection; ours are to stay. The port itself is free at once.
    close: async () => {
      server.close();
    },
  };
}

/** A socket whose other end is gone already has no address and raises its events to nobody. */
function take(socket: net.Socket, accept: Accept): SocketConnection {
  const connection = new SocketConnection(socket);
  connection.start(accept(connection));
  return connection;
}

function takeAccepted(accepted: net.Socket, accept: Accept): void {
  const adopted = adoptSocket(accepted);
  if (adopted === undefined) {
    take(accepted, accept);
    accepted.resume();
    return;
  }
  const connection = new SocketConnection(adopted.socket, adopted.start);
  connection.start(accept(connection));
}

function connect(options: ConnectOptions, handler: Accept): Promise<ByteConnection> {
  const { host, port, timeoutMs } = options;
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port, ...socketOptions });
    const deadline = setTimeout(() => {
      socket.destroy(new NetworkError('timedOut', `cannot connect: ${host}:${port} did not answer in ${timeoutMs} ms`));
    }, timeoutMs);
    const failed = (error: Error): void => {
      clearTimeout(deadline);
      reject(connectError(host, port, error));
    };
    socket.once('error', failed);
    socket.once('connect', () => {
      clearTimeout(deadline);
      socket.off('error', failed);
      resolve(take(socket, handler));
    });
  });
}
