/** The quorum behind the service: who is in it, and how that changes. FAULT-27: a lost node is replaced by one with a new id. */
import { ErrorCode } from '@ottla/base';
import { type MemberChange, type QuorumDescription, topicByName } from '@ottla/metadata-core';
import type { NodeId } from '@ottla/raft-core';
import { expect, test } from 'vitest';
import { create, register, ServiceCluster, type ServiceClusterOptions } from './service-cluster.ts';

const three = [1, 2, 3];
const at = (id: number): { readonly id: number; readonly address: string } => ({ id, address: `n${id}:9094` });

async function begun(
  founders: readonly number[] = three,
  options: Partial<ServiceClusterOptions> = {},
): Promise<{ cluster: ServiceCluster; leader: number }> {
  const cluster = await ServiceCluster.started({ founders, ...options });
  const leader = await cluster.leader();
  await cluster.submit(leader, register());
  return { cluster, leader };
}

async function described(cluster: ServiceCluster, id: number): Promise<QuorumDescription> {
  const description = await cluster.time.settle(cluster.service(id).quorum.describe());
  if ('code' in description) throw new Error(description.message);
  return description;
}

const votersOf = ({ members }: QuorumDescription): readonly number[] =>
  members.filter(({ role }) => role === 'voter').map(({ id }) => id);

function change(cluster: ServiceCluster, id: number, { add = [], remove = [] }: Partial<MemberChange>) {
  return cluster.time.settle(cluster.service(id).quorum.changeMembers({ add, remove }));
}

test('a node tells what it knows, and the leader whom it hears', async () => {
  const { cluster, leader } = await begun();
  const away = three.find((id) => id !== leader) ?? 0;
  await cluster.agreed();
  await cluster.crash(away);
  await cluster.time.advance(1_000);
  const { members, isChanging, leaderId } = await described(cluster, leader);
  const follower = three.find((id) => id !== leader && id !== away) ?? 0;

  expect({ isChanging, leaderId }).toEqual({ isChanging: false, leaderId: leader });
  expect(members.map(({ id, address, role }) => ({ id, address, role }))).toEqual(
    three.map((id) => ({ ...at(id), role: 'voter' })),
  );
  expect(members.find(({ id }) => id === away)?.silentMs).toBeGreaterThanOrEqual(900);
  expect(members.find(({ id }) => id === follower)?.silentMs).toBeLessThan(200);
  expect(cluster.service(leader).quorum.local()).toMatchObject({ nodeId: leader, role: 'leader', leaderId: leader });
  expect(cluster.service(follower).quorum.local()).toMatchObject({ role: 'follower', leaderId: leader });
});

test('a leader that was deposed and does not know it describes no quorum that it leads', async () => {
  // Node 1 takes long to notice that nobody follows it.
  const { cluster, leader } = await begun(three, { electionTicks: (id) => (id === 1 ? 400 : 10) });
  if (leader !== 1) cluster.log(leader).node.transferTo(1 as NodeId);
  await cluster.until(() => cluster.log(1).leadership().kind === 'leader');
  cluster.isolate(1);
  await cluster.leader([2, 3]);
  const believes = cluster.service(1).quorum.local().role;
  const description = cluster.service(1).quorum.describe();
  await cluster.time.advance(1_000);
  cluster.heal();
  const told = await cluster.time.settle(description);

  expect(believes).toBe('leader');
  expect('leaderId' in told ? told.leaderId : told.code).not.toBe(1);
});

test('three become five and three again, and no command fails meanwhile', async () => {
  const { cluster, leader } = await begun();
  for (const id of [4, 5]) await cluster.start(id);
  const outsider = cluster.service(4).quorum.local().role;
  let isOver = false;
  const leave = three.filter((id) => id !== leader);
  const changes = (async () => {
    const { quorum } = cluster.service(leader);
    const grown = await quorum.changeMembers({ add: [at(4), at(5)], remove: [] });
    const five = await quorum.describe();
    const shrunk = await quorum.changeMembers({ add: [], remove: leave });
    isOver = true;
    return { grown, five, shrunk };
  })();
  const kinds: string[] = [];
  while (!isOver) {
    kinds.push((await cluster.submit(leader, create(`t-${kinds.length}`))).kind);
    await cluster.time.advance(20);
  }
  const { grown, five, shrunk } = await changes;
  await cluster.agreed([leader, 4, 5]);

  expect([outsider, grown.code, shrunk.code]).toEqual(['outsider', ErrorCode.NONE, ErrorCode.NONE]);
  expect('code' in five ? five : votersOf(five)).toEqual([1, 2, 3, 4, 5]);
  expect(votersOf(await described(cluster, leader))).toEqual([leader, 4, 5].sort());
  expect(new Set(kinds)).toEqual(new Set(['committed']));
  expect(kinds.length).toBeGreaterThan(5);
});

test('FAULT-27: a dead node is replaced by one with a new id in one change', async () => {
  const { cluster, leader } = await begun();
  await cluster.submit(leader, create('t'));
  const dead = three.find((id) => id !== leader) ?? 0;
  await cluster.stop(dead);
  await cluster.start(4);
  const outcome = await change(cluster, leader, { add: [at(4)], remove: [dead] });
  await cluster.agreed([leader, 4]);

  expect(outcome.code).toBe(ErrorCode.NONE);
  expect(votersOf(await described(cluster, leader))).toEqual([...three.filter((id) => id !== dead), 4]);
  expect(topicByName(cluster.service(4).image(), 't')).toBeDefined();
});

test('a leader takes itself out, and another one leads', async () => {
  const { cluster, leader } = await begun();
  const rest = three.filter((id) => id !== leader);
  const outcome = await change(cluster, leader, { remove: [leader] });
  const second = await cluster.leader(rest);
  const after = await cluster.submit(second, create('after'));

  expect([outcome.code, after.kind]).toEqual([ErrorCode.NONE, 'committed']);
  expect(votersOf(await described(cluster, second))).toEqual(rest);
});

test('a node that was alone becomes one of three, with an address', async () => {
  const { cluster } = await begun([1]);
  for (const id of [2, 3]) await cluster.start(id);
  const outcome = await change(cluster, 1, { add: [at(2), at(3)] });

  expect(outcome.code).toBe(ErrorCode.NONE);
  expect((await described(cluster, 1)).members.map(({ address }) => address)).toEqual(
    three.map((id) => at(id).address),
  );
});

test('what makes no sense is refused with a sentence, and nothing changes', async () => {
  const { cluster, leader } = await begun();
  const refusals: [Partial<MemberChange>, number, RegExp][] = [
    [{}, ErrorCode.INVALID_REQUEST, /names nobody/],
    [{ remove: three }, ErrorCode.INVALID_REQUEST, /last voter/],
    [{ remove: [9] }, ErrorCode.VOTER_NOT_FOUND, /Node 9 is no member.*1, 2, 3/],
    [{ add: [at(4), at(4)] }, ErrorCode.INVALID_REQUEST, /named twice/],
    [{ add: [at(4)], remove: [4] }, ErrorCode.INVALID_REQUEST, /named twice/],
    [{ add: [{ id: -1, address: 'n:1' }] }, ErrorCode.INVALID_REQUEST, /no id/],
    // Numbers of 2^48 and more are dropped by whoever gets them: what says so would never be committed, and nothing after it.
    [{ add: [{ id: 2 ** 48, address: 'n:1' }] }, ErrorCode.INVALID_REQUEST, /no id/],
    [{ add: [{ id: 2 ** 31, address: 'n:1' }] }, ErrorCode.INVALID_REQUEST, /no id.*2147483647/],
    [{ add: [{ id: 4, address: `${'n'.repeat(300)}:1` }] }, ErrorCode.INVALID_REQUEST, /no address/],
    [{ add: [{ id: 4, address: 'n4' }] }, ErrorCode.INVALID_REQUEST, /"n4" is no address/],
    [{ add: [{ id: 4, address: '::1:9094' }] }, ErrorCode.INVALID_REQUEST, /no address/],
    [{ add: [{ id: 4, address: 'n1:9094' }] }, ErrorCode.DUPLICATE_VOTER, /node 1 is/],
    [
      { add: Array.from({ length: 30 }, (_, index) => at(10 + index)) },
      ErrorCode.POLICY_VIOLATION,
      /at most 32 members/,
    ],
  ];
  for (const [wanted, code, sentence] of refusals) {
    const outcome = await change(cluster, leader, wanted);
    expect(outcome).toMatchObject({ code, message: expect.stringMatching(sentence) as unknown });
  }
  expect(votersOf(await described(cluster, leader))).toEqual(three);
});

test('a change that would leave too few who answer is refused', async () => {
  const { cluster, leader } = await begun();
  const [dead = 0, alive = 0] = three.filter((id) => id !== leader);
  await cluster.crash(dead);
  await cluster.time.advance(3_000);
  const refused = await change(cluster, leader, { remove: [alive] });
  const taken = await change(cluster, leader, { remove: [dead] });

  expect(refused.message).toMatch(new RegExp(`nothing is heard of ${dead}`));
  expect([refused.code, taken.code]).toEqual([ErrorCode.POLICY_VIOLATION, ErrorCode.NONE]);
});

test('the leadership goes to whom it is handed, and the outcome says when it did not', async () => {
  const { cluster, leader } = await begun();
  const [to = 0, other = 0] = three.filter((id) => id !== leader);
  const { quorum } = cluster.service(leader);
  const unknown = await cluster.time.settle(quorum.transferLeadership(9));
  const done = await cluster.time.settle(quorum.transferLeadership(to));
  const leads = cluster.service(to).quorum.local().role;
  await cluster.leader([to]);
  await cluster.stop(other);
  const failed = await cluster.time.settle(cluster.service(to).quorum.transferLeadership(other));

  expect([unknown.code, done.code, leads]).toEqual([ErrorCode.VOTER_NOT_FOUND, ErrorCode.NONE, 'leader']);
  expect(failed.code).toBe(ErrorCode.REQUEST_TIMED_OUT);
  expect(cluster.service(to).quorum.local().role).toBe('leader');
});

test('a snapshot is taken when it is asked for, on every node', async () => {
  const { cluster, leader } = await begun();
  await cluster.submit(leader, create('t'));
  await cluster.agreed();
  for (const id of three) {
    const { quorum } = cluster.service(id);
    const taken = await cluster.time.settle(quorum.takeSnapshot());
    const again = await cluster.time.settle(quorum.takeSnapshot());

    expect(taken).toEqual({
      outcome: { code: ErrorCode.NONE, message: '' },
      position: cluster.service(id).position() - 1,
    });
    expect(again.position).toBe(taken.position);
    expect(quorum.local().snapshotPosition).toBe(taken.position);
  }
});
