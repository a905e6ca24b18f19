import type { RpcChannel } from '@ottla/base';
import { createNodeCompression, nodeCrc32c } from '@ottla/platform-node';
import { forEachBatch, RecordBatchBuilder } from '@ottla/record-batch';
import { adminService, ConfigOperation, ConfigResourceType, IsolationLevel, logService } from '@ottla/rpc';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Node, startNode } from '../../src/start-node.ts';
import { channelTo, talk } from './grpc-client.ts';

let node: Node;
let channel: RpcChannel;
beforeEach(async () => {
  node = await startNode({ memory: true });
  channel = channelTo(node);
  const topics = [{ name: 't', numPartitions: 2, replicationFactor: 0, assignments: [], configs: [] }];
  await channel.unary(adminService.createTopics, { topics, timeoutMs: 0, validateOnly: false });
});
afterEach(async () => {
  channel.close();
  await node.stop();
});

const compression = createNodeCompression();

function batch(values: readonly string[]): Uint8Array {
  const builder = new RecordBatchBuilder();
  for (const value of values) builder.tryAppend({ key: null, value: Buffer.from(value), timestampMs: 1000 });
  return builder.build(compression, nodeCrc32c);
}

const produceOf = (correlationId: number, partition: number, batches: Uint8Array, acks = -1) => ({
  correlationId,
  acks,
  timeoutMs: 1000,
  transactionalId: undefined,
  partitions: [{ topic: 't', topicId: '', partition, batches }],
});

const fetchOf = (correlationId: number, fetchOffset: number, maxWaitMs: number) => ({
  correlationId,
  maxWaitMs,
  minBytes: 1,
  maxBytes: 1_000_000,
  isolationLevel: IsolationLevel.readUncommitted,
  partitions: [
    {
      topic: 't',
      topicId: '',
      partition: 0,
      currentLeaderEpoch: -1,
      fetchOffset,
      partitionMaxBytes: 1_000_000,
      lastFetchedEpoch: -1,
    },
  ],
});

describe('the produce stream', () => {
  it('answers each request by its correlation id with offset or error', async () => {
    const { stream, next } = talk(channel, logService.produce);
    stream.write(produceOf(1, 0, batch(['a', 'b'])));
    const first = await next();
    stream.write(produceOf(2, 0, batch(['c'])));
    const second = await next();
    stream.write(produceOf(3, 7, batch(['d'])));
    const third = await next();
    stream.write(produceOf(4, 0, Buffer.from('this is no batch at all')));
    const fourth = await next();

    expect([first.correlationId, first.partitions[0]?.baseOffset]).toEqual([1, 0]);
    expect([second.correlationId, second.partitions[0]?.baseOffset]).toEqual([2, 2]);
    expect([third.correlationId, third.partitions[0]?.error?.code]).toEqual([3, 3]);
    expect(fourth.partitions[0]?.error?.code).toBeGreaterThan(0);
    stream.end();
    await expect(next()).rejects.toThrow('ended');
  });

  it('says nothing about offsets with acks=0, and refuses acks that do not exist', async () => {
    const { stream, next } = talk(channel, logService.produce);
    stream.write(produceOf(1, 0, batch(['a']), 0));
    const none = await next();
    stream.write(produceOf(2, 0, batch(['b']), 5));
    const wrong = await next();

    expect(none.partitions[0]).toMatchObject({ baseOffset: -1, error: undefined });
    expect(wrong.partitions[0]?.error?.code).toBe(21);
    stream.end();
  });
});

describe('the fetch stream', () => {
  it('gives the very batches that were produced, and waits for more', async () => {
    const produced = talk(channel, logService.produce);
    const sent = batch(['a', 'b']);
    produced.stream.write(produceOf(1, 0, sent));
    await produced.next();
    const { stream, next } = talk(channel, logService.fetch);

    stream.write(fetchOf(1, 1, 10_000));
    const first = await next();
    stream.write(fetchOf(2, 2, 10_000));
    produced.stream.write(produceOf(2, 0, batch(['c'])));
    const second = await next();

    const found = first.partitions[0]?.batches ?? new Uint8Array();
    let count = 0;
    forEachBatch(found, () => {
      count += 1;
    });
    expect(count).toBe(1);
    expect(Buffer.from(found.subarray(16))).toEqual(Buffer.from(sent.subarray(16)));
    expect([second.correlationId, second.partitions[0]?.highWatermark]).toEqual([2, 3]);
    stream.end();
    produced.stream.end();
  });

  it('answers an offset that is not there with its code', async () => {
    const { stream, next } = talk(channel, logService.fetch);

    stream.write(fetchOf(1, 50, 0));

    expect((await next()).partitions[0]?.error?.code).toBe(1);
    stream.end();
  });

  it('survives a client that goes away while it waits (FAULT-133)', async () => {
    const first = channelTo(node);
    talk(first, logService.fetch).stream.write(fetchOf(1, 0, 60_000));
    first.close();

    const { stream, next } = talk(channel, logService.produce);
    stream.write(produceOf(1, 0, batch(['a'])));

    expect((await next()).partitions[0]?.baseOffset).toBe(0);
    stream.end();
  });
});

describe('questions about a log', () => {
  it('are answered by position and by time', async () => {
    const { stream, next } = talk(channel, logService.produce);
    stream.write(produceOf(1, 0, batch(['a', 'b'])));
    await next();
    stream.end();
    const ask = async (at: NonNullable<Parameters<typeof question>[0]>) => question(at);
    const question = async (at: { kind: 'earliest' } | { kind: 'latest' } | { kind: 'timestampMs'; value: number }) => {
      const partitions = [{ topic: 't', partition: 0, currentLeaderEpoch: -1, at }];
      const request = { isolationLevel: IsolationLevel.readUncommitted, partitions, timeoutMs: 0 };
      return (await channel.unary(logService.listOffsets, request)).partitions[0]?.offset;
    };

    expect(await ask({ kind: 'earliest' })).toBe(0);
    expect(await ask({ kind: 'latest' })).toBe(2);
    expect(await ask({ kind: 'timestampMs', value: 1000 })).toBe(0);
    expect(await ask({ kind: 'timestampMs', value: 2000 })).toBe(-1);
  });

  it('without a position are refused with a sentence', async () => {
    const partitions = [{ topic: 't', partition: 0, currentLeaderEpoch: -1 }];
    const request = { isolationLevel: IsolationLevel.readUncommitted, partitions, timeoutMs: 0 };

    await expect(channel.unary(logService.listOffsets, request)).rejects.toMatchObject({ code: 'invalidArgument' });
  });
});

describe('configs over gRPC', () => {
  const resource = { type: ConfigResourceType.topic, name: 't' };
  const alter = (name: string, value: string) =>
    channel.unary(adminService.alterConfigs, {
      resources: [{ resource, changes: [{ name, operation: ConfigOperation.set, value }] }],
      validateOnly: false,
    });

  it('take effect and say where they come from', async () => {
    await alter('retention.ms', '60000');

    const { results } = await channel.unary(adminService.describeConfigs, {
      resources: [{ resource, names: ['retention.ms'] }],
    });

    expect(results[0]?.configs[0]).toMatchObject({ name: 'retention.ms', value: '60000', source: 1 });
  });

  it('that are wrong change nothing and name the bound', async () => {
    const { results } = await alter('segment.bytes', '-5');

    expect(results[0]?.error?.code).toBe(40);
    expect(results[0]?.error?.message).toContain('segment.bytes');
  });
});
