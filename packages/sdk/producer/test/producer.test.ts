/**
 * The producer against a leader that loses answers and refuses batches: what was acknowledged is in the log once and in
 * order, and what failed says truthfully what is known (FAULT-86, FAULT-182).
 */
import { ErrorCode } from '@ottla/base';
import type { OttlaClientError } from '@ottla/client-core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Producer, type ProducerOptions, type RecordMetadata } from '../src/index.ts';
import { type Fate, VirtualLeader } from './virtual-leader.ts';

async function start(options: ProducerOptions<string, string> = {}, partitions = 1, seed = 1) {
  const leader = new VirtualLeader(partitions, seed);
  await leader.listen();
  const producer = new Producer<string, string>({
    bootstrapServers: `n:${leader.port}`,
    platform: leader.platform,
    ...options,
  });
  return { leader, producer, time: leader.platform.time };
}

/** Sends values one after the other, without waiting in between; what became of each. */
function sendAll(producer: Producer<string, string>, values: readonly string[], partition = 0) {
  return Promise.all(
    values.map((value) =>
      producer.send({ topic: 't', value, partition }).then(
        (metadata) => ({ value, metadata, error: undefined }),
        (error: unknown) => ({ value, metadata: undefined, error: error as OttlaClientError }),
      ),
    ),
  );
}

const values = (count: number): string[] => Array.from({ length: count }, (_, index) => `v${index}`);

describe('a producer', () => {
  it('answers with the place of each record', async () => {
    const { producer, time, leader } = await start();
    const sent = await time.settle(sendAll(producer, values(5)));
    expect(sent.map(({ metadata }) => metadata?.offset)).toEqual([0, 1, 2, 3, 4]);
    expect(leader.requests).toHaveLength(1);
  });

  it('gathers what comes within lingerMs into one batch', async () => {
    const { producer, time, leader } = await start({ lingerMs: 50 });
    await time.settle(producer.send({ topic: 't', value: 'first' }));
    leader.requests.length = 0;
    const promises = sendAll(producer, ['a', 'b']);
    await time.advance(20);
    const more = sendAll(producer, ['c']);
    await time.settle(Promise.all([promises, more]));
    expect(leader.requests).toHaveLength(1);
  });

  it('has at most maxInFlightRequestsPerConnection requests under way', async () => {
    const { producer, time, leader } = await start({ batchSize: 100, maxInFlightRequestsPerConnection: 2 });
    leader.latencyMs = 500;
    const all = sendAll(producer, values(200));
    await time.advance(400);
    expect(leader.requests).toHaveLength(2);
    await time.settle(all);
    expect(leader.logs[0]).toEqual(values(200));
  });

  it('sends again when the answer was lost, and the log has it once', async () => {
    const { producer, time, leader } = await start();
    let losses = 2;
    leader.fate = () => (losses-- > 0 ? 'lostAfter' : 'work');
    const sent = await time.settle(sendAll(producer, values(3)));
    expect(sent.map(({ metadata }) => metadata?.offset)).toEqual([0, 1, 2]);
    expect(leader.logs[0]).toEqual(values(3));
  });

  it('sends to reachable partitions while the leader of another one is away, and goes on when that was given up', async () => {
    const { producer, time, leader } = await start({ deliveryTimeoutMs: 5_000 }, 2);
    leader.away.add(1);
    const lost = sendAll(producer, values(10), 1);
    const sent = await time.settle(sendAll(producer, values(100), 0));
    expect(sent.map(({ metadata }) => metadata?.offset)).toEqual(Array.from({ length: 100 }, (_, at) => at));
    expect(time.elapsedMs).toBeLessThan(100);
    await time.advance(1_000);
    expect(producer.unreachable()).toMatchObject([{ topic: 't', partition: 1, nodeIds: [2] }]);

    const errors = (await time.settle(lost)).map(({ error }) => error?.code);
    expect(new Set(errors)).toEqual(new Set(['connectionFailed']));
    expect(time.elapsedMs).toBeGreaterThan(3_900);

    expect(producer.unreachable()).toEqual([]);
    const [next] = await time.settle(sendAll(producer, ['next'], 0));
    expect(next?.metadata?.offset).toBe(100);
    expect(leader.logs[0]).toEqual([...values(100), 'next']);
  });

  it('stores what waited for a leader once there is one', async () => {
    const { producer, time, leader } = await start({}, 2);
    leader.leaderless.add(1);
    const waiting = sendAll(producer, values(10), 1);
    await time.settle(sendAll(producer, ['a'], 0));
    await time.advance(3_000);
    expect(leader.logs).toEqual([['a'], []]);
    expect(producer.unreachable()).toMatchObject([
      { partition: 1, reason: expect.stringContaining('nobody leads t-1') },
    ]);

    leader.leaderless.clear();
    await time.settle(waiting);
    expect(leader.logs[1]).toEqual(values(10));
    expect(time.elapsedMs).toBeLessThan(4_500);
  });

  it('sends records without a key only to partitions that somebody leads', async () => {
    const { producer, time, leader } = await start({ batchSize: 100 }, 4);
    for (const partition of [0, 2]) leader.leaderless.add(partition);
    await time.settle(Promise.all(values(100).map((value) => producer.send({ topic: 't', value }))));
    expect(leader.logs.map(({ length }) => length > 0)).toEqual([false, true, false, true]);
    expect(leader.logs.flat().sort()).toEqual(values(100).sort());
  });

  it('waits for a topic that is being created', async () => {
    const { producer, time, leader } = await start();
    leader.missing = 3;
    const [sent] = await time.settle(sendAll(producer, ['a']));
    expect(sent?.metadata?.offset).toBe(0);
  });

  it('says at once that a topic is missing when it may not create it', async () => {
    const { producer, time, leader } = await start({ allowAutoTopicCreation: false });
    leader.missing = 100;
    const [sent] = await time.settle(sendAll(producer, ['a']));
    expect(sent?.error).toMatchObject({
      code: 'requestFailed',
      kafkaError: 'UNKNOWN_TOPIC_OR_PARTITION',
      outcome: 'definitelyFailed',
    });
  });

  it('fails a record definitely when nobody could be reached in maxBlockMs', async () => {
    const { leader, time } = await start();
    const producer = new Producer({ bootstrapServers: 'gone:1', platform: leader.platform, maxBlockMs: 2_000 });
    const failure = await time.settle(producer.send({ topic: 't', value: 'a' }).catch((error: unknown) => error));
    expect(failure).toMatchObject({ code: 'timedOut', outcome: 'definitelyFailed', retriable: true });
  });

  it('fails a record after deliveryTimeoutMs, as unknown when an attempt may have stored it', async () => {
    const { producer, time, leader } = await start({ deliveryTimeoutMs: 3_000, requestTimeoutMs: 1_000 });
    leader.fate = () => 'silent';
    const [sent] = await time.settle(sendAll(producer, ['a']));
    expect(sent?.error).toMatchObject({ outcome: 'unknown' });
    expect(time.elapsedMs).toBeLessThan(4_500);
  });

  it('fails a record after deliveryTimeoutMs, as definitely failed when it was refused each time', async () => {
    const { producer, time, leader } = await start({ deliveryTimeoutMs: 3_000 });
    leader.fate = () => ErrorCode.NOT_LEADER_OR_FOLLOWER;
    const [sent] = await time.settle(sendAll(producer, ['a']));
    expect(sent?.error).toMatchObject({ outcome: 'definitelyFailed', kafkaError: 'NOT_LEADER_OR_FOLLOWER' });
  });

  it('goes on after a batch that failed for good', async () => {
    const { producer, time, leader } = await start();
    leader.fate = () => ErrorCode.MESSAGE_TOO_LARGE;
    const [sent] = await time.settle(sendAll(producer, ['a']));
    leader.fate = () => 'work';
    const [next] = await time.settle(sendAll(producer, ['b']));
    expect(sent?.error).toMatchObject({ outcome: 'definitelyFailed', kafkaError: 'MESSAGE_TOO_LARGE' });
    expect(next?.metadata?.offset).toBe(0);
  });

  it('holds when bufferMemory is full, and fails a record that waits too long', async () => {
    const { producer, time, leader } = await start({ bufferMemory: 1_000, batchSize: 200, maxBlockMs: 500 });
    await time.settle(producer.send({ topic: 't', value: 'first' }));
    leader.fate = () => 'silent';
    const all = sendAll(producer, values(200));
    let isReady = false;
    void producer.ready().then(() => {
      isReady = true;
    });
    await time.advance(100);
    expect(isReady).toBe(false);
    await time.advance(1_000);
    expect(isReady).toBe(true);
    void producer.close(0);
    const sent = await time.settle(all);
    const codes = new Set(sent.map(({ error }) => error?.code));
    expect(codes).toEqual(new Set(['closed', 'bufferFull']));
    expect(
      sent
        .filter(({ error }) => error?.code === 'bufferFull')
        .every(({ error }) => error?.outcome === 'definitelyFailed'),
    ).toBe(true);
  });

  it('flushes without lingering', async () => {
    const { producer, time } = await start({ lingerMs: 1_000_000 });
    let metadata: RecordMetadata | undefined;
    void producer.send({ topic: 't', value: 'a' }).then((sent) => {
      metadata = sent;
    });
    await time.settle(producer.flush());
    expect(metadata?.offset).toBe(0);
    expect(time.elapsedMs).toBeLessThan(1_000);
  });

  it('refuses to send after close, and what it cannot serialize', async () => {
    const { producer, time } = await start();
    await expect(producer.send({ topic: 't', value: 5 as never })).rejects.toMatchObject({ code: 'serialization' });
    await expect(producer.send({ topic: 't', value: 'a', timestamp: 0.5 })).rejects.toMatchObject({
      code: 'serialization',
    });
    await time.settle(producer.close());
    await expect(producer.send({ topic: 't', value: 'a' })).rejects.toMatchObject({ code: 'closed' });
  });

  it('names a partition that does not exist', async () => {
    const { producer, time } = await start();
    const [sent] = await time.settle(sendAll(producer, ['a'], 7));
    expect(sent?.error).toMatchObject({ code: 'requestFailed', outcome: 'definitelyFailed' });
  });

  it('settles sendMany once, with the ranges in which the records lie', async () => {
    const { producer, time, leader } = await start({ batchSize: 150 }, 2);
    const records = values(20).map((value, index) => ({ topic: 't', value, partition: index % 2 }));
    const ranges = await time.settle(producer.sendMany(records));
    expect(ranges.reduce((sum, { recordCount }) => sum + recordCount, 0)).toBe(20);
    expect(leader.logs.map(({ length }) => length)).toEqual([10, 10]);
  });

  it('refuses options that contradict each other', () => {
    expect(() => new Producer({ acks: 1, enableIdempotence: true })).toThrow(/acks/);
    expect(() => new Producer({ maxInFlightRequestsPerConnection: 6 })).toThrow(/at most 5/);
    expect(() => new Producer({ batchSize: 0 })).toThrow(/batchSize is 0/);
    expect(() => new Producer({ compressionType: 'rar' as never })).toThrow(/rar/);
  });

  it('whatever goes wrong: acknowledged is in the log once and in order, definitely failed is not in it', async () => {
    const fates = fc.array(
      fc.constantFrom<Fate>(
        'work',
        'work',
        'lostBefore',
        'lostAfter',
        'silent',
        ErrorCode.NOT_LEADER_OR_FOLLOWER,
        ErrorCode.MESSAGE_TOO_LARGE,
        ErrorCode.UNKNOWN_PRODUCER_ID,
        ErrorCode.REQUEST_TIMED_OUT,
      ),
      { maxLength: 12 },
    );
    const run = fc.asyncProperty(fates, fc.nat(1_000), async (script, seed) => {
      const { producer, time, leader } = await start(
        { batchSize: 110, deliveryTimeoutMs: 20_000, requestTimeoutMs: 2_000 },
        2,
        seed,
      );
      const left = [...script];
      leader.fate = () => left.shift() ?? 'work';
      const outcomes = await time.settle(
        Promise.all([sendAll(producer, values(30), 0), sendAll(producer, values(30), 1)]),
      );
      for (const [partition, sent] of outcomes.entries()) {
        const log = leader.logs[partition]!;
        expect(new Set(log).size).toBe(log.length);
        const acknowledged = sent.filter(({ metadata }) => metadata !== undefined);
        for (const { value, metadata } of acknowledged) expect(log[metadata!.offset]).toBe(value);
        for (const { value, error } of sent)
          if (error?.outcome === 'definitelyFailed') expect(log).not.toContain(value);
        const order = acknowledged.map(({ value }) => log.indexOf(value));
        expect(order).toEqual([...order].sort((left, right) => left - right));
      }
      await time.settle(producer.close());
    });
    await fc.assert(run, { numRuns: 150 });
  });
});
