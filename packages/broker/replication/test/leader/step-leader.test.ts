/**
 * The leader's rules. FAULT-41: a follower of another epoch, or with more than we have, does not count. FAULT-42: the high
 * watermark follows the maximal ISR while a change is in flight. FAULT-43: it moves on when an ISR shrinks. FAULT-52:
 * acks=all is refused when the ISR became too small between append and acknowledgement.
 */
import { type BrokerId, ErrorCode, type LeaderEpoch, type Offset } from '@ottla/base';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  hasEnoughReplicas,
  type LeaderEffect,
  type LeaderInput,
  type LeaderState,
  openLeader,
  stepLeader,
  type WaitId,
} from '../../src/index.ts';

const at = (offset: number): Offset => offset as Offset;
const wait = (id: number): WaitId => id as WaitId;
const brokers = (...ids: number[]): ReadonlySet<BrokerId> => new Set(ids as BrokerId[]);

function leader(isr: readonly number[], more: { minInsyncReplicas?: number; logEnd?: number } = {}): LeaderState {
  return openLeader({
    self: 1 as BrokerId,
    leaderEpoch: 5 as LeaderEpoch,
    logStart: at(0),
    logEnd: at(more.logEnd ?? 0),
    ownDurable: at(more.logEnd ?? 0),
    highWatermark: at(0),
    isr: brokers(...isr),
    minInsyncReplicas: more.minInsyncReplicas ?? 1,
  });
}

function append(state: LeaderState, endOffset: number, id?: number, acks: 'all' | 'leader' = 'all') {
  return id === undefined
    ? stepLeader(state, { kind: 'appended', endOffset: at(endOffset), wait: undefined, acks: undefined })
    : stepLeader(state, { kind: 'appended', endOffset: at(endOffset), wait: wait(id), acks });
}

const own = (state: LeaderState, end: number) => stepLeader(state, { kind: 'ownDurable', endOffset: at(end) });
const from = (state: LeaderState, follower: number, end: number, epoch = 5) =>
  stepLeader(state, {
    kind: 'followerDurable',
    follower: follower as BrokerId,
    leaderEpoch: epoch as LeaderEpoch,
    endOffset: at(end),
  });
const advance = (to: number): LeaderEffect => ({ kind: 'advanceHighWatermark', to: at(to) });
const acknowledge = (id: number): LeaderEffect => ({ kind: 'acknowledge', wait: wait(id) });
const reject = (id: number, code: ErrorCode): LeaderEffect => ({ kind: 'reject', wait: wait(id), code });

test('alone in the ISR, what was recovered is committed at once', () => {
  expect(leader([1], { logEnd: 7 }).highWatermark).toBe(7);
  expect(leader([1, 2], { logEnd: 7 }).highWatermark).toBe(0);
});

test('alone in the ISR, an append is acknowledged when our own disk has it and not before', () => {
  const state = leader([1]);

  expect(append(state, 10, 1)).toEqual([]);
  expect(append(state, 20, 2)).toEqual([]);
  expect(own(state, 10)).toEqual([advance(10), acknowledge(1)]);
  expect(own(state, 20)).toEqual([advance(20), acknowledge(2)]);
});

test('one sync answers everything it covers, in order, after the high watermark', () => {
  const state = leader([1]);
  append(state, 1, 1);
  append(state, 2);
  append(state, 3, 3, 'leader');
  append(state, 4, 4);

  expect(own(state, 4)).toEqual([advance(4), acknowledge(3), acknowledge(1), acknowledge(4)]);
});

test('acks=all waits for every member of the ISR, acks=1 for our own disk', () => {
  const state = leader([1, 2, 3]);
  append(state, 10, 1);
  append(state, 20, 2, 'leader');

  expect(own(state, 20)).toEqual([acknowledge(2)]);
  expect(from(state, 2, 20)).toEqual([]);
  expect(from(state, 3, 15)).toEqual([advance(15), acknowledge(1)]);
  expect(from(state, 3, 20)).toEqual([advance(20)]);
});

test('our own disk counts like any other: followers alone commit nothing', () => {
  const state = leader([1, 2]);
  append(state, 10, 1);

  expect(from(state, 2, 10)).toEqual([]);
  expect(own(state, 10)).toEqual([advance(10), acknowledge(1)]);
});

test('a duplicate waits for its original and is answered at once when that is committed', () => {
  const state = leader([1]);
  append(state, 10, 1);
  append(state, 20, 2);
  const awaited = (id: number): readonly LeaderEffect[] =>
    stepLeader(state, { kind: 'awaited', endOffset: at(10), wait: wait(id), acks: 'all' });

  expect(awaited(3)).toEqual([]);
  expect(own(state, 10)).toEqual([advance(10), acknowledge(1), acknowledge(3)]);
  expect(awaited(4)).toEqual([acknowledge(4)]);
});

test('a follower of another epoch, or with more than our log, does not count', () => {
  const state = leader([1, 2]);
  append(state, 10, 1);
  own(state, 10);

  expect(from(state, 2, 10, 4)).toEqual([]);
  expect(from(state, 2, 11)).toEqual([]);
  expect(state.highWatermark).toBe(0);
});

test('a member that was proposed counts before it is one', () => {
  const state = leader([1]);
  append(state, 10);
  own(state, 10);
  stepLeader(state, { kind: 'isrProposed', isr: brokers(1, 2) });
  append(state, 20, 1);

  expect(own(state, 20)).toEqual([]);
  expect(from(state, 2, 20)).toEqual([advance(20), acknowledge(1)]);
});

test('a shrink that was proposed changes nothing until it is committed, and then lets the rest go on', () => {
  const state = leader([1, 2]);
  append(state, 10, 1);
  own(state, 10);

  expect(stepLeader(state, { kind: 'isrProposed', isr: brokers(1) })).toEqual([]);
  expect(state.highWatermark).toBe(0);
  expect(stepLeader(state, { kind: 'isrCommitted', isr: brokers(1) })).toEqual([advance(10), acknowledge(1)]);
});

test('a refused change of the ISR leaves the committed one', () => {
  const state = leader([1]);
  stepLeader(state, { kind: 'isrProposed', isr: brokers(1, 2) });
  append(state, 10, 1);
  own(state, 10);

  expect(stepLeader(state, { kind: 'isrRefused' })).toEqual([advance(10), acknowledge(1)]);
});

test('acks=all is refused when the ISR became too small after the append', () => {
  const state = leader([1, 2], { minInsyncReplicas: 2 });
  append(state, 10, 1);
  append(state, 20, 2, 'leader');
  own(state, 20);

  const effects = stepLeader(state, { kind: 'isrCommitted', isr: brokers(1) });

  expect(effects).toEqual([advance(20), reject(1, ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND)]);
  expect(hasEnoughReplicas(state)).toBe(false);
});

test('who loses the leadership rejects all that wait, and whatever still comes', () => {
  const state = leader([1, 2]);
  append(state, 10, 1);
  append(state, 20, 2, 'leader');

  expect(stepLeader(state, { kind: 'resigned' })).toEqual([
    reject(2, ErrorCode.NOT_LEADER_OR_FOLLOWER),
    reject(1, ErrorCode.NOT_LEADER_OR_FOLLOWER),
  ]);
  expect(append(state, 30, 3)).toEqual([reject(3, ErrorCode.NOT_LEADER_OR_FOLLOWER)]);
  expect(own(state, 20)).toEqual([]);
  expect(state.highWatermark).toBe(0);
});

test('a leader in a newer epoch keeps its waits and forgets what followers said', () => {
  const state = leader([1, 2]);
  append(state, 10, 1);
  from(state, 2, 10);
  stepLeader(state, { kind: 'epochChanged', leaderEpoch: 6 as LeaderEpoch, isr: brokers(1, 2) });

  expect(own(state, 10)).toEqual([]);
  expect(from(state, 2, 10, 5)).toEqual([]);
  expect(from(state, 2, 10, 6)).toEqual([advance(10), acknowledge(1)]);
});

test('a cancelled wait is never answered', () => {
  const state = leader([1]);
  for (const id of [1, 2, 3]) append(state, id * 10, id);
  stepLeader(state, { kind: 'waitCancelled', wait: wait(2) });
  stepLeader(state, { kind: 'waitCancelled', wait: wait(9) });

  expect(own(state, 30)).toEqual([advance(30), acknowledge(1), acknowledge(3)]);
});

const input: fc.Arbitrary<(state: LeaderState) => LeaderInput | undefined> = fc.oneof(
  fc.record({ by: fc.nat({ max: 5 }), acks: fc.constantFrom('all', 'leader', undefined) }).map(({ by, acks }) => {
    return (state: LeaderState): LeaderInput =>
      acks === undefined
        ? { kind: 'appended', endOffset: at(state.logEnd + by), wait: undefined, acks }
        : { kind: 'appended', endOffset: at(state.logEnd + by), wait: nextWait(), acks };
  }),
  fc.nat({ max: 10 }).map(
    (back) =>
      (state: LeaderState): LeaderInput => ({ kind: 'ownDurable', endOffset: at(Math.max(0, state.logEnd - back)) }),
  ),
  fc
    .record({
      follower: fc.integer({ min: 2, max: 3 }),
      back: fc.integer({ min: -1, max: 10 }),
      epoch: fc.integer({ min: 4, max: 5 }),
    })
    .map(
      ({ follower, back, epoch }) =>
        (state: LeaderState): LeaderInput => ({
          kind: 'followerDurable',
          follower: follower as BrokerId,
          leaderEpoch: epoch as LeaderEpoch,
          endOffset: at(Math.max(0, state.logEnd - back)),
        }),
    ),
  fc.subarray([2, 3]).map(
    (followers) =>
      (state: LeaderState): LeaderInput | undefined =>
        state.proposedIsr === undefined ? { kind: 'isrProposed', isr: brokers(1, ...followers) } : undefined,
  ),
  fc.boolean().map(
    (granted) =>
      (state: LeaderState): LeaderInput =>
        granted && state.proposedIsr !== undefined
          ? { kind: 'isrCommitted', isr: state.proposedIsr }
          : { kind: 'isrRefused' },
  ),
);
let waits = 1000;
const nextWait = (): WaitId => wait(waits++);

test('INV-HW-1 to INV-HW-4 hold after every input, and every wait is answered at most once and only when it may be', () => {
  fc.assert(
    fc.property(fc.array(input, { maxLength: 60 }), (inputs) => {
      const state = leader([1, 2, 3], { minInsyncReplicas: 2 });
      const open = new Map<WaitId, { end: number; acks: 'all' | 'leader' }>();
      for (const make of inputs) {
        const next = make(state);
        if (next === undefined) continue;
        if (next.kind === 'appended' && next.wait !== undefined)
          open.set(next.wait, { end: next.endOffset, acks: next.acks ?? 'all' });
        const before = state.highWatermark;
        const effects = stepLeader(state, next);
        checkWatermark(state, before);
        for (const effect of effects) {
          if (effect.kind === 'advanceHighWatermark') continue;
          const answered = open.get(effect.wait);
          expect(answered).toBeDefined();
          open.delete(effect.wait);
          const reached = answered?.acks === 'all' ? state.highWatermark : state.ownDurable;
          expect(answered?.end).toBeLessThanOrEqual(reached);
          if (answered?.acks === 'all') expect(effect.kind === 'acknowledge').toBe(hasEnoughReplicas(state));
        }
        for (const { end, acks } of open.values())
          expect(end).toBeGreaterThan(acks === 'all' ? state.highWatermark : state.ownDurable);
      }
    }),
    { numRuns: 300 },
  );
});

function checkWatermark(state: LeaderState, before: Offset): void {
  expect(state.highWatermark).toBeGreaterThanOrEqual(before);
  expect(state.logStart).toBeLessThanOrEqual(state.highWatermark);
  expect(state.highWatermark).toBeLessThanOrEqual(state.logEnd);
  expect(state.ownDurable).toBeLessThanOrEqual(state.logEnd);
  if (state.highWatermark === before) return;
  expect(state.highWatermark).toBeLessThanOrEqual(state.ownDurable);
  for (const member of [...state.isr, ...(state.proposedIsr ?? [])])
    if (member !== state.self) expect(state.highWatermark).toBeLessThanOrEqual(state.followerDurable.get(member) ?? -1);
}
