/** FAULT-18, FAULT-35: snapshots that arrive late, out of order, damaged or too often. */
import { expect, it } from 'vitest';
import { entries, indexOf, LoneNode, nodeId, place } from '../cluster/lone-node.ts';

const content = new Uint8Array(4);

/** A node with the log [1, 1] to which all chunks of a snapshot up to entry 3 of term 1 have come; it has not looked at it yet. */
function lookingAtSnapshot(): { lone: LoneNode; snapshot: ReturnType<typeof snapshotAt> } {
  const lone = new LoneNode({ log: [1, 1] });
  lone.looksAtSnapshots = false;
  const snapshot = snapshotAt(lone, 3, 1);
  lone.hear(2, 1, 'snapshotChunk', { snapshot, offset: 0, bytes: content });
  return { lone, snapshot };
}

const snapshotAt = (lone: LoneNode, index: number, term: number) => ({
  ...place(index, term),
  membership: lone.status.membership,
  bytes: content.byteLength,
});

it('FAULT-18: a snapshot that was looked at for long takes back nothing that was confirmed meanwhile', () => {
  const { lone } = lookingAtSnapshot();
  const previous = place(2, 1);
  const answers = lone.hear(3, 2, 'append', { previous, entries: entries(3, 1, 2), commit: indexOf(2) });
  expect(answers).toMatchObject([{ kind: 'appendAccepted', match: 4 }]);

  lone.node.verified(indexOf(3), true);
  lone.drain();

  expect(lone.status).toMatchObject({ lastIndex: 4, commit: 3, snapshotIndex: 0 });
  expect(lone.readies.some(({ write }) => write?.install !== undefined)).toBe(false);
});

it('FAULT-18: it is installed where the log has not reached it meanwhile', () => {
  const { lone, snapshot } = lookingAtSnapshot();
  lone.hear(2, 1, 'append', { previous: place(2, 1), entries: [], commit: indexOf(2) });

  lone.node.verified(indexOf(3), true);
  const answers = lone.drain();

  expect(lone.status).toMatchObject({ lastIndex: 3, commit: 3, snapshotIndex: 3 });
  expect(lone.readies.find(({ write }) => write?.install !== undefined)?.write?.install).toEqual(snapshot);
  expect(answers).toMatchObject([{ kind: 'appendAccepted', to: nodeId(2), match: 3 }]);
});

it('FAULT-18: a saved snapshot that an installation overtook lets nothing on the disk go', () => {
  const { lone } = lookingAtSnapshot();
  lone.hear(2, 1, 'append', { previous: place(2, 1), entries: [], commit: indexOf(2) });
  const own = { ...snapshotAt(lone, 2, 1), bytes: 1 };
  lone.node.verified(indexOf(3), true);

  expect(lone.node.snapshotSaved(own)).toBeUndefined();
});
