import { ErrorCode } from '@ottla/base';
import { expect, test } from 'vitest';
import {
  type KeyCondition,
  type KeyOperation,
  keyAt,
  keyPathCharsMax,
  keyValueBytesMax,
  type MetadataImage,
  operationsPerTransactionMax,
  type Revision,
  type SessionId,
  type Transact,
} from '../../src/index.ts';
import { run, withSessions } from '../cluster-of-tests.ts';

const value = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));
const put = (path: string, more: Partial<Extract<KeyOperation, { kind: 'put' }>> = {}): KeyOperation => ({
  kind: 'put',
  path,
  sequential: false,
  value: value('x'),
  session: undefined,
  ...more,
});
const transact = (
  operations: KeyOperation[],
  conditions: KeyCondition[] = [],
  otherwise: KeyOperation[] = [],
): Transact => ({
  kind: 'transact',
  conditions,
  operations,
  otherwise,
});
const absent = (path: string): KeyCondition => ({ kind: 'number', path, of: 'version', is: 'equal', number: 0 });
const keysOf = (image: MetadataImage): string[] => [...image.coordination.keys].map(([path]) => path);

const one = withSessions(1);

test('creating with the condition that nothing is there succeeds once', () => {
  const first = run(one, transact([put('/a')], [absent('/a')]));
  const second = run(first.image, transact([put('/a')], [absent('/a')], [{ kind: 'get', path: '/a' }]));

  expect(first.reply).toMatchObject({ held: true, revision: 2 });
  expect(second.reply).toMatchObject({ held: false, revision: 2, results: [{ kind: 'get', key: { version: 1 } }] });
  expect(second.records).toEqual([]);
});

test('a key keeps the revision that made it until it is deleted, and begins again after that', () => {
  let { image } = run(one, transact([put('/a')]));
  image = run(image, transact([put('/a', { value: value('y') })])).image;
  const second = keyAt(image, '/a');
  image = run(image, transact([{ kind: 'delete', path: '/a' }])).image;
  image = run(image, transact([put('/a')])).image;

  expect(second).toMatchObject({ createRevision: 2, modRevision: 3, version: 2 });
  expect(keyAt(image, '/a')).toMatchObject({ createRevision: 5, modRevision: 5, version: 1 });
});

test('all keys that a transaction writes have its one revision, and a read in it sees what was before', () => {
  const { image } = run(one, transact([put('/a')]));

  const { reply } = run(image, transact([put('/a', { value: value('new') }), put('/b'), { kind: 'get', path: '/a' }]));

  expect(reply.results.map((result) => result.key?.modRevision)).toEqual([3, 3, 2]);
  expect(reply.results[0]?.previous?.modRevision).toBe(2);
});

test('a sequential key gets a name that was never there before, also after all of them are gone', () => {
  const sequential = transact([put('/queue/item-', { sequential: true })]);
  const first = run(one, sequential);
  const [made] = first.reply.results;
  const gone = run(first.image, transact([{ kind: 'delete', path: made?.path ?? '' }]));
  const again = run(gone.image, sequential);

  expect(made?.path).toBe('/queue/item-0000000000000002');
  expect(again.reply.results[0]?.path).toBe('/queue/item-0000000000000004');
});

test('a sequential key may stand right below a parent', () => {
  const { reply } = run(one, transact([put('/queue/', { sequential: true })]));

  expect(reply.results[0]?.path).toBe('/queue/0000000000000002');
});

test.each<[string, Transact]>([
  ['a path without a slash', transact([put('a')])],
  ['a path that ends in a slash', transact([put('/a/')])],
  ['an empty part', transact([put('/a//b')])],
  ['a control character', transact([put('/a\u0000')])],
  ['half a character', transact([put('/\ud800')])],
  ['a path that is too long', transact([put(`/${'a'.repeat(keyPathCharsMax)}`)])],
  ['a value that is too long', transact([put('/a', { value: new Uint8Array(keyValueBytesMax + 1) })])],
  ['a bad path in a condition', transact([], [absent('')])],
  ['a bad path in the list that is not chosen', transact([], [], [{ kind: 'delete', path: '' }])],
  ['the same key twice', transact([put('/a'), { kind: 'delete', path: '/a' }])],
  ['the same sequential key twice', transact([put('/a', { sequential: true }), put('/a', { sequential: true })])],
  ['too many operations', transact(Array.from({ length: operationsPerTransactionMax + 1 }, (_, at) => put(`/${at}`)))],
])('a transaction with %s is refused with a sentence, and nothing changes', (_, command) => {
  const { reply, records } = run(one, command);

  expect(reply).toMatchObject({ outcome: { code: ErrorCode.INVALID_REQUEST }, held: false, results: [] });
  expect(reply.outcome.message).toMatch(/^.{10,}\.$/);
  expect(records).toEqual([]);
});

test('an ephemeral key of a session that has ended is refused, with all the rest of its transaction', () => {
  const { reply, records } = run(one, transact([put('/a'), put('/b', { session: 9 as SessionId })]));

  expect(reply.outcome.code).toBe(ErrorCode.FENCED_MEMBER_EPOCH);
  expect(records).toEqual([]);
});

test('a key written without session does not go with the one that it hung on', () => {
  let { image } = run(one, transact([put('/a', { session: 1 as SessionId }), put('/b', { session: 1 as SessionId })]));
  image = run(image, transact([put('/a')])).image;

  image = run(image, { kind: 'endSessions', sessionIds: [1 as SessionId], reason: 'expired' }).image;

  expect(keysOf(image)).toEqual(['/a']);
});

/** FAULT-32: a lock alone stops nobody whose time is over; its token, checked where the write happens, does. */
test('FAULT-32: a write on condition of a fencing token is void once somebody else has the lock', () => {
  const lock = { purpose: 'lock', name: 'l' } as const;
  const two = withSessions(2);
  const campaign = (session: number) =>
    ({ kind: 'campaign', ...lock, sessionId: session as SessionId, value: value(''), wait: true }) as const;
  const first = run(two, campaign(1));
  const waiting = run(first.image, campaign(2));
  const write = (token: Revision): Transact => transact([put('/led')], [{ kind: 'holds', election: lock, token }]);

  const before = run(waiting.image, write(first.reply.token));
  const expired = run(before.image, { kind: 'endSessions', sessionIds: [1 as SessionId], reason: 'expired' });
  const late = run(expired.image, write(first.reply.token));
  const heir = run(expired.image, campaign(2));
  const next = run(expired.image, write(heir.reply.token));

  expect([before.reply.held, late.reply.held, next.reply.held]).toEqual([true, false, true]);
  expect(heir.reply.token).toBeGreaterThan(first.reply.token);
  expect(run(expired.image, write(0 as Revision)).reply.held).toBe(false);
});
