/** Random commands about sessions, keys, elections, ACLs, credentials and features: small sets of names, so that they meet. */
import fc from 'fast-check';
import type { ElectionId, KeyCondition, KeyOperation, MetadataCommand, Revision, SessionId } from '../src/index.ts';

/** Sessions have the revisions at which they were opened, so small numbers hit some of them. */
export const sessionId: fc.Arbitrary<SessionId> = fc.integer({ min: 1, max: 12 }).map((id) => id as SessionId);
const revision = fc.integer({ min: 0, max: 30 }).map((value) => value as Revision);
const value = fc.constantFrom(Uint8Array.of(), Uint8Array.of(1), Uint8Array.of(1, 2));
export const path: fc.Arbitrary<string> = fc.constantFrom(
  '/a',
  '/a/b',
  '/a/c',
  '/b',
  '/ü/😀',
  '/__proto__',
  'no path',
  '/x//y',
);
const election: fc.Arbitrary<ElectionId> = fc.record({
  purpose: fc.constantFrom('election' as const, 'lock' as const),
  name: fc.constantFrom('one', 'two', ''),
});

export const condition: fc.Arbitrary<KeyCondition> = fc.oneof(
  fc.record({
    kind: fc.constant('number' as const),
    path,
    of: fc.constantFrom('version' as const, 'createRevision' as const, 'modRevision' as const, 'session' as const),
    is: fc.constantFrom('equal' as const, 'notEqual' as const, 'less' as const, 'greater' as const),
    number: fc.integer({ min: 0, max: 6 }),
  }),
  fc.record({
    kind: fc.constant('value' as const),
    path,
    is: fc.constantFrom('equal' as const, 'notEqual' as const),
    value,
  }),
  fc.record({ kind: fc.constant('holds' as const), election, token: revision }),
);

export const operation: fc.Arbitrary<KeyOperation> = fc.oneof(
  fc.record({
    kind: fc.constant('put' as const),
    path,
    sequential: fc.boolean(),
    value,
    session: fc.option(sessionId, { nil: undefined }),
  }),
  fc.record({ kind: fc.constant('delete' as const), path }),
  fc.record({ kind: fc.constant('get' as const), path }),
);

export const transact: fc.Arbitrary<Extract<MetadataCommand, { kind: 'transact' }>> = fc.record({
  kind: fc.constant('transact' as const),
  conditions: fc.array(condition, { maxLength: 2 }),
  operations: fc.array(operation, { maxLength: 3 }),
  otherwise: fc.array(operation, { maxLength: 2 }),
});

const named = {
  resourceType: fc.constantFrom(2, 3, 100, 99),
  resourceName: fc.constantFrom('a', 'ab', '*', ''),
  principal: fc.constantFrom('User:a', 'User:*', 'a'),
  host: fc.constantFrom('*', '::1'),
  operation: fc.constantFrom(2, 3, 8, 99),
  permission: fc.constantFrom(2, 3),
};

const optional = <Value>(one: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(one, { nil: undefined });

const security: fc.Arbitrary<MetadataCommand> = fc.oneof(
  fc.record({
    kind: fc.constant('createAcls' as const),
    acls: fc.array(fc.record({ ...named, pattern: fc.constantFrom(3, 4, 9) }), { maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('deleteAcls' as const),
    filters: fc.array(
      fc.record({
        resourceType: optional(named.resourceType),
        resourceName: optional(named.resourceName),
        pattern: fc.constantFrom(3, 4, 'match' as const, undefined),
        principal: optional(named.principal),
        host: optional(named.host),
        operation: optional(named.operation),
        permission: optional(named.permission),
      }),
      { maxLength: 2 },
    ),
  }),
  fc.record({
    kind: fc.constant('alterCredentials' as const),
    changes: fc.array(
      fc.oneof(
        fc.record({
          kind: fc.constant('delete' as const),
          user: fc.constantFrom('a', 'b'),
          mechanism: fc.constantFrom(1, 2, 3),
        }),
        fc.record({
          kind: fc.constant('set' as const),
          user: fc.constantFrom('a', 'b', ''),
          mechanism: fc.constantFrom(1, 2, 3),
          salt: fc.constantFrom(new Uint8Array(16), new Uint8Array(1)),
          iterations: fc.constantFrom(4096, 1),
          storedKey: fc.constantFrom(new Uint8Array(32), new Uint8Array(64)),
          serverKey: fc.constantFrom(new Uint8Array(32), new Uint8Array(64)),
        }),
      ),
      { maxLength: 3 },
    ),
  }),
  fc.record({
    kind: fc.constant('updateFeatures' as const),
    updates: fc.array(
      fc.record({ name: fc.constantFrom('metadata.version', 'x'), level: fc.integer({ min: 0, max: 3 }) }),
      { maxLength: 2 },
    ),
    validateOnly: fc.boolean(),
  }),
);

/** Opens, ends and uses sessions. */
export const sessionCommand: fc.Arbitrary<MetadataCommand> = fc.oneof(
  { weight: 2, arbitrary: fc.constant<MetadataCommand>({ kind: 'openSession', owner: 'User:a', timeoutMs: 5_000 }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('endSessions' as const),
      sessionIds: fc.array(sessionId, { maxLength: 3 }),
      reason: fc.constantFrom('closed' as const, 'expired' as const),
    }),
  },
  { weight: 4, arbitrary: transact },
  {
    weight: 4,
    arbitrary: election.chain((id) =>
      fc.record({
        kind: fc.constant('campaign' as const),
        purpose: fc.constant(id.purpose),
        name: fc.constant(id.name),
        sessionId,
        value,
        wait: fc.boolean(),
      }),
    ),
  },
  {
    weight: 2,
    arbitrary: election.chain((id) =>
      fc.record({
        kind: fc.constant('resign' as const),
        purpose: fc.constant(id.purpose),
        name: fc.constant(id.name),
        sessionId,
        campaigned: revision,
      }),
    ),
  },
);

/** All of them. */
export const coordinationCommand: fc.Arbitrary<MetadataCommand> = fc.oneof(
  { weight: 3, arbitrary: sessionCommand },
  { weight: 1, arbitrary: security },
);
