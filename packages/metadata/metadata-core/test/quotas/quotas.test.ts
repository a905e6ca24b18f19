/** Client quotas: what can be set, and which one holds for a client. */
import { ErrorCode } from '@ottla/base';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type AlterQuotas,
  effectiveQuota,
  emptyImage,
  findQuotas,
  type MetadataImage,
  type NamedQuotaPart,
  type QuotaChangeAsked,
  quotaEntitiesMax,
  quotaNameCharsMax,
} from '../../src/index.ts';
import { run } from '../cluster-of-tests.ts';

function alter(
  parts: readonly NamedQuotaPart[],
  changes: readonly QuotaChangeAsked[] = [{ name: 'producer_byte_rate', value: 1000 }],
): AlterQuotas {
  return { kind: 'alterQuotas', entries: [{ parts, changes }], validateOnly: false };
}

const user = (name: string | null): NamedQuotaPart => ({ type: 'user', name });
const client = (name: string | null): NamedQuotaPart => ({ type: 'client-id', name });
const rate = (value: number | undefined): QuotaChangeAsked[] => [{ name: 'producer_byte_rate', value }];

test.each<[string, readonly NamedQuotaPart[], readonly QuotaChangeAsked[]]>([
  ['nobody', [], rate(1)],
  ['an unknown type', [{ type: 'ip', name: '1.2.3.4' }], rate(1)],
  ['a type from the prototype', [{ type: '__proto__', name: 'x' }], rate(1)],
  ['the same type twice', [user('a'), user(null)], rate(1)],
  ['an empty name', [user('')], rate(1)],
  ['a name that is too long', [client('x'.repeat(quotaNameCharsMax + 1))], rate(1)],
  ['an unknown limit', [user('a')], [{ name: 'toString', value: 1 }]],
  ['an unknown limit to take away', [user('a')], [{ name: 'controller_mutation_rate', value: undefined }]],
  ['a limit of 0', [user('a')], rate(0)],
  ['a limit below 0', [user('a')], rate(-1)],
  ['half a byte', [user('a')], rate(1.5)],
  ['no number', [user('a')], rate(Number.NaN)],
  ['no end', [user('a')], [{ name: 'request_percentage', value: Number.POSITIVE_INFINITY }]],
  ['a limit twice', [user('a')], [...rate(1), ...rate(2)]],
])('a quota for %s is refused and nothing changes', (_, parts, changes) => {
  const { reply, records } = run(emptyImage, alter(parts, changes));

  expect(reply.entries[0]?.outcome.code).toBe(ErrorCode.INVALID_REQUEST);
  expect(records).toEqual([]);
});

test('an entity named twice in one request is changed once, and there is a bound on entities', () => {
  const entry = { parts: [user('a')], changes: rate(1) };
  const twice = run(emptyImage, { kind: 'alterQuotas', entries: [entry, entry], validateOnly: false });
  const many = Array.from({ length: quotaEntitiesMax + 1 }, (_, id) => ({ ...entry, parts: [client(`${id}`)] }));
  const full = run(emptyImage, { kind: 'alterQuotas', entries: many, validateOnly: false });
  const more = run(full.image, alter([client('one more')]));
  const changed = run(full.image, alter([client('7')], rate(2)));

  expect(twice.reply.entries.map(({ outcome }) => outcome.code)).toEqual([0, ErrorCode.INVALID_REQUEST]);
  expect(full.reply.entries.at(-1)?.outcome.code).toBe(ErrorCode.POLICY_VIOLATION);
  expect(full.image.quotas.size).toBe(quotaEntitiesMax);
  expect(more.reply.entries[0]?.outcome.code).toBe(ErrorCode.POLICY_VIOLATION);
  expect(changed.reply.entries[0]?.outcome.code).toBe(ErrorCode.NONE);
});

test('a limit can be set, changed, taken away, and only tried', () => {
  const set = run(emptyImage, alter([user('a')])).image;
  const changed = run(set, alter([user('a')], [...rate(5), { name: 'request_percentage', value: 12.5 }])).image;
  const tried = run(changed, { ...alter([user('a')], rate(9)), validateOnly: true });
  const same = run(changed, alter([user('a')], rate(5)));
  const gone = run(changed, alter([user('a')], [...rate(undefined), { name: 'request_percentage', value: undefined }]));

  expect([...(set.quotas.get('["a",0]')?.limits ?? [])]).toEqual([['producer_byte_rate', 1000]]);
  expect([...(changed.quotas.get('["a",0]')?.limits ?? [])]).toEqual([
    ['producer_byte_rate', 5],
    ['request_percentage', 12.5],
  ]);
  expect([tried.records, same.records]).toEqual([[], []]);
  expect(gone.image.quotas.size).toBe(0);
});

const levels: readonly (readonly NamedQuotaPart[])[] = [
  [user('u'), client('c')],
  [user('u'), client(null)],
  [user('u')],
  [user(null), client('c')],
  [user(null), client(null)],
  [user(null)],
  [client('c')],
  [client(null)],
];

test("the most particular quota holds, in Kafka's order, for each limit on its own", () => {
  let image: MetadataImage = emptyImage;
  for (const [index, parts] of [...levels.entries()].reverse()) {
    image = run(image, alter(parts, rate(index + 1))).image;

    expect(effectiveQuota(image.quotas, 'producer_byte_rate', { user: 'u', clientId: 'c' })?.limit).toBe(index + 1);
    expect(effectiveQuota(image.quotas, 'consumer_byte_rate', { user: 'u', clientId: 'c' })).toBeUndefined();
  }
});

test.each([
  [[user('u'), client(null)], { user: 'u', clientId: 'c' }],
  [[user('u')], { user: 'u', clientId: undefined }],
  [[user(null)], { user: 'u', clientId: undefined }],
  [[client('c')], { user: undefined, clientId: 'c' }],
  [[client(null)], { user: undefined, clientId: 'c' }],
])('who shares a quota follows from what its entity names: %j', (parts, sharedBy) => {
  const { image } = run(emptyImage, alter(parts));

  const found = effectiveQuota(image.quotas, 'producer_byte_rate', { user: 'u', clientId: 'c' });
  expect(found).toEqual({ limit: 1000, sharedBy });
});

test('filters find exactly the entities that fulfil all conditions', () => {
  let image: MetadataImage = emptyImage;
  for (const parts of levels) image = run(image, alter(parts)).image;
  const found = (type: 'user' | 'client-id', match: string | null | undefined, strict: boolean): number =>
    findQuotas(image, [{ type, match }], strict).length;

  expect(findQuotas(image, [], false).length).toBe(levels.length);
  expect(findQuotas(image, [], true).length).toBe(0);
  expect([found('user', 'u', false), found('user', 'u', true)]).toEqual([3, 1]);
  expect([found('user', null, false), found('user', null, true)]).toEqual([3, 1]);
  expect([found('client-id', undefined, false), found('client-id', undefined, true)]).toEqual([6, 2]);
  expect(found('client-id', 'nobody', false)).toBe(0);
});

test('names that are properties of every object are names like any other (FAULT-159)', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '["a",0]', '"'];
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.constantFrom(...names), (one, other) => {
      const { image } = run(emptyImage, alter([user(one), client(other)]));

      const found = effectiveQuota(image.quotas, 'producer_byte_rate', { user: one, clientId: other });
      const strange = effectiveQuota(image.quotas, 'producer_byte_rate', { user: 'x', clientId: other });
      expect(found?.sharedBy).toEqual({ user: one, clientId: other });
      expect(strange).toBeUndefined();
    }),
  );
});
