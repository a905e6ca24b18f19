/** A server that closes does not wait for clients that do not read. */
import { type ClientHttp2Session, connect } from 'node:http2';
import { type MessageCodec, type RpcMethod, type RpcServerHandler, serve } from '@ottla/base';
import { expect, it, onTestFinished } from 'vitest';
import { createGrpcNetwork } from '../../src/index.ts';
import { clock, timers } from '../real-ports.ts';

const host = '127.0.0.1';
const messageBytes = 200_000;
const windowBytes = 1_000;
const limits = {
  messageBytesMax: 1_000_000,
  streamsPerConnectionMax: 10,
  connectionsMax: 10,
  healthAndReflection: false,
};
const bytes: MessageCodec<Uint8Array> = { encode: (message) => message, decode: (encoded) => encoded };
const inParts = { ...bytes, encodeInParts: (message: Uint8Array) => [Buffer.from('head'), message] };
/** Five bytes before each message, and a message of one byte. */
const anyRequest = Buffer.from([0, 0, 0, 0, 1, 7]);

it.each([
  ['whole', bytes],
  ['in parts', inParts],
])('messages %s that nobody reads do not keep a server from closing', async (_, response) => {
  const method: RpcMethod<Uint8Array, Uint8Array> = {
    path: '/closing.v1.Closing/Write',
    kind: 'bidirectional',
    request: bytes,
    response,
  };
  let wrote: () => void = () => undefined;
  const written = new Promise<void>((resolve) => {
    wrote = resolve;
  });
  const handler: RpcServerHandler<Uint8Array, Uint8Array> = (stream) => ({
    message: () => {
      while (stream.write(new Uint8Array(messageBytes)));
      wrote();
    },
    drained: () => undefined,
    ended: () => undefined,
    failed: () => undefined,
  });
  const listener = await createGrpcNetwork({ clock, timers }).listen({ host, port: 0, ...limits }, [
    serve(method, handler),
  ]);
  const session = await clientThatDoesNotRead(listener.address.port, method.path);
  await written;
  const gone = new Promise<void>((resolve) => void session.once('close', resolve));

  await listener.close(50);

  await gone;
  expect(listener.connections).toBe(0);
});

async function clientThatDoesNotRead(port: number, path: string): Promise<ClientHttp2Session> {
  const session = connect(`http://${host}:${port}`, { settings: { initialWindowSize: windowBytes } });
  onTestFinished(() => session.destroy());
  session.on('error', () => undefined);
  const call = session.request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  call.on('error', () => undefined);
  call.pause();
  call.write(anyRequest);
  return session;
}
