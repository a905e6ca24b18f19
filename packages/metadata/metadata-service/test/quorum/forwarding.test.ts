/** Commands through nodes that do not lead: done once by who leads or certainly not, or told as unknown; never left without an end. */
import { ErrorCode, type Logger, type RpcError } from '@ottla/base';
import { keyAt, type SessionId, type Transact } from '@ottla/metadata-core';
import type { NodeId } from '@ottla/raft-core';
import { type ForwardHello, type ForwardResponse, metadataPeersService } from '@ottla/rpc';
import { createSeededRandomness, withSeeds } from '@ottla/testing';
import { expect, test } from 'vitest';
import type { Result } from '../../src/service/command-gate.ts';
import { ServiceCluster, type ServiceClusterOptions } from './service-cluster.ts';

const three = [1, 2, 3];

function put(path: string, { sequential = false, value = new Uint8Array(8) } = {}): Transact {
  const operation = { kind: 'put', path, sequential, value, session: undefined } as const;
  return { kind: 'transact', conditions: [], operations: [operation], otherwise: [] };
}

async function begun(options: Partial<ServiceClusterOptions> = {}) {
  const cluster = await ServiceCluster.started({ founders: three, ...options });
  const leader = await cluster.leader();
  await cluster.submit(leader, { kind: 'initialiseCluster', clusterId: 'cluster-a' });
  await cluster.submit(leader, {
    kind: 'updateFeatures',
    updates: [{ name: 'metadata.version', level: 2 }],
    validateOnly: false,
  });
  await cluster.agreed();
  const [other = 0, third = 0] = three.filter((id) => id !== leader);
  return { cluster, leader, other, third };
}

const has = (cluster: ServiceCluster, id: number, path: string): boolean =>
  keyAt(cluster.service(id).image(), path) !== undefined;

test('whoever is answered finds what was written in the image of the node that was asked', async () => {
  const { cluster, other } = await begun();
  const service = cluster.service(other);
  const seen: boolean[] = [];
  const written = Array.from({ length: 50 }, (_, at) =>
    service.submit(put(`/k/${at}`)).then((result) => {
      if (result.kind !== 'committed') throw new Error(result.outcome.message);
      seen.push(has(cluster, other, `/k/${at}`) && service.position() > result.position);
    }),
  );
  await cluster.time.settle(Promise.all(written));

  expect(seen).toEqual(Array.from({ length: 50 }, () => true));
});

test('a refusal of the plan comes back as from the leader, also where nothing changes', async () => {
  const { cluster, other } = await begun();
  const gone = await cluster.submit(other, { kind: 'endSessions', sessionIds: [77 as SessionId], reason: 'closed' });
  const odd = await cluster.submit(other, put('no-slash'));

  expect(gone).toMatchObject({
    kind: 'committed',
    reply: { sessions: [{ outcome: { code: ErrorCode.FENCED_MEMBER_EPOCH } }] },
  });
  expect(odd).toMatchObject({ kind: 'committed', reply: { outcome: { code: ErrorCode.INVALID_REQUEST } } });
});

test('the commands of one node take effect in their order, and those of one turn travel in one message', async () => {
  const { cluster, other } = await begun();
  const before = cluster.wires.written.get(metadataPeersService.forward.path) ?? 0;
  await cluster.submit(other, put('/k'));
  const first = cluster.wires.written.get(metadataPeersService.forward.path) ?? 0;
  const puts = Array.from({ length: 500 }, (_, at) =>
    cluster.service(other).submit(put('/k', { value: new Uint8Array([at >> 8, at]) })),
  );
  await cluster.time.settle(Promise.all(puts));

  expect(keyAt(cluster.service(other).image(), '/k')).toMatchObject({ version: 501, value: new Uint8Array([1, 243]) });
  expect(first - before).toBe(2);
  expect((cluster.wires.written.get(metadataPeersService.forward.path) ?? 0) - first).toBe(1);
});

test('thousands of signs of life of a moment are one message', async () => {
  const { cluster, other } = await begun();
  const opened = await cluster.submit(other, { kind: 'openSession', owner: 'a', timeoutMs: 3_000 });
  if (opened.kind !== 'committed') throw new Error('no session');
  const before = cluster.wires.written.get(metadataPeersService.forward.path) ?? 0;
  const { sessionId } = opened.reply;
  const signs = Array.from({ length: 5_000 }, (_, at) =>
    cluster.service(other).keepAlive(at % 2 === 0 ? sessionId : ((sessionId + at) as SessionId)),
  );
  const answers = await cluster.time.settle(Promise.all(signs));

  expect(answers.map((sign, at) => sign === (at % 2 === 0 ? 'alive' : 'gone'))).not.toContain(false);
  expect((cluster.wires.written.get(metadataPeersService.forward.path) ?? 0) - before).toBe(1);
});

test('a command waits for a leader, and is done by the next one', async () => {
  const { cluster, leader, other } = await begun();
  await cluster.crash(leader);
  const beganMs = cluster.time.elapsedMs;
  const result = await cluster.submit(other, put('/k'));

  expect(result.kind).toBe('committed');
  expect(cluster.time.elapsedMs - beganMs).toBeLessThan(4_000);
});

test('what waits is done in the order in which it came', async () => {
  const { cluster, leader, other } = await begun();
  await cluster.submit(other, put('/k'));
  await cluster.crash(leader);
  const puts: Promise<Result>[] = [];
  for (let at = 0; at < 20; at += 1) {
    puts.push(cluster.service(other).submit(put('/k', { value: new Uint8Array([at]) })));
    await cluster.time.advance(90);
  }
  const results = await cluster.time.settle(Promise.all(puts));
  const revisions = results.flatMap((one) =>
    one.kind === 'committed' ? [(one.reply as { revision: number }).revision] : [],
  );

  expect(revisions.length).toBeGreaterThan(15);
  expect(revisions).toEqual([...revisions].sort((one, two) => one - two));
  expect(keyAt(cluster.service(other).image(), '/k')?.value).toEqual(new Uint8Array([19]));
});

test('without a majority commands are refused in their time, and nothing of them happens', async () => {
  const { cluster, leader, other, third } = await begun();
  await cluster.crash(leader);
  await cluster.crash(third);
  const beganMs = cluster.time.elapsedMs;
  const result = await cluster.submit(other, put('/never'));
  const sign = await cluster.time.settle(cluster.service(other).keepAlive(1 as SessionId));
  const passedMs = cluster.time.elapsedMs - beganMs;
  await cluster.start(leader);
  await cluster.start(third);
  await cluster.submit(other, put('/last'));
  await cluster.agreed();

  expect(result).toMatchObject({ kind: 'refused', outcome: { code: ErrorCode.NOT_CONTROLLER } });
  expect(result).toMatchObject({
    outcome: { message: expect.stringMatching(/No node became the leader.*nothing happened/) as unknown },
  });
  expect(sign).toBe('notLeader');
  expect(passedMs).toBeLessThan(8_000);
  expect(has(cluster, other, '/never')).toBe(false);
});

test('a node that is cut off answers in time: unknown for what was under way, refused for what had not left', async () => {
  const { cluster, other } = await begun();
  await cluster.submit(other, put('/first'));
  cluster.isolate(other);
  const beganMs = cluster.time.elapsedMs;
  const service = cluster.service(other);
  const sent = service.submit(put('/sent'));
  const sign = service.keepAlive(1 as SessionId);
  await cluster.time.advance(2_500);
  const held = service.submit(put('/held'));
  const results = await cluster.time.settle(Promise.all([sent, held, sign]));

  expect(results).toMatchObject([
    { kind: 'unknown', outcome: { code: ErrorCode.REQUEST_TIMED_OUT } },
    { kind: 'refused', outcome: { code: ErrorCode.NOT_CONTROLLER } },
    'notLeader',
  ]);
  expect(cluster.time.elapsedMs - beganMs).toBeLessThan(9_000);
  cluster.heal();
  await cluster.submit(other, put('/last'));
  await cluster.agreed();
  expect(has(cluster, other, '/held')).toBe(false);
});

test('answers that do not come through leave a command unknown, although it happened', async () => {
  const { cluster, leader, other } = await begun();
  await cluster.submit(other, put('/first'));
  cluster.wires.isCut = (from, to) => from === `n${leader}` && to === `n${other}`;
  const result = await cluster.submit(other, put('/sent'));
  cluster.heal();
  await cluster.agreed();

  expect(result.kind).toBe('unknown');
  expect(has(cluster, other, '/sent')).toBe(true);
});

test('a connection that died without a word is noticed, and the next command goes over another one', async () => {
  const { cluster, other } = await begun();
  await cluster.submit(other, put('/first'));
  cluster.wires.killConnections();
  const lost = await cluster.submit(other, put('/lost'));
  const next = await cluster.submit(other, put('/next'));
  cluster.wires.killConnections();
  await cluster.time.advance(10_000);
  const later = await cluster.submit(other, put('/later'));

  expect([lost.kind, next.kind, later.kind]).toEqual(['unknown', 'committed', 'committed']);
});

test('a leader that stops in order leaves nothing unknown', async () => {
  const { cluster, leader, other } = await begun();
  await cluster.submit(other, put('/first'));
  const puts = Array.from({ length: 100 }, (_, at) => cluster.service(other).submit(put(`/k/${at}`)));
  await cluster.time.step();
  await cluster.stop(leader);
  const results = await cluster.time.settle(Promise.all(puts));

  expect(new Set(results.map(({ kind }) => kind))).toEqual(new Set(['committed']));
  expect(keyAt(cluster.service(other).image(), '/k/99')?.version).toBe(1);
});

test('a node that stops ends what is under way there', async () => {
  const { cluster, leader, other, third } = await begun();
  await cluster.submit(other, put('/first'));
  await cluster.crash(leader);
  await cluster.crash(third);
  const waiting = cluster.service(other).submit(put('/k'));
  await cluster.time.advance(100);
  const stopped = cluster.stop(other);
  const result = await cluster.time.settle(waiting);
  await stopped;

  expect(result).toMatchObject({ kind: 'refused', outcome: { code: ErrorCode.NOT_CONTROLLER } });
});

test('a request with a name is done once by the leader, whichever node brings it', async () => {
  const { cluster, leader, other, third } = await begun();
  const requestId = 'r-1';
  const results = await cluster.time.settle(
    Promise.all(
      [other, third, leader, other].map((id) =>
        cluster.service(id).submit(put('/s/', { sequential: true }), { requestId }),
      ),
    ),
  );

  expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
  expect([...cluster.service(other).image().coordination.keys.from('/s/')]).toHaveLength(1);
});

test('a deposed leader has others do what it is asked', async () => {
  const { cluster, leader, other } = await begun();
  cluster.log(leader).node.transferTo(other as NodeId);
  await cluster.leader([other]);
  const result = await cluster.submit(leader, put('/k'));

  expect(result.kind).toBe('committed');
  expect(has(cluster, leader, '/k')).toBe(true);
});

test('a command that is too large for one message is refused, and so is one too many', async () => {
  const { cluster, other } = await begun();
  await cluster.submit(other, put('/first'));
  const service = cluster.service(other);
  const large = service.submit(put('/k', { value: new Uint8Array(17 * 1024 * 1024) }));
  const many = Array.from({ length: 2_100 }, () => service.submit(put('/k')));
  const results = await cluster.time.settle(Promise.all([large, ...many]));
  const codes = results.map((result) => (result.kind === 'refused' ? result.outcome.code : 0));

  expect(codes[0]).toBe(ErrorCode.INVALID_REQUEST);
  expect(codes.filter((code) => code === ErrorCode.THROTTLING_QUOTA_EXCEEDED)).toHaveLength(100);
});

test('the quorum is asked and changed through any node, and the leader takes itself out through another one', async () => {
  const { cluster, leader, other } = await begun();
  await cluster.start(4);
  const { quorum } = cluster.service(other);
  const seen = await cluster.time.settle(quorum.describe());
  const grown = await cluster.time.settle(quorum.changeMembers({ add: [{ id: 4, address: 'n4:9094' }], remove: [] }));
  const left = await cluster.time.settle(quorum.changeMembers({ add: [], remove: [leader] }));
  const moved = await cluster.time.settle(quorum.transferLeadership(4));
  const after = await cluster.time.settle(quorum.describe());

  expect(seen).toMatchObject({ leaderId: leader, isChanging: false });
  expect([grown.code, left.code, moved.code]).toEqual([0, 0, 0]);
  expect('code' in after ? after : after.members.map(({ id }) => id)).toEqual([
    ...three.filter((id) => id !== leader),
    4,
  ]);
  expect(after).toMatchObject({ leaderId: 4 });
});

test('without a leader the quorum cannot be asked, and says so in time', async () => {
  const { cluster, leader, other, third } = await begun();
  await cluster.crash(leader);
  await cluster.crash(third);
  const answer = await cluster.time.settle(cluster.service(other).quorum.describe());

  expect(answer).toMatchObject({ code: ErrorCode.NOT_CONTROLLER });
  expect(cluster.service(other).quorum.local()).toMatchObject({ leaderId: -1 });
});

test('who is no member, or looks for somebody else, is turned away before anything is taken', async () => {
  const { cluster, leader, other } = await begun();
  const knock = async (hello: ForwardHello | undefined): Promise<string> => {
    const channel = cluster.wires
      .of('stranger')
      .channel({ host: `n${leader}`, port: 9094, messageBytesMax: 1_000_000 });
    const answers: (ForwardResponse | RpcError)[] = [];
    const stream = channel.open(metadataPeersService.forward, {
      message: (answer) => void answers.push(answer),
      drained: () => undefined,
      ended: () => undefined,
      failed: (error) => void answers.push(error),
    });
    stream.write({ ...(hello === undefined ? {} : { hello }), commands: [], signs: [] });
    await cluster.until(() => answers.length > 0);
    const [first] = answers;
    return first !== undefined && 'code' in first ? first.code : 'welcome';
  };
  const hello = { clusterId: 'cluster-a', from: other, to: leader };

  expect(await knock(undefined)).toBe('failedPrecondition');
  expect(await knock({ ...hello, clusterId: 'cluster-b' })).toBe('failedPrecondition');
  expect(await knock({ ...hello, to: other })).toBe('failedPrecondition');
  expect(await knock({ ...hello, from: 9 })).toBe('failedPrecondition');
  expect(await knock({ ...hello, from: leader })).toBe('failedPrecondition');
  expect(await knock(hello)).toBe('welcome');
});

test('whatever happens to leaders and wires, what is acknowledged happened once, what is refused never', async () => {
  await withSeeds(25, async (seed) => {
    const randomness = createSeededRandomness(seed).stream('test');
    const draw = (below: number): number => randomness.uint32() % below;
    const { cluster } = await begun({ seed });
    const ends = new Map<string, string>();
    const unseen: string[] = [];
    let open = 0;
    const up = (): readonly number[] => three.filter((id) => cluster.member(id).service !== undefined);
    const submitOn = (id: number, name: string): void => {
      const service = cluster.service(id);
      open += 1;
      void service.submit(put(name, { sequential: true })).then((result) => {
        open -= 1;
        ends.set(name, result.kind);
        if (result.kind !== 'committed') return;
        const [key] = [...service.image().coordination.keys.from(name)];
        if (key?.[0].startsWith(name) !== true || service.position() <= result.position) unseen.push(name);
      });
    };
    for (let round = 0; round < 40; round += 1) {
      for (const id of up()) for (let at = 0; at < 3; at += 1) submitOn(id, `/s/${round}-${id}-${at}/`);
      await cluster.time.advance(draw(300));
      const leader = up().find((id) => cluster.log(id).leadership().kind === 'leader');
      const victim = draw(3) === 0 ? (three[draw(3)] ?? 1) : (leader ?? 1);
      const [from, to] = [`n${three[draw(3)]}`, `n${three[draw(3)]}`];
      switch (draw(9)) {
        case 0:
          if (up().length === 3) await cluster.crash(victim);
          break;
        case 1:
          cluster.isolate(victim);
          break;
        case 2:
          cluster.wires.isCut = (one, other) => one === from && other === to;
          break;
        case 3:
          cluster.wires.killConnections();
          break;
        case 4:
          if (leader !== undefined) cluster.log(leader).node.transferTo((three[draw(3)] ?? 1) as NodeId);
          break;
        case 5:
          if (up().length === 3) await cluster.stop(victim);
          break;
        case 6:
          for (const id of three) if (!up().includes(id)) await cluster.start(id);
          break;
        default:
          cluster.heal();
      }
    }
    cluster.heal();
    for (const id of three) if (!up().includes(id)) await cluster.start(id);
    await cluster.until(() => open === 0, 20_000);
    // Connections that died without a word are noticed meanwhile.
    await cluster.time.advance(10_000);
    submitOn(1, '/s/last/');
    await cluster.until(() => open === 0, 20_000);
    await cluster.agreed();

    const { keys } = cluster.service(1).image().coordination;
    const times = (name: string): number => [...keys.from(name)].filter(([path]) => path.startsWith(name)).length;
    for (const [name, kind] of ends) {
      if (kind === 'committed') expect(times(name), `${name} was acknowledged`).toBe(1);
      if (kind === 'refused') expect(times(name), `${name} was refused`).toBe(0);
      expect(times(name), name).toBeLessThanOrEqual(1);
    }
    expect(unseen).toEqual([]);
    expect(ends.get('/s/last/')).toBe('committed');
    for (const id of three) expect(cluster.member(id).failures).toEqual([]);
  });
});

test('that the leader is lost, and that one is reached again, is told once each', async () => {
  const events: string[] = [];
  const loggerOf = (id: number): Logger => {
    const hear = (event: string): void => {
      if (event.startsWith('metadata.leader_')) events.push(`${id} ${event}`);
    };
    const logger: Logger = { debug: hear, info: hear, warn: hear, error: hear, child: () => logger };
    return logger;
  };
  const { cluster, leader, other, third } = await begun({ logger: loggerOf });
  for (const id of [other, third]) await cluster.submit(id, put(`/before/${id}`));
  expect(events).toEqual([]);

  await cluster.stop(leader);
  for (const id of [other, third]) await cluster.submit(id, put(`/after/${id}`));
  await cluster.time.advance(30_000);

  const told = [other, third].flatMap((id) => [`${id} metadata.leader_lost`, `${id} metadata.leader_reached`]);
  expect(events.sort()).toEqual(told.sort());
});
