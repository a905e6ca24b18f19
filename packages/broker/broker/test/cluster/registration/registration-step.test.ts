/** What a broker does next, for what the metadata says. */
import type { BrokerEpoch, BrokerId, TopicId } from '@ottla/base';
import {
  emptyImage,
  type MetadataCommand,
  type MetadataImage,
  type PlanContext,
  plan,
  replayAll,
  type SessionId,
} from '@ottla/metadata-core';
import { expect, test } from 'vitest';
import {
  type BrokerSelf,
  nextStep,
  type RegistrationState,
  sessionOwner,
} from '../../../src/cluster/registration/registration-step.ts';

const selfOf = (id: number, directoryId: string, life: number): BrokerSelf => ({
  id: id as BrokerId,
  directoryId,
  incarnationId: life.toString(16).padStart(32, '0'),
});
const self = selfOf(1, 'a', 1);
const context: PlanContext = {
  randomTopicId: () => '1'.padStart(32, '0') as TopicId,
  placementStart: () => 0,
  node: { brokerId: 1 as BrokerId, texts: new Map() },
  replicasMax: 3,
};

const run = (image: MetadataImage, ...commands: readonly MetadataCommand[]): MetadataImage =>
  commands.reduce((before, command) => replayAll(before, plan(before, command, context).records), image);
const open = (who: BrokerSelf): MetadataCommand => ({
  kind: 'openSession',
  owner: sessionOwner(who),
  timeoutMs: 9_000,
});
const register = (who: BrokerSelf, session: number | undefined, fenced: boolean): MetadataCommand => ({
  kind: 'registerBroker',
  brokerId: who.id,
  incarnationId: who.incarnationId,
  endpoints: [],
  rack: undefined,
  fenced,
  ...(session === undefined ? {} : { sessionId: session as SessionId }),
});
const fresh = run(emptyImage, { kind: 'initialiseCluster', clusterId: 'c' });
const atLevel1 = { ...fresh, cluster: { ...fresh.cluster, metadataLevel: 1 } };
const state = (more: Partial<RegistrationState> = {}): RegistrationState => ({
  aim: 'active',
  session: undefined,
  hasStood: false,
  ...more,
});
const first = 1 as SessionId;

test('session, registration, fence: one after the other', () => {
  const opened = run(fresh, open(self));
  const fenced = run(opened, register(self, 1, true));
  const active = run(opened, register(self, 1, false));

  expect(nextStep(self, state(), fresh)).toEqual({ kind: 'openSession' });
  expect(nextStep(self, state({ session: first }), opened)).toEqual({ kind: 'register', sessionId: 1 });
  expect(nextStep(self, state({ session: first }), fenced)).toEqual({ kind: 'unfence', brokerEpoch: 1 });
  expect(nextStep(self, state({ session: first }), active)).toEqual({ kind: 'rest' });
});

test('sessions of earlier processes on the same directory are ended first, those of other directories and brokers are not', () => {
  const others = [selfOf(1, 'a', 7), selfOf(1, 'ab', 8), selfOf(11, 'a', 9), self];
  const image = run(fresh, ...others.map(open));

  expect(nextStep(self, state(), image)).toEqual({ kind: 'endSessions', sessionIds: [1, 4] });
});

test('a process that was registered once ends no session but its own', () => {
  const image = run(fresh, open(selfOf(1, 'a', 7)), open(self));

  expect(nextStep(self, state({ hasStood: true }), image)).toEqual({ kind: 'endSessions', sessionIds: [2] });
});

test('a registration of another process, or on another session, is not ours', () => {
  const ours = state({ session: 2 as SessionId });
  const other = selfOf(1, 'a', 7);
  const sessions = run(fresh, open(other), open(self));

  const step = { kind: 'register', sessionId: 2 };
  expect(nextStep(self, ours, run(sessions, register(other, 1, false)))).toEqual(step);
  expect(nextStep(self, ours, run(sessions, register(self, 1, false)))).toEqual(step);
});

test('at the first level of the metadata a broker registers without a session, and on one as soon as there can be some', () => {
  const active = run(atLevel1, register(self, undefined, false));
  const raised = { ...active, cluster: { ...active.cluster, metadataLevel: 2 } };

  expect(nextStep(self, state(), atLevel1)).toEqual({ kind: 'register', sessionId: undefined });
  expect(nextStep(self, state(), active)).toEqual({ kind: 'rest' });
  expect(nextStep(self, state({ hasStood: true }), raised)).toEqual({ kind: 'openSession' });
});

test('a broker that stops announces it only where others can lead on', () => {
  const other = selfOf(2, 'b', 2);
  const both = run(fresh, open(self), open(other), register(self, 1, false), register(other, 2, false));
  const topic = (replicas: readonly number[]): MetadataCommand => ({
    kind: 'createTopics',
    topics: [
      {
        name: 't',
        partitions: -1,
        replicationFactor: -1,
        assignments: [{ partition: 0 as never, replicas: replicas as BrokerId[] }],
        configs: new Map(),
      },
    ],
    validateOnly: false,
  });
  const stopping = state({ aim: 'shuttingDown', session: first, hasStood: true });
  const shared = run(both, topic([1, 2]));
  const announced = run(shared, {
    kind: 'setBrokerState',
    brokerId: self.id,
    brokerEpoch: 1 as BrokerEpoch,
    fenced: false,
    shuttingDown: true,
  });

  expect(nextStep(self, stopping, run(both, topic([1])))).toEqual({ kind: 'rest' });
  expect(nextStep(self, stopping, shared)).toEqual({ kind: 'announce', brokerEpoch: 1 });
  expect(nextStep(self, stopping, announced)).toEqual({ kind: 'rest' });
  expect(nextStep(self, { ...stopping, aim: 'gone' }, announced)).toEqual({ kind: 'endSessions', sessionIds: [1] });
});
