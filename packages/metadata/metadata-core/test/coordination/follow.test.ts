/**
 * FAULT-31, the part that is decided here: what followers of keys are told is every change, once, in order, and all of one
 * revision at once.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type CoordinationRecord,
  deltaBetween,
  isEmptyDelta,
  type KeyState,
  leaderOf,
  type MetadataRecord,
  type RevisionChanges,
  replayFollowing,
  revisionOf,
  type SessionId,
  type Transact,
} from '../../src/index.ts';
import { run, withSessions } from '../cluster-of-tests.ts';
import { coordinationCommand } from '../coordination-commands.ts';

const put = (path: string, session?: number): Transact => ({
  kind: 'transact',
  conditions: [],
  operations: [
    { kind: 'put', path, sequential: false, value: Uint8Array.of(1), session: session as SessionId | undefined },
  ],
  otherwise: [],
});

test('FAULT-31: the changes of all revisions, done one after another, lead from the first state to the last', () => {
  fc.assert(
    fc.property(fc.array(coordinationCommand, { maxLength: 60, size: 'max' }), (commands) => {
      const start = withSessions(3);
      let image = start;
      const records: MetadataRecord[] = [];
      for (const command of commands) {
        const next = run(image, command);
        records.push(...next.records);
        image = next.image;
      }
      const revisions: RevisionChanges[] = [];

      const followed = replayFollowing(start, records, revisions);

      const keys = new Map<string, KeyState>();
      const leaders = new Map<string, number>();
      for (const { revision, keys: events, leaders: moved } of revisions) {
        for (const { kind, path, key, previous } of events) {
          expect(previous).toEqual(keys.get(path));
          expect(key?.modRevision ?? revision).toBe(revision);
          expect(kind === 'put').toBe(key !== undefined);
          if (key === undefined) keys.delete(path);
          else keys.set(path, key);
        }
        for (const { before, after } of moved)
          if (after === undefined && before !== undefined) leaders.delete(`${before.purpose} ${before.name}`);
        for (const { after } of moved)
          if (after !== undefined) leaders.set(`${after.purpose} ${after.name}`, after.token);
      }
      expect([...followed.coordination.keys]).toEqual([...image.coordination.keys]);
      expect(new Map(keys)).toEqual(new Map(image.coordination.keys));
      const leading = [...image.coordination.candidates.values()].filter((candidate) => candidate.token > 0);
      expect(leaders).toEqual(new Map(leading.map((one) => [`${one.purpose} ${one.name}`, one.token])));
      expect(revisions.map(({ revision }) => revision)).toEqual(revisionsOf(records));
    }),
    { numRuns: 150 },
  );
});

/** Each once, in order, without a gap. */
function revisionsOf(records: readonly MetadataRecord[]): number[] {
  const kinds = ['sessionOpened', 'sessionEnded', 'keySet', 'keyDeleted', 'candidateSet', 'candidateResigned'];
  const all = records.filter(({ kind }) => kinds.includes(kind)) as CoordinationRecord[];
  const revisions = [...new Set(all.map(revisionOf))];
  expect(revisions).toEqual(revisions.map((_, index) => (revisions[0] ?? 0) + index));
  return revisions;
}

test('a key written twice between two images is told twice', () => {
  const start = withSessions(0);
  const first = run(start, put('/a'));
  const second = run(first.image, put('/a'));
  const revisions: RevisionChanges[] = [];

  const end = replayFollowing(start, [...first.records, ...second.records], revisions);
  const delta = deltaBetween(start, end, revisions);

  expect(delta.coordination?.keys).toMatchObject([{ key: '/a', before: undefined, after: { version: 2 } }]);
  expect(delta.revisions.map(({ keys }) => keys.map(({ key }) => key?.version))).toEqual([[1], [2]]);
  expect(delta.revisions.at(-1)?.revision).toBe(delta.coordination?.revision);
  expect(isEmptyDelta(delta)).toBe(false);
});

test('a key made and deleted between two images leaves no difference but is told', () => {
  const start = withSessions(0);
  const first = run(start, put('/a'));
  const gone = run(first.image, { ...put('/a'), operations: [{ kind: 'delete', path: '/a' }] });
  const revisions: RevisionChanges[] = [];

  const end = replayFollowing(start, [...first.records, ...gone.records], revisions);

  expect(deltaBetween(start, end).coordination).toMatchObject({ revision: 2, keys: [] });
  expect(revisions.flatMap(({ keys }) => keys.map(({ kind }) => kind))).toEqual(['put', 'deleted']);
});

test.each([
  ['expired', 'expired'],
  ['closed', 'deleted'],
] as const)(
  'keys of a session that was %s are told as %s, with the leadership that moves, at one revision',
  (reason, kind) => {
    let image = withSessions(2);
    const election = { purpose: 'election', name: 'e' } as const;
    for (const session of [1, 2] as SessionId[])
      image = run(image, {
        kind: 'campaign',
        ...election,
        sessionId: session,
        value: Uint8Array.of(),
        wait: true,
      }).image;
    image = run(image, put('/a', 1)).image;
    image = run(image, put('/b', 1)).image;
    const ended = run(image, { kind: 'endSessions', sessionIds: [1 as SessionId], reason });
    const revisions: RevisionChanges[] = [];

    replayFollowing(image, ended.records, revisions);

    expect(revisions).toHaveLength(1);
    expect(revisions[0]?.keys.map(({ path, kind: told }) => [path, told])).toEqual([
      ['/a', kind],
      ['/b', kind],
    ]);
    expect(revisions[0]?.leaders.map(({ before, after }) => [before?.session, after?.session])).toEqual([
      [1, undefined],
      [2, 2],
    ]);
    expect(leaderOf(ended.image, election)?.token).toBe(revisions[0]?.revision);
  },
);

test('FAULT-31: a revision that touches one key is told as the difference of the states before and after it', () => {
  fc.assert(
    fc.property(fc.array(coordinationCommand, { maxLength: 60, size: 'max' }), (commands) => {
      let image = withSessions(3);
      for (const command of commands) {
        const before = image;
        const next = run(before, command);
        image = next.image;
        const revisions: RevisionChanges[] = [];
        replayFollowing(before, next.records, revisions);
        if (revisions.length !== 1) continue;
        const { coordination } = deltaBetween(before, image);
        const keys = revisions[0]?.keys.map(({ path, previous, key }) => ({ key: path, before: previous, after: key }));
        expect(keys).toEqual(coordination?.keys ?? []);
        expect(revisions[0]?.revision).toBe(image.coordination.revision);
      }
    }),
    { numRuns: 100 },
  );
});
