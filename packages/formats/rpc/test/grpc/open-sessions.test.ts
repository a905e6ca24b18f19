/** No bytes of a client end the process (FAULT-165). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const rounds = 12;
/** The settings of the server, and its acknowledgement of ours. */
const answeredPrefaceBytes = 18;
const preface = Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), frameOf(4, 0, 0, [])]);
const request = headersOf([
  [':method', 'POST'],
  [':scheme', 'http'],
  [':path', '/grpc.health.v1.Health/Check'],
  [':authority', 'node'],
  ['x-long', 'a value'],
]);
const wrongRequest = Buffer.concat([request, headersOf([['Upper-Case', 'x']])]);
const cancelled = [0, 0, 0, 8];

test('a session destroyed beside refused headers leaves the process alone, also when garbage is collected at once', async () => {
  const server = await destroyer();
  const busy = await open(server.control);
  const collecting = await open(server.control);
  for (let round = 0; round < rounds; round += 1) {
    const client = await open(server.http2);
    client.write(preface);
    for (let bytes = 0; bytes < answeredPrefaceBytes; ) bytes += ((await once(client, 'data')) as [Buffer])[0].length;
    // All that comes while the server is busy is handled in one turn: wrong headers, the request that ends the session,
    // and the collection.
    await answered(busy, 'wait', server.gone);
    client.write(
      Buffer.concat([frameOf(1, 4, 1, wrongRequest), frameOf(3, 0, 1, cancelled), frameOf(1, 5, 3, request)]),
    );
    await answered(collecting, 'collect', server.gone);
    client.destroy();
  }
  expect(server.exit()).toBeUndefined();
});

async function answered(control: Socket, question: string, gone: Promise<void>): Promise<void> {
  const answer = once(control, 'data');
  control.write(question);
  await Promise.race([answer, gone]);
}

async function destroyer(): Promise<{
  readonly http2: number;
  readonly control: number;
  readonly gone: Promise<void>;
  exit(): unknown;
}> {
  const program = fileURLToPath(new URL('session-destroyer.ts', import.meta.url));
  const flags = ['--expose-gc', '--import', 'tsx', '--conditions', '@ottla/source', program];
  const child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let exit: unknown;
  const gone = once(child, 'exit').then((how) => {
    exit = how;
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const [http2 = 0, control = 0] = line.split(' ').map(Number);
  return { http2, control, gone, exit: () => exit };
}

async function open(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  socket.on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

function frameOf(type: number, flags: number, stream: number, content: Uint8Array | readonly number[]): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(content.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, Uint8Array.from(content)]);
}

/** Headers as HPACK has them when nothing is indexed and nothing compressed. */
function headersOf(headers: readonly (readonly [string, string])[]): Buffer {
  const text = (value: string): Buffer => Buffer.concat([Uint8Array.of(value.length), Buffer.from(value)]);
  return Buffer.concat(headers.flatMap(([name, value]) => [Uint8Array.of(0), text(name), text(value)]));
}
