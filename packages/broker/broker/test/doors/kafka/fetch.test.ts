/** FAULT-129 a fetch inside of a batch brings the batch; FAULT-131 the first batch comes whole; FAULT-126 offsets in bounds. */
import { ErrorCode } from '@ottla/base';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchOf, storedBatches } from '../../support/batches.ts';
import type { TestClient } from '../../support/test-client.ts';
import { startTestNode, type TestNode } from '../../support/test-node.ts';

async function filled(sizes: readonly number[], node: TestNode, client: TestClient): Promise<void> {
  await node.createTopic('t', 1, { 'segment.bytes': '16384' });
  const produced = sizes.map((size, index) =>
    client.produce(
      't',
      batchOf(Array.from({ length: size }, (_, record) => `${index}-${record}-${'x'.repeat(size * 40)}`)),
    ),
  );
  const results = await node.settle(Promise.all(produced));
  for (const { errorCode } of results) expect(errorCode).toBe(ErrorCode.NONE);
}

/** Reads from an offset to the end as a consumer does; answers the first offsets of the batches it got. */
async function readAll(node: TestNode, client: TestClient, from: number, bytesMax: number): Promise<number[]> {
  const seen: number[] = [];
  for (let offset = from; ; ) {
    const response = await node.settle(client.fetch([{ topic: 't', offset, bytesMax }], { bytesMax }));
    const partition = response.responses[0]!.partitions[0]!;
    expect(partition.errorCode).toBe(ErrorCode.NONE);
    const batches = storedBatches(partition.records);
    const last = batches.at(-1);
    if (last === undefined) {
      expect(offset).toBe(partition.highWatermark);
      return seen;
    }
    expect(batches[0]!.baseOffset).toBeLessThanOrEqual(offset);
    expect(last.lastOffset).toBeGreaterThanOrEqual(offset);
    seen.push(...batches.map(({ baseOffset }) => baseOffset));
    offset = last.lastOffset + 1;
  }
}

test('from every offset and with every limit, fetches bring the rest of the log, each batch once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 25 }),
      fc.integer({ min: 1, max: 6000 }),
      fc.boolean(),
      async (sizes, bytesMax, restart) => {
        const node = await startTestNode();
        let client = await node.connect();
        await filled(sizes, node, client);
        if (restart) {
          await node.restart();
          client = await node.connect();
        }
        const starts = sizes.map((_, index) => sizes.slice(0, index).reduce((a, b) => a + b, 0));
        const end = sizes.reduce((a, b) => a + b, 0);
        for (const from of [0, 1, Math.floor(end / 2), end - 1, end]) {
          const expected = starts.filter((start, index) => start + sizes[index]! > from);
          expect(await readAll(node, client, from, bytesMax)).toEqual(expected);
        }
        await node.stop();
      },
    ),
    { numRuns: 12 },
  );
});

test.each([[-1], [4], [1_000_000]])('the offset %i outside of the log is out of range', async (offset) => {
  const node = await startTestNode();
  const client = await node.connect();
  await filled([3], node, client);

  const response = await node.settle(client.fetch([{ topic: 't', offset }], { maxWaitMs: 1000 }));

  expect(response.responses[0]?.partitions[0]?.errorCode).toBe(ErrorCode.OFFSET_OUT_OF_RANGE);
  await node.stop();
});

test('a fetch waits for enough bytes, and no longer than it asked for', async () => {
  const node = await startTestNode({ syncMs: 2 });
  await node.createTopic('t');
  const [reader, writer] = [await node.connect(), await node.connect()];
  const batch = batchOf(['x'.repeat(100)]);

  const startMs = node.time.elapsedMs;
  const fetching = reader.fetch([{ topic: 't', offset: 0 }], { maxWaitMs: 10_000, minBytes: 3 * batch.length });
  let batches = 0;
  let isOver = false;
  void fetching.then(() => (isOver = true));
  while (!isOver && batches < 10) {
    await node.settle(writer.produce('t', batch.slice()));
    batches += 1;
    await node.time.advance(50);
  }
  const bytes = (await node.settle(fetching)).responses[0]!.partitions[0]!.records!.length;
  const beforeMs = node.time.elapsedMs;
  const empty = await node.settle(reader.fetch([{ topic: 't', offset: batches }], { maxWaitMs: 700 }));

  expect([batches, bytes]).toEqual([3, 3 * batch.length]);
  expect(beforeMs - startMs).toBeLessThan(1000);
  expect(node.time.elapsedMs - beforeMs).toBeGreaterThanOrEqual(700);
  expect(node.time.elapsedMs - beforeMs).toBeLessThan(800);
  expect(storedBatches(empty.responses[0]!.partitions[0]!.records)).toEqual([]);
  expect(node.metrics).toBeDefined();
  await node.stop();
});

test('a reader never sees what is not durable', async () => {
  const node = await startTestNode({ syncMs: 100 });
  await node.createTopic('t');
  const [reader, writer] = [await node.connect(), await node.connect()];

  const producing = writer.produce('t', batchOf(['x']), { acks: 1 });
  await node.time.advance(50);
  const early = await node.settle(reader.fetch([{ topic: 't', offset: 0 }]));
  await node.settle(producing);
  const late = await node.settle(reader.fetch([{ topic: 't', offset: 0 }]));

  const seen = [early, late].map((response) => response.responses[0]!.partitions[0]!);
  expect(seen.map(({ highWatermark, records }) => [highWatermark, storedBatches(records).length])).toEqual([
    [0, 0],
    [1, 1],
  ]);
  await node.stop();
});

test('the limit of the whole answer is shared, and the partitions in front are served first', async () => {
  const node = await startTestNode();
  await node.createTopic('t', 3);
  const client = await node.connect();
  const batch = batchOf(['x'.repeat(1000)]);
  for (const partition of [0, 1, 2]) await node.settle(client.produce('t', batch.slice(), { partition }));

  const asked = [2, 0, 1].map((partition) => ({ topic: 't', partition, offset: 0 }));
  const response = await node.settle(client.fetch(asked, { bytesMax: 2 * batch.length }));

  const got = response.responses.flatMap(({ partitions }) =>
    partitions.map((one) => [one.partitionIndex, one.records?.length]),
  );
  expect(got).toEqual([
    [2, batch.length],
    [0, batch.length],
    [1, 0],
  ]);
  await node.stop();
});

test('a wrong leader epoch and an unknown partition are told, without waiting', async () => {
  const node = await startTestNode();
  await node.createTopic('t');
  const client = await node.connect();
  const ask = (partition: number, currentLeaderEpoch: number) =>
    client.send<{ responses: { partitions: { errorCode: number }[] }[] }>(1, 12, {
      maxWaitMs: 60_000,
      minBytes: 1,
      sessionEpoch: -1,
      topics: [{ topic: 't', partitions: [{ partition, currentLeaderEpoch, fetchOffset: 0, partitionMaxBytes: 100 }] }],
    });
  const { leaderEpoch } = [...node.metadata.image().topics.values()][0]!.partitions[0]!;

  const codes: number[] = [];
  for (const [partition, epoch] of [
    [0, leaderEpoch + 1],
    [5, -1],
  ] as const)
    codes.push((await node.settle(ask(partition, epoch))).responses[0]!.partitions[0]!.errorCode);

  expect(codes).toEqual([ErrorCode.UNKNOWN_LEADER_EPOCH, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION]);
  await node.stop();
});
