/** Quotas over streams of the gRPC door: what they cost, what is withheld, and for how long they are not read. */
import type { Clock } from '@ottla/base';
import { IsolationLevel, logService, messagesService } from '@ottla/rpc';
import { createRecordingMetrics, VirtualTime } from '@ottla/testing';
import { expect, test } from 'vitest';
import { Admission } from '../../../src/admission/admission.ts';
import { ReadingGate } from '../../../src/doors/grpc/reading-gate.ts';
import { batchOf } from '../../support/batches.ts';
import { limitEveryClient, openStream, startGrpcRig } from '../../support/grpc-rig.ts';

const slowMachine = (): Clock => {
  let looks = 0;
  return { monotonicMs: () => (looks += 50), wallMs: () => 0 };
};

const fetchOf = (correlationId: number) => ({
  correlationId,
  maxWaitMs: 0,
  minBytes: 1,
  maxBytes: 1_000_000,
  isolationLevel: IsolationLevel.readUncommitted,
  partitions: [
    {
      topic: 't',
      topicId: '',
      partition: 0,
      currentLeaderEpoch: -1,
      fetchOffset: 0,
      partitionMaxBytes: 1_000_000,
      lastFetchedEpoch: -1,
    },
  ],
});

const produceOf = (correlationId: number, bytes: number) => ({
  correlationId,
  acks: -1,
  timeoutMs: 1000,
  transactionalId: undefined,
  partitions: [{ topic: 't', topicId: '', partition: 0, batches: batchOf(['x'.repeat(bytes)]) }],
});

const fromTheStart = {
  topic: 't',
  partitions: [],
  start: { at: { kind: 'earliest' as const } },
  maxInFlight: 0,
  stopAtEnd: true,
  readCommitted: false,
};

test('what is withheld from a stream is counted nowhere and leaves the memory of earlier answers noted', async () => {
  const { node, channel } = await startGrpcRig();
  await node.createTopic('t', 1, { 'max.message.bytes': '3000000' });
  await limitEveryClient(node, 'consumer_byte_rate', 1000);
  const { responseMemory } = node.broker.admission;
  const reader = openStream(channel, logService.fetch);
  reader.stream.pause();
  for (const id of [1, 2, 3]) reader.stream.write({ ...fetchOf(id), maxWaitMs: 10_000 });
  await node.time.advance(100);

  openStream(channel, logService.produce).stream.write(produceOf(1, 2_000_000));
  await node.time.advance(100);
  const heldBytes = responseMemory.usedBytes;
  reader.stream.resume();
  await node.time.advance(100);

  expect(heldBytes).toBeGreaterThan(2_000_000);
  expect(reader.answers.map(({ partitions }) => partitions.length)).toEqual([1, 0, 0]);
  expect(node.metrics.value('ottla_topic_messages_out_total', { topic: 't' })).toBe(1);
  expect(node.metrics.value('ottla_door_bytes_total', { door: 'grpc', direction: 'out' })).toBeLessThan(2_100_000);
  expect(responseMemory.usedBytes).toBe(0);
  await node.stop();
});

test('a longer time to hold still takes the place of a shorter one, and not the other way round', async () => {
  const time = new VirtualTime();
  const admission = new Admission({
    connectionsMax: 1,
    connectionsPerAddressMax: 1,
    requestMemoryBytes: 1000,
    responseMemoryBytes: 1000,
    pendingWriteBytes: () => 0,
    quotas: { clock: time.clock, metrics: createRecordingMetrics(), samples: 11, sampleMs: 1000 },
  });
  const resumedMs: number[] = [];
  const stream = { pause: () => undefined, resume: () => void resumedMs.push(time.elapsedMs) };
  const gate = new ReadingGate(stream, { admission, platform: time });

  gate.throttle(1000);
  gate.throttle(5000);
  gate.throttle(2000);
  await time.advance(20_000);

  expect(resumedMs).toEqual([5000]);
});

test.each([
  ['produce', logService.produce, produceOf(1, 10)],
  ['fetch', logService.fetch, fetchOf(1)],
  ['publish', messagesService.publish, { records: [{ id: 1, topic: 't', headers: [] }], acks: 0 }],
] as const)('the time that requests of a %s stream take of the loop counts', async (_name, method, request) => {
  const { node, channel } = await startGrpcRig({ clock: slowMachine() });
  await node.createTopic('t');
  await limitEveryClient(node, 'request_percentage', 0.1);
  const { stream, answers } = openStream(channel, method as typeof logService.fetch);

  stream.write(request as ReturnType<typeof fetchOf>);
  await node.time.advance(100);
  stream.write(request as ReturnType<typeof fetchOf>);
  await node.time.advance(500);
  const early = answers.length;
  await node.time.advance(1000);

  expect([early, answers.length]).toEqual([1, 2]);
  await node.stop();
});

test('a subscription counts as a request, and its readings take time of the loop', async () => {
  const { node, channel } = await startGrpcRig({ clock: slowMachine() });
  await node.createTopic('t');
  openStream(channel, logService.produce).stream.write(produceOf(1, 10));
  await node.time.advance(100);
  await limitEveryClient(node, 'request_rate', 0.05);
  await limitEveryClient(node, 'request_percentage', 0.1);

  const { stream, answers } = openStream(channel, messagesService.subscribe);
  stream.write(fromTheStart);
  await node.time.advance(5000);
  const early = answers.length;
  await node.time.advance(20_000);

  expect([early, answers.length]).toEqual([0, 1]);
  expect(node.metrics.value('ottla_throttled_requests_total', { quota: 'request_rate' })).toBe(1);
  expect(node.metrics.value('ottla_throttled_requests_total', { quota: 'request_percentage' })).toBe(1);
  await node.stop();
});
