/** Keys against a dumb map: every transaction, and every end of a session, does to both the same. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type KeyCondition,
  type KeyOperation,
  type KeyState,
  listKeys,
  type MetadataCommand,
  type MetadataImage,
  type Revision,
  type SessionId,
  type Transact,
} from '../../src/index.ts';
import { run, withSessions } from '../cluster-of-tests.ts';
import { condition, operation, path, sessionId } from '../coordination-commands.ts';

type Model = Map<string, KeyState>;

const good = (at: string): boolean => !['no path', '/x//y'].includes(at);
const goodPath = path.filter(good);
const goodOperation = operation.filter(({ path: at }) => good(at));
const goodCondition = condition.filter((one) => one.kind !== 'holds' && good(one.path));

const command: fc.Arbitrary<MetadataCommand> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('transact' as const),
      conditions: fc.array(goodCondition, { maxLength: 2 }),
      operations: fc.uniqueArray(goodOperation, { maxLength: 3, selector: ({ path: at }) => at }),
      otherwise: fc.uniqueArray(goodOperation, { maxLength: 2, selector: ({ path: at }) => at }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('endSessions' as const),
      sessionIds: fc.array(
        sessionId.filter((id) => id <= 4),
        { maxLength: 1 },
      ),
      reason: fc.constant('expired' as const),
    }),
  },
);

test('a transaction does to the tree what it does to a map', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 40, size: 'max' }), (commands) => {
      let image = withSessions(4);
      let model: Model = new Map();
      for (const one of commands) {
        const next = run(image, one);
        model = one.kind === 'transact' ? transacted(model, one, image) : ended(model, image, next.image);
        expect([...next.image.coordination.keys.values()]).toEqual(sorted(model));
        image = next.image;
      }
    }),
    { numRuns: 150 },
  );
});

test('a list read in parts is the list, and holds what begins with the prefix', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(goodPath, { minLength: 1 }),
      fc.constantFrom('', '/', '/a', '/a/', '/ü', '/zz'),
      fc.integer({ min: 1, max: 3 }),
      (paths, prefix, limit) => {
        const operations = paths.map(
          (at): KeyOperation => ({
            kind: 'put',
            path: at,
            sequential: false,
            value: new Uint8Array(0),
            session: undefined,
          }),
        );
        const { image } = run(withSessions(0), { kind: 'transact', conditions: [], operations, otherwise: [] });

        const found: string[] = [];
        for (let more = true; more && found.length <= paths.length; ) {
          const part = listKeys(image, { prefix, after: found.at(-1), limit });
          found.push(...part.keys.map((key) => key.path));
          more = part.more;
        }

        expect(found).toEqual(paths.filter((at) => at.startsWith(prefix)).sort());
      },
    ),
  );
});

function sorted(model: Model): KeyState[] {
  return [...model.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function transacted(model: Model, command: Transact, image: MetadataImage): Model {
  const held = command.conditions.every((one) => holds(model, one));
  const operations = held ? command.operations : command.otherwise;
  const lost = operations.some(
    (one) => one.kind === 'put' && one.session !== undefined && !image.coordination.sessions.has(one.session),
  );
  if (lost) return model;
  const revision = (image.coordination.revision + 1) as Revision;
  const next = new Map(model);
  for (const one of operations) {
    if (one.kind === 'delete') next.delete(one.path);
    if (one.kind !== 'put') continue;
    const at = one.sequential ? one.path + String(revision).padStart(16, '0') : one.path;
    const before = model.get(at);
    next.set(at, {
      path: at,
      value: one.value,
      createRevision: before === undefined ? revision : before.createRevision,
      modRevision: revision,
      version: before === undefined ? 1 : before.version + 1,
      session: one.session,
    });
  }
  return next;
}

function holds(model: Model, one: KeyCondition): boolean {
  if (one.kind === 'holds') return false;
  const key = model.get(one.path);
  if (one.kind === 'value') return (String(key?.value) === String(one.value)) === (one.is === 'equal');
  const number = key?.[one.of] ?? 0;
  const table = { equal: number === one.number, notEqual: number !== one.number };
  return { ...table, less: number < one.number, greater: number > one.number }[one.is];
}

function ended(model: Model, before: MetadataImage, after: MetadataImage): Model {
  const gone = (id: SessionId): boolean => before.coordination.sessions.has(id) && !after.coordination.sessions.has(id);
  return new Map([...model].filter(([, key]) => key.session === undefined || !gone(key.session)));
}
