/**
 * A broker's registration over a real metadata service. FAULT-29: a busy metadata log does not keep a broker fenced. FAULT-44: who was
 * away comes back with a new epoch. FAULT-48: a process that was killed is known for a new one, also within the time-out of the old.
 */
import { ErrorCode } from '@ottla/base';
import type { BrokerRegistration, CreateTopics } from '@ottla/metadata-core';
import { expect, test } from 'vitest';
import { leaveMsMax } from '../../../src/limits.ts';
import { RegistrationRig } from './rig.ts';

const topic = (name: string): CreateTopics => ({
  kind: 'createTopics',
  topics: [{ name, partitions: 1, replicationFactor: 1, assignments: [], configs: new Map() }],
  validateOnly: false,
});

test('a broker is fenced until its logs are open, then active, and stays so', async () => {
  const rig = await RegistrationRig.started();
  let open = (): void => undefined;
  const { registration, started } = rig.start(1, 'a', () => new Promise<void>((resolve) => (open = resolve)));
  await rig.time.advance(20_000);
  const early = { problem: registration.problem, fenced: rig.broker(1)?.fenced };
  open();

  expect((await rig.time.settle(started)).code).toBe(ErrorCode.NONE);
  await rig.time.advance(60_000);
  expect(early).toEqual({ problem: 'the broker is fenced', fenced: true });
  expect(registration.problem).toBeUndefined();
  expect(rig.broker(1)).toMatchObject({ fenced: false, epoch: 1 });
});

test('INV-REG-1: a broker stays fenced as long as nobody can say whether it has heard of everything', async () => {
  const rig = await RegistrationRig.started();
  const { wire, started } = rig.start(1, 'a');
  wire.hasLeader = false;
  await rig.time.advance(5_000);
  const early = rig.broker(1)?.fenced;
  wire.hasLeader = true;

  expect((await rig.time.settle(started)).code).toBe(ErrorCode.NONE);
  expect(early).toBe(true);
  expect(rig.broker(1)?.fenced).toBe(false);
});

test('FAULT-29: a broker becomes active within three heartbeats while the metadata is written to all the time', async () => {
  const rig = await RegistrationRig.started();
  await rig.time.settle(rig.start(2, 'b').started);
  let written = 0;
  const write = (): void => {
    written += 1;
    void rig.metadata.submit(topic(`t-${written}`));
    rig.time.timers.after(100, write);
  };
  write();
  await rig.time.advance(1_000);

  const { started } = rig.start(1, 'a', () => new Promise((resolve) => rig.time.timers.after(300, resolve)));
  const begunMs = rig.time.elapsedMs;
  await rig.time.settle(started);

  expect(rig.time.elapsedMs - begunMs).toBeLessThan(6_000);
  expect(rig.broker(1)?.fenced).toBe(false);
});

test('FAULT-44: a broker of which nothing is heard is fenced, knows it in time, and comes back with a new epoch', async () => {
  const rig = await RegistrationRig.started();
  const { registration, wire, started } = rig.start(1, 'a');
  await rig.time.settle(started);
  wire.isStalled = true;
  await rig.until(() => rig.broker(1)?.fenced === true || !registration.hasContact, 12_000);
  const whenFirst = { fenced: rig.broker(1)?.fenced, hasContact: registration.hasContact };
  await rig.until(() => rig.broker(1)?.fenced === true, 3_000);
  wire.isStalled = false;

  await rig.until(() => rig.broker(1)?.fenced === false, 1_000);

  expect(whenFirst).toEqual({ fenced: false, hasContact: false });
  expect(rig.broker(1)).toMatchObject({ fenced: false, epoch: 2 });
  expect(registration.problem).toBeUndefined();
});

test('a session that expired is followed by another one, with a new broker epoch', async () => {
  const rig = await RegistrationRig.started();
  const { registration, started } = rig.start(1, 'a');
  await rig.time.settle(started);
  const first = rig.broker(1) as BrokerRegistration;
  await rig.time.settle(
    rig.metadata.submit({ kind: 'endSessions', sessionIds: [first.sessionId!], reason: 'expired' }),
  );
  const fenced = rig.broker(1)?.fenced;

  await rig.until(() => rig.broker(1)?.fenced === false, 1_000);
  await rig.time.advance(30_000);
  expect(fenced).toBe(true);
  expect(rig.broker(1)).toMatchObject({ fenced: false, epoch: first.epoch + 1 });
  expect(rig.metadata.image().coordination.sessions.size).toBe(1);
  expect(registration.problem).toBeUndefined();
});

test('that nobody leads is no loss: session and epoch are the same afterwards', async () => {
  const rig = await RegistrationRig.started();
  const { registration, wire, started } = rig.start(1, 'a');
  await rig.time.settle(started);
  const before = rig.broker(1);
  wire.hasLeader = false;
  await rig.time.advance(8_000);
  wire.hasLeader = true;
  await rig.time.advance(30_000);

  expect(rig.broker(1)).toEqual(before);
  expect(registration.problem).toBeUndefined();
});

test('FAULT-48: a process that starts after a kill does not wait for the session of the dead one, and has a new epoch', async () => {
  const rig = await RegistrationRig.started();
  const first = rig.start(1, 'a');
  await rig.time.settle(first.started);
  first.kill();
  await rig.time.advance(500);
  const begunMs = rig.time.elapsedMs;
  const second = rig.start(1, 'a');
  await rig.time.settle(second.started);

  expect(rig.time.elapsedMs - begunMs).toBeLessThan(1_000);
  await rig.time.advance(20_000);
  expect(rig.broker(1)).toMatchObject({ fenced: false, epoch: 2 });
  expect(rig.metadata.image().coordination.sessions.size).toBe(1);
});

test('a process on another directory does not get the id as long as the first one lives', async () => {
  const rig = await RegistrationRig.started();
  const first = rig.start(1, 'a');
  await rig.time.settle(first.started);
  await rig.time.advance(20_000);

  const early = rig.start(1, 'b');
  const refused = await rig.time.settle(early.started);
  early.kill();
  first.kill();
  await rig.time.advance(10_000);
  const late = await rig.time.settle(rig.start(1, 'b').started);

  expect(refused.code).toBe(ErrorCode.DUPLICATE_BROKER_REGISTRATION);
  expect(refused.message).toMatch(/stop that process, wait until its session expires, or give this one another id/);
  expect(late.code).toBe(ErrorCode.NONE);
  expect(rig.broker(1)).toMatchObject({ fenced: false, epoch: 2 });
});

test('two processes on copies of one directory do not take the id from each other again and again', async () => {
  const rig = await RegistrationRig.started();
  const first = rig.start(1, 'a');
  await rig.time.settle(first.started);
  const copy = rig.start(1, 'a');
  await rig.time.settle(copy.started);
  await rig.time.advance(60_000);
  const whileBoth = { epoch: rig.broker(1)?.epoch, problem: first.registration.problem };
  copy.kill();
  await rig.time.advance(15_000);

  expect(whileBoth.epoch).toBe(2);
  expect(whileBoth.problem).toMatch(/Broker 1 is registered on session/);
  expect(rig.broker(1)).toMatchObject({ fenced: false, epoch: 3 });
});

test('a broker that leaves is known to be gone at once', async () => {
  const rig = await RegistrationRig.started();
  const { registration, started } = rig.start(1, 'a');
  await rig.time.settle(started);
  const begunMs = rig.time.elapsedMs;
  await rig.time.settle(registration.shutDown(3_000));
  await rig.time.settle(registration.leave(3_000));

  expect(rig.time.elapsedMs - begunMs).toBeLessThan(500);
  expect(rig.broker(1)?.fenced).toBe(true);
  expect(rig.metadata.image().coordination.sessions.size).toBe(0);
  await rig.time.advance(30_000);
  expect(rig.broker(1)).toMatchObject({ fenced: true, epoch: 1 });
});

test('a metadata that does not answer holds up neither the stop of a broker nor that of one that waits to be registered', async () => {
  const rig = await RegistrationRig.started();
  const active = rig.start(1, 'a');
  await rig.time.settle(active.started);
  active.wire.isStalled = true;
  const waiting = rig.start(2, 'b');
  waiting.wire.isStalled = true;
  const begunMs = rig.time.elapsedMs;
  await rig.time.settle(Promise.all([active, waiting].map(({ registration }) => registration.leave(leaveMsMax))));

  expect(rig.time.elapsedMs - begunMs).toBeLessThanOrEqual(leaveMsMax);
  expect((await rig.time.settle(waiting.started)).code).toBe(ErrorCode.BROKER_NOT_AVAILABLE);
});

test('a session that is opened after its broker has stopped is not kept alive', async () => {
  const rig = await RegistrationRig.started();
  const { registration, wire } = rig.start(1, 'a');
  let arrive: () => void = () => undefined;
  wire.delay = new Promise((resolve) => {
    arrive = resolve;
  });
  await rig.time.advance(10);
  await rig.time.settle(registration.leave(leaveMsMax));
  arrive();
  const sessions = () => rig.metadata.image().coordination.sessions.size;
  await rig.until(() => sessions() === 1, 1_000);

  await rig.until(() => sessions() === 0, 15_000);
  expect(registration.hasContact).toBe(false);
});
