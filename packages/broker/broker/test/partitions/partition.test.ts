/** A partition over a real log: roles, waits, and FAULT-130 a tail that holds only control batches. */
import {
  type BrokerId,
  ErrorCode,
  type LeaderEpoch,
  type PartitionIndex,
  type ProducerId,
  type TopicId,
} from '@ottla/base';
import { defaultLogSettings } from '@ottla/log';
import type { PartitionState } from '@ottla/metadata-core';
import { nodeCrc32c } from '@ottla/platform-node';
import { buildEndTransactionBatch } from '@ottla/record-batch';
import { expect, test } from 'vitest';
import { Admission } from '../../src/admission/admission.ts';
import { BrokerMetrics } from '../../src/measuring/broker-metrics.ts';
import { Partition } from '../../src/partitions/partition.ts';
import { PartitionTable } from '../../src/partitions/partition-table.ts';
import { FetchService } from '../../src/services/fetch-service.ts';
import type { FetchAnswer } from '../../src/services/fetch-types.ts';
import { topicNamed } from '../../src/services/words.ts';
import { WaitingRoom } from '../../src/waiting/waiting-room.ts';
import { batchOf, storedBatches } from '../support/batches.ts';
import { startTestNode, type TestNode, testCaller } from '../support/test-node.ts';

const topicId = 'a'.repeat(32) as TopicId;
const self = 7 as BrokerId;
const other = 8 as BrokerId;

function stateOf(leader: BrokerId, leaderEpoch: number, isr: readonly BrokerId[] = [self]): PartitionState {
  return {
    replicas: [self, other],
    isr,
    eligibleLeaders: [],
    leader,
    leaderEpoch: leaderEpoch as LeaderEpoch,
    partitionEpoch: leaderEpoch,
    recovering: false,
  };
}

async function setUp(): Promise<{ node: TestNode; partition: Partition; fetch: FetchService }> {
  const node = await startTestNode({ syncMs: 1 });
  const log = await node.settle(node.logManager.create(topicId, 0 as PartitionIndex, defaultLogSettings));
  const around = { nodeId: self, writesSettled: () => undefined };
  const { traffic, refusals } = new BrokerMetrics(node.metrics, node.time.clock);
  const identity = { topicId, topicName: 'p', index: 0 as PartitionIndex, log, traffic: traffic.of('p') };
  const partition = new Partition(identity, stateOf(self, 0), around);
  partition.takeRole(stateOf(self, 0), 1);
  const partitions = new PartitionTable();
  partitions.addTopic(topicId, 'p').partitions[0] = partition;
  const admission = new Admission({
    quotas: { clock: node.time.clock, metrics: node.metrics, samples: 11, sampleMs: 1000 },
    connectionsMax: 1,
    connectionsPerAddressMax: 1,
    requestMemoryBytes: 1 << 20,
    responseMemoryBytes: 1 << 20,
    pendingWriteBytes: () => 0,
  });
  const waiting = new WaitingRoom(node.time);
  const fetch = new FetchService({
    metadata: node.metadata,
    partitions,
    admission,
    waiting,
    refusals,
    bytesMax: 1 << 20,
  });
  return { node, partition, fetch };
}

interface Heard {
  readonly outcomes: (ErrorCode | 'stored')[];
  acknowledged(slot: number): void;
  rejected(slot: number, code: ErrorCode): void;
}

function listen(): Heard {
  const outcomes: (ErrorCode | 'stored')[] = [];
  return {
    outcomes,
    acknowledged: () => void outcomes.push('stored'),
    rejected: (_, code) => void outcomes.push(code),
  };
}

function produce(partition: Partition, value: string, acks: 'all' | 'leader' = 'all'): Heard {
  const heard = listen();
  const outcome = partition.append(batchOf({ values: [value], timestampMs: 0 }), 0);
  if (outcome.kind === 'refused') throw new Error(outcome.message);
  partition.settle(outcome, acks, heard, 0);
  return heard;
}

test('FAULT-130 readers move on behind a tail of control batches', async () => {
  const { node, partition, fetch } = await setUp();
  produce(partition, 'a');
  const producer = { producerId: 3 as ProducerId, producerEpoch: 0 };
  const control = buildEndTransactionBatch({ kind: 'commit', coordinatorEpoch: 0 }, producer, {
    timestampMs: 0,
    crc32c: nodeCrc32c,
  });
  const marked = partition.log.append(control, { leaderEpoch: partition.leaderEpoch, origin: 'coordinator', nowMs: 0 });
  if (marked.kind !== 'refused') partition.settle(marked, 'none', listen(), 0);
  await node.time.advance(100);
  const ask = (fetchOffset: number): FetchAnswer['results'][number] => {
    let found: FetchAnswer | undefined;
    const item = {
      topic: topicNamed('p'),
      partition: 0,
      fetchOffset,
      bytesMax: 1 << 20,
      currentLeaderEpoch: -1,
      lastFetchedEpoch: -1,
    };
    const request = {
      maxWaitMs: 0,
      minBytes: 1,
      bytesMax: 1 << 20,
      isolation: 'readUncommitted',
      partitions: [item],
    } as const;
    fetch.fetch(testCaller, request, (answer) => void (found = answer));
    return found!.results[0]!;
  };

  const tail = ask(1);
  const last = storedBatches(Buffer.concat(tail.chunks)).at(-1)!;

  expect(marked.kind).toBe('appended');
  expect(last.lastOffset).toBe(1);
  expect(ask(last.lastOffset + 1)).toMatchObject({ error: ErrorCode.NONE, bytes: 0, highWatermark: 2 });
  await node.stop();
});

test('a leader that must give way rejects who waits, and takes nothing on until it leads again', async () => {
  const { node, partition } = await setUp();
  const waiting = produce(partition, 'a');

  partition.takeRole(stateOf(other, 1), 1);
  const checked = [partition.isLeader, partition.checkEpoch(-1)];
  await node.time.advance(100);
  partition.takeRole(stateOf(self, 2), 1);
  const again = produce(partition, 'b');
  await node.time.advance(100);

  expect(waiting.outcomes).toEqual([ErrorCode.NOT_LEADER_OR_FOLLOWER]);
  expect(checked).toEqual([false, ErrorCode.NOT_LEADER_OR_FOLLOWER]);
  expect(again.outcomes).toEqual(['stored']);
  expect([partition.checkEpoch(1), partition.checkEpoch(2), partition.checkEpoch(3)]).toEqual([
    ErrorCode.FENCED_LEADER_EPOCH,
    ErrorCode.NONE,
    ErrorCode.UNKNOWN_LEADER_EPOCH,
  ]);
  await node.stop();
});

test('with another replica in the ISR acks=all waits for it, acks=1 does not', async () => {
  const { node, partition } = await setUp();
  partition.takeRole(stateOf(self, 0, [self, other]), 1);

  const all = produce(partition, 'a', 'all');
  const leader = produce(partition, 'b', 'leader');
  await node.time.advance(100);
  const before = [[...all.outcomes], [...leader.outcomes], partition.highWatermark];
  partition.takeRole(stateOf(self, 0, [self]), 1);

  expect(before).toEqual([[], ['stored'], 0]);
  expect([all.outcomes, partition.highWatermark]).toEqual([['stored'], 2]);
  expect(partition.waiting).toEqual({ appends: 0, reads: 0 });
  await node.stop();
});

test('too few replicas refuse acks=all before anything is written', async () => {
  const { node, partition } = await setUp();

  partition.requireReplicas(2);

  expect(partition.hasEnoughReplicas).toBe(false);
  partition.requireReplicas(1);
  expect(partition.hasEnoughReplicas).toBe(true);
  await node.stop();
});

test('FAULT-16 a leader that leads again shows nothing of what its disk has not confirmed', async () => {
  const { node, partition } = await setUp();
  produce(partition, 'a');

  partition.takeRole(stateOf(other, 1), 1);
  partition.takeRole(stateOf(self, 2), 1);
  const shown = [partition.log.durableEndOffset, partition.highWatermark, partition.readEnd('readUncommitted')];
  const again = produce(partition, 'b', 'leader');
  const early = again.outcomes.slice();
  await node.time.advance(100);

  expect(shown).toEqual([0, 0, 0]);
  expect(early).toEqual([]);
  expect([again.outcomes, partition.highWatermark]).toEqual([['stored'], 2]);
  await node.stop();
});

test.each(['all', 'leader'] as const)(
  'FAULT-86 a repeat is acknowledged no earlier than the batch that it repeats is durable (acks=%s)',
  async (acks) => {
    const { node, partition } = await setUp();
    const bytes = (): Uint8Array =>
      batchOf({
        values: ['a'],
        timestampMs: 0,
        producer: { id: 3, epoch: 0, sequence: 0 },
      });
    const stored = partition.append(bytes(), 0);
    // Nobody waits for the first request any more: only the repeat does.
    if (stored.kind === 'appended') partition.settle(stored, 'none', listen(), 0);
    const repeated = partition.append(bytes(), 0);
    const heard = listen();
    if (repeated.kind !== 'duplicate') throw new Error(repeated.kind);
    partition.settle(repeated, acks, heard, 0);

    const early = heard.outcomes.slice();
    const durable = partition.log.durableEndOffset;
    await node.time.advance(100);

    expect([durable, early]).toEqual([0, []]);
    expect(heard.outcomes).toEqual(['stored']);
    await node.stop();
  },
);
