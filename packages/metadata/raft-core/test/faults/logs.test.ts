/** FAULT-15, FAULT-18, FAULT-19, FAULT-22, FAULT-23, FAULT-26, FAULT-27, FAULT-35, FAULT-36. */
import { createSeededRandomness } from '@ottla/testing';
import { expect, it } from 'vitest';
import { RaftNode, RaftStateError, raftRules } from '../../src/index.ts';
import { Cluster, target } from '../cluster/cluster.ts';
import { entries, indexOf, LoneNode, nodeId, place, termOf } from '../cluster/lone-node.ts';
import { withPast } from '../cluster/past.ts';

/** Figure 8 of the paper from (b) on; answers every entry that anybody applied, as index and term. */
function figure8(rules = raftRules): readonly string[] {
  const all = { 1: rules, 2: rules, 3: rules, 4: rules, 5: rules };
  const options = { voters: [1, 2, 3, 4, 5], rules: all, preVote: false, limits: { appendBytesMax: 1 } };
  const cluster = withPast(options, {
    1: { log: [1, 2], term: 3 },
    2: { log: [1, 2], term: 2 },
    3: { log: [1], term: 3 },
    4: { log: [1], term: 3 },
    5: { log: [1, 3], term: 3 },
  });
  const applied: string[] = [];
  cluster.listener.applied = (_host, { index, term }) => void applied.push(`${index}:${term}`);
  cluster.host(5).crash();

  // (c) 1 leads in term 4 and brings entry 2 of term 2 to a majority, but not its own first entry.
  const lastOf = (id: number) => (cluster.host(id).isUp ? cluster.node(id).status().lastIndex : 0);
  cluster.isCut = (message) =>
    message.kind === 'append' && message.entries.some(({ index }) => index === 3) && lastOf(message.to) >= 2;
  cluster.elect(1);
  cluster.pass(3, [1]);
  expect([1, 3, 4].map((id) => cluster.host(id).disk.synced.entries[1]?.term)).toEqual([2, 2, 2]);

  // (d) 1 crashes; 5 has the better log, is elected, and its entry takes the place of the old one.
  cluster.host(1).crash();
  cluster.heal();
  cluster.host(5).start();
  cluster.elect(5);
  cluster.pass(3);
  return applied;
}

it('FAULT-15: Figure 8: what an older term left on a majority is not called committed, and may be replaced', () => {
  expect(new Set(figure8().filter((one) => one.startsWith('2:')))).toEqual(new Set(['2:3']));
});

it('FAULT-15: counting such an entry as committed, as the paper warns, makes nodes apply different entries', () => {
  const applied = new Set(figure8({ ...raftRules, mayCommit: () => true }));

  expect([...applied].filter((one) => one.startsWith('2:')).sort()).toEqual(['2:2', '2:3']);
});

it('FAULT-18: two snapshots in quick succession, and one while an installation is under way', () => {
  const cluster = new Cluster({ voters: [1, 2, 3], limits: { retainedEntries: 0, snapshotChunkBytes: 4 } });
  /** What node 3 restored, and what its leader had by then. */
  const restored: { index: number; newest: number }[] = [];
  cluster.listener.restored = (host, { index }) => {
    if (host.id === 3) restored.push({ index, newest: cluster.node(1).status().snapshotIndex });
  };
  cluster.elect(1);
  cluster.isolate(3);
  for (const text of ['a', 'b']) cluster.propose(1, text);
  cluster.pass(12);
  cluster.host(1).snapshot();
  cluster.host(1).snapshot();
  const { snapshotIndex } = cluster.node(1).status();
  cluster.heal();
  for (let tick = 0; tick < 6; tick += 1) {
    cluster.node(1).tick();
    cluster.deliver();
    for (const host of cluster.up) host.sync();
    cluster.propose(1, `more ${tick}`);
    cluster.deliver();
    cluster.host(1).snapshot();
  }
  cluster.pass(5);

  expect(restored.map(({ index }) => index)).toEqual([snapshotIndex]);
  expect(restored[0]?.newest).toBeGreaterThan(snapshotIndex);
  expect(cluster.host(3).commands).toEqual(cluster.host(1).commands);
  expect(cluster.host(3).commands).toHaveLength(8);
});

it('FAULT-18: an aborted installation begins anew', () => {
  const cluster = new Cluster({ voters: [1, 2, 3], limits: { retainedEntries: 0, snapshotChunkBytes: 2 } });
  cluster.elect(1);
  cluster.isolate(3);
  for (const text of ['a', 'b', 'c']) cluster.propose(1, text);
  cluster.pass(12);
  cluster.host(1).snapshot();
  cluster.heal();
  cluster.node(1).tick();
  for (let round = 0; round < 6; round += 1) {
    cluster.deliver();
    for (const host of cluster.up) host.sync();
  }
  cluster.host(3).crash();
  cluster.host(3).start();
  cluster.pass(60);

  expect(cluster.host(3).commands).toEqual(['a', 'b', 'c']);
});

it('FAULT-18, FAULT-35: a follower that takes long to look at a snapshot is not disturbed by newer ones', () => {
  const cluster = new Cluster({ voters: [1, 2, 3], limits: { retainedEntries: 0, snapshotChunkBytes: 4 } });
  cluster.elect(1);
  cluster.isolate(3);
  cluster.propose(1, 'a');
  cluster.pass(12);
  cluster.host(1).snapshot();
  cluster.host(3).looksLater = true;
  cluster.heal();
  for (let tick = 0; tick < 60; tick += 1) {
    cluster.propose(1, `${tick}`);
    cluster.pass(1);
    cluster.host(1).snapshot();
  }
  const offered = new Set<number>();
  for (const message of cluster.sent) if (message.kind === 'snapshotChunk') offered.add(message.snapshot.index);
  expect(offered.size).toBe(1);

  cluster.host(3).look();
  cluster.pass(3);

  expect(cluster.host(3).commands).toEqual(cluster.host(1).commands);
});

it('FAULT-18: the word that a snapshot is installed may be lost', () => {
  const cluster = new Cluster({ voters: [1, 2, 3], limits: { retainedEntries: 0, snapshotChunkBytes: 4 } });
  cluster.elect(1);
  cluster.isolate(3);
  cluster.propose(1, 'a');
  cluster.pass(12);
  cluster.host(1).snapshot();
  cluster.isCut = ({ from, kind }) => from === 3 && kind === 'appendAccepted';
  cluster.pass(5);
  expect(cluster.host(3).commands).toEqual(['a']);
  cluster.heal();

  cluster.propose(1, 'b');
  cluster.pass(20);

  expect(cluster.host(3).commands).toEqual(['a', 'b']);
});

it('FAULT-19: a state that contradicts itself is refused, not taken for an empty one', () => {
  const start = (log: ReturnType<typeof entries>, term: number) => () => {
    const { membership } = new LoneNode().status;
    const hardState = { term: termOf(term), vote: undefined, commit: indexOf(0) };
    const snapshot = { ...place(3, 1), membership, bytes: 1 };
    return new RaftNode(
      { id: nodeId(1), randomness: createSeededRandomness(1) },
      { hardState, snapshot, entries: log },
    );
  };

  expect(start(entries(5, 1), 1)).toThrow(RaftStateError);
  expect(start([...entries(3, 1), ...entries(6, 1)], 1)).toThrow('entry 6 follows upon entry 3');
  expect(start(entries(4, 2, 1), 2)).toThrow('of term 1, the one before of 2');
  expect(start(entries(3, 2), 2)).toThrow('the snapshot there of 1');
  expect(start(entries(4, 5), 2)).toThrow('the term is 2');
  expect(start(entries(4, 1), 2)).not.toThrow();
});

/** Node 2 is elected and has not committed anything in its term; it and node 3 are read. Answers at which indexes. */
function readAtYoungLeader(rules = raftRules): { cluster: Cluster; indexes: number[] } {
  const cluster = new Cluster({ voters: [1, 2, 3], rules: { 1: rules, 2: rules, 3: rules } });
  cluster.elect(1);
  cluster.pass(1);
  // The others have the entry, and do not know that it is committed and acknowledged.
  cluster.isCut = ({ kind }) => kind === 'commitNotice' || kind === 'heartbeat';
  cluster.propose(1, 'acknowledged');
  cluster.settle();
  expect(cluster.host(1).commands).toEqual(['acknowledged']);
  cluster.host(1).crash();
  const indexes: number[] = [];
  cluster.listener.read = (_host, outcome) => {
    if (outcome.kind === 'readable') indexes.push(outcome.index);
  };
  cluster.isCut = ({ kind }) => kind === 'append';
  cluster.elect(2);
  cluster.pass(1);
  for (const id of [2, 3]) expect(cluster.node(id).read().kind).toBe('accepted');
  cluster.settle();
  return { cluster, indexes };
}

it('FAULT-22: a leader that was just elected reads nothing that is older than what was acknowledged', () => {
  const { cluster, indexes } = readAtYoungLeader();
  expect(indexes).toEqual([]);
  cluster.heal();

  cluster.pass(2);

  expect(indexes).toHaveLength(2);
  for (const index of indexes) expect(index).toBeGreaterThanOrEqual(2);
});

it('FAULT-22: one that does not wait for an entry of its own term reads what is older', () => {
  const { indexes } = readAtYoungLeader({ ...raftRules, mayBeginRead: () => true });

  expect(indexes).toEqual([1, 1]);
});

it('FAULT-23: a leader that was paused and replaced does not answer reads', () => {
  const cluster = new Cluster({ voters: [1, 2, 3] });
  cluster.elect(1);
  cluster.isolate(1);
  cluster.pass(60, [2, 3]);
  const outcomes: string[] = [];
  cluster.listener.read = (_host, { kind }) => void outcomes.push(kind);

  expect(cluster.node(1).status().role).toBe('leader');
  cluster.node(1).read();
  cluster.settle();
  expect(outcomes).toEqual([]);
  cluster.heal();
  cluster.pass(3);

  expect(outcomes).toEqual(['refused']);
});

it('FAULT-26: a node that has lost what it knew to be committed does not start: its first write would forget it', () => {
  const start = (log: readonly number[]) => () => new LoneNode({ log, commit: 3, term: 3 });

  expect(start([1, 1, 1])).not.toThrow();
  expect(start([1, 1])).toThrow(RaftStateError);
  expect(start([1, 1])).toThrow('entries up to 3 were committed here, but it ends at 2');
});

it('FAULT-26: a node whose disk is suspected takes the log, helps to elect nobody, and is not elected', () => {
  const votes = (abstains: boolean) => {
    const lone = new LoneNode({ log: [1, 1], commit: 1, term: 3, abstains });
    return [
      ...lone.hear(2, 4, 'preVote', { last: place(9, 3) }),
      ...lone.hear(2, 4, 'vote', { last: place(9, 3), transfer: true }),
    ].map((message) => 'granted' in message && message.granted);
  };
  expect(votes(false)).toEqual([true, true]);

  expect(votes(true)).toEqual([false, false]);
  const lone = new LoneNode({ log: [1, 1], commit: 1, term: 3, abstains: true });
  expect(lone.tick(100)).toEqual([]);
  expect(
    lone.hear(2, 4, 'append', { previous: place(2, 1), entries: entries(3, 4), commit: indexOf(3) }),
  ).toMatchObject([{ kind: 'appendAccepted', match: 3 }]);
  expect(lone.status.abstains).toBe(true);
});

/** Nodes 1 and 3 commit; 3 loses its disk, 1 its power. Answers who leads then, and what is known when 1 is back. */
function wipeOneOfTwo(abstains: boolean): { leaders: readonly number[]; commands: readonly string[] } {
  const cluster = new Cluster({ voters: [1, 2, 3] });
  cluster.elect(1);
  cluster.isolate(2);
  cluster.propose(1, 'kept');
  cluster.pass(2, [1, 3]);
  const { snapshot } = cluster.host(2).disk.synced;
  cluster.host(1).crash();
  cluster.host(3).crash();
  cluster.host(3).disk.wipe(snapshot);
  cluster.host(3).start({ abstains });
  cluster.heal();
  cluster.pass(60);
  const { leaders } = cluster;
  cluster.host(1).start();
  cluster.pass(60);
  return { leaders, commands: cluster.host(2).commands };
}

it('FAULT-27: a wiped node that abstains lets nobody lead without what it once confirmed', () => {
  expect(wipeOneOfTwo(true)).toEqual({ leaders: [], commands: ['kept'] });
});

it('FAULT-27: one that takes itself for new helps to lose it', () => {
  expect(wipeOneOfTwo(false)).toEqual({ leaders: [2], commands: [] });
});

it('FAULT-27: a wiped node gets the log, and is replaced under a new id', () => {
  const cluster = new Cluster({ voters: [1, 2, 3], joiners: [4] });
  cluster.elect(1);
  cluster.propose(1, 'kept');
  cluster.settle();
  const { snapshot } = cluster.host(2).disk.synced;
  cluster.host(3).crash();
  for (const content of [cluster.host(3).disk.synced, cluster.host(3).disk.written])
    Object.assign(content, {
      hardState: { term: termOf(0), vote: undefined, commit: indexOf(0) },
      entries: [],
      snapshot,
    });
  cluster.host(3).start({ abstains: true });
  cluster.pass(5);
  expect(cluster.host(3).commands).toEqual(['kept']);

  cluster.node(1).changeMembership(target([1, 2, 3], [4]));
  cluster.pass(3);
  cluster.node(1).changeMembership(target([1, 2, 4]));
  cluster.pass(3);

  expect(cluster.node(4).status()).toMatchObject({ membership: { voters: [1, 2, 4], outgoing: [] } });
  expect(cluster.host(4).commands).toEqual(['kept']);
  expect(cluster.sent.some(({ from, kind }) => from === 3 && kind === 'vote')).toBe(false);
});

it('FAULT-35: a slow follower and a short log converge: what it still needs is kept', () => {
  const cluster = new Cluster({ voters: [1, 2, 3], limits: { retainedEntries: 0, snapshotChunkBytes: 8 } });
  cluster.elect(1);
  cluster.isolate(3);
  cluster.propose(1, 'first');
  cluster.pass(12);
  cluster.host(1).snapshot();
  cluster.heal();
  for (let round = 0; round < 120; round += 1) {
    if (round < 100) cluster.propose(1, `${round}`);
    cluster.node(1).tick();
    cluster.deliver(({ from, to }) => (from !== 3 && to !== 3) || round % 3 === 0);
    for (const host of cluster.up) host.sync();
    cluster.turns();
    cluster.host(1).snapshot();
  }
  cluster.pass(5);

  expect(cluster.host(3).appliedIndex).toBe(cluster.host(1).appliedIndex);
  const installs = new Set(
    cluster.sent
      .filter((message) => message.kind === 'snapshotChunk' && message.to === 3)
      .map((message) => (message.kind === 'snapshotChunk' ? message.snapshot.index : 0)),
  );
  expect(installs.size).toBeLessThanOrEqual(2);
});

it('FAULT-36: nor does a leader whose own disk stands still take more than that, although the others commit', () => {
  const lone = new LoneNode({ limits: { openEntriesMax: 100 } });
  lone.lead(2, 3);
  for (const from of [2, 3]) lone.hear(from, 1, 'appendAccepted', { match: indexOf(1) });
  let accepted = 0;
  for (let round = 0; round < 50; round += 1) {
    for (let count = 0; count < 10; count += 1)
      if (lone.node.propose(new Uint8Array(10)).kind === 'accepted') accepted += 1;
    lone.take();
    for (const from of [2, 3]) lone.hearWithoutDisk(from, 1, 'appendAccepted', { match: lone.status.lastIndex });
  }

  expect(lone.status).toMatchObject({ commit: 101, durable: 1 });
  expect(accepted).toBe(100);
});

it('FAULT-36: a leader without a quorum takes a bounded number of proposals and refuses the rest', () => {
  const lone = new LoneNode({ limits: { openEntriesMax: 100, openBytesMax: 5_000 } });
  lone.lead(2);
  let accepted = 0;
  const reasons = new Set<string>();
  for (let count = 0; count < 100_000; count += 1) {
    const result = lone.node.propose(new Uint8Array(10));
    if (result.kind === 'accepted') accepted += 1;
    else reasons.add(result.reason);
  }

  expect(accepted).toBeLessThanOrEqual(100);
  expect([...reasons]).toEqual(['busy']);
  expect(lone.status.logBytes).toBeLessThan(6_000);
  lone.hear(2, 1, 'appendAccepted', { match: lone.status.lastIndex });
  expect(lone.node.propose(new Uint8Array(10)).kind).toBe('accepted');
});
