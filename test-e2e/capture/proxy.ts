/**
 * A TCP proxy that keeps every Kafka frame which passes through it. It rewrites nothing: the broker behind it must
 * advertise the proxy's own address, so that clients come back through it.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';

/** One frame as it was on the wire, without the four bytes of its size. */
export interface CapturedFrame {
  readonly api: number;
  readonly version: number;
  readonly kind: 'request' | 'response';
  readonly correlationId: number;
  readonly bytes: Buffer;
}

/** A running proxy. `take` hands out what was captured since the last call, in order of arrival. */
export interface RecordingProxy {
  take(): CapturedFrame[];
  close(): Promise<void>;
}

/** Listens on `port` of the loopback address and forwards to the broker. */
export async function startProxy(port: number, broker: { host: string; port: number }): Promise<RecordingProxy> {
  let frames: CapturedFrame[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    sockets.add(client);
    join(client, connect(broker.port, broker.host), (frame) => frames.push(frame));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return {
    take: () => {
      const taken = frames;
      frames = [];
      return taken;
    },
    close: () => closeAll(server, sockets),
  };
}

function join(client: Socket, broker: Socket, keep: (frame: CapturedFrame) => void): void {
  const pending = new Map<number, { api: number; version: number }>();
  const requests = splitter((bytes) => {
    const [api, version, correlationId] = [bytes.readInt16BE(0), bytes.readInt16BE(2), bytes.readInt32BE(4)];
    pending.set(correlationId, { api, version });
    keep({ api, version, kind: 'request', correlationId, bytes });
  });
  const responses = splitter((bytes) => {
    const correlationId = bytes.readInt32BE(0);
    const request = pending.get(correlationId);
    pending.delete(correlationId);
    if (request !== undefined) keep({ ...request, kind: 'response', correlationId, bytes });
  });
  client.on('data', requests).pipe(broker);
  broker.on('data', responses).pipe(client);
  client.on('error', () => broker.destroy()).on('close', () => broker.destroy());
  broker.on('error', () => client.destroy()).on('close', () => client.destroy());
}

/** Cuts a byte stream into frames by their four-byte size. */
function splitter(emit: (frame: Buffer) => void): (chunk: Buffer) => void {
  let held: Buffer = Buffer.alloc(0);
  return (chunk) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    while (held.length >= 4 && held.length >= 4 + held.readInt32BE(0)) {
      const end = 4 + held.readInt32BE(0);
      emit(Buffer.from(held.subarray(4, end)));
      held = held.subarray(end);
    }
  };
}

async function closeAll(server: Server, sockets: Set<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
}
