/**
 * The end of a session takes exactly what hangs on it. FAULT-25: no clock is read here, a session ends by a command and by
 * nothing else. FAULT-30: whoever begins from a snapshot knows every session that is open.
 */
import { ErrorCode } from '@ottla/base';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type CoordinationState,
  decodeRecords,
  emptyImage,
  encodeRecords,
  holdingsPerSessionMax,
  plan,
  replayAll,
  type SessionId,
  snapshotRecords,
} from '../../src/index.ts';
import { context, run, withSessions } from '../cluster-of-tests.ts';
import { sessionCommand } from '../coordination-commands.ts';

interface Held {
  readonly keys: readonly string[];
  readonly candidacies: readonly string[];
}

/** All keys and candidacies but those of these sessions, found by looking at each. */
function others(state: CoordinationState, gone: ReadonlySet<SessionId>): Held {
  const keys = [...state.keys.values()].filter((key) => key.session === undefined || !gone.has(key.session));
  const candidates = [...state.candidates].filter(([, candidate]) => !gone.has(candidate.session));
  return { keys: keys.map((key) => key.path), candidacies: candidates.map(([at]) => at) };
}

test('the end of sessions removes their keys, locks and candidacies, and nothing else', () => {
  fc.assert(
    fc.property(
      fc.array(sessionCommand, { maxLength: 50, size: 'max' }),
      fc.uniqueArray(
        fc.integer({ min: 1, max: 8 }).map((id) => id as SessionId),
        { minLength: 1, maxLength: 3 },
      ),
      (commands, sessionIds) => {
        const { image } = commands.reduce((state, command) => run(state.image, command), { image: withSessions(4) });
        const before = image.coordination;

        const ended = run(image, { kind: 'endSessions', sessionIds, reason: 'expired' });

        const after = ended.image.coordination;
        expect(others(after, new Set())).toEqual(others(before, new Set(sessionIds)));
        expect([...after.sessions.keys()]).toEqual(
          [...before.sessions.keys()].filter((id) => !sessionIds.includes(id)),
        );
        for (const { sessionId, outcome } of ended.reply.sessions)
          expect(outcome.code === ErrorCode.NONE).toBe(before.sessions.has(sessionId));
      },
    ),
    { numRuns: 150 },
  );
});

test('a session id is never given out twice, also when all sessions are gone and the log is', () => {
  let image = withSessions(3);
  image = run(image, { kind: 'endSessions', sessionIds: [1, 2, 3] as SessionId[], reason: 'closed' }).image;
  image = replayAll(emptyImage, decodeRecords(encodeRecords(snapshotRecords(image))));

  const { reply } = run(image, { kind: 'openSession', owner: 'User:a', timeoutMs: 5_000 });

  expect(reply.sessionId).toBe(7);
});

test('a node that begins from a snapshot has every open session with its time-out', () => {
  const image = withSessions(3);

  const again = replayAll(emptyImage, decodeRecords(encodeRecords(snapshotRecords(image))));

  expect([...again.coordination.sessions.values()].sort((a, b) => a.id - b.id)).toEqual([
    { id: 1, owner: 'User:1', timeoutMs: 5_000 },
    { id: 2, owner: 'User:2', timeoutMs: 5_000 },
    { id: 3, owner: 'User:3', timeoutMs: 5_000 },
  ]);
});

test.each([
  [0, 'User:a', ErrorCode.INVALID_SESSION_TIMEOUT],
  [999, 'User:a', ErrorCode.INVALID_SESSION_TIMEOUT],
  [3_600_001, 'User:a', ErrorCode.INVALID_SESSION_TIMEOUT],
  [1_000.5, 'User:a', ErrorCode.INVALID_SESSION_TIMEOUT],
  [5_000, '', ErrorCode.INVALID_REQUEST],
  [5_000, 'x'.repeat(1_025), ErrorCode.INVALID_REQUEST],
])('a session of %d ms for "%s" is refused', (timeoutMs, owner, code) => {
  const { reply, records } = run(withSessions(0), { kind: 'openSession', owner, timeoutMs });

  expect(reply).toMatchObject({ outcome: { code }, sessionId: 0 });
  expect(records).toEqual([]);
});

test('ending a session twice is told and harmless', () => {
  const command = { kind: 'endSessions', sessionIds: [1, 1] as SessionId[], reason: 'closed' } as const;
  const first = run(withSessions(1), command);
  const second = run(first.image, command);

  expect(first.reply.sessions.map(({ outcome }) => outcome.code)).toEqual([0, ErrorCode.FENCED_MEMBER_EPOCH]);
  expect(second.records).toEqual([]);
});

test('sessions that hold much are ended a few at a time; one is always ended', () => {
  const image = withSessions(3);
  let { holdings } = image.coordination;
  for (const session of ['00000000000001', '00000000000002', '00000000000003'])
    for (let number = 0; number < holdingsPerSessionMax; number += 1)
      holdings = holdings.set(`${session}k/${session}/${number}`, { kind: 'key', path: `/${session}/${number}` });
  const full = { ...image, coordination: { ...image.coordination, holdings } };

  const { reply, records } = plan(
    full,
    { kind: 'endSessions', sessionIds: [1, 2, 3] as SessionId[], reason: 'expired' },
    context(),
  );

  expect(reply.sessions.map(({ outcome }) => outcome.code)).toEqual([0, 0, ErrorCode.POLICY_VIOLATION]);
  expect(records).toHaveLength(2);
});
