/** Fetched batches travel in borrowed memory: it is not lent to others before they have left. */
import { IsolationLevel, logService } from '@ottla/rpc';
import { expect, test } from 'vitest';
import { batchOf } from '../../support/batches.ts';
import { openStream, startGrpcRig } from '../../support/grpc-rig.ts';

const topic = 't';
const valueBytes = 20_000;
const partition = { topic, topicId: '', partition: 0 };

const produceOf = (correlationId: number) => ({
  correlationId,
  acks: -1,
  timeoutMs: 1000,
  transactionalId: undefined,
  partitions: [{ ...partition, batches: batchOf([String(correlationId).repeat(valueBytes)]) }],
});

const fetchOf = (fetchOffset: number) => ({
  correlationId: fetchOffset,
  maxWaitMs: 0,
  minBytes: 1,
  maxBytes: 1_000_000,
  isolationLevel: IsolationLevel.readUncommitted,
  partitions: [
    { ...partition, currentLeaderEpoch: -1, fetchOffset, partitionMaxBytes: valueBytes + 1000, lastFetchedEpoch: -1 },
  ],
});

test('a reader that takes its answers late gets the batches that were stored', async () => {
  const { node, channel } = await startGrpcRig({ tailCacheBytesMax: 0 });
  await node.createTopic(topic);
  const producer = openStream(channel, logService.produce);
  for (const value of [1, 2, 3]) producer.stream.write(produceOf(value));
  await node.time.advance(100);
  const slow = openStream(channel, logService.fetch);
  slow.stream.pause();
  for (const offset of [0, 1, 2]) slow.stream.write(fetchOf(offset));
  await node.time.advance(100);

  // Others use the memory that is free meanwhile.
  const quick = openStream(channel, logService.fetch);
  for (const offset of [2, 1, 0]) quick.stream.write(fetchOf(offset));
  await node.time.advance(100);
  slow.stream.resume();
  await node.time.advance(100);

  const valuesOf = (answers: readonly { partitions: readonly { batches: Uint8Array }[] }[]): string[] =>
    answers.map(({ partitions }) => Buffer.from(partitions[0]!.batches).toString('latin1').slice(-valueBytes, -1));
  expect(valuesOf(slow.answers)).toEqual(['1', '2', '3'].map((value) => value.repeat(valueBytes - 1)));
  expect(valuesOf(quick.answers)).toEqual(['3', '2', '1'].map((value) => value.repeat(valueBytes - 1)));
  await node.stop();
});
