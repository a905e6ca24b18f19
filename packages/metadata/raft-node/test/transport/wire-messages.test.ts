/** Every message of the core survives the wire. */
import type { Entry, Membership, Message, NodeId, Snapshot } from '@ottla/raft-core';
import { RaftMessage } from '@ottla/rpc';
import { expect, test } from 'vitest';
import { fromWire, toWire } from '../../src/transport/wire-messages.ts';

const membership: Membership = {
  voters: [1, 2] as NodeId[],
  outgoing: [1, 3] as NodeId[],
  learners: [4] as NodeId[],
  labels: new Map([[1 as NodeId, 'n1:9094']]),
};
const place = (index: number, term: number) => ({ index, term }) as Snapshot;
const snapshot = { ...place(7, 2), bytes: 300, membership } as Snapshot;
const entries = [
  { ...place(8, 2), kind: 'command', bytes: Uint8Array.of(1, 2) },
  { ...place(9, 2), kind: 'command', bytes: new Uint8Array(0) },
  { ...place(10, 3), kind: 'noop' },
  { ...place(11, 3), kind: 'membership', membership },
] as Entry[];

const contents = [
  { kind: 'preVote', last: place(7, 2) },
  { kind: 'preVoteReply', granted: true },
  { kind: 'preVoteReply', granted: false },
  { kind: 'vote', last: place(0, 0), transfer: true },
  { kind: 'voteReply', granted: false },
  { kind: 'append', previous: place(7, 2), entries, commit: 5 },
  { kind: 'append', previous: place(0, 0), entries: [], commit: 0 },
  { kind: 'appendAccepted', match: 0 },
  { kind: 'appendRejected', rejected: 9, hint: place(4, 1) },
  { kind: 'heartbeat', commit: 3, round: 2 ** 40 },
  { kind: 'heartbeatReply', round: 1 },
  { kind: 'commitNotice', commit: 9 },
  { kind: 'snapshotChunk', snapshot, offset: 100, bytes: Uint8Array.of(9) },
  { kind: 'snapshotReply', index: 7, received: 101 },
  { kind: 'campaignNow' },
  { kind: 'newerTerm' },
  { kind: 'readRequest', life: 0xffff_ffff, read: 1 },
  { kind: 'readReply', life: 1, read: 1, index: 0 },
  { kind: 'readReply', life: 1, read: 1, index: undefined },
] as const;

test.each(contents)('$kind', (content) => {
  const message = { ...content, from: 1, to: 2, term: 3 } as unknown as Message;

  expect(fromWire(RaftMessage.decode(RaftMessage.encode(toWire(message))))).toEqual(message);
});

test('what has no content, or lacks a part, is no message', () => {
  const envelope = { from: 1, to: 2, term: 3 };

  expect(fromWire(envelope)).toBeUndefined();
  expect(fromWire({ ...envelope, content: { kind: 'append', value: { entries: [], commit: 1 } } })).toBeUndefined();
  expect(
    fromWire({ ...envelope, content: { kind: 'snapshotChunk', value: { offset: 0, bytes: new Uint8Array(0) } } }),
  ).toBeUndefined();
});

/** Every number of a message, however deep, as a way to put another one into its place. */
function* withOtherNumbers(value: object, other: number): Generator<object> {
  for (const [key, part] of Object.entries(value)) {
    if (typeof part === 'number') yield { ...value, [key]: other };
    else if (Array.isArray(part))
      for (const [at, one] of part.entries())
        for (const changed of typeof one === 'number' ? [other] : withOtherNumbers(one as object, other))
          yield { ...value, [key]: part.with(at, changed) };
    else if (typeof part === 'object' && part !== null && !(part instanceof Uint8Array))
      for (const changed of withOtherNumbers(part as object, other)) yield { ...value, [key]: changed };
  }
}

test.each([-1, -(2 ** 52), 2 ** 48, Number.MAX_SAFE_INTEGER])(
  'a message with the number %d in any place is dropped',
  (other) => {
    let places = 0;
    for (const content of contents) {
      const sent = toWire({ ...content, from: 1, to: 2, term: 3 } as unknown as Message);
      const wire = RaftMessage.decode(RaftMessage.encode(sent));
      for (const changed of withOtherNumbers(wire, other)) {
        places += 1;
        expect(fromWire(changed as RaftMessage), JSON.stringify(changed)).toBeUndefined();
      }
    }

    expect(places).toBeGreaterThan(60);
  },
);
