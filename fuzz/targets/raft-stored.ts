/** What a member of the quorum keeps on its disk: the fields of every value, behind the checksum. */
import type { Entry, LogIndex, Membership, NodeId, Term } from '@ottla/raft-core';
import type { SeededRandomness } from '@ottla/testing';
import type { FieldWriter } from '../../packages/metadata/raft-node/src/storage/fields.ts';
import * as stored from '../../packages/metadata/raft-node/src/storage/stored-values.ts';
import type { Target } from '../core/target.ts';
import { type Titled, titledTarget } from './titled.ts';

/** Bytes that no node can have written. */
class Unreadable extends Error {
  readonly code = 'unreadable';
}

/** The checksum and the version, which come before the fields. */
const envelopeBytes = 5;
const index = 7 as LogIndex;

function titled<Value>(
  title: string,
  encode: (value: Value) => FieldWriter,
  decode: (fields: Uint8Array) => Value | undefined,
): Titled {
  return {
    title,
    encode: (value) =>
      encode(value as Value)
        .take()
        .subarray(envelopeBytes),
    decode: (fields) => {
      const value = decode(fields);
      if (value === undefined) throw new Unreadable(`no ${title} can be read from these bytes`);
      return value;
    },
  };
}

const all = [
  titled('founding', stored.encodeFounding, stored.decodeFounding),
  titled('state', stored.encodeState, stored.decodeState),
  titled('description', stored.encodeDescription, stored.decodeDescription),
  titled('entry', stored.encodeEntry, (fields) => stored.decodeEntry(fields, index)),
];

export const raftStored: Target = titledTarget({
  name: 'raft-stored',
  about: 'founding, state, entries and snapshots of a member of the metadata quorum',
  all,
  sample: (one, chance) => one.encode(sampleOf(one.title, chance)),
  errors: [Unreadable],
});

function sampleOf(title: string, chance: SeededRandomness): unknown {
  const membership = membershipOf(chance);
  const term = chance.below(9) as Term;
  const snapshot = { index, term, bytes: chance.below(1_000_000), membership };
  const vote = chance.pick([undefined, 2 as NodeId]);
  switch (title) {
    case 'founding':
      return { clusterId: chance.pick(['', 'c']), nodeId: 1 as NodeId, membership };
    case 'state':
      return { hardState: { term, vote, commit: index }, first: index, last: chance.below(99), slot: chance.below(3) };
    case 'description':
      return { slot: chance.below(9), snapshot };
    default:
      return entryOf(chance, term, membership);
  }
}

function entryOf(chance: SeededRandomness, term: Term, membership: Membership): Entry {
  return chance.pick<Entry>([
    { kind: 'noop', index, term },
    { kind: 'command', index, term, bytes: chance.bytes(chance.below(40)) },
    { kind: 'membership', index, term, membership },
  ]);
}

function membershipOf(chance: SeededRandomness): Membership {
  const ids = (count: number): readonly NodeId[] => Array.from({ length: count }, (_, at) => (at + 1) as NodeId);
  const voters = ids(chance.below(4));
  return {
    voters,
    outgoing: ids(chance.below(3)),
    learners: chance.pick([[], [9 as NodeId]]),
    labels: new Map(voters.map((id) => [id, chance.pick(['', 'n1:9094', 'ü'])])),
  };
}
