import { ErrorCode } from '@ottla/base';
import { expect, test } from 'vitest';
import {
  type Campaign,
  candidateValueBytesMax,
  electionNameCharsMax,
  leaderOf,
  type Resign,
  type Revision,
  type SessionId,
} from '../../src/index.ts';
import { run, withSessions } from '../cluster-of-tests.ts';

const election = { purpose: 'election', name: 'workers' } as const;
const campaign = (session: number, more: Partial<Campaign> = {}): Campaign => ({
  kind: 'campaign',
  ...election,
  sessionId: session as SessionId,
  value: new Uint8Array(0),
  wait: true,
  ...more,
});
const resign = (session: number, campaigned: Revision): Resign => ({
  kind: 'resign',
  ...election,
  sessionId: session as SessionId,
  campaigned,
});
const three = withSessions(3);

test('the first leads at once with a token, the others wait and are told for whom', () => {
  const first = run(three, campaign(1));
  const second = run(first.image, campaign(2));
  const third = run(second.image, campaign(3));

  expect(first.reply).toMatchObject({ token: 4, campaigned: 4, ahead: 0, leader: { session: 1 } });
  expect(third.reply).toMatchObject({ token: 0, campaigned: 6, ahead: 2, leader: { session: 1 } });
});

test('campaigning again is no second place in the queue', () => {
  const first = run(three, campaign(1));
  const second = run(first.image, campaign(2));

  const again = run(second.image, campaign(2));

  expect(again.records).toEqual([]);
  expect(again.reply).toEqual(second.reply);
});

test('a leader may say something else of itself and keeps its token', () => {
  const first = run(three, campaign(1));

  const again = run(first.image, campaign(1, { value: Uint8Array.of(7) }));

  expect(again.reply).toMatchObject({ token: 4, campaigned: 4, leader: { value: Uint8Array.of(7) } });
  expect(again.image.coordination.revision).toBe(5);
});

test('who does not want to wait is refused and told who has it', () => {
  const { image } = run(three, campaign(1));

  const { reply, records } = run(image, campaign(2, { wait: false }));

  expect(reply).toMatchObject({ outcome: { code: ErrorCode.DUPLICATE_RESOURCE }, token: 0, leader: { session: 1 } });
  expect(records).toEqual([]);
});

test('a resignation that comes late does not end a candidacy begun after it', () => {
  const first = run(three, campaign(1));
  const left = run(first.image, resign(1, first.reply.campaigned));
  const back = run(left.image, campaign(1));

  const late = run(back.image, resign(1, first.reply.campaigned));

  expect(late.reply.outcome.code).toBe(ErrorCode.RESOURCE_NOT_FOUND);
  expect(late.records).toEqual([]);
  expect(leaderOf(late.image, election)?.campaigned).toBe(back.reply.campaigned);
});

test('a lock and an election of one name are two things', () => {
  const { image } = run(three, campaign(1));

  const { reply } = run(image, campaign(2, { purpose: 'lock', wait: false }));

  expect(reply.outcome.code).toBe(ErrorCode.NONE);
});

test.each<[string, Partial<Campaign>, ErrorCode]>([
  ['no name', { name: '' }, ErrorCode.INVALID_REQUEST],
  ['a name that is too long', { name: 'x'.repeat(electionNameCharsMax + 1) }, ErrorCode.INVALID_REQUEST],
  ['a control character in its name', { name: 'a\u0000' }, ErrorCode.INVALID_REQUEST],
  ['too long a value', { value: new Uint8Array(candidateValueBytesMax + 1) }, ErrorCode.INVALID_REQUEST],
  ['a session that is not there', { sessionId: 99 as SessionId }, ErrorCode.FENCED_MEMBER_EPOCH],
])('a candidacy with %s is refused with a sentence', (_, more, code) => {
  const { reply, records } = run(three, campaign(1, more));

  expect(reply.outcome.code).toBe(code);
  expect(reply.outcome.message).toMatch(/^.{10,}\.$/);
  expect(records).toEqual([]);
});
