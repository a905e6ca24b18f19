/** Raw connections of an attacker: they never fail loudly, as the other side may close whenever it likes. */
import { connect, type Socket } from 'node:net';

/** A connection and how it ended. */
export interface Raw {
  readonly socket: Socket;
  isClosed: boolean;
  readonly closed: Promise<void>;
}

/** Connects; answers a closed one when that fails. */
export function openRaw(port: number): Promise<Raw> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  let closing: () => void = () => undefined;
  const raw: Raw = { socket, isClosed: false, closed: new Promise((resolve) => (closing = resolve)) };
  socket.on('error', () => undefined);
  socket.on('close', () => {
    raw.isClosed = true;
    closing();
  });
  socket.on('data', () => undefined);
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(raw));
    void raw.closed.then(() => resolve(raw));
  });
}

/** Waits until it is closed, or so long. */
export async function closedWithin(raw: Raw, ms: number): Promise<boolean> {
  if (raw.isClosed) return true;
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([raw.closed, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
  return raw.isClosed;
}
