/**
 * An HTTP/2 server as a process of its own that destroys each session at its first request, and a second port for its
 * event loop: `wait` keeps the loop busy, so that what comes meanwhile is handled in one turn, and `collect` collects
 * garbage. Prints both ports.
 */
import { createServer as createHttp2Server } from 'node:http2';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { OpenSessions } from '../../src/grpc/open-sessions.ts';
import { clock, timers } from '../real-ports.ts';

const busyMs = 60;
const collect = (globalThis as { gc?: (options?: { type: 'minor' }) => void }).gc;
if (collect === undefined) throw new Error('start this with --expose-gc');

const sessions = new OpenSessions(timers);
const http2 = createHttp2Server();
http2.on('session', (session) => {
  if (!sessions.add(session)) throw new Error('this Node has the native part of a session elsewhere');
});
http2.on('sessionError', () => undefined);
http2.on('stream', (stream) => {
  const { session } = stream;
  stream.on('error', () => undefined);
  process.nextTick(() => session?.destroy());
});

const control = createServer((socket) => {
  socket.on('data', (bytes) => {
    const waits = bytes.toString() === 'wait';
    if (waits) socket.write('taken');
    if (waits) for (const end = clock.monotonicMs() + busyMs; clock.monotonicMs() < end; );
    else for (const type of ['minor', 'minor', undefined] as const) collect(type && { type });
    if (!waits) socket.write('taken');
  });
});
process.stdout.write(`${await portOf(http2)} ${await portOf(control)}\n`);

async function portOf(server: Server | typeof http2): Promise<number> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
