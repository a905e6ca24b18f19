/** Quotas through the gRPC door: set, and kept by holding streams still. */
import type { RpcChannel } from '@ottla/base';
import { createNodeCompression, nodeClock, nodeCrc32c } from '@ottla/platform-node';
import { RecordBatchBuilder } from '@ottla/record-batch';
import { Acks, adminService, IsolationLevel, logService, messagesService } from '@ottla/rpc';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Node, startNode } from '../../src/start-node.ts';
import { channelTo, talk } from './grpc-client.ts';

let node: Node;
let channel: RpcChannel;
beforeEach(async () => {
  // A window of 1 to 2 s instead of 10 to 11.
  node = await startNode({ memory: true, settings: { 'quota.window.num': '2' } });
  channel = channelTo(node);
  const topics = [{ name: 't', numPartitions: 1, replicationFactor: 0, assignments: [], configs: [] }];
  await channel.unary(adminService.createTopics, { topics, timeoutMs: 0, validateOnly: false });
});
afterEach(async () => {
  channel.close();
  await node.stop();
});

async function limit(name: string, value: number): Promise<void> {
  const entity = { user: undefined, clientId: { name: '' } };
  const entries = [{ entity, limits: [{ name, value }], removals: [] }];
  const { results } = await channel.unary(adminService.alterQuotas, { entries, validateOnly: false });
  expect(results).toEqual([{ entity, error: undefined }]);
}

function produceOf(correlationId: number, bytes: number) {
  const builder = new RecordBatchBuilder();
  builder.tryAppend({ key: null, value: Buffer.alloc(bytes), timestampMs: nodeClock.wallMs() });
  const batches = builder.build(createNodeCompression(), nodeCrc32c);
  const partitions = [{ topic: 't', topicId: '', partition: 0, batches }];
  return { correlationId, acks: -1, timeoutMs: 1000, transactionalId: undefined, partitions };
}

const fetchOf = (correlationId: number) => ({
  correlationId,
  maxWaitMs: 1000,
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

it('limits are listed as they were set, and refused with a reason where they make no sense', async () => {
  await limit('request_percentage', 12.5);
  const entries = [{ entity: undefined, limits: [], removals: ['producer_byte_rate'] }];
  const refused = await channel.unary(adminService.alterQuotas, { entries, validateOnly: false });
  const { quotas } = await channel.unary(adminService.describeQuotas, {});

  expect(refused.results[0]?.error?.message).toContain('empty');
  expect(quotas).toEqual([
    { entity: { user: undefined, clientId: { name: '' } }, limits: [{ name: 'request_percentage', value: 12.5 }] },
  ]);
});

it('a producer over its quota is answered, and its stream is not read for a while', async () => {
  await limit('producer_byte_rate', 100_000);
  const { stream, next } = talk(channel, logService.produce);

  stream.write(produceOf(1, 250_000));
  await next();
  const answeredMs = performance.now();
  stream.write(produceOf(2, 10));
  await next();

  // 250 kB at 100 kB/s take 2.5 s, of which the window grants at most 2.
  expect(performance.now() - answeredMs).toBeGreaterThan(400);
  stream.end();
});

it('a consumer over its quota gets nothing at first, and everything later', async () => {
  const producer = talk(channel, logService.produce);
  producer.stream.write(produceOf(1, 250_000));
  await producer.next();
  producer.stream.end();
  await limit('consumer_byte_rate', 100_000);
  const { stream, next } = talk(channel, logService.fetch);
  const bytes: number[] = [];

  for (let id = 1; id <= 2 || bytes.at(-1) === 0; id += 1) {
    stream.write(fetchOf(id));
    bytes.push((await next()).partitions[0]?.batches.length ?? 0);
  }

  expect([bytes[0]! > 250_000, bytes[1], bytes.at(-1)! > 250_000]).toEqual([true, 0, true]);
  stream.end();
});

it('a single call over its quota is answered late', async () => {
  await limit('producer_byte_rate', 100_000);
  const record = { id: 1, topic: 't', partition: undefined, key: undefined, value: Buffer.alloc(250_000) };
  const request = { acks: Acks.all, record: { ...record, headers: [], timestampMs: undefined } };
  const startMs = performance.now();

  const { result } = await channel.unary(messagesService.publishOne, request);

  expect(result?.offset).toBe(0);
  expect(performance.now() - startMs).toBeGreaterThan(400);
});
