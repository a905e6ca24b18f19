/** A session ends a whole time-out after its last sign of life, never earlier, also under a new leader. */
import type { SessionId, SessionState } from '@ottla/metadata-core';
import { createSeededRandomness, withSeeds } from '@ottla/testing';
import { expect, test } from 'vitest';
import { leftInSlotsMin, sessionClockSlotMs } from '../../src/limits.ts';
import { SessionClock } from '../../src/sessions/session-clock.ts';

function session(id: number, timeoutMs = 5_000): SessionState {
  return { id: id as SessionId, owner: 'o', timeoutMs };
}

test('a session is overdue at its time-out and not before, and a sign of life begins a new one', () => {
  const clock = new SessionClock();
  clock.begin([session(1)], 0);

  expect(clock.expired(4_999)).toEqual([]);
  expect(clock.keepAlive(1 as SessionId, 4_999)).toBe(true);
  expect(clock.expired(9_998)).toEqual([]);
  expect(clock.expired(9_999)).toEqual([1]);
  expect(clock.keepAlive(1 as SessionId, 9_999)).toBe(false);
});

test('who is overdue is told again until the session has ended', () => {
  const clock = new SessionClock();
  clock.begin([session(1)], 0);

  expect(clock.expired(5_000)).toEqual([1]);
  expect(clock.expired(5_100)).toEqual([1]);
  clock.ended(1 as SessionId);
  expect(clock.expired(5_200)).toEqual([]);
  expect(clock.size).toBe(0);
});

test('a new reign grants every session a full time-out, and forgets those of the one before', () => {
  const clock = new SessionClock();
  clock.begin([session(1), session(2)], 0);
  clock.end();
  clock.begin([session(2)], 4_000);

  expect(clock.keepAlive(1 as SessionId, 4_000)).toBe(false);
  expect(clock.expired(8_999)).toEqual([]);
  expect(clock.expired(9_000)).toEqual([2]);
});

test('a pause in which nothing could be heard is given back to all', () => {
  const clock = new SessionClock();
  clock.begin([session(1), session(2, 60_000)], 0);
  clock.postpone(20_000);

  expect(clock.expired(20_000)).toEqual([]);
  expect(clock.expired(24_999)).toEqual([]);
  expect(clock.expired(25_000)).toEqual([1]);
});

test('sessions that come and go leave nothing behind, however long their time-out is', () => {
  const clock = new SessionClock();
  clock.begin([], 0);
  for (let id = 1; id <= 10 * leftInSlotsMin; id += 1) {
    clock.opened(session(id, 3_600_000 + id), 0);
    clock.ended(id as SessionId);
  }

  expect(clock.idsInSlots).toBeLessThanOrEqual(leftInSlotsMin + 1);
});

test('after a long jump of the time everything that is overdue is found at once', () => {
  const clock = new SessionClock();
  clock.begin([session(1, 1_000), session(2, 3_600_000), session(3, 50_000)], 0);

  expect([...clock.expired(100 * 3_600_000)].sort()).toEqual([1, 2, 3]);
});

test('whatever comes in whatever order, the clock says what a list of deadlines says', async () => {
  await withSeeds(200, (seed) => {
    const draw = (below: number): number => randomness.uint32() % below;
    const randomness = createSeededRandomness(seed).stream('clock');
    const clock = new SessionClock();
    const deadlines = new Map<number, { deadlineMs: number; readonly timeoutMs: number }>();
    const overdue = new Set<number>();
    let nowMs = draw(100_000);
    clock.begin([], nowMs);
    for (let step = 0; step < 200; step += 1) {
      nowMs += draw(4) === 0 ? draw(20 * sessionClockSlotMs) : draw(50);
      const id = 1 + draw(20);
      const known = deadlines.get(id);
      const deed = draw(4);
      if (deed === 0 && known === undefined && !overdue.has(id)) {
        const timeoutMs = 1 + draw(3_000);
        clock.opened(session(id, timeoutMs), nowMs);
        deadlines.set(id, { deadlineMs: nowMs + timeoutMs, timeoutMs });
      } else if (deed === 1) {
        expect(clock.keepAlive(id as SessionId, nowMs)).toBe(known !== undefined);
        if (known !== undefined) known.deadlineMs = nowMs + known.timeoutMs;
      } else if (deed === 2) {
        clock.ended(id as SessionId);
        deadlines.delete(id);
        overdue.delete(id);
      } else {
        for (const [one, { deadlineMs }] of deadlines) if (deadlineMs <= nowMs) overdue.add(one);
        for (const one of overdue) deadlines.delete(one);
        expect([...clock.expired(nowMs)].sort()).toEqual([...overdue].sort());
      }
    }
  });
});
