/**
 * Idempotent producers at the wire. FAULT-86 a repeat is one copy with the original offset; FAULT-87 the window of five;
 * FAULT-88 original offsets after a restart; FAULT-91 a sequence used again for other records; FAULT-92 the first write of
 * an epoch starts at 0.
 */
import { ErrorCode } from '@ottla/base';
import { ApiKey, type InitProducerIdResponse } from '@ottla/kafka-protocol';
import { expect, test } from 'vitest';
import { batchOf, storedBatches } from '../../support/batches.ts';
import type { TestClient } from '../../support/test-client.ts';
import { startTestNode, type TestNode } from '../../support/test-node.ts';

interface Write {
  readonly sequence: number;
  readonly epoch?: number;
  readonly values?: readonly string[];
}

async function producerOf(node: TestNode, client: TestClient): Promise<number> {
  const request = { transactionalId: null, transactionTimeoutMs: 0 };
  const response = await node.settle(client.send<InitProducerIdResponse>(ApiKey.InitProducerId, 4, request));
  expect([response.errorCode, response.producerEpoch]).toEqual([ErrorCode.NONE, 0]);
  return response.producerId;
}

async function write(
  node: TestNode,
  client: TestClient,
  id: number,
  one: Write,
): Promise<[code: number, offset: number]> {
  const { sequence, epoch = 0, values = ['v'] } = one;
  const result = await node.settle(client.produce('t', batchOf({ values, producer: { id, epoch, sequence } })));
  return [result.errorCode, result.baseOffset];
}

async function setUp(): Promise<{ node: TestNode; client: TestClient; id: number }> {
  const node = await startTestNode({ syncMs: 2 });
  await node.createTopic('t');
  const client = await node.connect();
  return { node, client, id: await producerOf(node, client) };
}

test('FAULT-86 a repeated batch is stored once and answered with its first offset', async () => {
  const { node, client, id } = await setUp();

  const once = await write(node, client, id, { sequence: 0, values: ['a', 'b'] });
  const twice = await write(node, client, id, { sequence: 0, values: ['a', 'b'] });
  const next = await write(node, client, id, { sequence: 2 });
  const fetched = await node.settle(client.fetch([{ topic: 't', offset: 0 }]));

  expect([once, twice, next]).toEqual([
    [0, 0],
    [0, 0],
    [0, 2],
  ]);
  expect(storedBatches(fetched.responses[0]!.partitions[0]!.records).map(({ recordCount }) => recordCount)).toEqual([
    2, 1,
  ]);
  await node.stop();
});

test("FAULT-86 repeats that overtake their originals' durability are acknowledged with the originals' offsets", async () => {
  const { node, client, id } = await setUp();
  const batch = batchOf({ values: ['a'], producer: { id, epoch: 0, sequence: 0 } });

  const results = await node.settle(Promise.all([1, 2, 3].map(() => client.produce('t', batch.slice()))));

  expect(results.map(({ errorCode, baseOffset }) => [errorCode, baseOffset])).toEqual([
    [0, 0],
    [0, 0],
    [0, 0],
  ]);
  await node.stop();
});

test('FAULT-87, 88 each of the last five batches is recognised, also after a restart', async () => {
  const { node, client, id } = await setUp();
  for (let sequence = 0; sequence < 7; sequence += 1) await write(node, client, id, { sequence });

  for (const sequence of [6, 2, 4, 3, 5]) expect(await write(node, client, id, { sequence })).toEqual([0, sequence]);
  const tooOld = await write(node, client, id, { sequence: 1 });
  await node.restart();
  const again = await node.connect();
  for (const sequence of [2, 3, 4, 5, 6]) expect(await write(node, again, id, { sequence })).toEqual([0, sequence]);

  expect([ErrorCode.DUPLICATE_SEQUENCE_NUMBER, ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER]).toContain(tooOld[0]);
  expect(await write(node, again, id, { sequence: 7 })).toEqual([0, 7]);
  await node.stop();
});

test('FAULT-87 a gap is refused, and the missing batch can still be sent', async () => {
  const { node, client, id } = await setUp();

  expect(await write(node, client, id, { sequence: 0 })).toEqual([0, 0]);
  expect(await write(node, client, id, { sequence: 2 })).toEqual([ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, -1]);
  expect(await write(node, client, id, { sequence: 1 })).toEqual([0, 1]);
  expect(await write(node, client, id, { sequence: 2 })).toEqual([0, 2]);
  await node.stop();
});

test('FAULT-92 the first write of an epoch has sequence 0', async () => {
  const { node, client, id } = await setUp();
  await write(node, client, id, { sequence: 0 });

  expect((await write(node, client, id, { sequence: 1, epoch: 1 }))[0]).toBe(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
  expect(await write(node, client, id, { sequence: 0, epoch: 1 })).toEqual([0, 1]);
  expect((await write(node, client, id, { sequence: 1, epoch: 0 }))[0]).toBe(ErrorCode.INVALID_PRODUCER_EPOCH);
  await node.stop();
});

test('FAULT-91 other records under a used sequence are not taken for a repeat', async () => {
  const { node, client, id } = await setUp();
  await write(node, client, id, { sequence: 0, values: ['a', 'b', 'c'] });

  const [code] = await write(node, client, id, { sequence: 0, values: ['d', 'e'] });

  expect(code).not.toBe(ErrorCode.NONE);
  await node.stop();
});

test('every producer gets an id of its own, also across a restart', async () => {
  const { node, client, id } = await setUp();
  const ids = [id];
  for (let index = 0; index < 5; index += 1) ids.push(await producerOf(node, client));
  await node.restart();
  ids.push(await producerOf(node, await node.connect()));

  expect(new Set(ids).size).toBe(ids.length);
  await node.stop();
});

test('a transactional id is refused at once', async () => {
  const node = await startTestNode();
  const client = await node.connect();

  const request = { transactionalId: 'tx', transactionTimeoutMs: 1000 };
  const response = await node.settle(client.send<InitProducerIdResponse>(ApiKey.InitProducerId, 4, request));

  expect(response.errorCode).toBe(ErrorCode.UNSUPPORTED_VERSION);
  await node.stop();
});
