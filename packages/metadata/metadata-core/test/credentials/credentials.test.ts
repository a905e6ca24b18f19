/** FAULT-146, the part of it that is decided here: nobody can store a credential that is cheap to guess. */
import { ErrorCode } from '@ottla/base';
import { expect, test } from 'vitest';
import { type CredentialChange, credentialKey, ScramMechanism } from '../../src/index.ts';
import { run, withSessions } from '../cluster-of-tests.ts';

const set = (more: Partial<Extract<CredentialChange, { kind: 'set' }>> = {}): CredentialChange => ({
  kind: 'set',
  user: 'alice',
  mechanism: ScramMechanism.sha256,
  salt: new Uint8Array(16),
  iterations: 4_096,
  storedKey: new Uint8Array(32),
  serverKey: new Uint8Array(32),
  ...more,
});
const alter = (...changes: CredentialChange[]) => ({ kind: 'alterCredentials', changes }) as const;
const none = withSessions(0);

test.each<[string, CredentialChange, ErrorCode]>([
  ['too few iterations', set({ iterations: 4_095 }), ErrorCode.UNACCEPTABLE_CREDENTIAL],
  ['too many iterations', set({ iterations: 16_385 }), ErrorCode.UNACCEPTABLE_CREDENTIAL],
  ['a short salt', set({ salt: new Uint8Array(7) }), ErrorCode.UNACCEPTABLE_CREDENTIAL],
  ['a key of the wrong length', set({ storedKey: new Uint8Array(64) }), ErrorCode.UNACCEPTABLE_CREDENTIAL],
  ['a nameless user', set({ user: '' }), ErrorCode.UNACCEPTABLE_CREDENTIAL],
  ['an unknown mechanism', set({ mechanism: 3 }), ErrorCode.UNSUPPORTED_SASL_MECHANISM],
  ['nothing to delete', { kind: 'delete', user: 'alice', mechanism: 1 }, ErrorCode.RESOURCE_NOT_FOUND],
])('FAULT-146: a credential with %s is refused with a sentence', (_, change, code) => {
  const { reply, records } = run(none, alter(change));

  expect(reply.users).toMatchObject([{ user: change.user, outcome: { code } }]);
  expect(reply.users[0]?.outcome.message).toMatch(/^.{10,}\.$/);
  expect(records).toEqual([]);
});

test('each user is judged alone, and all of one user together', () => {
  const { reply, image } = run(
    none,
    alter(set(), set({ user: 'bob' }), set({ mechanism: ScramMechanism.sha512 }), set({ user: 'carol' })),
  );

  expect(reply.users.map(({ user, outcome }) => [user, outcome.code])).toEqual([
    ['alice', ErrorCode.UNACCEPTABLE_CREDENTIAL],
    ['bob', 0],
    ['carol', 0],
  ]);
  expect([...image.credentials.values()].map(({ user }) => user).sort()).toEqual(['bob', 'carol']);
});

test('a user named twice with one mechanism is refused', () => {
  const { reply } = run(none, alter(set(), set()));

  expect(reply.users).toMatchObject([{ outcome: { code: ErrorCode.DUPLICATE_RESOURCE } }]);
});

test('a credential takes the place of the one before it, and goes when it is deleted', () => {
  const first = run(none, alter(set())).image;
  const second = run(first, alter(set({ iterations: 8_192 }))).image;
  const gone = run(second, alter({ kind: 'delete', user: 'alice', mechanism: 1 })).image;
  const key = credentialKey({ user: 'alice', mechanism: ScramMechanism.sha256 });

  expect(second.credentials.get(key)?.iterations).toBe(8_192);
  expect(gone.credentials.size).toBe(0);
});
