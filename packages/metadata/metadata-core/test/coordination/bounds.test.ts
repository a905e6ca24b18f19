/** Bounds of sessions, candidates, ACLs and credentials, on images made by hand that are at them. */
import { ErrorCode, type ProtocolOutcome } from '@ottla/base';
import { expect, test } from 'vitest';
import {
  aclFiltersPerCommandMax,
  candidatesPerElectionMax,
  holdingsPerSessionMax,
  type MetadataImage,
  plan,
  type SessionId,
  sessionsMax,
  sessionsPerCommandMax,
} from '../../src/index.ts';
import { context, run, withSessions } from '../cluster-of-tests.ts';

const open = { kind: 'openSession', owner: 'User:a', timeoutMs: 5_000 } as const;
const campaign = {
  kind: 'campaign',
  purpose: 'lock',
  name: 'l',
  sessionId: 1 as SessionId,
  value: new Uint8Array(0),
  wait: true,
} as const;

test('there are so many sessions and no more', () => {
  const image = withSessions(0);
  let { sessions } = image.coordination;
  for (let id = 1 as SessionId; sessions.size < sessionsMax; id = (id + 1) as SessionId)
    sessions = sessions.set(id, { id, owner: 'User:a', timeoutMs: 5_000 });
  const full = { ...image, coordination: { ...image.coordination, sessions } };

  const { reply, records } = plan(full, open, context());

  refusedByPolicy(reply.outcome);
  expect(records).toEqual([]);
});

test('a queue has so many candidates and no more; who is in it may still ask for its place', () => {
  const first = run(withSessions(2), campaign).image;
  let { candidates } = first.coordination;
  const [at, candidate] = [...candidates][0] ?? [];
  if (at === undefined || candidate === undefined) throw new Error('the first candidate is there');
  for (let number = 1; candidates.size < candidatesPerElectionMax; number += 1)
    candidates = candidates.set(`${at}${number}`, { ...candidate, token: 0 as never });
  const full: MetadataImage = { ...first, coordination: { ...first.coordination, candidates } };

  refusedByPolicy(plan(full, { ...campaign, sessionId: 2 as SessionId }, context()).reply.outcome);
  expect(plan(full, campaign, context()).reply).toMatchObject({ outcome: { code: 0 }, token: candidate.token });
  expect(plan(full, { ...campaign, name: 'l2' }, context()).reply.outcome.code).toBe(ErrorCode.NONE);
});

test('a candidacy counts among what a session holds', () => {
  const image = withSessions(1);
  let { holdings } = image.coordination;
  for (let number = 0; number < holdingsPerSessionMax; number += 1)
    holdings = holdings.set(`00000000000001k/${number}`, { kind: 'key', path: `/${number}` });
  const full = { ...image, coordination: { ...image.coordination, holdings } };

  refusedByPolicy(plan(full, campaign, context()).reply.outcome);
});

test('one command ends so many sessions and has so many filters', () => {
  const image = withSessions(sessionsPerCommandMax + 1);
  const sessionIds = [...image.coordination.sessions.keys()];
  const any = { resourceType: undefined, resourceName: undefined, pattern: undefined, principal: undefined };
  const filter = { ...any, host: undefined, operation: undefined, permission: undefined };

  const ended = run(image, { kind: 'endSessions', sessionIds, reason: 'expired' });
  const filters = Array.from({ length: aclFiltersPerCommandMax + 1 }, () => filter);
  const deleted = run(image, { kind: 'deleteAcls', filters });

  expect(ended.records).toHaveLength(sessionsPerCommandMax);
  refusedByPolicy(ended.reply.sessions.at(-1)?.outcome);
  refusedByPolicy(deleted.reply.filters.at(-1)?.outcome);
  expect(deleted.reply.filters.at(-2)?.outcome.code).toBe(ErrorCode.NONE);
});

function refusedByPolicy(outcome: ProtocolOutcome | undefined): void {
  expect(outcome?.code).toBe(ErrorCode.POLICY_VIOLATION);
  expect(outcome?.message).toMatch(/^.{10,}\.$/);
}
