/** FAULT-163: clients that ask for much and never read cost a bounded amount of memory. */
import { expect, test } from 'vitest';
import { responseMemoryBytesMax } from '../../../src/limits.ts';
import { batchOf } from '../../support/batches.ts';
import { startTestNode } from '../../support/test-node.ts';

test('two hundred clients that never read hold no more than the response memory, and others are still served', async () => {
  const node = await startTestNode();
  await node.createTopic('t', 1, { 'max.message.bytes': '2000000' });
  const writer = await node.connect();
  for (let index = 0; index < 40; index += 1) await node.settle(writer.produce('t', batchOf(['x'.repeat(1_000_000)])));
  const { responseMemory, requestMemory } = node.broker.admission;
  const slow = await Promise.all(Array.from({ length: 200 }, () => node.connect('slow')));

  for (const client of slow) {
    client.pause();
    for (let request = 0; request < 3; request += 1)
      void client
        .fetch([{ topic: 't', offset: 0, bytesMax: 1 << 26 }], { maxWaitMs: 500, bytesMax: 50 << 20 })
        .catch(() => undefined);
  }
  await node.time.advance(2000);
  const held = responseMemory.usedBytes;
  const patient = await node.connect();
  const patiently = patient.fetch([{ topic: 't', offset: 0 }], { maxWaitMs: 60_000 });
  const produced = await node.settle(writer.produce('t', batchOf(['still'])));
  const startMs = node.time.elapsedMs;
  const served = await node.settle(patiently);
  const servedAfterMs = node.time.elapsedMs - startMs;
  for (const client of slow) client.destroy();
  await node.time.advance(1000);
  const fetched = await node.settle(writer.fetch([{ topic: 't', offset: 40 }], { maxWaitMs: 500 }));

  expect(held).toBeGreaterThan(0);
  expect(held).toBeLessThanOrEqual(responseMemoryBytesMax + 3_000_000);
  expect(produced.errorCode).toBe(0);
  expect(served.responses[0]?.partitions[0]?.records?.length).toBeGreaterThan(0);
  expect(servedAfterMs).toBeLessThan(15_000);
  expect(fetched.responses[0]?.partitions[0]?.records?.length).toBeGreaterThan(0);
  expect([responseMemory.usedBytes, requestMemory.usedBytes]).toEqual([0, 0]);
  await node.stop();
});
