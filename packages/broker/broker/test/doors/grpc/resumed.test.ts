/** FAULT-165: what throws while a call goes on in somebody else's turn (a timer, a log) ends that call alone. */
import type { RpcError, RpcStream } from '@ottla/base';
import { clusterService, logService, messagesService } from '@ottla/rpc';
import { expect, test } from 'vitest';
import { batchOf } from '../../support/batches.ts';
import { limitEveryClient, startGrpcRig } from '../../support/grpc-rig.ts';
import { testCaller } from '../../support/test-node.ts';

const partition = { topic: 't', topicId: '', partition: 0 };
const produced = { correlationId: 1, acks: -1, timeoutMs: 1000, transactionalId: undefined };
const fetched = { correlationId: 1, maxWaitMs: 1000, minBytes: 1_000_000, maxBytes: 1_000_000, isolationLevel: 0 };
const place = { fetchOffset: 0, partitionMaxBytes: 1_000_000, currentLeaderEpoch: -1, lastFetchedEpoch: -1 };
const from = { topic: 't', partitions: [], start: { at: { kind: 'earliest' } }, maxInFlight: 0 };

test.each([
  ['produce', logService.produce.path, { ...produced, partitions: [{ ...partition, batches: batchOf(['a']) }] }],
  ['fetch', logService.fetch.path, { ...fetched, partitions: [{ ...partition, ...place }] }],
  ['publish', messagesService.publish.path, { records: [{ id: 1, topic: 't', headers: [] }], acks: 0 }],
  ['subscribe', messagesService.subscribe.path, { ...from, stopAtEnd: false, readCommitted: false }],
  ['a held single call', clusterService.describeCluster.path, {}],
])('an answer of %s that cannot be written ends the call, is logged, and leaves nothing', async (_, path, request) => {
  const { node, registrations } = await startGrpcRig();
  await node.createTopic('t');
  const partitions = [{ topic: { name: 't', topicId: undefined }, partition: 0, batches: batchOf(['a']) }];
  const inner = { acks: 'all', timeoutMs: 1000, transactionalId: undefined, partitions } as const;
  node.broker.services.produce.produce(testCaller, inner, () => undefined);
  await node.time.advance(100);
  if (path === clusterService.describeCluster.path) await limitEveryClient(node, 'request_rate', 0.05);
  const aborted: RpcError[] = [];
  const stream: RpcStream<unknown> = {
    write: () => {
      throw new TypeError('a defect');
    },
    pause: () => undefined,
    resume: () => undefined,
    end: () => undefined,
    abort: (error) => void aborted.push(error),
  };
  const registration = registrations.find(({ method }) => method.path === path);

  const call = { peer: 'p', metadata: new Map<string, string>(), deadlineMs: undefined };
  registration?.handler(stream, call).message(request);
  await node.time.advance(20_000);

  expect(aborted.map(({ code }) => code)).toEqual(['internal']);
  expect(node.logger.events.filter(({ event }) => event === 'grpc.call.failed')).toHaveLength(1);
  const { requestMemory, responseMemory } = node.broker.admission;
  expect([requestMemory.usedBytes, responseMemory.usedBytes]).toEqual([0, 0]);
  await node.stop();
});
