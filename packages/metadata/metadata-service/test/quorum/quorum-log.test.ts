/**
 * The metadata service over a quorum. FAULT-16, FAULT-17: replies wait for the disk. FAULT-36: what cannot be taken in is refused, and
 * nothing is built upon it.
 */
import { ErrorCode } from '@ottla/base';
import { imageHash, topicByName } from '@ottla/metadata-core';
import type { NodeId } from '@ottla/raft-core';
import { createSeededRandomness, withSeeds } from '@ottla/testing';
import { expect, test } from 'vitest';
import { create, createMany, more, register, ServiceCluster } from './service-cluster.ts';

const three = [1, 2, 3];

test('a node that is the whole quorum leads when its start is over, and is again what it was after a restart', async () => {
  const cluster = await ServiceCluster.started({ founders: [1] });
  const leadership = cluster.log(1).leadership();
  const results = await cluster.time.settle(
    Promise.all([register(), create('a'), create('b')].map((command) => cluster.service(1).submit(command))),
  );
  const hash = imageHash(cluster.service(1).image());
  await cluster.crash(1);
  await cluster.start(1);

  expect(leadership).toMatchObject({ kind: 'leader' });
  expect(results.map(({ kind }) => kind)).toEqual(['committed', 'committed', 'committed']);
  expect(imageHash(cluster.service(1).image())).toBe(hash);
  expect(topicByName(cluster.service(1).image(), 'b')).toBeDefined();
});

test('what the leader has committed is known on every node, and every node takes commands', async () => {
  const cluster = await ServiceCluster.started({ founders: three });
  const leader = await cluster.leader();
  await cluster.submit(leader, register());
  const created = await cluster.submit(leader, create('t'));
  await cluster.agreed();
  const other = three.find((id) => id !== leader) ?? 0;
  const elsewhere = await cluster.submit(other, create('u'));
  const shown = topicByName(cluster.service(other).image(), 'u');

  expect(created).toMatchObject({ kind: 'committed', reply: { topics: [{ outcome: { code: 0 } }] } });
  for (const id of three) expect(topicByName(cluster.service(id).image(), 't')).toBeDefined();
  expect(elsewhere).toMatchObject({ kind: 'committed', reply: { topics: [{ outcome: { code: 0 } }] } });
  expect(shown).toBeDefined();
  expect(cluster.log(other).leadership()).toMatchObject({ kind: 'follower', leader });
});

test('a new leader plans upon everything that was committed before it, and knows whether a topic exists', async () => {
  const cluster = await ServiceCluster.started({ founders: three });
  const first = await cluster.leader();
  await cluster.submit(first, register());
  await cluster.submit(first, create('t'));
  await cluster.crash(first);
  const rest = three.filter((id) => id !== first);
  const second = await cluster.leader(rest);
  const again = await cluster.submit(second, create('t'));
  await cluster.submit(second, create('u'));
  await cluster.start(first);
  await cluster.agreed();

  expect(again).toMatchObject({ reply: { topics: [{ outcome: { code: ErrorCode.TOPIC_ALREADY_EXISTS } }] } });
  expect(topicByName(cluster.service(first).image(), 'u')).toBeDefined();
});

test('a leader that was cut off acknowledges nothing more, and comes back to what the others decided', async () => {
  const cluster = await ServiceCluster.started({ founders: three });
  const old = await cluster.leader();
  await cluster.submit(old, register());
  cluster.isolate(old);
  const lost = cluster.service(old).submit(create('never'));
  const upon = cluster.service(old).submit(create('upon'));
  const second = await cluster.leader(three.filter((id) => id !== old));
  const kept = await cluster.submit(second, create('kept'));
  const results = await cluster.time.settle(Promise.all([lost, upon]));
  cluster.heal();
  await cluster.agreed();

  expect(kept.kind).toBe('committed');
  expect(results.map(({ kind }) => kind)).toEqual(['unknown', 'unknown']);
  expect(topicByName(cluster.service(old).image(), 'never')).toBeUndefined();
  expect(topicByName(cluster.service(old).image(), 'kept')).toBeDefined();
});

test('nothing is built upon a command that was not taken in, and what came behind it may come again', async () => {
  const cluster = await ServiceCluster.started({ founders: [1], limits: { proposalBytesMax: 600 } });
  await cluster.submit(1, register());
  const service = cluster.service(1);
  const large = service.submit(createMany(40));
  // Planned upon a topic that will never be: it would be taken in, were it asked for by itself.
  const upon = service.submit({ kind: 'createPartitions', topics: [more('m-0')], validateOnly: false });
  const results = await cluster.time.settle(Promise.all([large, upon]));
  const later = await cluster.submit(1, create('c'));

  expect(results).toMatchObject([
    { kind: 'refused', outcome: { code: ErrorCode.INVALID_REQUEST } },
    { kind: 'refused', outcome: { code: ErrorCode.THROTTLING_QUOTA_EXCEEDED } },
  ]);
  expect(later).toMatchObject({ kind: 'committed', reply: { topics: [{ outcome: { code: 0 } }] } });
  expect(topicByName(cluster.service(1).image(), 'm-0')).toBeUndefined();
});

test('a request that was refused may come again under its name, and is done then', async () => {
  const cluster = await ServiceCluster.started({ founders: [1], limits: { proposalBytesMax: 600 } });
  await cluster.submit(1, register());
  const named = { requestId: 'r-1' };
  const refused = await cluster.time.settle(cluster.service(1).submit(createMany(40), named));
  const again = await cluster.time.settle(cluster.service(1).submit(create('a'), named));
  const twice = await cluster.time.settle(cluster.service(1).submit(create('a'), named));

  expect(refused.kind).toBe('refused');
  expect(again).toMatchObject({ kind: 'committed', reply: { topics: [{ outcome: { code: 0 } }] } });
  expect(twice).toEqual(again);
});

test('a refusal waits for what was taken in before it, so that the next command is planned upon that', async () => {
  const cluster = await ServiceCluster.started({ founders: three, limits: { proposalBytesMax: 600 } });
  const leader = await cluster.leader();
  await cluster.submit(leader, register());
  const service = cluster.service(leader);
  const order: string[] = [];
  const first = service.submit(create('a')).then(() => order.push('a'));
  const refused = service.submit(createMany(40)).then(() => {
    order.push('refused');
    return service.submit(create('a'));
  });
  const [, again] = await cluster.time.settle(Promise.all([first, refused]));

  expect(order).toEqual(['a', 'refused']);
  expect(again).toMatchObject({ reply: { topics: [{ outcome: { code: ErrorCode.TOPIC_ALREADY_EXISTS } }] } });
});

test('a deposed leader that does not know it does not answer from what it has, also where nothing changes', async () => {
  // Node 1 takes long to notice that nobody follows it.
  const cluster = await ServiceCluster.started({ founders: three, electionTicks: (id) => (id === 1 ? 400 : 10) });
  const others = [2, 3];
  const first = await cluster.leader();
  if (first !== 1) cluster.log(first).node.transferTo(1 as NodeId);
  await cluster.until(() => cluster.log(1).leadership().kind === 'leader');
  await cluster.submit(1, register());
  await cluster.submit(1, create('t'));
  cluster.isolate(1);
  const second = await cluster.leader(others);
  await cluster.submit(second, { kind: 'deleteTopics', topics: [{ name: 't', topicId: undefined }] });
  const believes = cluster.log(1).leadership().kind;
  const answer = await cluster.submit(1, create('t'));

  expect(believes).toBe('leader');
  expect(answer.kind).toBe('refused');
});

test('stopping at any moment of a start ends the start, and leaves nothing open', async () => {
  const cluster = await ServiceCluster.started({ founders: [1] });
  await cluster.stop(1);
  const ends = new Set<string>();
  for (let steps = 0; steps < 12; steps += 1) {
    const { service } = cluster.begin(1);
    const started = service.start();
    const settled = Promise.allSettled([started]);
    for (let step = 0; step < steps; step += 1) await cluster.time.step();
    await cluster.time.settle(service.stop());
    const [start] = await cluster.time.settle(settled);
    ends.add(start.status);
  }
  await cluster.start(1);

  expect([...ends].sort()).toEqual(['fulfilled', 'rejected']);
  expect(cluster.log(1).leadership().kind).toBe('leader');
});

test('a node that was away for long gets a snapshot in chunks of any size, and reads it', async () => {
  const limits = { snapshotChunkBytes: 1_000, retainedEntries: 10 };
  const cluster = await ServiceCluster.started({ founders: three, limits });
  const leader = await cluster.leader();
  await cluster.submit(leader, register());
  const away = three.find((id) => id !== leader) ?? 0;
  await cluster.crash(away);
  // The leader keeps its log for those whom it heard of lately.
  await cluster.time.advance(5_000);
  for (let round = 0; round < 60; round += 1) {
    const names = Array.from({ length: 100 }, (_, index) => `t-${round}-${index}`);
    await cluster.time.settle(Promise.all(names.map((name) => cluster.service(leader).submit(create(name)))));
  }
  await cluster.until(() => cluster.log(leader).node.status().snapshotIndex > 0);
  await cluster.start(away);
  await cluster.agreed();

  expect(cluster.log(away).node.status().snapshotIndex).toBeGreaterThan(0);
  expect(topicByName(cluster.service(away).image(), 't-0-0')).toBeDefined();
});

test('whatever happens to nodes and wires, what was acknowledged is there and what was refused is not', async () => {
  await withSeeds(30, async (seed) => {
    const randomness = createSeededRandomness(seed).stream('test');
    const draw = (below: number): number => randomness.uint32() % below;
    const cluster = await ServiceCluster.started({ founders: three, seed });
    await cluster.submit(await cluster.leader(), register());
    const results = new Map<string, string>();
    for (let round = 0; round < 25; round += 1) {
      const up = three.filter((id) => cluster.member(id).service !== undefined);
      for (const id of up) {
        const name = `t-${round}-${id}`;
        void cluster
          .service(id)
          .submit(create(name))
          .then(({ kind }) => results.set(name, kind));
      }
      await cluster.time.advance(draw(400));
      const victim = three[draw(3)] ?? 1;
      const deed = draw(6);
      if (deed === 0 && up.length === 3) await cluster.crash(victim);
      if (deed === 1) cluster.isolate(victim);
      if (deed === 2) cluster.heal();
      if (deed === 3) for (const id of three) if (!up.includes(id)) await cluster.start(id);
    }
    cluster.heal();
    for (const id of three) if (cluster.member(id).service === undefined) await cluster.start(id);
    const leader = await cluster.leader();
    await cluster.submit(leader, create('last'));
    await cluster.agreed();

    const image = cluster.service(leader).image();
    for (const [name, kind] of results) {
      if (kind === 'committed') expect(topicByName(image, name), `${name} was acknowledged`).toBeDefined();
      if (kind === 'refused') expect(topicByName(image, name), `${name} was refused`).toBeUndefined();
    }
    expect([...results.values()]).toContain('committed');
    for (const id of three) expect(cluster.member(id).failures).toEqual([]);
  });
});

test('a leader of which consensus knows already that another one leads does not answer from what it has either', async () => {
  let believed = 0;
  for (let seed = 1; seed <= 12; seed += 1) {
    // Node 1 leads on where others would have noticed by themselves, as a process does that stood still.
    const electionTicks = (id: number): number => (id === 1 ? 400 : 10);
    const cluster = await ServiceCluster.started({ founders: three, electionTicks, seed });
    const first = await cluster.leader();
    if (first !== 1) cluster.log(first).node.transferTo(1 as NodeId);
    await cluster.until(() => cluster.log(1).leadership().kind === 'leader');
    await cluster.submit(1, register());
    await cluster.submit(1, create('t'));
    cluster.isolate(1);
    const second = await cluster.leader([2, 3]);
    await cluster.submit(second, { kind: 'deleteTopics', topics: [{ name: 't', topicId: undefined }] });
    const third = second === 2 ? 'n3' : 'n2';
    cluster.wires.isCut = (from, to) => [from, to].includes('n1') && [from, to].includes(third);
    // Its message is taken in; the service hears of it at the end of the turn.
    await cluster.until(() => cluster.log(1).node.status().leader === second);
    if (cluster.log(1).leadership().kind === 'leader') believed += 1;
    const answer = await cluster.submit(1, create('t'));

    expect(answer, `seed ${seed}`).toMatchObject({ kind: 'committed', reply: { topics: [{ outcome: { code: 0 } }] } });
  }
  // Whose message comes first is a matter of luck.
  expect(believed).toBeGreaterThan(0);
});

test('no node votes before it is remembered outside of its store that there is one (FAULT-27)', async () => {
  let mark: () => void = () => undefined;
  const marked = new Promise<void>((resolve) => {
    mark = resolve;
  });
  const remember = (id: number): Promise<void> => (id === 2 ? marked : Promise.resolve());
  const cluster = ServiceCluster.of({ founders: [1, 2], remember });
  const starts = [1, 2].map((id) => cluster.begin(id));
  const [first] = starts;
  const started = Promise.all(starts.map(({ service }) => service.start()));
  await cluster.time.advance(20_000);
  const alone = first?.log.node.status();
  mark();
  await cluster.time.settle(started);
  const leads = (): boolean => starts.some(({ log }) => log.leadership().kind === 'leader');
  await cluster.until(leads);

  expect(alone).toMatchObject({ leader: undefined });
  await cluster.time.settle(Promise.all(starts.map(({ service }) => service.stop())));
});
