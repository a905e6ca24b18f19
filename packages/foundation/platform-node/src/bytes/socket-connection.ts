/** One TCP connection behind the port. */
import type { Socket } from 'node:net';
import type { ByteConnection, ConnectionHandler, NetworkAddress } from '@ottla/base';
import { connectionHighMarkBytes } from '../limits.ts';
import type { ReadSink } from './adopted-socket.ts';
import { connectionError } from './network-errors.ts';

/** Wraps a connected socket. Nothing is read before `start`. */
export class SocketConnection implements ByteConnection {
  readonly local: NetworkAddress;
  readonly remote: NetworkAddress;
  private readonly socket: Socket;
  private full = false;
  private failure: Error | undefined;
  private readonly readInto: ((sink: ReadSink) => void) | undefined;

  /** `readInto` begins to read where the socket itself raises no `data`. */
  constructor(socket: Socket, readInto?: (sink: ReadSink) => void) {
    this.socket = socket;
    this.readInto = readInto;
    this.local = { host: plainHost(socket.localAddress), port: socket.localPort ?? 0 };
    this.remote = { host: plainHost(socket.remoteAddress), port: socket.remotePort ?? 0 };
  }

  get bufferedBytes(): number {
    return this.socket.writableLength;
  }

  /** Lets the handler hear what happens. Node never raises these events from inside a call of ours. */
  start(handler: ConnectionHandler): void {
    if (this.readInto !== undefined) {
      this.readInto((bytes) => {
        handler.data(bytes);
      });
    } else {
      this.socket.on('data', (chunk: Buffer) => {
        // Not a Buffer: its `slice` shares memory where that of a plain array copies.
        handler.data(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
      });
    }
    this.socket.on('drain', () => {
      if (!this.full) return;
      this.full = false;
      handler.drained();
    });
    this.socket.on('end', () => {
      handler.ended();
    });
    this.socket.on('error', (error) => {
      this.failure = error;
    });
    this.socket.on('close', () => {
      handler.closed(this.failure === undefined ? undefined : this.explained(this.failure));
    });
  }

  /** Several chunks go out in one system call. Our mark is above Node's own, so its `drain` always follows a `false`. */
  write(chunks: readonly Uint8Array[], taken?: () => void): boolean {
    if (this.socket.destroyed || this.socket.writableEnded) {
      taken?.();
      return false;
    }
    const [only] = chunks;
    if (chunks.length === 1 && only !== undefined) this.socket.write(only, taken);
    else this.writeTogether(chunks, taken);
    this.full = this.socket.writableLength >= connectionHighMarkBytes;
    return !this.full;
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  end(): void {
    this.socket.end();
  }

  destroy(): void {
    this.socket.destroy();
  }

  private writeTogether(chunks: readonly Uint8Array[], taken: (() => void) | undefined): void {
    this.socket.cork();
    for (let index = 0; index < chunks.length; index += 1)
      this.socket.write(chunks[index] ?? nothing, index === chunks.length - 1 ? taken : undefined);
    this.socket.uncork();
  }

  private explained(error: Error): Error {
    return connectionError(this.remote.host, this.remote.port, error);
  }
}

const nothing = new Uint8Array(0);

/** An IPv4 address, also when a socket of both families reports it as IPv6 (`::ffff:127.0.0.1`). */
export function plainHost(address: string | undefined): string {
  if (address === undefined) return '';
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice('::ffff:'.length) : address;
}
