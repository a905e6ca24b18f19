/**
 * Reading accepted connections into one buffer that all of them share. Node offers that (`onread`) to whoever makes a
 * socket, and its server makes accepted ones without; so the connection's handle is given a new socket. Otherwise every
 * read is a new buffer of 64 KiB, and the garbage collector walks the heap for each thousand of them. Where Node's inside
 * looks different from what is expected here, the socket is left as it is.
 */
import net from 'node:net';
import { readBufferBytes } from '../limits.ts';

/** Hears the bytes of each read; they are overwritten by the next one, of whichever connection. */
export type ReadSink = (bytes: Uint8Array) => void;

/** A socket that hands its bytes to a sink, or undefined when this Node cannot do that. */
export interface AdoptedSocket {
  readonly socket: net.Socket;
  /** Sets who hears the bytes, and begins to read. */
  readonly start: (sink: ReadSink) => void;
}

/** The part of Node's inside that is used. */
interface Inside {
  _handle: { readonly useUserBuffer?: unknown; readonly reading?: boolean } | null;
}

const shared = new Uint8Array(readBufferBytes);

/** Takes over the connection of a socket that was accepted paused, so nothing was read from it yet. */
export function adoptSocket(accepted: net.Socket): AdoptedSocket | undefined {
  const inside = accepted as unknown as Inside;
  const handle = inside._handle;
  if (handle === null || typeof handle.useUserBuffer !== 'function') return undefined;
  let sink: ReadSink = () => undefined;
  const options = {
    handle,
    allowHalfOpen: true,
    readable: true,
    writable: true,
    onread: {
      buffer: shared,
      callback: (count: number, bytes: Uint8Array): boolean => {
        sink(bytes.subarray(0, count));
        return true;
      },
    },
  };
  inside._handle = null;
  const socket = new net.Socket(options);
  return {
    socket,
    start: (hears) => {
      sink = hears;
      socket.resume();
    },
  };
}
