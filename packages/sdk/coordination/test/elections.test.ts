/** Elections and locks: who has it, when it ends here, and who gets it then. */
import { expect, test } from 'vitest';
import { holds, type Lock, type OttlaClientError, type Session, textOf } from '../src/index.ts';
import { collect, errorOf, startCluster, type TestCluster } from './test-cluster.ts';

async function two(timeoutMs = 5_000) {
  const { cluster, client } = await startCluster();
  const first = await cluster.settle(client.openSession({ timeoutMs }));
  const second = await cluster.settle(client.openSession({ timeoutMs: 60_000 }));
  return { cluster, client, first, second };
}

const candidatesOf = ({ node }: TestCluster): number => node.metadata.image().coordination.candidates.size;

test('the second leads when the first resigns, with a greater token', async () => {
  const { cluster, first, second } = await two();
  const leader = await cluster.settle(first.campaign('pool', 'a:1'));
  const next = second.campaign('pool', 'b:2');
  await cluster.time.advance(1_000);

  const resigned = leader.resign();
  const endedAtOnce = leader.signal.aborted;
  const heir = await cluster.settle(next);
  await cluster.settle(resigned);

  expect(endedAtOnce).toBe(true);
  expect(heir.token).toBeGreaterThan(leader.token);
  expect([leader.isLeading, heir.isLeading]).toEqual([false, true]);
});

test('leading ends here before another one leads, when the leader is cut off', async () => {
  const { cluster, first } = await two();
  const other = cluster.client({ platform: cluster.platform });
  const heirSession = await cluster.settle(other.openSession({ timeoutMs: 60_000 }));
  const leader = await cluster.settle(first.campaign('pool'));
  const heir = heirSession.campaign('pool');
  let hasHeir = false;
  void heir.then(() => (hasHeir = true));
  await cluster.time.advance(1_000);
  cluster.wire.losesRequests = true;

  await cluster.time.runUntil(() => leader.signal.aborted || hasHeir, 20_000);
  const hadHeirWhenEnded = hasHeir;
  const won = await cluster.settle(heir);

  expect(hadHeirWhenEnded).toBe(false);
  expect(leader.signal.reason).toMatchObject({ code: 'sessionLost' });
  expect(won.token).toBeGreaterThan(leader.token);
});

test('what is done under a lost lead is refused by its token', async () => {
  const { cluster, client, first, second } = await two();
  const leader = await cluster.settle(first.campaign('pool'));
  const write = () =>
    client.transaction({ conditions: [holds(leader)], operations: [{ kind: 'put', path: '/work', value: 'x' }] });

  const before = await cluster.settle(write());
  await cluster.settle(leader.resign());
  await cluster.settle(second.campaign('pool'));
  const after = await cluster.settle(write());

  expect([before.held, after.held]).toEqual([true, false]);
});

test('observers are told who leads, nobody too, each once and in order', async () => {
  const { cluster, client, first, second } = await two();
  const seen = collect(client.observe('pool'));
  await cluster.time.advance(100);

  const leader = await cluster.settle(first.campaign('pool', 'a'));
  const next = second.campaign('pool', 'b');
  await cluster.time.advance(100);
  await cluster.settle(leader.resign());
  await cluster.settle((await cluster.settle(next)).resign());
  await cluster.time.advance(1_000);

  expect(seen.got.map((one) => (one === undefined ? undefined : textOf(one)))).toEqual([
    undefined,
    'a',
    'b',
    undefined,
  ]);
  expect(await cluster.settle(client.leader('pool'))).toBeUndefined();
});

test('a campaign that is given up leaves the queue, and the session may try again', async () => {
  const { cluster, first, second } = await two();
  const leader = await cluster.settle(first.campaign('pool'));
  const giveUp = new AbortController();
  const campaign = second.campaign('pool', '', { signal: giveUp.signal });
  await cluster.time.advance(500);

  giveUp.abort(new Error('enough'));
  const error = await cluster.failureOf(campaign);
  await cluster.time.advance(1_000);
  const waiting = candidatesOf(cluster);
  await cluster.settle(leader.resign());
  const again = await cluster.settle(second.campaign('pool'));

  expect(error).toMatchObject({ message: 'enough' });
  expect(waiting).toBe(1);
  expect(again.isLeading).toBe(true);
});

test('a session that waits and is lost fails its campaign', async () => {
  const { cluster, first, second } = await two();
  await cluster.settle(second.campaign('pool'));
  const campaign = first.campaign('pool');
  const failure = errorOf(campaign);
  await cluster.time.advance(500);
  cluster.wire.losesRequests = true;

  expect(await cluster.settle(failure)).toMatchObject({ code: 'sessionLost' });
});

test('a session is in a queue once', async () => {
  const { cluster, first } = await two();
  await cluster.settle(first.lock('l'));

  const error = await cluster.failureOf(first.lock('l'));

  expect(error).toMatchObject({ code: 'invalidState' });
});

test('a lock that somebody has is not waited for, or only as long as that', async () => {
  const { cluster, first, second } = await two();
  const lock = await cluster.settle(first.lock('l'));

  const atOnce = await cluster.failureOf(second.lock('l', { waitMs: 0 }));
  const beganMs = cluster.time.elapsedMs;
  const waited = await cluster.failureOf(second.lock('l', { waitMs: 2_000 }));
  const waitedMs = cluster.time.elapsedMs - beganMs;
  const again = await cluster.failureOf(second.lock('l', { waitMs: 0 }));
  const waiting = candidatesOf(cluster);
  await cluster.settle(lock.release());
  const got = await cluster.settle(second.lock('l', { waitMs: 0 }));

  expect([atOnce, waited, again].map((error) => (error as OttlaClientError).code)).toEqual(Array(3).fill('timedOut'));
  expect(waitedMs).toBeGreaterThanOrEqual(2_000);
  expect(waitedMs).toBeLessThan(2_100);
  expect(waiting).toBe(1);
  expect(got.token).toBeGreaterThan(lock.token);
});

test('a lock goes to the next one when its session ends', async () => {
  const { cluster, first, second } = await two();
  const lock = await cluster.settle(first.lock('l'));
  const next = second.lock('l');
  await cluster.time.advance(100);

  await cluster.settle(first.close());

  expect(lock.isHeld).toBe(false);
  expect((await cluster.settle(next)).token).toBeGreaterThan(lock.token);
});

test('locks exclude each other, whatever the connections do', async () => {
  const { cluster, client } = await startCluster();
  const sessions = await cluster.settle(
    Promise.all(Array.from({ length: 5 }, () => client.openSession({ timeoutMs: 30_000 }))),
  );
  const tokens: number[] = [];
  let inside = 0;
  let most = 0;
  const work = async (session: Session): Promise<void> => {
    for (let round = 0; round < 4; round += 1) {
      const lock: Lock = await session.lock('l');
      inside += 1;
      most = Math.max(most, inside);
      tokens.push(lock.token);
      await new Promise<void>((resolve) => void cluster.platform.timers.after(70, resolve));
      inside -= 1;
      await lock.release();
    }
  };
  const breaks = async (): Promise<void> => {
    for (let at = 0; at < 10; at += 1) {
      await new Promise<void>((resolve) => void cluster.platform.timers.after(130, resolve));
      cluster.wire.break();
    }
  };

  await cluster.settle(Promise.all([breaks(), ...sessions.map(work)]));

  expect(most).toBe(1);
  expect(tokens).toHaveLength(20);
  expect(tokens).toEqual([...tokens].sort((one, other) => one - other));
});

test('an answer that is lost does not leave a lock behind', async () => {
  const { cluster, first, second } = await two(30_000);
  cluster.wire.losesAnswers = true;
  const error = errorOf(first.lock('l', { waitMs: 1_000 }));
  await cluster.time.advance(1_500);
  const heldMeanwhile = candidatesOf(cluster);
  cluster.wire.break();
  cluster.wire.losesAnswers = false;
  await cluster.time.advance(10_000);

  expect(await error).toMatchObject({ code: 'timedOut' });
  expect(heldMeanwhile).toBe(1);
  expect(candidatesOf(cluster)).toBe(0);
  expect((await cluster.settle(second.lock('l', { waitMs: 0 }))).isHeld).toBe(true);
});
