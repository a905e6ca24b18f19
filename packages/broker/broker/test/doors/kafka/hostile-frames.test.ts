/** FAULT-138: length prefix bombs, slow senders, memory of connections that never complete a frame. FAULT-145: floods. */
import { ApiKey } from '@ottla/kafka-protocol';
import { expect, test } from 'vitest';
import { ungrantedFrameBytesMax } from '../../../src/limits.ts';
import { batchOf } from '../../support/batches.ts';
import { produceRequest, requestFrame, type TestClient } from '../../support/test-client.ts';
import { startTestNode, type TestNode } from '../../support/test-node.ts';

function sizePrefix(size: number): Buffer {
  const prefix = Buffer.alloc(4);
  prefix.writeInt32BE(size);
  return prefix;
}

async function closedWithin(node: TestNode, client: TestClient, limitMs: number): Promise<boolean> {
  await node.time.runUntil(() => client.isClosed, limitMs);
  return client.isClosed;
}

test.each([-1, 0, 7, -(2 ** 31), 2 ** 31 - 1, 104_857_601])(
  'a frame of %i bytes closes the connection at once',
  async (size) => {
    const node = await startTestNode();
    const client = await node.connect();

    client.sendBytes(Buffer.concat([sizePrefix(size), Buffer.alloc(64)]));

    expect(await closedWithin(node, client, 100)).toBe(true);
    expect(node.broker.admission.requestMemory.usedBytes).toBe(0);
    await node.stop();
  },
);

test.each([0, 1, 3])(
  'a size (%i of its bytes missing) and then silence is closed within 31 seconds and holds nothing',
  async (missing) => {
    const node = await startTestNode();
    const client = await node.connect();

    client.sendBytes(sizePrefix(100_000_000).subarray(0, 4 - missing));
    await node.time.advance(20_000);

    expect(client.isClosed).toBe(false);
    expect(node.broker.admission.requestMemory.usedBytes).toBe(0);
    expect(await closedWithin(node, client, 11_000)).toBe(true);
    await node.stop();
  },
);

test('a frame that drips is closed, though bytes keep coming', async () => {
  const node = await startTestNode();
  const client = await node.connect();
  client.sendBytes(sizePrefix(1_000_000));

  for (let second = 0; second < 40 && !client.isClosed; second += 1) {
    client.sendBytes(Uint8Array.of(0));
    await node.time.advance(1000);
  }

  expect(client.isClosed).toBe(true);
  expect(node.broker.admission.requestMemory.usedBytes).toBe(0);
  await node.stop();
});

test('a large frame in the making counts as request memory only beyond the first 64 KiB, and gives it back', async () => {
  const node = await startTestNode();
  const client = await node.connect();
  const { requestMemory } = node.broker.admission;

  client.sendBytes(Buffer.concat([sizePrefix(1_000_000), Buffer.alloc(ungrantedFrameBytesMax - 1)]));
  await node.time.advance(100);
  const early = requestMemory.usedBytes;
  client.sendBytes(Buffer.alloc(10));
  await node.time.advance(100);
  const granted = requestMemory.usedBytes;
  client.destroy();
  await node.time.advance(100);

  expect([early, granted, requestMemory.usedBytes]).toEqual([0, 1_000_000, 0]);
  await node.stop();
});

test('requests beyond the memory wait until others are answered', async () => {
  const settings = { 'queued.max.request.bytes': '1MiB', 'socket.request.max.bytes': '1MiB' };
  const node = await startTestNode({ syncMs: 20, settings });
  await node.createTopic('t', 1, { 'max.message.bytes': '2000000' });
  const clients = await Promise.all([0, 1, 2].map(() => node.connect()));
  const batch = batchOf(['x'.repeat(700_000)]);

  const produced = Promise.all(clients.map((client) => client.produce('t', batch.slice())));
  let isOver = false;
  void produced.then(() => (isOver = true));
  let used = 0;
  await node.time.runUntil(() => {
    used = Math.max(used, node.broker.admission.requestMemory.usedBytes);
    return isOver;
  });

  expect((await produced).map(({ errorCode }) => errorCode)).toEqual([0, 0, 0]);
  expect(used).toBeLessThanOrEqual(1_048_576);
  expect(node.broker.admission.requestMemory.usedBytes).toBe(0);
  await node.stop();
});

test('a frame that is no request closes the connection and is logged', async () => {
  const node = await startTestNode();
  const client = await node.connect();
  const frame = requestFrame(
    { key: ApiKey.Produce, version: 9, correlationId: 1 },
    produceRequest('t', batchOf(['x'])),
  );
  frame.fill(0xff, 30);

  client.sendBytes(frame);

  expect(await closedWithin(node, client, 100)).toBe(true);
  expect(
    node.logger.events.some(
      ({ event, fields }) => event === 'kafka.connection.closed' && fields['reason'] === 'requestRefused',
    ),
  ).toBe(true);
  await node.stop();
});

test('connections beyond the limits are closed, and closed ones make room', async () => {
  const node = await startTestNode({ settings: { 'max.connections': '3', 'max.connections.per.ip': '2' } });
  const first = await node.connect('a');
  await node.connect('a');

  const tooManyFromA = await node.connect('a');
  await node.connect('b');
  const tooMany = await node.connect('c');
  await node.time.advance(10);
  first.destroy();
  await node.time.advance(10);
  const afterwards = await node.connect('c');
  await node.time.advance(10);

  expect([tooManyFromA.isClosed, tooMany.isClosed, afterwards.isClosed]).toEqual([true, true, false]);
  expect(node.broker.admission.connections.total).toBe(3);
  const refused = (reason: string): number | undefined =>
    node.metrics.value('ottla_connections_refused_total', { door: 'kafka', reason });
  expect([refused('tooManyFromAddress'), refused('tooMany')]).toEqual([1, 1]);
  await node.stop();
});

test('an idle connection is closed, a busy one is not', async () => {
  const node = await startTestNode({ settings: { 'connections.max.idle.ms': '5000' } });
  const idle = await node.connect();
  const busy = await node.connect();

  for (let second = 0; second < 10; second += 1) {
    await node.settle(busy.send(ApiKey.ApiVersions, 0, {}));
    await node.time.advance(1000);
  }

  expect([idle.isClosed, busy.isClosed]).toEqual([true, false]);
  await node.stop();
});
