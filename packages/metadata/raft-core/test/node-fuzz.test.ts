/** Data from a wire is checked, never asserted: whatever well-formed messages say, a node goes on, and its promises hold. */
import fc from 'fast-check';
import { it } from 'vitest';
import type { Entry, Membership } from '../src/index.ts';
import { indexOf, LoneNode, nodeId, place, termOf } from './cluster/lone-node.ts';

const small = fc.integer({ min: 0, max: 9 });
const id = fc.integer({ min: 1, max: 5 });
const aPlace = fc.record({ index: small, term: small }).map(({ index, term }) => place(index, term));
const membership: fc.Arbitrary<Membership> = fc
  .uniqueArray(id, { minLength: 1, maxLength: 3 })
  .map((voters) => ({ voters: voters.map(nodeId), outgoing: [], learners: [], labels: new Map() }));
const entry: fc.Arbitrary<Entry> = fc.oneof(
  aPlace.map((at) => ({ ...at, kind: 'noop' as const })),
  aPlace.map((at) => ({ ...at, kind: 'command' as const, bytes: new Uint8Array(3) })),
  fc.tuple(aPlace, membership).map(([at, to]) => ({ ...at, kind: 'membership' as const, membership: to })),
);
/** Some that follow one another, some that do not. */
const someEntries = fc.oneof(
  fc.array(entry, { maxLength: 3 }),
  fc
    .tuple(small, small, fc.array(entry, { maxLength: 4 }))
    .map(([first, term, all]) =>
      all.map((one, at) => ({ ...one, index: indexOf(first + at + 1), term: termOf(term) })),
    ),
);
const snapshot = fc.tuple(aPlace, membership).map(([at, to]) => ({ ...at, membership: to, bytes: 4 }));
const content = fc.oneof(
  fc.record({ kind: fc.constantFrom('preVote', 'vote'), last: aPlace, transfer: fc.boolean() }),
  fc.record({ kind: fc.constantFrom('preVoteReply', 'voteReply'), granted: fc.boolean() }),
  fc.record({ kind: fc.constant('append'), previous: aPlace, entries: someEntries, commit: small }),
  fc.record({ kind: fc.constant('appendAccepted'), match: small }),
  fc.record({ kind: fc.constant('appendRejected'), rejected: small, hint: aPlace }),
  fc.record({ kind: fc.constant('heartbeat'), commit: small, round: small }),
  fc.record({ kind: fc.constant('heartbeatReply'), round: small }),
  fc.record({
    kind: fc.constant('snapshotChunk'),
    snapshot,
    offset: fc.constantFrom(0, 2, 4),
    bytes: fc.integer({ min: 0, max: 4 }).map((bytes) => new Uint8Array(bytes)),
  }),
  fc.record({ kind: fc.constant('snapshotReply'), index: small, received: small }),
  fc.record({ kind: fc.constantFrom('campaignNow', 'newerTerm', 'commitNotice'), commit: small }),
  fc.record({
    kind: fc.constantFrom('readRequest', 'readReply'),
    life: small,
    read: small,
    index: fc.option(small, { nil: undefined }),
  }),
);
const input = fc.oneof(
  { weight: 6, arbitrary: fc.record({ from: id, term: small, content }) },
  { weight: 1, arbitrary: fc.constantFrom('tick', 'propose', 'read', 'patience' as const) },
);

it('a node stands whatever it is told', () => {
  fc.assert(
    fc.property(fc.array(input, { maxLength: 40 }), fc.constantFrom([1, 2, 3], [1]), (inputs, voters) => {
      const lone = new LoneNode({ voters, log: [1, 1, 2], commit: 1 });
      let before = lone.status;
      for (const one of inputs) {
        if (one === 'tick') lone.tick();
        else if (one === 'patience') lone.tick(20);
        else if (one === 'propose') lone.node.propose(new Uint8Array(3));
        else if (one === 'read') lone.node.read();
        else lone.hear(one.from, one.term, one.content.kind as never, one.content as never);
        lone.drain();
        const after = lone.status;
        if (after.term < before.term || after.commit < before.commit || after.handedOver < before.handedOver)
          throw new Error('something went back');
        if (after.handedOver > after.commit || after.commit > after.lastIndex) throw new Error('something is too far');
        if (after.term === before.term && before.vote !== undefined && after.vote !== before.vote)
          throw new Error('a vote was changed');
        before = after;
      }
    }),
    { numRuns: 2_000 },
  );
});
