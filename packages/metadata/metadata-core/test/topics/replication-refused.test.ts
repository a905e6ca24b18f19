/** As long as brokers do not replicate, nothing can ask for a second replica: a copy that nobody keeps up to date is none. */
import { type BrokerId, ErrorCode, type PartitionIndex } from '@ottla/base';
import { expect, test } from 'vitest';
import type { NewTopic, PlanContext } from '../../src/index.ts';
import { clusterOf, context, createTopics, newTopic, run } from '../cluster-of-tests.ts';

const three = clusterOf([undefined, undefined, undefined]);
const unreplicated = (texts?: ReadonlyMap<string, string>): PlanContext => ({ ...context(texts), replicasMax: 1 });
const ids = (...all: number[]): BrokerId[] => all as BrokerId[];
const byHand = (...lists: number[][]): Partial<NewTopic> => ({
  partitions: -1,
  replicationFactor: -1,
  assignments: lists.map((replicas, index) => ({ partition: index as PartitionIndex, replicas: ids(...replicas) })),
});

test.each<[string, Partial<NewTopic>, ReadonlyMap<string, string>]>([
  ['that is asked for', { replicationFactor: 2 }, new Map()],
  ['that the default asks for', { replicationFactor: -1 }, new Map([['default.replication.factor', '3']])],
  ['in an assignment', byHand([1], [2, 3]), new Map()],
])('a second replica %s is refused with a sentence, and nothing changes', (_, more, texts) => {
  const { reply, records } = run(three, createTopics(newTopic('t', more)), unreplicated(texts));

  const refused = reply.topics[0]?.outcome;
  expect(refused?.code).toBe(ErrorCode.INVALID_REPLICATION_FACTOR);
  expect(refused?.message).toMatch(/The replication factor is [23], but brokers of this version do not replicate yet/);
  expect(records).toEqual([]);
});

test('new partitions of a topic cannot get a second replica by hand', () => {
  const { image } = run(three, createTopics(newTopic('t')), unreplicated());
  const topics = [{ name: 't', count: 2, assignments: [ids(1, 2)] }];

  const { reply, records } = run(image, { kind: 'createPartitions', topics, validateOnly: false }, unreplicated());

  expect(reply.topics[0]?.outcome.code).toBe(ErrorCode.INVALID_REPLICATION_FACTOR);
  expect(records).toEqual([]);
});

test('one replica is given, by number, by default and by hand', () => {
  for (const more of [{ replicationFactor: 1 }, { replicationFactor: -1 }, byHand([2])]) {
    const { reply } = run(three, createTopics(newTopic('t', more)), unreplicated());
    expect(reply.topics[0]).toMatchObject({ outcome: { code: ErrorCode.NONE }, replicationFactor: 1 });
  }
});
