/** Elections and locks against plain queues: at most one holder, in the order of coming, with tokens that only grow. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  candidatesOf,
  decodeRecords,
  type ElectionId,
  emptyImage,
  encodeRecords,
  leaderOf,
  type MetadataCommand,
  type MetadataImage,
  type Revision,
  replayAll,
  type SessionId,
  snapshotRecords,
} from '../../src/index.ts';
import { run, withSessions } from '../cluster-of-tests.ts';

const sessions = 5;
const ids: readonly ElectionId[] = [
  { purpose: 'election', name: 'a' },
  { purpose: 'lock', name: 'a' },
  { purpose: 'lock', name: 'a2' },
];
const election = fc.constantFrom(...ids);
const session = fc.integer({ min: 1, max: sessions }).map((id) => id as SessionId);

type Step =
  | { readonly kind: 'campaign'; readonly election: ElectionId; readonly session: SessionId; readonly wait: boolean }
  | { readonly kind: 'resign'; readonly election: ElectionId; readonly session: SessionId }
  | { readonly kind: 'end'; readonly sessions: readonly SessionId[] }
  | { readonly kind: 'restart' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('campaign' as const), election, session, wait: fc.boolean() }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('resign' as const), election, session }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('end' as const), sessions: fc.uniqueArray(session, { maxLength: 2 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
);

/** Who stands where in each queue. */
type Model = Map<ElectionId, SessionId[]>;

test('the holder is the first in the queue, one at a time, and every new holder has a token above all earlier ones', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      const model: Model = new Map(ids.map((id) => [id, []]));
      const holders = new Map<ElectionId, { session: SessionId; token: Revision } | undefined>();
      const alive = new Set(Array.from({ length: sessions }, (_, index) => (index + 1) as SessionId));
      let image = withSessions(sessions);
      let highest = 0;
      for (const one of steps) {
        const before = image.coordination.revision;
        image = taken(image, one);
        follow(model, alive, one);
        for (const id of ids) {
          const queue = candidatesOf(image, id, 100);
          expect(queue.map((candidate) => candidate.session)).toEqual(model.get(id));
          expect(queue.filter((candidate) => candidate.token > 0)).toEqual(queue.slice(0, 1));
          const now = leaderOf(image, id);
          const last = holders.get(id);
          if (now !== undefined && now.session === last?.session) expect(now.token).toBe(last.token);
          if (now !== undefined && now.token !== last?.token) {
            expect(now.token).toBeGreaterThan(before);
            highest = Math.max(highest, now.token);
          }
          holders.set(id, now);
        }
        expect(image.coordination.revision).toBeGreaterThanOrEqual(highest);
      }
    }),
    { numRuns: 150 },
  );
});

function taken(image: MetadataImage, one: Step): MetadataImage {
  if (one.kind === 'restart') return replayAll(emptyImage, decodeRecords(encodeRecords(snapshotRecords(image))));
  return run(image, commandOf(image, one)).image;
}

function commandOf(image: MetadataImage, one: Exclude<Step, { kind: 'restart' }>): MetadataCommand {
  if (one.kind === 'end') return { kind: 'endSessions', sessionIds: one.sessions, reason: 'expired' };
  const { election: id, session: sessionId } = one;
  if (one.kind === 'campaign') return { kind: 'campaign', ...id, sessionId, value: new Uint8Array(0), wait: one.wait };
  const mine = candidatesOf(image, id, 100).find((candidate) => candidate.session === sessionId);
  return { kind: 'resign', ...id, sessionId, campaigned: mine?.campaigned ?? (1 as Revision) };
}

function follow(model: Model, alive: Set<SessionId>, one: Step): void {
  if (one.kind === 'restart') return;
  if (one.kind === 'end') {
    for (const id of one.sessions) alive.delete(id);
    for (const [id, queue] of model)
      model.set(
        id,
        queue.filter((member) => alive.has(member)),
      );
    return;
  }
  const queue = model.get(one.election) ?? [];
  if (one.kind === 'resign')
    model.set(
      one.election,
      queue.filter((member) => member !== one.session),
    );
  else if (alive.has(one.session) && !queue.includes(one.session) && (one.wait || queue.length === 0))
    queue.push(one.session);
}
