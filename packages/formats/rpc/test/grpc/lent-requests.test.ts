/**
 * What we rely on in the gRPC library beyond what it promises: that a call takes another decoder, which joins messages in
 * borrowed memory. When the first of these fails after an update of the library, see src/grpc/lent-requests.ts.
 */
import { BufferPool, type Lease, type MessageCodec, type RpcListener, type RpcMethod, serve } from '@ottla/base';
import * as fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { lendRequests } from '../../src/grpc/lent-requests.ts';
import { createGrpcNetwork } from '../../src/index.ts';
import { clock, timers } from '../real-ports.ts';

const host = '127.0.0.1';
const messageBytesMax = 1024 * 1024;
const bytes: MessageCodec<Uint8Array> = { encode: (message) => message, decode: (encoded) => encoded };
const method: RpcMethod<Uint8Array, Uint8Array> = {
  path: '/lent.v1.Lent/Take',
  kind: 'bidirectional',
  request: bytes,
  response: bytes,
};

let closing: (() => Promise<void>) | undefined;
afterEach(() => closing?.());

interface Taken {
  readonly message: Uint8Array;
  readonly lease: Lease | undefined;
}

/** Sends messages to a server; answers what its handler was given for each, as it looked then. */
async function send(
  messages: readonly Uint8Array[],
  options: { readonly buffers: BufferPool; readonly borrowsRequests?: boolean },
): Promise<readonly Taken[]> {
  const network = createGrpcNetwork({ clock, timers, buffers: options.buffers });
  const taken: Taken[] = [];
  const limits = { messageBytesMax, connectionsMax: 10, streamsPerConnectionMax: 10, healthAndReflection: false };
  const { borrowsRequests = true } = options;
  const registration = serve(
    method,
    (stream) => ({
      message: (message, lease) => void taken.push({ message: Uint8Array.from(message), lease }),
      drained: () => undefined,
      ended: () => stream.end(),
      failed: () => undefined,
    }),
    { borrowsRequests },
  );
  const listener: RpcListener = await network.listen({ host, port: 0, ...limits }, [registration]);
  const channel = network.channel({ host, port: listener.address.port, messageBytesMax });
  closing = async () => {
    channel.close();
    await listener.close(0);
  };
  await new Promise<void>((resolve, reject) => {
    const stream = channel.open(method, {
      message: () => undefined,
      drained: () => undefined,
      ended: resolve,
      failed: reject,
    });
    for (const message of messages) stream.write(message);
    stream.end();
  });
  return taken;
}

it('large requests come whole, in memory of the pool that goes back to it', async () => {
  const buffers = new BufferPool({ poison: true });
  const messages = [70_000, 10, 500_000, 0, 70_000].map((length, index) => new Uint8Array(length).fill(index + 1));

  const taken = await send(messages, { buffers });

  expect(taken.map(({ message }) => Buffer.from(message).equals(messages.shift() ?? Buffer.alloc(0)))).toEqual(
    Array.from({ length: 5 }, () => true),
  );
  expect(taken.map(({ lease }) => lease !== undefined)).toEqual([true, false, true, false, true]);
  expect(buffers.keptBytes).toBeGreaterThan(500_000);
});

it('a handler that does not say that it borrows is given memory of its own', async () => {
  const buffers = new BufferPool({ poison: true });

  const [first] = await send([new Uint8Array(70_000)], { buffers, borrowsRequests: false });

  expect(first?.lease).toBeUndefined();
  expect(buffers.keptBytes).toBe(0);
});

it('a request over the limit fails the call', async () => {
  const buffers = new BufferPool({ poison: true });
  const network = createGrpcNetwork({ clock, timers, buffers });
  const limits = {
    messageBytesMax: 100_000,
    connectionsMax: 10,
    streamsPerConnectionMax: 10,
    healthAndReflection: false,
  };
  const handler = {
    message: () => undefined,
    drained: () => undefined,
    ended: () => undefined,
    failed: () => undefined,
  };
  const registration = serve(method, () => handler, { borrowsRequests: true });
  const listener = await network.listen({ host, port: 0, ...limits }, [registration]);
  const channel = network.channel({ host, port: listener.address.port, messageBytesMax });
  closing = async () => {
    channel.close();
    await listener.close(0);
  };

  const failure = await channel.unary(method, new Uint8Array(100_001)).catch((thrown: unknown) => thrown);

  expect(failure).toMatchObject({ code: 'resourceExhausted' });
});

/** The library's call, with our decoder in it. */
function lendingCall(): { readonly decoder: { write(bytes: Buffer): Buffer[] } } {
  const call = { decoder: { write: (_bytes: Buffer): Buffer[] => [] }, maxReceiveMessageSize: -1 };
  const lend = lendRequests(new BufferPool({ poison: true }), new Set(['/a/b']), new WeakMap());
  (lend as unknown as (method: unknown, call: unknown) => void)({ path: '/a/b' }, call);
  return call;
}

it('messages are the same however their bytes are cut', () => {
  const lengths = fc.array(fc.oneof(fc.nat(20), fc.nat(20_000)), { maxLength: 12 });
  const cuts = fc.array(fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 16_384 })), {
    minLength: 1,
  });
  fc.assert(
    fc.property(lengths, cuts, (messageLengths, pieceLengths) => {
      const frames = messageLengths.map((length, index) => frameOf(new Uint8Array(length).fill(index)));
      const all = Buffer.concat(frames);
      const { decoder } = lendingCall();

      const out: Buffer[] = [];
      for (let at = 0, turn = 0; at < all.length; turn += 1) {
        const piece = all.subarray(at, at + (pieceLengths[turn % pieceLengths.length] ?? 1));
        at += piece.length;
        out.push(...decoder.write(piece));
      }

      expect(out.map((frame) => frame.length)).toEqual(frames.map((frame) => frame.length));
      expect(Buffer.concat(out).equals(all)).toBe(true);
    }),
  );
});

function frameOf(message: Uint8Array): Buffer {
  const header = Buffer.alloc(5);
  header.writeUInt32BE(message.length, 1);
  return Buffer.concat([header, message]);
}

it('a library that looks different inside is left as it is', () => {
  const call = { decoder: undefined };

  const lend = lendRequests(new BufferPool(), new Set(['/a/b']), new WeakMap());
  (lend as unknown as (method: unknown, call: unknown) => void)({ path: '/a/b' }, call);

  expect(call).toEqual({ decoder: undefined });
});
