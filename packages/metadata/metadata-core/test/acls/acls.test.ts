/** FAULT-150 and FAULT-151: what ACLs let happen is what a list of all of them, read one by one, lets happen. */
import { ErrorCode } from '@ottla/base';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Acl,
  AclOperation,
  AclPattern,
  AclPermission,
  type AclQuestion,
  AclResourceType,
  aclKey,
  isAllowed,
  type MetadataImage,
  type NamedAcl,
  replay,
} from '../../src/index.ts';
import { run, withSessions } from '../cluster-of-tests.ts';

const acl: fc.Arbitrary<Acl> = fc.record({
  resourceType: fc.constantFrom(AclResourceType.topic, AclResourceType.key),
  resourceName: fc.constantFrom('*', 'a', 'ab', 'abc', 'b', '"', 'a"'),
  pattern: fc.constantFrom(...Object.values(AclPattern)),
  principal: fc.constantFrom('User:*', 'User:x', 'User:y'),
  host: fc.constantFrom('*', '1.2.3.4', '::1'),
  operation: fc.constantFrom(...Object.values(AclOperation)),
  permission: fc.constantFrom(...Object.values(AclPermission)),
});
const question: fc.Arbitrary<AclQuestion> = fc.record({
  principal: fc.constantFrom('User:x', 'User:y', 'User:z'),
  host: fc.constantFrom('1.2.3.4', '::1', '9.9.9.9'),
  operation: fc.constantFrom(...Object.values(AclOperation).filter((operation) => operation !== AclOperation.all)),
  resourceType: fc.constantFrom(AclResourceType.topic, AclResourceType.key),
  resourceName: fc.constantFrom('a', 'ab', 'abc', 'abcd', 'b', 'c', '*', 'a"b'),
});

/** Kafka's words, one after another. */
function modelAllows(acls: readonly Acl[], asked: AclQuestion): boolean {
  const matching = acls.filter((one) => {
    const isResource =
      one.resourceType === asked.resourceType &&
      (one.pattern === AclPattern.literal
        ? one.resourceName === asked.resourceName || one.resourceName === '*'
        : asked.resourceName.startsWith(one.resourceName));
    const isWho = one.principal === asked.principal || one.principal === 'User:*';
    return isResource && isWho && (one.host === asked.host || one.host === '*');
  });
  const { all, read, write, describe, alter, describeConfigs, alterConfigs } = AclOperation;
  const denying: number[] = [asked.operation, all];
  const allowing: number[] = [asked.operation, all];
  if (asked.operation === describe) allowing.push(read, write, AclOperation.delete, alter);
  if (asked.operation === describeConfigs) allowing.push(alterConfigs);
  if (matching.some((one) => one.permission === AclPermission.deny && denying.includes(one.operation))) return false;
  return matching.some((one) => one.permission === AclPermission.allow && allowing.includes(one.operation));
}

test('FAULT-150: adding and taking away ACLs leaves every other one in force', () => {
  const change = fc.record({ acl, present: fc.boolean() });
  fc.assert(
    fc.property(fc.array(fc.tuple(change, question), { maxLength: 100, size: 'max' }), (steps) => {
      let image = withSessions(0);
      const model = new Map<string, Acl>();
      for (const [one, asked] of steps) {
        image = replay(image, { kind: 'aclSet', ...one });
        if (one.present) model.set(aclKey(one.acl), one.acl);
        else model.delete(aclKey(one.acl));
        expect(isAllowed(image.acls, asked)).toBe(modelAllows([...model.values()], asked));
      }
    }),
    { numRuns: 300 },
  );
});

test('FAULT-151: the whole matrix of one ACL against one question is as the model has it', () => {
  const { read, write, all, describe } = AclOperation;
  let cases = 0;
  for (const resourceName of ['*', 'ab', 'a', 'x'])
    for (const pattern of Object.values(AclPattern))
      for (const principal of ['User:*', 'User:x', 'User:y'])
        for (const host of ['*', '::1', '::2'])
          for (const operation of [read, write, all, describe])
            for (const permission of Object.values(AclPermission))
              for (const asked of [read, write, describe]) {
                const resourceType = AclResourceType.topic;
                const one: Acl = { resourceType, resourceName, pattern, principal, host, operation, permission };
                const open: Acl = {
                  ...one,
                  resourceName: '*',
                  pattern: AclPattern.literal,
                  principal: 'User:*',
                  host: '*',
                  operation: all,
                  permission: AclPermission.allow,
                };
                const want = { principal: 'User:x', host: '::1', operation: asked, resourceType, resourceName: 'ab' };
                for (const acls of [[one], [one, open]]) {
                  const image = acls.reduce(
                    (state, acl) => replay(state, { kind: 'aclSet', acl, present: true }),
                    withSessions(0),
                  );
                  expect(isAllowed(image.acls, want)).toBe(modelAllows(acls, want));
                  cases += 1;
                }
              }
  expect(cases).toBe(4 * 2 * 3 * 3 * 4 * 2 * 3 * 2);
});

const rule: NamedAcl = {
  resourceType: AclResourceType.topic,
  resourceName: 'orders',
  pattern: AclPattern.literal,
  principal: 'User:alice',
  host: '*',
  operation: AclOperation.read,
  permission: AclPermission.allow,
};
const create = (...acls: NamedAcl[]) => ({ kind: 'createAcls', acls }) as const;
const any = {
  resourceType: undefined,
  resourceName: undefined,
  pattern: undefined,
  principal: undefined,
  host: undefined,
  operation: undefined,
  permission: undefined,
};

test.each<[string, Partial<NamedAcl>]>([
  ['an unknown resource', { resourceType: 99 }],
  ['an unknown pattern', { pattern: 2 }],
  ['an unknown operation', { operation: 1 }],
  ['an unknown permission', { permission: 1 }],
  ['an empty name', { resourceName: '' }],
  ['an empty host', { host: '' }],
  ['a principal that is none', { principal: 'alice' }],
  ['a nameless principal', { principal: 'User:' }],
  ['a name that is too long', { resourceName: 'x'.repeat(1_025) }],
  ['another name for the cluster', { resourceType: AclResourceType.cluster }],
])('an ACL with %s is refused with a sentence, and the others of its request are made', (_, more) => {
  const { reply, records } = run(withSessions(0), create({ ...rule, ...more }, rule));

  expect(reply.acls.map(({ outcome }) => outcome.code)).toEqual([ErrorCode.INVALID_REQUEST, 0]);
  expect(reply.acls[0]?.outcome.message).toMatch(/^.{10,}\.$/);
  expect(records).toHaveLength(1);
});

test('an ACL that is there already is a success and no change', () => {
  const { image } = run(withSessions(0), create(rule, rule));

  expect(image.acls.size).toBe(1);
  expect(run(image, create(rule)).records).toEqual([]);
});

test('filters find by what they name, and match finds all that is said about a resource', () => {
  const prefixed = { ...rule, resourceName: 'ord', pattern: AclPattern.prefixed };
  const every = { ...rule, resourceName: '*' };
  const { image } = run(withSessions(0), create(rule, prefixed, every, { ...rule, resourceName: 'other' }));
  const names = (filter: object): string[] =>
    run(image, { kind: 'deleteAcls', filters: [{ ...any, ...filter }] })
      .reply.filters.flatMap(({ deleted }) => deleted.map((one) => one.resourceName))
      .sort();

  expect(names({ resourceName: 'orders', pattern: 'match' })).toEqual(['*', 'ord', 'orders']);
  expect(names({ resourceName: 'orders' })).toEqual(['orders']);
  expect(names({ pattern: AclPattern.prefixed })).toEqual(['ord']);
  expect(names({ principal: 'User:bob' })).toEqual([]);
  expect(names({})).toHaveLength(4);
});

test('an ACL that two filters find is deleted once, under the first', () => {
  const { image }: { image: MetadataImage } = run(withSessions(0), create(rule));

  const { reply, image: after } = run(image, { kind: 'deleteAcls', filters: [any, any] });

  expect(reply.filters.map(({ deleted }) => deleted.length)).toEqual([1, 0]);
  expect(after.acls.size).toBe(0);
});
