/** A quorum changes its members while it works. */
import type { NodeId } from '@ottla/raft-core';
import { VirtualKeyValueStores } from '@ottla/testing';
import { afterEach, expect, test } from 'vitest';
import { type DriveOutcome, MembershipDriver } from '../../src/index.ts';
import { TestCluster, target } from '../cluster/test-cluster.ts';

let cluster: TestCluster;

afterEach(async () => {
  for (const { id, node } of cluster.members.values()) if (node !== undefined) await cluster.stop(id);
});

function drive(leader: number, voters: readonly number[], withinMs = 20_000): Promise<DriveOutcome> {
  const { timers, clock } = cluster.time;
  const driver = new MembershipDriver({ node: cluster.node(leader), timers, clock });
  return driver.drive(target(voters).labels as ReadonlyMap<NodeId, string>, { withinMs });
}

/** Proposes one after the other until `goal` is settled; answers how each ended. */
async function workUntil(goal: Promise<unknown>): Promise<string[]> {
  const outcomes: string[] = [];
  let isOver = false;
  void goal.then(() => {
    isOver = true;
  });
  while (!isOver) {
    const leader = await cluster.leader(upIds());
    outcomes.push((await cluster.settled(leader, `w${outcomes.length}`)).kind);
    await cluster.time.advance(20);
  }
  return outcomes;
}

const upIds = (): number[] =>
  [...cluster.members.values()]
    .filter(({ node, lives }) => node !== undefined && lives > 0 && node.applied > 0)
    .map(({ id }) => id);

const voters = (id: number): readonly number[] => cluster.node(id).status().membership.voters;

test('three become five and three again, and no acknowledged write fails meanwhile', async () => {
  cluster = await TestCluster.started({ founders: [1, 2, 3] });
  const leader = await cluster.leader();
  await cluster.settled(leader, 'a');
  for (const id of [4, 5]) await cluster.start(id);
  const grown = drive(leader, [1, 2, 3, 4, 5]);
  const whileGrowing = await workUntil(grown);
  const atFive = voters(leader);
  const kept = [leader, 4, 5];
  const shrunk = drive(leader, kept);
  const whileShrinking = await workUntil(shrunk);
  await cluster.until(() => kept.every((id) => cluster.words(id) === cluster.words(leader)));

  expect([await grown, await shrunk]).toEqual([{ kind: 'done' }, { kind: 'done' }]);
  expect(atFive).toEqual([1, 2, 3, 4, 5]);
  expect(voters(leader)).toEqual([...kept].sort());
  expect(new Set([...whileGrowing, ...whileShrinking])).toEqual(new Set(['committed']));
});

test('FAULT-27: a node whose disk was wiped is replaced by one with a new id', async () => {
  cluster = await TestCluster.started({ founders: [1, 2, 3] });
  const leader = await cluster.leader();
  await cluster.settled(leader, 'a');
  const [lost = 0, other = 0] = [1, 2, 3].filter((id) => id !== leader);
  await cluster.crash(lost);
  cluster.member(lost).stores = new VirtualKeyValueStores();
  await expect(cluster.start(lost)).rejects.toThrow(/is empty, although this node has run before.*under a new id/s);
  await cluster.start(4);
  const outcome = await cluster.time.settle(drive(leader, [leader, other, 4]));
  await cluster.until(() => cluster.words(4) === 'a');

  expect(outcome).toEqual({ kind: 'done' });
  expect(voters(leader)).toEqual([leader, other, 4].sort());
});

test('a newcomer that is not there becomes no voter; it is named when the time is over', async () => {
  cluster = await TestCluster.started({ founders: [1, 2, 3] });
  const leader = await cluster.leader();

  expect(await cluster.time.settle(drive(leader, [1, 2, 3, 4], 3_000))).toEqual({ kind: 'late', behind: [4] });
  expect(voters(leader)).toEqual([1, 2, 3]);
});

test('a leader that takes itself out is done when that is committed', async () => {
  cluster = await TestCluster.started({ founders: [1, 2, 3] });
  const leader = await cluster.leader();
  await cluster.settled(leader, 'a');
  const others = [1, 2, 3].filter((id) => id !== leader);

  const outcome = await cluster.time.settle(drive(leader, others));
  const successor = await cluster.leader(others);
  const after = await cluster.settled(successor, 'b');

  expect(outcome).toEqual({ kind: 'done' });
  expect(voters(successor)).toEqual(others);
  expect(after).toMatchObject({ kind: 'committed' });
});

test('a leader that is cut off in the middle of a change does not say that it is done', async () => {
  cluster = await TestCluster.started({ founders: [1, 2, 3] });
  const leader = await cluster.leader();
  await cluster.settled(leader, 'a');
  const others = [1, 2, 3].filter((id) => id !== leader);
  cluster.isolate(leader);

  const outcome = await cluster.time.settle(drive(leader, others));

  expect(outcome).toMatchObject({ kind: 'stopped' });
  expect(voters(await cluster.leader(others))).toEqual([1, 2, 3]);
});

test('who does not lead changes nothing', async () => {
  cluster = await TestCluster.started({ founders: [1, 2, 3] });
  const leader = await cluster.leader();
  const [follower = 0] = [1, 2, 3].filter((id) => id !== leader);

  expect(await cluster.time.settle(drive(follower, [1, 2]))).toEqual({
    kind: 'stopped',
    step: { kind: 'refused', reason: 'notLeader' },
  });
});

test('a newcomer that is not heard is taken out again', async () => {
  cluster = await TestCluster.started({ founders: [1, 2, 3] });
  const leader = await cluster.leader();
  const outcome = await cluster.time.settle(drive(leader, [1, 2, 3, 4]));

  expect(outcome).toEqual({ kind: 'stalled', newcomers: [{ id: 4, why: 'silent', match: 0 }], undone: true });
  expect(cluster.node(leader).status().membership).toMatchObject({ voters: [1, 2, 3], learners: [] });
});

test('a learner that was named at a wrong address is reached once it is named at the right one', async () => {
  cluster = await TestCluster.started({ founders: [1, 2, 3] });
  const leader = await cluster.leader();
  await cluster.settled(leader, 'a');
  const { timers, clock } = cluster.time;
  const driver = new MembershipDriver({ node: cluster.node(leader), timers, clock });
  const right = target([1, 2, 3, 4]).labels as ReadonlyMap<NodeId, string>;
  const wrong = new Map(right).set(4 as NodeId, 'elsewhere:1');
  const late = await cluster.time.settle(driver.drive(wrong, { withinMs: 2_000 }));
  await cluster.start(4);
  const found = await cluster.time.settle(driver.drive(right, { withinMs: 5_000 }));

  expect([late.kind, found.kind]).toEqual(['late', 'done']);
  expect(
    cluster
      .node(leader)
      .status()
      .membership.labels.get(4 as NodeId),
  ).toBe(right.get(4 as NodeId));
});

test('a drive that is cancelled ends between two steps, and leaves what was done', async () => {
  cluster = await TestCluster.started({ founders: [1, 2, 3] });
  const leader = await cluster.leader();
  const { timers, clock } = cluster.time;
  const driver = new MembershipDriver({ node: cluster.node(leader), timers, clock });
  let isCancelled = false;
  const bounds = { withinMs: 20_000, isCancelled: () => isCancelled };
  const ended = driver.drive(target([1, 2, 3, 4]).labels as ReadonlyMap<NodeId, string>, bounds);
  await cluster.until(() =>
    cluster
      .node(leader)
      .status()
      .membership.learners.includes(4 as NodeId),
  );
  isCancelled = true;

  expect(await cluster.time.settle(ended)).toEqual({ kind: 'cancelled' });
  expect(cluster.node(leader).status().membership).toMatchObject({ voters: [1, 2, 3], learners: [4] });
});
