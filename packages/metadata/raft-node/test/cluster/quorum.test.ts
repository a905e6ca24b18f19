/** Whole nodes among each other: storage, loop and transport together, on virtual time. */
import type { LogIndex, NodeId } from '@ottla/raft-core';
import { afterEach, expect, test } from 'vitest';
import { type Member, TestCluster, target } from './test-cluster.ts';

let cluster: TestCluster;

afterEach(async () => {
  for (const { id, node } of cluster.members.values()) if (node !== undefined) await cluster.stop(id);
});

const others = (leader: number): number[] => [1, 2, 3].filter((id) => id !== leader);
const failures = (): unknown[] => [...cluster.members.values()].flatMap((member: Member) => member.failures);

test('a node alone commits as soon as its disk has it', async () => {
  cluster = await TestCluster.started({ founders: [1] });
  await cluster.leader();

  expect(await cluster.settled(1, 'a')).toMatchObject({ kind: 'committed' });
  expect(cluster.words(1)).toBe('a');
});

test('three nodes elect, and everybody applies what is proposed, in one order', async () => {
  cluster = await TestCluster.started({ founders: [1, 2, 3] });
  const leader = await cluster.leader();
  const outcomes = await cluster.time.settle(
    Promise.all(['a', 'b', 'c', 'd'].map((text) => cluster.propose(leader, text))),
  );
  await cluster.until(() => [1, 2, 3].every((id) => cluster.words(id) === 'a b c d'));
  const [follower = 0] = others(leader);

  expect(outcomes.map(({ kind }) => kind)).toEqual(['committed', 'committed', 'committed', 'committed']);
  expect(await cluster.settled(follower, 'x')).toEqual({ kind: 'refused', reason: 'notLeader' });
});

test('FAULT-22: a read through any node sees everything that was acknowledged before', async () => {
  cluster = await TestCluster.started({ founders: [1, 2, 3] });
  const leader = await cluster.leader();
  for (const id of [1, 2, 3]) {
    await cluster.settled(leader, `w${id}`);
    const read = await cluster.time.settle(cluster.node(id).read());

    expect(read).toMatchObject({ kind: 'readable' });
    expect(cluster.words(id)).toContain(`w${id}`);
  }
});

test('when the power of the leader goes, the others elect, and what was acknowledged is there', async () => {
  cluster = await TestCluster.started({ founders: [1, 2, 3] });
  const first = await cluster.leader();
  await cluster.settled(first, 'a');
  await cluster.crash(first);
  const second = await cluster.leader();
  const outcome = await cluster.settled(second, 'b');
  await cluster.start(first);
  await cluster.until(() => cluster.words(first) === 'a b');

  expect(second).not.toBe(first);
  expect(outcome).toMatchObject({ kind: 'committed' });
});

test('FAULT-8: a leader that is cut off acknowledges nothing and answers no read, and steps down', async () => {
  cluster = await TestCluster.started({ founders: [1, 2, 3] });
  const first = await cluster.leader();
  await cluster.settled(first, 'a');
  cluster.isolate(first);
  const cutOff = cluster.propose(first, 'cut off');
  const read = cluster.node(first).read();
  const second = await cluster.leader(others(first));
  const outcome = await cluster.settled(second, 'b');
  const unknown = await cluster.time.settle(cutOff);
  const refused = await cluster.time.settle(read);
  const ofOld = cluster.node(first).status().role;
  cluster.heal();
  await cluster.until(() => [1, 2, 3].every((id) => cluster.words(id) === 'a b'));

  expect(outcome).toMatchObject({ kind: 'committed' });
  expect(unknown).toEqual({ kind: 'unknown', reason: 'leadershipLost' });
  expect(refused).toEqual({ kind: 'refused', reason: 'lost' });
  expect(ofOld).not.toBe('leader');
});

test('FAULT-7: a node that was cut off and comes back unseats nobody', async () => {
  cluster = await TestCluster.started({ founders: [1, 2, 3] });
  const leader = await cluster.leader();
  const { term } = cluster.node(leader).status();
  const [follower = 0] = others(leader);
  cluster.isolate(follower);
  await cluster.time.advance(30_000);
  cluster.heal();
  await cluster.settled(leader, 'a');
  await cluster.until(() => cluster.words(follower) === 'a');

  expect(cluster.node(leader).status()).toMatchObject({ role: 'leader', term });
});

test('FAULT-35: a node that was away for long gets a snapshot in chunks, and goes on with the log', async () => {
  const limits = { retainedEntries: 2, snapshotChunkBytes: 16 };
  cluster = await TestCluster.started({ founders: [1, 2, 3], limits, snapshotEvery: 5 });
  const leader = await cluster.leader();
  const [follower = 0, other = 0] = others(leader);
  await cluster.crash(follower);
  // Long enough for the leader to keep nothing for it any more.
  await cluster.time.advance(5_000);
  const texts = Array.from({ length: 40 }, (_, number) => `w${number}`);
  for (const text of texts) await cluster.settled(leader, text);
  await cluster.until(() => cluster.node(leader).status().firstIndex > 20);
  await cluster.start(follower);
  await cluster.until(() =>
    cluster
      .node(leader)
      .status()
      .followers.some(({ mode }) => mode === 'snapshot'),
  );
  const beganAtMs = cluster.time.elapsedMs;
  await cluster.until(() => cluster.words(follower) === texts.join(' '));
  const restores = cluster.member(follower).machine.restores;
  const tookMs = cluster.time.elapsedMs - beganAtMs;
  await cluster.settled(leader, 'last');
  await cluster.stop(follower);
  await cluster.start(follower);
  await cluster.until(() => cluster.words(follower).endsWith('last'));

  expect(restores).toBe(1);
  // A stall alone takes an election timeout of 500 milliseconds.
  expect(tookMs).toBeLessThan(450);
  expect(cluster.words(follower)).toBe(cluster.words(other));
  expect(failures()).toEqual([]);
});

test('FAULT-35: chunks leave in their order, however long each read takes', async () => {
  const limits = { retainedEntries: 2, snapshotChunkBytes: 16 };
  let leader = 0;
  let reads = 0;
  // At the leader every other read takes its time: what is read after it is there before it.
  const latency = (id: number) => ({ getMs: () => (id === leader && reads++ % 2 === 0 ? 10 : 0) });
  cluster = await TestCluster.started({ founders: [1, 2, 3], limits, snapshotEvery: 5, latency });
  leader = await cluster.leader();
  const [follower = 0] = others(leader);
  await cluster.crash(follower);
  await cluster.time.advance(5_000);
  const texts = Array.from({ length: 60 }, (_, number) => `w${number}`);
  for (const text of texts) await cluster.settled(leader, text);
  await cluster.until(() => cluster.node(leader).status().firstIndex > 20);
  await cluster.start(follower);
  await cluster.until(() =>
    cluster
      .node(leader)
      .status()
      .followers.some(({ mode }) => mode === 'snapshot'),
  );
  const beganAtMs = cluster.time.elapsedMs;
  await cluster.until(() => cluster.words(follower) === texts.join(' '));

  // Some twenty chunks of ten milliseconds; one stall alone would take an election timeout of 500 milliseconds.
  expect(cluster.member(follower).machine.restores).toBe(1);
  expect(cluster.time.elapsedMs - beganAtMs).toBeLessThan(450);
});

test('a node that comes back at another port is found by the others, also where nobody leads', async () => {
  cluster = await TestCluster.started({ founders: [1, 2, 3] });
  await cluster.leader();
  await cluster.crash(3);
  await cluster.crash(2);
  await cluster.time.advance(3_000);
  cluster.member(2).port = 9095;
  await cluster.start(2);
  let leader: number | undefined;
  await cluster.until(() => {
    leader = cluster.node(2).status().leader;
    return leader !== undefined && cluster.node(1).status().leader === leader;
  }, 5_000);

  expect(await cluster.settled(leader ?? 0, 'a')).toMatchObject({ kind: 'committed' });
});

test('FAULT-17: a node whose disk fails stops and says so; the others go on', async () => {
  cluster = await TestCluster.started({ founders: [1, 2, 3] });
  const first = await cluster.leader();
  cluster.member(first).stores.faults.failingBatches = 1;
  const outcome = await cluster.settled(first, 'a');
  await cluster.until(() => failures().length > 0);
  cluster.member(first).node = undefined;
  const second = await cluster.leader();

  expect(outcome).toEqual({ kind: 'unknown', reason: 'failed' });
  expect(failures()).toMatchObject([{ code: 'io' }]);
  expect(await cluster.settled(second, 'b')).toMatchObject({ kind: 'committed' });
});

test('a fourth node that knows nobody is taken in as a learner, then as a voter', async () => {
  cluster = await TestCluster.started({ founders: [1, 2, 3] });
  const leader = await cluster.leader();
  await cluster.settled(leader, 'a');
  await cluster.start(4);
  const asLearner = await cluster.time.settle(cluster.node(leader).changeMembership(target([1, 2, 3], [4])));
  await cluster.until(() => cluster.words(4) === 'a');
  const asVoter = await cluster.time.settle(cluster.node(leader).changeMembership(target([1, 2, 3, 4])));
  await cluster.until(() => {
    const { membership, isMembershipCommitted } = cluster.node(4).status();
    return isMembershipCommitted && membership.outgoing.length === 0 && membership.voters.includes(4 as NodeId);
  });

  expect([asLearner.kind, asVoter.kind]).toEqual(['committed', 'committed']);
});

test('what is open when a node stops is unknown, and nothing is taken afterwards', async () => {
  cluster = await TestCluster.started({ founders: [1, 2, 3] });
  const leader = await cluster.leader();
  const { node } = cluster.member(leader);
  cluster.isolate(leader);
  const proposal = cluster.propose(leader, 'a');
  const read = cluster.node(leader).read();
  await cluster.stop(leader);

  expect(await proposal).toEqual({ kind: 'unknown', reason: 'stopped' });
  expect(await read).toEqual({ kind: 'refused', reason: 'stopped' });
  expect(await node?.propose(new Uint8Array(1))).toEqual({ kind: 'refused', reason: 'stopped' });
  expect(await node?.read()).toEqual({ kind: 'refused', reason: 'stopped' });
  expect(await node?.saveSnapshot(1 as LogIndex, [])).toBe('failed');
});
