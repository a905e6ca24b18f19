/**
 * Brokers whose registration hangs on a session. FAULT-44: a broker that was away comes back with a new epoch, and nothing that
 * knew the old one is let through.
 */
import { type BrokerEpoch, type BrokerId, ErrorCode, type PartitionIndex } from '@ottla/base';
import { expect, test } from 'vitest';
import { type MetadataImage, type RegisterBroker, type SessionId, topicByName } from '../../src/index.ts';
import { createTopics, incarnation, newTopic, run, withSessions } from '../cluster-of-tests.ts';

const register = (id: number, session: number | undefined, more: Partial<RegisterBroker> = {}): RegisterBroker => ({
  kind: 'registerBroker',
  brokerId: id as BrokerId,
  incarnationId: incarnation(id),
  endpoints: [],
  rack: undefined,
  fenced: false,
  ...(session === undefined ? {} : { sessionId: session as SessionId }),
  ...more,
});
const end = (...ids: number[]) => ({ kind: 'endSessions', sessionIds: ids as SessionId[], reason: 'expired' }) as const;

/** Brokers 1 to 3 on sessions 1 to 3, and a topic that has a replica on each. Session 4 is free. */
function cluster(): MetadataImage {
  let image = withSessions(4);
  for (const id of [1, 2, 3]) image = run(image, register(id, id)).image;
  return run(image, createTopics(newTopic('t', { partitions: 3, replicationFactor: 3 }))).image;
}

const partitions = (image: MetadataImage) => topicByName(image, 't')?.partitions ?? [];

test('a broker is fenced when its session ends, and leads nothing from then on', () => {
  const { image } = run(cluster(), end(1));

  expect(image.brokers.get(1 as BrokerId)).toMatchObject({ fenced: true, epoch: 1 });
  for (const partition of partitions(image)) {
    expect(partition.leader).not.toBe(1);
    expect(partition.isr).not.toContain(1);
  }
});

test('a fenced broker cannot lift that itself after its session has ended', () => {
  const { image } = run(cluster(), end(1));
  const unfence = {
    kind: 'setBrokerState',
    brokerId: 1 as BrokerId,
    brokerEpoch: 1 as BrokerEpoch,
    fenced: false,
    shuttingDown: false,
  } as const;

  const { reply, records } = run(image, unfence);

  expect(reply.outcome.code).toBe(ErrorCode.FENCED_MEMBER_EPOCH);
  expect(records).toEqual([]);
});

test('FAULT-44: the same process on a new session gets a new epoch, and its old one is stale', () => {
  const gone = run(cluster(), end(1));
  const back = run(gone.image, register(1, 4));
  const topic = topicByName(back.image, 't');
  const [first] = topic?.partitions ?? [];

  const late = run(back.image, {
    kind: 'changePartition',
    topicId: topic?.id ?? ('' as never),
    partition: 0 as PartitionIndex,
    brokerId: first?.leader ?? (0 as BrokerId),
    brokerEpoch: back.image.brokers.get(first?.leader ?? (0 as BrokerId))?.epoch ?? (0 as BrokerEpoch),
    leaderEpoch: first?.leaderEpoch ?? (0 as never),
    partitionEpoch: first?.partitionEpoch ?? 0,
    isr: [
      { brokerId: first?.leader ?? (0 as BrokerId), brokerEpoch: -1 as BrokerEpoch },
      { brokerId: 1 as BrokerId, brokerEpoch: 1 as BrokerEpoch },
    ],
    recovering: false,
  });

  expect(back.reply.brokerEpoch).toBe(4);
  expect(late.reply.outcome.code).toBe(ErrorCode.INELIGIBLE_REPLICA);
});

test('the same process on the same session keeps its epoch', () => {
  const again = run(cluster(), register(2, 2, { rack: 'r' }));

  expect(again.reply.brokerEpoch).toBe(2);
  expect(again.image.brokers.get(2 as BrokerId)?.rack).toBe('r');
});

test('an id whose session lives is not given to another process; when the session has ended, it is', () => {
  const other = register(1, 4, { incarnationId: incarnation(77) });

  const early = run(cluster(), other);
  const late = run(run(cluster(), end(1)).image, other);

  expect(early.reply).toMatchObject({ outcome: { code: ErrorCode.DUPLICATE_BROKER_REGISTRATION }, brokerEpoch: -1 });
  expect(early.records).toEqual([]);
  expect(late.reply).toMatchObject({ outcome: { code: ErrorCode.NONE }, brokerEpoch: 4 });
});

test('a registration on a session that is not there is refused', () => {
  const { reply } = run(cluster(), register(9, 99));

  expect(reply.outcome.code).toBe(ErrorCode.FENCED_MEMBER_EPOCH);
});

test('all brokers of sessions that end together are fenced, and the last in the ISR stays in it', () => {
  const { image } = run(cluster(), end(1, 2, 3));

  for (const partition of partitions(image)) expect(partition).toMatchObject({ leader: -1, isr: { length: 3 } });
});

test.each<[string, Partial<RegisterBroker>, ErrorCode]>([
  [
    'that cannot speak as the cluster does',
    { features: [{ name: 'metadata.version', min: 1, max: 1 }] },
    ErrorCode.UNSUPPORTED_VERSION,
  ],
  [
    'that names a feature twice',
    {
      features: [
        { name: 'a', min: 0, max: 1 },
        { name: 'a', min: 0, max: 1 },
      ],
    },
    ErrorCode.INVALID_REGISTRATION,
  ],
  ['with a range that is none', { features: [{ name: 'a', min: 2, max: 1 }] }, ErrorCode.INVALID_REGISTRATION],
])('a broker %s is refused', (_, more, code) => {
  const { reply, records } = run(withSessions(1), register(1, 1, more));

  expect(reply.outcome.code).toBe(code);
  expect(records).toEqual([]);
});
