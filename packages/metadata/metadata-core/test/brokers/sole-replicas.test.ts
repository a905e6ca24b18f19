/** Brokers with partitions that nobody else has: fenced and back in one small record, however many partitions there are. */
import { type BrokerEpoch, type BrokerId, ErrorCode } from '@ottla/base';
import { expect, test } from 'vitest';
import {
  encodeRecords,
  type MetadataCommand,
  type MetadataImage,
  type RegisterBroker,
  type SessionId,
  topicByName,
} from '../../src/index.ts';
import { clusterOf, createTopics, incarnation, newTopic, run, withSessions } from '../cluster-of-tests.ts';

const register = (id: number, session: number, more: Partial<RegisterBroker> = {}): RegisterBroker => ({
  kind: 'registerBroker',
  brokerId: id as BrokerId,
  incarnationId: incarnation(id),
  endpoints: [],
  rack: undefined,
  fenced: false,
  sessionId: session as SessionId,
  ...more,
});
const end = (id: number) => ({ kind: 'endSessions', sessionIds: [id as SessionId], reason: 'expired' }) as const;
const unfence = (brokerId: number, brokerEpoch: number): MetadataCommand => ({
  kind: 'setBrokerState',
  brokerId: brokerId as BrokerId,
  brokerEpoch: brokerEpoch as BrokerEpoch,
  fenced: false,
  shuttingDown: false,
});
const states = (image: MetadataImage) =>
  (topicByName(image, 't')?.partitions ?? []).map(({ leader, leaderEpoch, isr }) => ({ leader, leaderEpoch, isr }));

/** Brokers 1 and 2 on sessions 1 and 2, and a topic of which each has every second partition. */
function cluster(partitions: number): MetadataImage {
  let image = withSessions(3);
  for (const id of [1, 2]) image = run(image, register(id, id)).image;
  return run(image, createTopics(newTopic('t', { partitions }))).image;
}

test('the partitions of a broker that is fenced have no leader, and a new epoch; those of the other stay', () => {
  const { image, records } = run(cluster(4), end(1));

  expect(records.map(({ kind }) => kind)).toEqual(['sessionEnded', 'brokerRegistered', 'leadershipsSuspended']);
  expect(states(image)).toEqual([
    { leader: -1, leaderEpoch: 1, isr: [1] },
    { leader: 2, leaderEpoch: 0, isr: [2] },
    { leader: -1, leaderEpoch: 1, isr: [1] },
    { leader: 2, leaderEpoch: 0, isr: [2] },
  ]);
});

test('a broker that comes back leads what only it has, in a new epoch, once it is not fenced any more', () => {
  const gone = run(cluster(2), end(1)).image;
  const back = run(gone, register(1, 3, { fenced: true }));
  const active = run(back.image, unfence(1, back.reply.brokerEpoch));

  expect(states(back.image)[0]).toEqual({ leader: -1, leaderEpoch: 1, isr: [1] });
  expect(active.reply).toEqual({ outcome: { code: ErrorCode.NONE, message: '' } });
  expect(active.records.map(({ kind }) => kind)).toEqual(['brokerRegistered', 'leadershipsResumed']);
  expect(states(active.image)[0]).toEqual({ leader: 1, leaderEpoch: 2, isr: [1] });
});

test('fencing a broker with ten thousand partitions is one small entry of the log', () => {
  const { records } = run(cluster(10_000), end(1));

  expect(encodeRecords(records).length).toBeLessThan(1_000);
});

test('at the first level of the metadata each partition is told for itself, so that older versions can read it', () => {
  const one = run(clusterOf([undefined]), createTopics(newTopic('t', { partitions: 2 }))).image;
  const fence = { kind: 'setBrokerState', brokerId: 1, brokerEpoch: 1, fenced: true, shuttingDown: false };

  const { image, records } = run(one, fence as MetadataCommand);

  expect(records.map(({ kind }) => kind)).toEqual(['brokerRegistered', 'partitionSet', 'partitionSet']);
  expect(states(image)).toEqual([
    { leader: -1, leaderEpoch: 1, isr: [1] },
    { leader: -1, leaderEpoch: 1, isr: [1] },
  ]);
});
