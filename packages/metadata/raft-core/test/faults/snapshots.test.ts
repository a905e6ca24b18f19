/** FAULT-18, FAULT-35: snapshots that arrive late, out of order, damaged or too often. */
import { expect, it } from 'vitest';
import { Cluster } from '../cluster/cluster.ts';
import { entries, indexOf, LoneNode, nodeId, place } from '../cluster/lone-node.ts';

const content = new Uint8Array(4);

const snapshotAt = (lone: LoneNode, index: number, term: number) => ({
  ...place(index, term),
  membership: lone.status.membership,
  bytes: content.byteLength,
});

/** A node with the log [1, 1] to which all chunks of a snapshot up to entry 3 of term 1 have come; it has not looked at it yet. */
function lookingAtSnapshot(): { lone: LoneNode; snapshot: ReturnType<typeof snapshotAt> } {
  const lone = new LoneNode({ log: [1, 1] });
  lone.looksAtSnapshots = false;
  const snapshot = snapshotAt(lone, 3, 1);
  lone.hear(2, 1, 'snapshotChunk', { snapshot, offset: 0, bytes: content });
  return { lone, snapshot };
}

it('FAULT-18: a snapshot that was looked at for long takes back nothing that was confirmed meanwhile', () => {
  const { lone, snapshot } = lookingAtSnapshot();
  const previous = place(2, 1);
  const answers = lone.hear(3, 2, 'append', { previous, entries: entries(3, 1, 2), commit: indexOf(2) });
  expect(answers).toMatchObject([{ kind: 'appendAccepted', match: 4 }]);

  lone.node.verified(snapshot, true);
  lone.drain();

  expect(lone.status).toMatchObject({ lastIndex: 4, commit: 3, snapshotIndex: 0 });
  expect(lone.readies.some(({ write }) => write?.install !== undefined)).toBe(false);
});

it('FAULT-18: it is installed where the log has not reached it meanwhile', () => {
  const { lone, snapshot } = lookingAtSnapshot();
  lone.hear(2, 1, 'append', { previous: place(2, 1), entries: [], commit: indexOf(2) });

  lone.node.verified(snapshot, true);
  const answers = lone.drain();

  expect(lone.status).toMatchObject({ lastIndex: 3, commit: 3, snapshotIndex: 3 });
  expect(lone.readies.find(({ write }) => write?.install !== undefined)?.write?.install).toEqual(snapshot);
  expect(answers).toMatchObject([{ kind: 'appendAccepted', to: nodeId(2), match: 3 }]);
});

it('FAULT-18: a saved snapshot that an installation overtook lets nothing on the disk go', () => {
  const { lone, snapshot } = lookingAtSnapshot();
  lone.hear(2, 1, 'append', { previous: place(2, 1), entries: [], commit: indexOf(2) });
  const own = { ...snapshotAt(lone, 2, 1), bytes: 1 };
  lone.node.verified(snapshot, true);

  expect(lone.node.snapshotSaved(own)).toBeUndefined();
});

it('FAULT-18: what is found of the bytes of one leader is not taken for those of another leader', () => {
  const { lone, snapshot } = lookingAtSnapshot();
  const other = snapshotAt(lone, 3, 1);
  lone.hear(3, 2, 'snapshotChunk', { snapshot: other, offset: 0, bytes: content });

  lone.node.verified(snapshot, true);
  lone.drain();
  expect(lone.status).toMatchObject({ lastIndex: 2, snapshotIndex: 0 });
  lone.node.verified(other, true);
  lone.drain();

  expect(lone.status).toMatchObject({ lastIndex: 3, snapshotIndex: 3 });
});

it('FAULT-18: the first chunk of a newer snapshot comes in the turn in which the one before it is found sound', () => {
  const { lone, snapshot } = lookingAtSnapshot();
  const newer = snapshotAt(lone, 5, 1);
  lone.node.verified(snapshot, true);
  const answers = lone.hear(2, 1, 'snapshotChunk', { snapshot: newer, offset: 0, bytes: content.slice(2) });

  const both = lone.readies.find(({ write }) => write?.install !== undefined)?.write;
  expect(both).toMatchObject({ install: snapshot, chunks: [{ snapshot: newer, offset: 0 }] });
  expect(answers).toContainEqual(expect.objectContaining({ kind: 'snapshotReply', index: 5, received: 2 }));
});

/** A cluster whose node 3 has missed what the snapshot of leader 1 covers. */
function withLateFollower(texts: readonly string[], snapshotChunkBytes: number): Cluster {
  const cluster = new Cluster({ voters: [1, 2, 3], limits: { retainedEntries: 0, snapshotChunkBytes } });
  cluster.elect(1);
  cluster.isolate(3);
  for (const text of texts) cluster.propose(1, text);
  cluster.pass(12);
  cluster.host(1).snapshot();
  cluster.heal();
  return cluster;
}

/** The snapshots of which a node was sent something. */
function offered(cluster: Cluster, to: number): readonly number[] {
  const indexes = new Set<number>();
  for (const message of cluster.sent)
    if (message.kind === 'snapshotChunk' && message.to === to) indexes.add(message.snapshot.index);
  return [...indexes];
}

it('FAULT-35: a follower whose disk takes longer than an election timeout gets one snapshot, not each newer one anew', () => {
  const cluster = withLateFollower(['a longer text', 'another one', 'and one more'], 8);
  const before = cluster.node(1).status().lastIndex;
  for (let tick = 1; tick <= 100; tick += 1) {
    if (tick % 5 === 0) cluster.propose(1, `${tick}`);
    for (const host of cluster.up) host.node.tick();
    cluster.deliver();
    for (const host of cluster.up) if (host.id !== 3 || tick % 12 === 0) host.sync();
    cluster.deliver();
    if (tick % 5 === 0) cluster.host(1).snapshot();
  }

  expect(cluster.host(3).appliedIndex).toBeGreaterThan(before);
  expect(offered(cluster, 3).length).toBeLessThanOrEqual(2);
  cluster.pass(5);
  expect(cluster.host(3).commands).toEqual(cluster.host(1).commands);
});

it('FAULT-35: chunks that were thrown away on our side are sent again with the next heartbeat', () => {
  const cluster = withLateFollower(['a', 'b', 'c'], 4);
  cluster.isCut = ({ kind }) => kind === 'snapshotChunk';
  cluster.pass(2);
  cluster.heal();
  cluster.node(1).unreachable(nodeId(3));

  cluster.pass(2);

  expect(cluster.host(3).commands).toEqual(['a', 'b', 'c']);
});

it('FAULT-35: a snapshot that its leader cannot read any more gives way to a newer one', () => {
  const cluster = withLateFollower(['a', 'b', 'c'], 4);
  const { index } = cluster.host(1).disk.synced.snapshot;
  for (const content of [cluster.host(1).disk.synced, cluster.host(1).disk.written]) content.images.delete(index);
  cluster.pass(25);
  expect(cluster.host(3).commands).toEqual([]);
  cluster.propose(1, 'd');
  cluster.pass(1);
  cluster.host(1).snapshot();

  cluster.pass(11);

  expect(cluster.host(3).commands).toEqual(['a', 'b', 'c', 'd']);
});

it('FAULT-18: a snapshot that its follower cannot read is offered again at leisure, and a newer one as soon as there is one', () => {
  for (const chunkBytes of [4, 1_000]) {
    const cluster = withLateFollower(['a', 'b', 'c'], chunkBytes);
    let looked = 0;
    cluster.host(3).findsSnapshotsSound = () => {
      looked += 1;
      return offered(cluster, 3).some((index) => index > 4);
    };
    cluster.pass(35);
    expect(offered(cluster, 3)).toHaveLength(1);
    // Not more often than once in an election timeout of ten ticks, and not never.
    expect(looked).toBeGreaterThanOrEqual(2);
    expect(looked).toBeLessThanOrEqual(4);

    cluster.propose(1, 'd');
    cluster.pass(1);
    cluster.host(1).snapshot();
    expect(cluster.host(1).disk.synced.snapshot.index).toBeGreaterThan(4);
    cluster.pass(12);

    expect(cluster.host(3).commands).toEqual(['a', 'b', 'c', 'd']);
    expect(offered(cluster, 3)).toHaveLength(2);
  }
});
