/** Quotas over single calls of the gRPC door: what they cost, and how their answers are held back. */
import { type Clock, RpcError } from '@ottla/base';
import { Acks, clusterService, messagesService, type PublishBatchResponse } from '@ottla/rpc';
import { expect, test } from 'vitest';
import { heldAnswerMsMax } from '../../../src/limits.ts';
import { type GrpcRig, limitEveryClient, openStream, startGrpcRig } from '../../support/grpc-rig.ts';

async function rigWithQuota(name: string, value: number, clock?: Clock): Promise<GrpcRig> {
  const rig = await startGrpcRig(clock === undefined ? {} : { clock });
  await rig.node.createTopic('t');
  await limitEveryClient(rig.node, name, value);
  return rig;
}

function publish({ channel }: GrpcRig, bytes: number, deadlineMs = 1_000_000): Promise<PublishBatchResponse> {
  const record = { id: 1, topic: 't', headers: [], value: new Uint8Array(bytes) };
  return channel.unary(messagesService.publishBatch, { records: [record], acks: Acks.all }, { deadlineMs });
}

test('while the answer of a client over its quota is held back, its request holds no memory', async () => {
  const rig = await rigWithQuota('producer_byte_rate', 10_000);
  const { node } = rig;

  const answer = publish(rig, 150_000);
  await node.time.advance(1000);
  const usedBytes = node.broker.admission.requestMemory.usedBytes;
  const stored = node.metrics.value('ottla_topic_messages_in_total', { topic: 't' });
  const startMs = node.time.elapsedMs;
  const { results } = await node.settle(answer);

  expect([usedBytes, stored]).toEqual([0, 1]);
  expect(results[0]?.offset).toBe(0);
  // 150 kB at 10 kB/s take 15 s; the window grants 10 to 11 of them, and one has passed.
  expect(node.time.elapsedMs - startMs).toBeGreaterThan(2500);
  expect(node.time.elapsedMs - startMs).toBeLessThan(4200);
  await node.stop();
});

test('an answer is held back for a bounded time, and for half of what its deadline leaves', async () => {
  const rig = await rigWithQuota('producer_byte_rate', 1);
  const { node } = rig;

  const startMs = node.time.elapsedMs;
  await node.settle(publish(rig, 100_000));
  const patientMs = node.time.elapsedMs - startMs;
  await node.settle(publish(rig, 100_000, 3000));
  const hurriedMs = node.time.elapsedMs - startMs - patientMs;

  expect(patientMs).toBeGreaterThanOrEqual(heldAnswerMsMax - 100);
  expect(patientMs).toBeLessThan(heldAnswerMsMax + 100);
  expect(hurriedMs).toBeGreaterThan(1000);
  expect(hurriedMs).toBeLessThan(1600);
  await node.stop();
});

test('a failed call waits like an answered one: a client over its quota cannot fail faster', async () => {
  const rig = await rigWithQuota('request_rate', 0.01);
  const startMs = rig.node.time.elapsedMs;

  const failed = rig.channel.unary(messagesService.publishOne, { record: undefined, acks: Acks.all });
  const error = await rig.node.settle(failed.catch((thrown: unknown) => thrown));

  expect(error).toMatchObject({ code: 'invalidArgument' });
  expect(rig.node.time.elapsedMs - startMs).toBeGreaterThan(5000);
  await rig.node.stop();
});

test('a call that is gone leaves no timer behind', async () => {
  const rig = await rigWithQuota('producer_byte_rate', 1);
  const { node } = rig;
  const { stream, outcomes } = openStream(rig.channel, messagesService.publishBatch);
  const record = { id: 1, topic: 't', headers: [], value: new Uint8Array(100_000) };
  stream.write({ records: [record], acks: Acks.all });
  await node.time.advance(1000);

  const before = rig.liveTimers.size;
  stream.abort(new RpcError('cancelled', 'test'));
  await node.time.advance(1);

  expect([outcomes.length, before, rig.liveTimers.size]).toEqual([0, 1, 0]);
  await node.stop();
});

test('a node that closes answers at once what it held back', async () => {
  const rig = await rigWithQuota('producer_byte_rate', 1);
  const { node } = rig;
  const answer = publish(rig, 100_000);
  await node.time.advance(1000);
  const startMs = node.time.elapsedMs;

  const closed = rig.listener.close(60_000);
  const { results } = await node.settle(answer);
  await node.settle(closed);

  expect(results[0]?.offset).toBe(0);
  expect(node.time.elapsedMs - startMs).toBeLessThan(100);
  await node.stop();
});

test('every single call counts as a request', async () => {
  const rig = await rigWithQuota('request_rate', 1);
  const { node, channel } = rig;
  const startMs = node.time.elapsedMs;

  for (let call = 0; call < 20; call += 1) await node.settle(channel.unary(clusterService.describeCluster, {}));

  expect(node.time.elapsedMs - startMs).toBeGreaterThan(8000);
  await node.stop();
});

test('the time that single calls take of the loop counts', async () => {
  let looks = 0;
  const slowMachine: Clock = { monotonicMs: () => (looks += 50), wallMs: () => 0 };
  const rig = await rigWithQuota('request_percentage', 1, slowMachine);
  const { node, channel } = rig;
  const startMs = node.time.elapsedMs;

  // 5 % of a second each; 10 to 11 are granted.
  for (let call = 0; call < 3; call += 1) await node.settle(channel.unary(clusterService.describeCluster, {}));

  expect(node.time.elapsedMs - startMs).toBeGreaterThanOrEqual(1000);
  await node.stop();
});
