/** Clients of several nodes: what becomes of requests, sessions, watches and campaigns when nodes die, stop, or are cut off. */
import { createSeededRandomness, withSeeds } from '@ottla/testing';
import { expect, test } from 'vitest';
import type { OttlaClientError, WatchEvent } from '../src/index.ts';
import { collect, errorOf } from './test-cluster.ts';
import { TestQuorum } from './test-quorum.ts';

const other = (quorum: TestQuorum, ...not: readonly number[]): number =>
  quorum.ids.find((id) => !not.includes(id)) ?? 0;

const versionsOf = (events: readonly WatchEvent[]): number[] =>
  events.flatMap((event) => (event.kind === 'snapshot' ? [] : event.changes.map(({ key }) => key?.version ?? 0)));

test('changes and reads go through any node', async () => {
  const quorum = await TestQuorum.started();
  const clients = quorum.ids.map((id) => quorum.clientOf(id));
  const written = await quorum.settle(Promise.all(clients.map((client, at) => client.put(`/k/${at}`, `${at}`))));
  const read = await quorum.settle(Promise.all(clients.map((client) => client.get('/k/2'))));

  expect(written.map(({ version }) => version)).toEqual([1, 1, 1]);
  expect(read).toEqual([written[2], written[2], written[2]]);
  expect(await quorum.settle(clients[0]?.nodes() ?? Promise.resolve([]))).toHaveLength(3);
});

test('a client goes on at another node when its own dies, and so does its session', async () => {
  const quorum = await TestQuorum.started();
  const leader = await quorum.leader();
  const own = other(quorum, leader);
  const client = quorum.clientOf(own);
  const session = await quorum.settle(client.openSession({ timeoutMs: 6_000 }));
  const key = await quorum.settle(client.put('/here', 'me', { session }));
  await quorum.crash(own);
  const after = await quorum.settle(client.put('/after', ''));
  await quorum.time.advance(30_000);

  expect(after.version).toBe(1);
  expect([session.isAlive, session.signal.aborted]).toEqual([true, false]);
  expect(await quorum.settle(client.get('/here'))).toEqual(key);
});

test('a session outlives every node in turn', async () => {
  const quorum = await TestQuorum.started();
  const client = quorum.client();
  const session = await quorum.settle(client.openSession({ timeoutMs: 9_000 }));
  await quorum.settle(client.put('/here', 'me', { session }));
  for (const id of [await quorum.leader(), ...quorum.ids]) {
    await (id === 2 ? quorum.stop(id) : quorum.crash(id));
    await quorum.time.advance(4_000);
    await quorum.start(id);
    await quorum.time.advance(4_000);
  }

  expect(session.isAlive).toBe(true);
  expect(await quorum.settle(client.get('/here'))).toMatchObject({ sessionId: session.id });
});

test('a watch goes on over the death of its node: nothing twice, nothing left out', async () => {
  const quorum = await TestQuorum.started();
  const own = other(quorum, await quorum.leader());
  const writer = quorum.clientOf(other(quorum, own));
  await quorum.settle(writer.put('/k', ''));
  const watch = collect(quorum.clientOf(own).watch({ prefixes: ['/k'] }));
  await quorum.time.advance(500);
  for (let at = 0; at < 20; at += 1) {
    if (at === 5) await quorum.crash(own);
    if (at === 15) await quorum.start(own);
    await quorum.settle(writer.put('/k', String(at)));
    await quorum.time.advance(200);
  }
  await quorum.time.advance(5_000);

  expect(versionsOf(watch.got)).toEqual(Array.from({ length: 20 }, (_, at) => at + 2));
  expect(watch.got.filter(({ kind }) => kind === 'snapshot')).toHaveLength(1);
});

test('a watch on a node that is cut off from the others goes on elsewhere', async () => {
  const quorum = await TestQuorum.started();
  const own = other(quorum, await quorum.leader());
  const writer = quorum.clientOf(other(quorum, own));
  await quorum.settle(writer.put('/k', ''));
  const watch = collect(quorum.clientOf(own).watch({ prefixes: ['/k'] }));
  await quorum.time.advance(500);
  quorum.cutOff(own);
  for (let at = 0; at < 10; at += 1) await quorum.settle(writer.put('/k', String(at)));
  const toldAtFirst = versionsOf(watch.got);
  await quorum.time.advance(15_000);

  expect(toldAtFirst).toEqual([]);
  expect(versionsOf(watch.got)).toEqual(Array.from({ length: 10 }, (_, at) => at + 2));
});

test('who waits for an election at a node that is cut off wins all the same', async () => {
  const quorum = await TestQuorum.started();
  const own = other(quorum, await quorum.leader());
  const first = quorum.clientOf(other(quorum, own));
  const second = quorum.clientOf(own);
  const leads = await quorum.settle(first.openSession({ timeoutMs: 20_000 }));
  const leadership = await quorum.settle(leads.campaign('e', 'first'));
  const waits = await quorum.settle(second.openSession({ timeoutMs: 20_000 }));
  const won = waits.campaign('e', 'second');
  await quorum.time.advance(1_000);
  quorum.cutOff(own);
  await quorum.settle(leadership.resign());
  const next = await quorum.settle(won);

  expect(next.isLeading).toBe(true);
  expect(next.token).toBeGreaterThan(leadership.token);
});

test('a change that is under way when its node is cut off is told as unknown, the next one is done elsewhere', async () => {
  const quorum = await TestQuorum.started();
  const own = other(quorum, await quorum.leader());
  const client = quorum.clientOf(own);
  await quorum.settle(client.put('/first', ''));
  quorum.cutOff(own);
  const error = await quorum.settle(errorOf(client.put('/sent', '')));
  const next = await quorum.settle(client.put('/next', ''));
  quorum.heal();

  expect(error).toMatchObject({ outcome: 'unknown', kafkaError: 'REQUEST_TIMED_OUT' });
  expect(next.version).toBe(1);
});

test('a change waits for a new leader when the one of before dies', async () => {
  const quorum = await TestQuorum.started();
  const leader = await quorum.leader();
  const client = quorum.clientOf(other(quorum, leader));
  await quorum.settle(client.put('/first', ''));
  await quorum.crash(leader);
  const beganMs = quorum.time.elapsedMs;
  const key = await quorum.settle(client.put('/next', ''));

  expect(key.version).toBe(1);
  expect(quorum.time.elapsedMs - beganMs).toBeLessThan(4_000);
});

test('a read at a node that is cut off is answered by another one, and not from what the first one has', async () => {
  const quorum = await TestQuorum.started();
  const own = other(quorum, await quorum.leader());
  const client = quorum.clientOf(own);
  await quorum.settle(client.put('/k', 'old'));
  quorum.cutOff(own);
  await quorum.settle(quorum.clientOf(other(quorum, own)).put('/k', 'new'));

  expect(await quorum.settle(client.get('/k'))).toMatchObject({ version: 2 });
});

test('without a majority a change fails in its time', async () => {
  const quorum = await TestQuorum.started();
  const leader = await quorum.leader();
  const [one = 0, two = 0] = quorum.ids.filter((id) => id !== leader);
  const client = quorum.clientOf(one);
  await quorum.settle(client.get('/k'));
  await quorum.crash(leader);
  await quorum.crash(two);
  await quorum.time.advance(3_000);
  const beganMs = quorum.time.elapsedMs;
  const error = await quorum.settle(errorOf(client.put('/k', '')));

  expect(error).toMatchObject({ retriable: true });
  expect(quorum.time.elapsedMs - beganMs).toBeLessThanOrEqual(15_000);
});

test('whatever happens to nodes, a change that is done is there once, one that failed certainly is not', async () => {
  await withSeeds(6, async (seed) => {
    const randomness = createSeededRandomness(seed).stream('test');
    const draw = (below: number): number => randomness.uint32() % below;
    const quorum = await TestQuorum.started(seed);
    const clients = quorum.ids.map((id) => quorum.clientOf(id));
    const ends = new Map<string, string>();
    const starts: Promise<void>[] = [];
    const begun = new Set<number>();
    /** Whom nobody has started again; a start takes as long as it takes others to be there. */
    const down = (): readonly number[] => {
      const those = quorum.ids.filter((id) => !quorum.up.includes(id) && !begun.has(id));
      for (const id of those) begun.add(id);
      return those;
    };
    let open = 0;
    for (let round = 0; round < 25; round += 1) {
      for (const [at, client] of clients.entries()) {
        const name = `/s/${round}-${at}/`;
        open += 1;
        const put = client.put(name, '', { sequential: true }).then(
          () => 'done',
          (error: unknown) => (error as OttlaClientError).outcome,
        );
        void put.then((end) => {
          ends.set(name, end);
          open -= 1;
        });
      }
      await quorum.time.advance(draw(600));
      const victim = draw(3) + 1;
      const deed = draw(6);
      if (quorum.up.length === 3) begun.clear();
      if (deed === 0 && quorum.up.length === 3) await quorum.crash(victim);
      if (deed === 1 && quorum.up.length === 3) await quorum.stop(victim);
      if (deed === 2) quorum.cutOff(victim);
      if (deed === 3) quorum.heal();
      if (deed >= 4) for (const id of down()) starts.push(quorum.begin(id));
    }
    quorum.heal();
    for (const id of down()) starts.push(quorum.begin(id));
    await quorum.settle(Promise.all(starts));
    await quorum.time.runUntil(() => open === 0, 60_000);
    const [client = quorum.client()] = clients;
    const keys = await quorum.settle(listed(client, '/s/'));

    expect(open).toBe(0);
    expect(quorum.failures).toEqual([]);
    for (const [name, end] of ends) {
      const times = keys.filter((path) => path.startsWith(name)).length;
      expect(times, `${name} ended as ${end}`).toBeLessThanOrEqual(end === 'definitelyFailed' ? 0 : 1);
      if (end === 'done') expect(times, `${name} was done`).toBe(1);
    }
    expect([...ends.values()].filter((end) => end === 'done').length).toBeGreaterThan(ends.size / 5);
  });
});

async function listed(client: ReturnType<TestQuorum['client']>, prefix: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const { path } of client.list(prefix)) paths.push(path);
  return paths;
}
