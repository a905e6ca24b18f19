/** A node that was removed from the quorum while it runs: it is no broker any more, and passes nothing on. */
import { type BrokerId, ErrorCode, silentLogger } from '@ottla/base';
import type { SessionId } from '@ottla/metadata-core';
import { expect, test } from 'vitest';
import { Belonging, type Removal } from '../../src/index.ts';
import { create, register, ServiceCluster } from './service-cluster.ts';

const founders = [1, 2, 3, 4];
const rest = [1, 2, 3];

/** Node 4 is patient, so that it does not lead. */
async function begun() {
  const known: { removal: () => Removal | undefined } = { removal: () => undefined };
  const cluster = await ServiceCluster.started({
    founders,
    electionTicks: (id) => (id === 4 ? 30 : 10),
    removal: (id) => (id === 4 ? known.removal() : undefined),
  });
  const leader = await cluster.leader(rest);
  await cluster.submit(leader, { kind: 'initialiseCluster', clusterId: 'cluster-a' });
  const level = { name: 'metadata.version', level: 2 };
  await cluster.submit(leader, { kind: 'updateFeatures', updates: [level], validateOnly: false });
  await cluster.agreed();
  return { cluster, leader, known };
}

/** Registers a broker on a session that its own node keeps alive. */
async function broker(cluster: ServiceCluster, id: number, timeoutMs = 9_000): Promise<SessionId> {
  const opened = await cluster.submit(id, { kind: 'openSession', owner: `broker ${id} directory d`, timeoutMs });
  if (opened.kind !== 'committed') throw new Error(opened.outcome.message);
  const { sessionId } = opened.reply;
  await cluster.submit(id, { ...register(id), sessionId });
  const beat = (): void => {
    cluster.time.timers.after(500, () => {
      if (cluster.member(id).service === undefined) return;
      void cluster.service(id).keepAlive(sessionId);
      beat();
    });
  };
  beat();
  return sessionId;
}

const change = (cluster: ServiceCluster, leader: number, remove: readonly number[], add: readonly number[] = []) =>
  cluster.time.settle(
    cluster.service(leader).quorum.changeMembers({ add: add.map((id) => ({ id, address: `n${id}:9094` })), remove }),
  );

test('the broker of a removed node is fenced within a second though its node keeps its session alive, and gets no partitions', async () => {
  const { cluster, leader } = await begun();
  const session = await broker(cluster, 4);
  const staying = await broker(cluster, leader);
  await cluster.time.advance(2_000);
  await change(cluster, leader, [4]);
  await cluster.time.advance(1_000);
  await cluster.submit(leader, create('stray'));
  const { brokers, coordination, topics } = cluster.service(leader).image();
  const leaders = [...topics.values()].flatMap(({ partitions }) => [...partitions].map((one) => one.leader));

  expect(brokers.get(4 as BrokerId)?.fenced).toBe(true);
  expect(brokers.get(leader as BrokerId)?.fenced).toBe(false);
  expect([coordination.sessions.has(session), coordination.sessions.has(staying)]).toEqual([false, true]);
  expect(new Set(leaders)).toEqual(new Set([leader]));
});

test('signs of life of a removed node keep no session alive: also that of a client runs out', async () => {
  const { cluster, leader } = await begun();
  const opened = await cluster.submit(4, { kind: 'openSession', owner: 'User:a', timeoutMs: 3_000 });
  const session = opened.kind === 'committed' ? opened.reply.sessionId : (0 as SessionId);
  expect(await cluster.time.settle(cluster.service(4).keepAlive(session))).toBe('alive');
  await change(cluster, leader, [4]);
  const signs: string[] = [];
  for (let ms = 0; ms < 6_000; ms += 500) {
    signs.push(await cluster.time.settle(cluster.service(4).keepAlive(session)));
    await cluster.time.advance(500);
  }

  expect(new Set(signs)).toEqual(new Set(['notLeader']));
  expect(cluster.service(leader).image().coordination.sessions.has(session)).toBe(false);
});

test('a newcomer is a broker as soon as it is a member, and stays one over a removal of others', async () => {
  const { cluster, leader } = await begun();
  await cluster.start(5);
  await change(cluster, leader, [], [5]);
  const session = await broker(cluster, 5);
  await change(cluster, leader, [4]);
  await cluster.time.advance(12_000);

  expect(cluster.service(leader).image().coordination.sessions.has(session)).toBe(true);
  expect(
    cluster
      .service(leader)
      .image()
      .brokers.get(5 as BrokerId)?.fenced,
  ).toBe(false);
});

/** Node 4 looks, now and then, whether it still belongs to the others. */
function looking({ cluster, known }: Awaited<ReturnType<typeof begun>>): Belonging {
  const belonging = new Belonging({
    clusterId: 'cluster-a',
    platform: { timers: cluster.time.timers, rpc: cluster.wires.of('n4'), logger: silentLogger },
    member: () => cluster.member(4).log?.member,
    hints: new Map(),
    removed: () => undefined,
  });
  known.removal = () => belonging.removal;
  belonging.begin();
  return belonging;
}

test('a node that knows that it was removed refuses at once, with a sentence that names whom to ask', async () => {
  const all = await begun();
  const { cluster, leader } = all;
  const belonging = looking(all);
  await change(cluster, leader, [4]);
  await cluster.time.advance(1_000);
  const beganMs = cluster.time.elapsedMs;
  const command = await cluster.submit(4, create('t'));
  const description = await cluster.time.settle(cluster.service(4).quorum.describe());
  const again = await change(cluster, 4, [3]);
  const isCaughtUp = await cluster.time.settle(cluster.service(4).caughtUp());
  const sign = await cluster.time.settle(cluster.service(4).keepAlive(7 as SessionId));

  expect(cluster.time.elapsedMs - beganMs).toBeLessThan(100);
  const message = 'Node 4 was removed from cluster cluster-a; ask node 1, 2 or 3. Nothing happened.';
  const refusal = { code: ErrorCode.NOT_CONTROLLER, message };
  expect(command).toEqual({ kind: 'refused', outcome: refusal });
  expect([description, again]).toEqual([refusal, refusal]);
  expect([isCaughtUp, sign]).toEqual([false, 'notLeader']);
  belonging.stop();
});

test('what waits when a node is removed is refused as soon as it knows, and the rest never ends as if it were only late', async () => {
  const all = await begun();
  const { cluster, leader } = all;
  const belonging = looking(all);
  const removed = cluster.service(leader).quorum.changeMembers({ add: [], remove: [4] });
  const ends: string[] = [];
  let isOver = false;
  const stream = (async () => {
    for (let at = 0; at < 40; at += 1) {
      const result = await cluster.service(4).submit(create(`t-${at}`));
      ends.push(result.kind === 'committed' ? 'committed' : result.outcome.message);
    }
    isOver = true;
  })();
  const beganMs = cluster.time.elapsedMs;
  await cluster.until(() => isOver);
  await stream;
  await cluster.time.settle(removed);

  expect(cluster.time.elapsedMs - beganMs).toBeLessThan(2_000);
  expect(
    ends.filter((end) => end !== 'committed' && !/was removed from cluster cluster-a; ask node 1/.test(end)),
  ).toEqual([]);
  expect(ends.at(-1)).toMatch(/was removed/);
  belonging.stop();
});
