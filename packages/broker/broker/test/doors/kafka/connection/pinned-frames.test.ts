/**
 * FAULT-138: memory that was granted for a frame is not held by a client that keeps its connection from being read: the
 * frame goes on, or the connection goes, however many reasons there are not to read.
 */
import { ApiKey } from '@ottla/kafka-protocol';
import { expect, test } from 'vitest';
import { frameSilenceMsPressed } from '../../../../src/limits.ts';
import { batchOf } from '../../../support/batches.ts';
import type { TestClient } from '../../../support/test-client.ts';
import { startTestNode, type TestNode } from '../../../support/test-node.ts';

/** Of 6 MiB incomplete ordinary frames may hold two, which two of these fill. */
const settings = { 'queued.max.request.bytes': '6MiB', 'socket.request.max.bytes': '6MiB' };
const pinnedBytes = 1_040_000;

async function startSmallNode(): Promise<TestNode> {
  const node = await startTestNode({ syncMs: 20, settings });
  await node.createTopic('t', 1, { 'max.message.bytes': '2000000' });
  return node;
}

/** The beginning of a frame, enough of it that its memory is asked for. */
function beginFrame(client: TestClient): void {
  const bytes = Buffer.alloc(70_000);
  bytes.writeInt32BE(pinnedBytes);
  client.sendBytes(bytes);
}

/** Connects two clients that do something and begin a frame behind it. */
async function pin(node: TestNode, first: (client: TestClient) => void): Promise<TestClient[]> {
  const clients = await Promise.all([0, 1].map(() => node.connect()));
  for (const client of clients) {
    first(client);
    beginFrame(client);
  }
  return clients;
}

const waitingFetch = (maxWaitMs: number) => (client: TestClient) =>
  void client.fetch([{ topic: 't', offset: 0 }], { maxWaitMs, minBytes: 1 << 26 }).catch(() => undefined);

/** Milliseconds until an honest produce of an ordinary size is answered without an error. */
async function producedAfterMs(node: TestNode): Promise<number> {
  const startMs = node.time.elapsedMs;
  const honest = await node.connect();
  const produced = honest.produce('t', batchOf(['x'.repeat(900_000)]));
  const { errorCode } = await node.settle(produced);
  expect(errorCode).toBe(0);
  return node.time.elapsedMs - startMs;
}

/** Two looks apart, and a moment for the request itself. */
const servedMsMax = frameSilenceMsPressed + 2500;

test('a client that takes no answers does not hold the memory of a frame that it began', async () => {
  const node = await startSmallNode();
  await node.settle((await node.connect()).produce('t', batchOf(['x'.repeat(1_500_000)])));
  const clients = await pin(node, waitingFetch(200));
  for (const client of clients) client.pause();
  await node.time.advance(1000);
  const pinned = node.broker.admission.requestMemory.usedBytes;

  const waitedMs = await producedAfterMs(node);

  expect(pinned).toBe(2 * pinnedBytes);
  expect(waitedMs).toBeLessThan(servedMsMax);
  expect(node.broker.admission.requestMemory.usedBytes).toBeLessThanOrEqual(pinnedBytes);
  await node.stop();
});

test('a client that takes a little of its answers now and then does not hold it longer', async () => {
  const node = await startSmallNode();
  await node.settle((await node.connect()).produce('t', batchOf(['x'.repeat(500_000)])));
  const clients = await pin(node, (client) => {
    for (let waitMs = 200; waitMs < 20_000; waitMs += 200) waitingFetch(waitMs)(client);
  });
  for (const client of clients) client.pause();
  await node.time.advance(1000);
  const pinned = node.broker.admission.requestMemory.usedBytes;
  let isOver = false;
  const produced = producedAfterMs(node).finally(() => (isOver = true));

  for (let turn = 0; turn < 100 && !isOver; turn += 1) {
    for (const client of clients) client.resume();
    await node.time.advance(200);
    for (const client of clients) client.pause();
    await node.time.advance(800);
  }

  expect(pinned).toBe(2 * pinnedBytes);
  expect(await produced).toBeLessThan(servedMsMax);
  await node.stop();
});

test('a client that ended in the middle of a frame holds nothing for it, and what it asked for is still answered', async () => {
  const node = await startSmallNode();
  const answers: Promise<{ readonly errorCode: number }>[] = [];
  const clients = await pin(node, (client) => {
    answers.push(client.fetch([{ topic: 't', offset: 0 }], { maxWaitMs: 300_000 }));
  });
  await node.time.advance(1000);
  const pinned = node.broker.admission.requestMemory.usedBytes;

  for (const client of clients) client.end();
  await node.time.advance(10);
  const left = node.broker.admission.requestMemory.usedBytes;
  const waitedMs = await producedAfterMs(node);
  const answered = await node.settle(Promise.all(answers));

  expect([pinned, left]).toEqual([2 * pinnedBytes, 0]);
  expect(waitedMs).toBeLessThan(500);
  expect(answered.map(({ errorCode }) => errorCode)).toEqual([0, 0]);
  await node.time.advance(10);
  expect(node.broker.admission.requestMemory.usedBytes).toBe(0);
  await node.stop();
});

test('a client that ended while it waited for the memory of a frame is not granted it later', async () => {
  const node = await startSmallNode();
  const [first] = await pin(node, () => undefined);
  const [waiting] = await pin(node, waitingFetch(300_000));
  await node.time.advance(100);

  waiting?.end();
  await node.time.advance(10);
  first?.destroy();
  await node.time.advance(10);

  // The other one of the first two and the other one of the second two.
  expect(node.broker.admission.requestMemory.usedBytes).toBe(2 * pinnedBytes);
  expect(node.broker.admission.frameMemory.isShort).toBe(false);
  await node.stop();
});

test('a client over its quota does not hold the memory of a frame that it began', async () => {
  const node = await startSmallNode();
  const admin = await node.connect();
  await node.settle(admin.produce('t', batchOf(['x'.repeat(300_000)])));
  const entity = [{ entityType: 'client-id', entityName: 'test' }];
  const ops = [{ key: 'consumer_byte_rate', value: 1000, remove: false }];
  const quota = { entries: [{ entity, ops }], validateOnly: false };
  await node.settle(admin.send(ApiKey.AlterClientQuotas, 1, quota));
  // They are within their quota when they ask, and over it when they are answered: another one used it up meanwhile.
  const clients = await pin(node, (client) => {
    void client.fetch([{ topic: 't', offset: 1 }], { maxWaitMs: 60_000 }).catch(() => undefined);
  });
  await node.time.advance(100);
  await node.settle(admin.fetch([{ topic: 't', offset: 0 }]));
  await node.settle((await node.connect()).produce('t', batchOf(['news'])));
  await node.time.advance(1000);
  const pinned = node.broker.admission.requestMemory.usedBytes;

  const waitedMs = await producedAfterMs(node);

  expect(pinned).toBe(2 * pinnedBytes);
  expect(waitedMs).toBeLessThan(servedMsMax);
  expect(clients.some(({ isClosed }) => isClosed)).toBe(true);
  await node.stop();
});

test('while nobody waits for memory, a client that is held in the middle of a frame is left alone', async () => {
  const node = await startSmallNode();
  await node.settle((await node.connect()).produce('t', batchOf(['x'.repeat(1_500_000)])));
  const clients = await pin(node, waitingFetch(200));
  for (const client of clients) client.pause();

  await node.time.advance(60_000);

  expect(clients.map(({ isClosed }) => isClosed)).toEqual([false, false]);
  await node.stop();
});
