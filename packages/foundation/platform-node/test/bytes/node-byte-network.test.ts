/** What only TCP can get wrong: addresses of two families, errors in the system's words. */
import net from 'node:net';
import type { ByteConnection, ConnectionHandler, NetworkAddress } from '@ottla/base';
import { expect, test } from 'vitest';
import { nodeByteNetwork } from '../../src/index.ts';

const deaf: ConnectionHandler = {
  data: () => undefined,
  drained: () => undefined,
  ended: () => undefined,
  closed: () => undefined,
};

test('a client of the old family is known by its plain address at a listener of both', async () => {
  let heard: (connection: ByteConnection) => void = () => undefined;
  const accepted = new Promise<ByteConnection>((resolve) => {
    heard = resolve;
  });
  const listener = await nodeByteNetwork.listen({ host: '::', port: 0 }, (connection) => {
    heard(connection);
    return deaf;
  });
  const { port } = listener.address;
  const near = await nodeByteNetwork.connect({ host: '127.0.0.1', port, timeoutMs: 5000 }, () => deaf);

  const far = await accepted;

  expect([far.local, far.remote.host]).toEqual([{ host: '127.0.0.1', port } satisfies NetworkAddress, '127.0.0.1']);
  near.destroy();
  far.destroy();
  await listener.close();
});

test('a port in use is named with the way out', async () => {
  const listener = await nodeByteNetwork.listen({ host: '127.0.0.1', port: 0 }, () => deaf);

  await expect(nodeByteNetwork.listen(listener.address, () => deaf)).rejects.toThrow(
    `cannot listen: port ${listener.address.port} on 127.0.0.1 is in use by another program; stop it or choose another port`,
  );
  await listener.close();
});

test('an address of another machine cannot be listened on', async () => {
  await expect(nodeByteNetwork.listen({ host: '192.0.2.1', port: 0 }, () => deaf)).rejects.toMatchObject({
    code: 'addressNotAvailable',
  });
});

test('an other end that drops the connection is a reset, in words', async () => {
  const server = net
    .createServer((socket) => void socket.once('data', () => socket.resetAndDestroy()))
    .listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as net.AddressInfo;

  const error = await new Promise<Error | undefined>((resolve) => {
    const handler = { ...deaf, closed: resolve };
    void nodeByteNetwork
      .connect({ host: '127.0.0.1', port, timeoutMs: 5000 }, () => handler)
      .then((near) => near.write([Uint8Array.of(1)]));
  });

  expect(error).toMatchObject({ code: 'reset' });
  expect(error?.message).toContain(`127.0.0.1:${port} dropped the connection`);
  server.close();
});

test('many chunks of one write arrive as one stream', async () => {
  const received: Uint8Array[] = [];
  let ended: () => void = () => undefined;
  const over = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const listener = await nodeByteNetwork.listen({ host: '127.0.0.1', port: 0 }, (connection) => ({
    ...deaf,
    data: (chunk) => void received.push(chunk.slice()),
    ended: () => {
      connection.end();
      ended();
    },
  }));
  const chunks = Array.from({ length: 5000 }, (_, index) => Buffer.from(`${index},`));
  const near = await nodeByteNetwork.connect({ ...listener.address, timeoutMs: 5000 }, () => deaf);

  near.write(chunks);
  near.end();
  await over;

  expect(Buffer.concat(received)).toEqual(Buffer.concat(chunks));
  await listener.close();
});
