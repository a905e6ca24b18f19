/** Commands planned in one go are one entry of the log; what was planned upon something void never reaches it. */
import type { MetadataOffset } from '@ottla/base';
import {
  decodeRecords,
  emptyImage,
  encodeRecords,
  imageHash,
  type MetadataImage,
  type MetadataRecord,
  type ReplayedStep,
  type Revision,
  replayAll,
} from '@ottla/metadata-core';
import { expect, test } from 'vitest';
import type { Term } from '../../src/log/replicated-log.ts';
import { CommittedState } from '../../src/service/committed-state.ts';
import { ProposalLine } from '../../src/service/proposal-line.ts';

const reach = (revision: number): MetadataRecord => ({ kind: 'revisionReached', revision: revision as Revision });

/** Plans upon what was planned before, as the service does. */
function rig(bytesWanted = 1_000_000) {
  const entries: Uint8Array[] = [];
  const committed = new CommittedState();
  const log = {
    propose: (bytes: Uint8Array) => {
      entries.push(bytes);
      return Promise.resolve({ kind: 'committed', position: entries.length as MetadataOffset } as const);
    },
  };
  const line = new ProposalLine(log, committed, bytesWanted);
  let image: MetadataImage = emptyImage;
  const propose = (revision: number) => {
    const records = [reach(revision)];
    const step: ReplayedStep = { before: image, after: replayAll(image, records), records };
    image = step.after;
    return line.propose(encodeRecords(records), step, () => undefined);
  };
  const apply = (bytes: Uint8Array): number =>
    committed.apply([{ position: 0 as MetadataOffset, term: 1 as Term, bytes }]);
  return { entries, line, propose, apply, committed, planned: () => image };
}

test('what is planned in one go is one entry, and all of it is told the same end', async () => {
  const { entries, propose } = rig();
  const ends = await Promise.all([propose(1), propose(2), propose(3)]);
  await propose(4);
  expect(entries.map((bytes) => decodeRecords(bytes))).toEqual([[reach(1), reach(2), reach(3)], [reach(4)]]);
  expect(new Set(ends.map((end) => (end.kind === 'committed' ? end.position : -1)))).toEqual(new Set([1]));
});

test('a large go becomes several entries, in order', async () => {
  const { entries, propose } = rig(encodeRecords([reach(1)]).byteLength * 2);
  await Promise.all([1, 2, 3, 4, 5].map(propose));
  expect(entries.map((bytes) => decodeRecords(bytes).length)).toEqual([2, 2, 1]);
});

test('what is dropped is refused and never proposed', async () => {
  const { entries, line, propose } = rig();
  const dropped = propose(1);
  line.drop();
  const later = propose(2);
  expect(await dropped).toEqual({ kind: 'refused', reason: 'notLeader' });
  expect((await later).kind).toBe('committed');
  expect(entries.map((bytes) => decodeRecords(bytes))).toEqual([[reach(2)]]);
});

test('where it was planned it is not replayed again, and elsewhere it is: both come to the same', async () => {
  const here = rig();
  await Promise.all([here.propose(1), here.propose(2)]);
  const [bytes = new Uint8Array()] = here.entries;
  expect(here.apply(bytes)).toBe(2);
  expect(here.committed.image).toBe(here.planned());

  const there = rig();
  expect(there.apply(bytes)).toBe(2);
  expect(imageHash(there.committed.image)).toBe(imageHash(here.committed.image));

  // Something else came in between: what was planned does not count any more.
  const late = rig();
  await late.propose(1);
  late.apply(encodeRecords([reach(5)]));
  const [planned = new Uint8Array()] = late.entries;
  late.apply(planned);
  expect(late.committed.image.coordination.revision).toBe(5);
});
