/**
 * What we rely on in the gRPC library beyond what it promises: that a call takes a message in parts, without a copy. When
 * one of these fails after an update of the library, see src/grpc/lent-message.ts.
 */
import {
  type MessageCodec,
  RpcError,
  type RpcListener,
  type RpcMethod,
  type RpcServerHandler,
  type RpcStream,
  serve,
} from '@ottla/base';
import { afterEach, expect, it } from 'vitest';
import { takeLentMessages } from '../../src/grpc/lent-message.ts';
import { createGrpcNetwork } from '../../src/index.ts';
import { LentParts } from '../../src/stream/lent-parts.ts';
import { clock, timers } from '../real-ports.ts';

const host = '127.0.0.1';
const messageBytesMax = 1024 * 1024;
const network = createGrpcNetwork({ clock, timers });
const bytes: MessageCodec<Uint8Array> = { encode: (message) => message, decode: (encoded) => encoded };
const method: RpcMethod<Uint8Array, Uint8Array> = {
  path: '/lent.v1.Lent/Lend',
  kind: 'bidirectional',
  request: bytes,
  response: { ...bytes, encodeInParts: (message) => [Buffer.from('head'), message] },
};

let closing: (() => Promise<void>) | undefined;
afterEach(() => closing?.());

interface OpenCall {
  /** The server's end. */
  readonly server: RpcStream<Uint8Array>;
  readonly client: RpcStream<Uint8Array>;
  /** The next message that the client takes. */
  next(): Promise<Uint8Array>;
  /** The error with which either end was told that the call is over. */
  readonly clientFailed: Promise<RpcError>;
  readonly serverFailed: Promise<RpcError>;
}

/** A promise, and what resolves it. */
function later<Value>(): { readonly promise: Promise<Value>; readonly resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

async function openCall(): Promise<OpenCall> {
  const served = later<RpcStream<Uint8Array>>();
  const serverFailed = later<RpcError>();
  const clientFailed = later<RpcError>();
  const handler: RpcServerHandler<Uint8Array, Uint8Array> = (stream) => {
    served.resolve(stream);
    return {
      message: () => undefined,
      drained: () => undefined,
      ended: () => undefined,
      failed: serverFailed.resolve,
    };
  };
  const limits = { messageBytesMax, streamsPerConnectionMax: 10, connectionsMax: 100, healthAndReflection: false };
  const listener: RpcListener = await network.listen({ host, port: 0, ...limits }, [serve(method, handler)]);
  const channel = network.channel({ host, port: listener.address.port, messageBytesMax: 2 * messageBytesMax });
  closing = async () => {
    channel.close();
    await listener.close(0);
  };
  const messages: Uint8Array[] = [];
  let wake = (): void => undefined;
  const client = channel.open(method, {
    message: (message) => {
      messages.push(message);
      wake();
    },
    drained: () => undefined,
    ended: () => undefined,
    failed: clientFailed.resolve,
  });
  client.write(Buffer.from('begin'));
  const next = async (): Promise<Uint8Array> => {
    if (messages.length === 0)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    return messages.shift() as Uint8Array;
  };
  return {
    server: await served.promise,
    client,
    next,
    clientFailed: clientFailed.promise,
    serverFailed: serverFailed.promise,
  };
}

it('a lent message is sent from where it lies, and given back when it is out', async () => {
  const call = await openCall();
  const lent = Buffer.alloc(100_000, 'a');
  const released = new Promise<void>((resolve) => {
    call.server.write(lent, resolve);
  });
  // Nobody may do this: it shows that the bytes were not copied.
  lent.fill('b');

  const message = Buffer.from(await call.next());
  await released;

  expect(message.equals(Buffer.concat([Buffer.from('head'), lent]))).toBe(true);
});

it('a lent message over the limit fails the call, and is not sent', async () => {
  const call = await openCall();

  call.server.write(new Uint8Array(messageBytesMax), () => undefined);

  expect((await call.clientFailed).code).toBe('resourceExhausted');
});

it('what a client does not read is not given back, and never when it gives up the call', async () => {
  const call = await openCall();
  call.client.pause();
  const released: number[] = [];
  for (let index = 0; index < 40; index += 1)
    call.server.write(new Uint8Array(messageBytesMax - 100), () => released.push(index));
  await call.next();

  call.client.abort(new RpcError('cancelled', 'no longer wanted'));
  await call.serverFailed;
  // The writes that are left fail after the call did, in turns of the event loop that follow.
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => void setImmediate(resolve));

  expect(released.length).toBeLessThan(40);
  expect(released).toEqual(released.map((_, index) => index));
});

it('a library that looks different inside gets the parts joined', () => {
  const sent: unknown[] = [];
  const call = { sendMessage: (message: unknown) => sent.push(message) };
  const message = new LentParts([Buffer.from('one'), Buffer.from(' and two')]);

  (takeLentMessages as unknown as (method: unknown, call: unknown) => void)({}, call);
  call.sendMessage(message);

  expect(sent).toEqual([Buffer.from('one and two')]);
});
