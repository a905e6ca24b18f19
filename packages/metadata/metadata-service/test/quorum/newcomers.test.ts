/** Nodes that are to be taken in: met before anything is written, waited for, and taken out again when they come to a standstill. */
import { ErrorCode, type ProtocolOutcome } from '@ottla/base';
import type { MemberChange } from '@ottla/metadata-core';
import { membershipOf, type NodeId, nobody, type RaftStatus } from '@ottla/raft-core';
import { expect, test } from 'vitest';
import { introductionDoor } from '../../src/index.ts';
import { ServiceCluster } from './service-cluster.ts';

const three = [1, 2, 3];
const at = (id: number): { readonly id: number; readonly address: string } => ({ id, address: `n${id}:9094` });

async function begun(): Promise<{ cluster: ServiceCluster; leader: number }> {
  const cluster = await ServiceCluster.started({ founders: three });
  return { cluster, leader: await cluster.leader() };
}

function begin(cluster: ServiceCluster, id: number, { add = [], remove = [] }: Partial<MemberChange>) {
  return cluster.service(id).quorum.changeMembers({ add, remove });
}

function membersOn(cluster: ServiceCluster, id: number): RaftStatus['membership'] {
  return cluster.log(id).node.status().membership;
}

/** What stands at the peer port of `n4` instead of a node: who it says it is. */
async function impostor(cluster: ServiceCluster, says: 'nothing' | Parameters<typeof introductionDoor>[0]) {
  return await cluster.wires.of('n4').listen(
    {
      host: 'n4',
      port: 9094,
      messageBytesMax: 65_536,
      streamsPerConnectionMax: 8,
      connectionsMax: 8,
      healthAndReflection: false,
    },
    says === 'nothing' ? [] : [introductionDoor(says)],
  );
}

const expectRefused = (outcome: ProtocolOutcome, sentence: RegExp): void => {
  expect(outcome.code).toBe(ErrorCode.INVALID_REQUEST);
  expect(outcome.message).toMatch(sentence);
  expect(outcome.message).toMatch(/Nothing was changed/);
};

test('where nothing listens nobody is taken in, and the next change need not wait', async () => {
  const { cluster, leader } = await begun();
  const beganMs = cluster.time.elapsedMs;
  const outcome = await cluster.time.settle(begin(cluster, leader, { add: [at(4)] }));
  const tookMs = cluster.time.elapsedMs - beganMs;
  const members = membersOn(cluster, leader);
  await cluster.start(5);
  const next = await cluster.time.settle(begin(cluster, leader, { add: [at(5)] }));

  expectRefused(outcome, /Node 4 cannot be taken in: nothing listens at n4:9094: start node 4 there, or correct/);
  expect(tookMs).toBeLessThan(6_000);
  expect(members).toMatchObject({ voters: three, learners: [] });
  expect(next.code).toBe(ErrorCode.NONE);
});

test('a newcomer that comes up while it is looked for is taken in', async () => {
  const { cluster, leader } = await begun();
  const change = begin(cluster, leader, { add: [at(4)] });
  await cluster.time.advance(3_000);
  await cluster.start(4);

  expect((await cluster.time.settle(change)).code).toBe(ErrorCode.NONE);
});

test('who is found at the address is named, and refused at once where it is somebody else', async () => {
  const { cluster, leader } = await begun();
  const like = cluster.log(leader).node.status();
  const status = (change: Partial<RaftStatus>) => () => ({ ...like, id: 4 as NodeId, ...change });
  const cases: [Parameters<typeof impostor>[1], RegExp][] = [
    ['nothing', /what listens at n4:9094 is no peer port of a node/],
    [
      { clusterId: 'cluster-b', nodeId: 4, status: () => undefined },
      /at n4:9094 is node 4 of cluster cluster-b, and this is cluster cluster-a/,
    ],
    // What a stranger calls itself ends on a terminal.
    [{ clusterId: `\u001b[2J${'x'.repeat(100)}`, nodeId: 4, status: () => undefined }, / of cluster \?\[2Jx{60}, and/],
    [{ clusterId: 'cluster-a', nodeId: 7, status: status({ membership: nobody }) }, /is node 7, not node 4/],
    [
      { clusterId: 'cluster-a', nodeId: 4, status: () => 'alone' },
      /runs alone.*started without metadata\.nodes.*empty its data directory.*--metadata-nodes 1@n1:9094,2@n2:9094,3@n3:9094/,
    ],
    [
      {
        clusterId: 'cluster-a',
        nodeId: 4,
        status: status({ membership: membershipOf({ voters: [4, 5] as NodeId[], learners: [] }) }),
      },
      /belongs to a quorum already \(its voters are 4, 5\).*empty data directory, under an id that was never used/,
    ],
    [
      { clusterId: 'cluster-a', nodeId: 4, status: status({ membership: like.membership, commit: 9_999 as never }) },
      /has a log that is longer \(9999 entries\)/,
    ],
  ];
  for (const [says, sentence] of cases) {
    const door = await impostor(cluster, says);
    const beganMs = cluster.time.elapsedMs;
    const outcome = await cluster.time.settle(begin(cluster, leader, { add: [at(4)] }));
    expectRefused(outcome, sentence);
    expect(cluster.time.elapsedMs - beganMs).toBeLessThan(1_000);
    await cluster.time.settle(door.close(0));
  }
  expect(membersOn(cluster, leader)).toMatchObject({ voters: three, learners: [] });
});

test('a voter is not said to be at an address where it is not', async () => {
  const { cluster, leader } = await begun();
  const other = three.find((id) => id !== leader) ?? 0;
  const before = membersOn(cluster, leader);
  const outcome = await cluster.time.settle(
    begin(cluster, leader, { add: [{ id: other, address: 'elsewhere:9094' }] }),
  );

  expectRefused(outcome, new RegExp(`Node ${other} cannot be taken in: .*elsewhere:9094.*correct the address`));
  expect(membersOn(cluster, leader)).toEqual(before);
});

test('a voter is not taken for one of the same id that knows other members', async () => {
  const { cluster, leader } = await begun();
  const other = three.find((id) => id !== leader) ?? 0;
  const like = cluster.log(leader).node.status();
  const membership = membershipOf({ voters: [other as NodeId, 9 as NodeId], learners: [] });
  await impostor(cluster, {
    clusterId: 'cluster-a',
    nodeId: other,
    status: () => ({ ...like, id: other as NodeId, commit: 1 as never, membership }),
  });
  const outcome = await cluster.time.settle(begin(cluster, leader, { add: [{ id: other, address: at(4).address }] }));

  expectRefused(outcome, /is not the voter of that id: it does not know this cluster's members/);
});

test('a founder that waits for others is not taken in', async () => {
  const { cluster, leader } = await begun();
  await impostor(cluster, { clusterId: 'cluster-a', nodeId: 4, status: () => undefined });
  const outcome = await cluster.time.settle(begin(cluster, leader, { add: [at(4)] }));

  expectRefused(outcome, /node 4 at n4:9094 is still starting, or waits for other founders/);
});

test('a newcomer that falls silent is taken out again, the answer says so, and it can be added later', async () => {
  const { cluster, leader } = await begun();
  await cluster.start(4);
  await cluster.start(5);
  // It is met, and then nothing of the log reaches it.
  const change = begin(cluster, leader, { add: [at(4), at(5)] });
  await cluster.until(() => membersOn(cluster, leader).learners.includes(4 as NodeId));
  cluster.isolate(4);
  const outcome = await cluster.time.settle(change);
  const after = membersOn(cluster, leader);
  cluster.heal();
  const again = await cluster.time.settle(begin(cluster, leader, { add: [at(4), at(5)] }));

  expect(outcome.code).toBe(ErrorCode.POLICY_VIOLATION);
  expect(outcome.message).toMatch(
    /node 4 at n4:9094 is not heard\. The change was taken back: nodes 4, 5 are no members/,
  );
  expect(after).toMatchObject({ voters: three, learners: [] });
  expect(again.code).toBe(ErrorCode.NONE);
  expect(membersOn(cluster, leader).voters).toEqual([1, 2, 3, 4, 5]);
});

test('another change is refused with the name of the one that is under way; one for the same node takes it over', async () => {
  const { cluster, leader } = await begun();
  await cluster.start(4);
  const first = begin(cluster, leader, { add: [at(4)] });
  await cluster.until(() => membersOn(cluster, leader).learners.includes(4 as NodeId));
  cluster.isolate(4);
  await cluster.time.advance(1_000);
  const other = await cluster.time.settle(begin(cluster, leader, { remove: [2] }));
  const beganMs = cluster.time.elapsedMs;
  const taken = await cluster.time.settle(begin(cluster, leader, { remove: [4] }));
  const tookMs = cluster.time.elapsedMs - beganMs;

  expect(other.code).toBe(ErrorCode.OPERATION_NOT_ATTEMPTED);
  expect(other.message).toMatch(
    /add node 4 at n4:9094; since 1\.\d s; node 4 has \d+ of \d+ entries.*`ottla cluster members remove 4`/,
  );
  expect([taken.code, (await first).code]).toEqual([ErrorCode.NONE, ErrorCode.OPERATION_NOT_ATTEMPTED]);
  expect((await first).message).toMatch(/takes this change over/);
  expect(tookMs).toBeLessThan(1_000);
  expect(membersOn(cluster, leader)).toMatchObject({ voters: three, learners: [] });
});

test('a newcomer that is still looked for is not taken in once its removal was asked for', async () => {
  const { cluster, leader } = await begun();
  const first = begin(cluster, leader, { add: [at(4)] });
  await cluster.time.advance(1_000);
  const taken = await cluster.time.settle(begin(cluster, leader, { remove: [4] }));
  await cluster.start(4);
  await cluster.time.advance(10_000);

  expect([taken.code, (await first).code]).toEqual([ErrorCode.VOTER_NOT_FOUND, ErrorCode.OPERATION_NOT_ATTEMPTED]);
  expect(membersOn(cluster, leader)).toMatchObject({ voters: three, learners: [] });
});

test('a request that makes no sense does not end the change that is under way', async () => {
  const { cluster, leader } = await begun();
  const first = begin(cluster, leader, { add: [at(4)] });
  const nonsense = await cluster.time.settle(begin(cluster, leader, { add: [at(4)], remove: [4] }));
  await cluster.start(4);

  expect(nonsense.code).toBe(ErrorCode.INVALID_REQUEST);
  expect((await cluster.time.settle(first)).code).toBe(ErrorCode.NONE);
});
