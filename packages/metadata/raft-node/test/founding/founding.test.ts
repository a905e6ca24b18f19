/** How founders come to know each other. FAULT-27: one whose disk was wiped is not taken for the one it was. */
import { RpcError } from '@ottla/base';
import type { NodeId } from '@ottla/raft-core';
import { foundingService, type MeetRequest, MeetVerdict } from '@ottla/rpc';
import { allKept, allLost, type CrashChoice } from '@ottla/testing';
import { expect, it } from 'vitest';
import type { Founder } from '../../src/index.ts';
import { directory, FoundingWorld, type FoundingWorldOptions, founder } from './founding-world.ts';

const three: FoundingWorldOptions = { ids: [1, 2, 3], diskMs: () => 2 };

async function founded(options: FoundingWorldOptions = three): Promise<FoundingWorld> {
  const world = new FoundingWorld(options);
  for (const id of options.ids) world.start(id);
  await world.until(() => world.areAllFounded);
  return world;
}

const isOver = (world: FoundingWorld, id: number) => (): boolean => world.machine(id).state !== 'starting';

it.each([
  [1, 2, 3],
  [3, 1, 2],
  [2, 3, 1],
])('founders that start long after each other, %i %i %i, found when the last one is there', async (...order) => {
  const world = new FoundingWorld(three);
  for (const id of order) {
    expect(world.foundedBy.size).toBe(0);
    world.start(id);
    await world.time.advance(7_000);
  }

  expect(world.states()).toBe('founded founded founded');
});

it('three that start at once are there at once', async () => {
  const world = await founded();

  expect(world.time.elapsedMs).toBeLessThan(200);
});

it('nobody founds as long as one is missing, and says whom it waits for', async () => {
  const world = new FoundingWorld(three);
  world.start(1);
  world.start(2);
  await world.time.advance(60_000);

  expect(world.states()).toBe('starting starting down');
  expect(world.machine(1).founding?.waitingFor).toMatchObject([founder(3)]);
  expect(world.machine(2).founding?.waitingFor).toMatchObject([founder(3)]);
});

it('a founder that is the only one asks nobody', async () => {
  const world = await founded({ ids: [1] });

  expect(world.machine(1).state).toBe('founded');
});

it.each<[string, CrashChoice, (unsynced: number) => number]>([
  ['nothing that was not synced is there', allLost, () => 0],
  ['everything is there', allKept, (unsynced) => unsynced],
])(
  'whichever moment the power of one, or of all, goes: all found in the end, where %s',
  async (_, choice, keep) => {
    for (const victims of [[1], [1, 2, 3]]) {
      for (let events = 0; ; events += 1) {
        const world = new FoundingWorld({ ...three, diskMs: () => 0 });
        for (const id of [1, 2, 3]) world.start(id);
        for (let count = 0; count < events; count += 1) await world.time.step();
        const wasOver = world.areAllFounded;
        for (const id of victims) world.crash(id, choice, keep);
        for (const id of victims) world.start(id);
        await world.until(() => world.areAllFounded);

        expect(world.violation).toBeUndefined();
        if (wasOver) break;
      }
    }
  },
  120_000,
);

it('FAULT-27: a founder that was wiped after the founding is refused, and told how it comes back', async () => {
  const world = await founded();
  world.crash(2);
  world.wipe(2);
  world.start(2);
  await world.until(isOver(world, 2));

  expect(world.machine(2).refusal).toMatchObject({ code: 'otherDirectory' });
  expect(world.machine(2).refusal?.message).toMatch(
    /founder \d at n\d:9094 refuses this node: node \d knows node 2 with another data directory \(directory 1 of 2, not directory 2 of 2\).*members remove.*new id with an empty directory.*members add/,
  );
});

it('FAULT-27: a founder that was wiped before the others founded is refused as well', async () => {
  const world = new FoundingWorld(three);
  world.start(1);
  world.start(2);
  await world.time.advance(1_000);
  world.crash(2);
  world.wipe(2);
  world.start(2);
  await world.until(isOver(world, 2));
  world.start(3);
  await world.time.advance(60_000);

  expect(world.machine(2).refusal).toMatchObject({ code: 'otherDirectory' });
  expect([...world.foundedBy.keys()]).not.toContain(2);
});

it('FAULT-27: a founder that two disks claim to be is only one of them', async () => {
  const world = new FoundingWorld({ ids: [1, 2], diskMs: () => 2 });
  world.start(2);
  await world.until(() => world.machine(2).founding?.waitingFor.length === 1);
  world.crash(2);
  const former = { disk: world.machine(2).disk, stores: world.machine(2).stores };
  world.wipe(2);
  world.start(1);
  world.start(2);
  await world.until(() => world.areAllFounded);
  world.crash(2);
  Object.assign(world.machine(2), former);
  world.start(2);
  await world.until(isOver(world, 2));

  expect(world.machine(2).refusal).toMatchObject({ code: 'otherDirectory' });
});

it('a founder whose disk is empty lets another one found that never did, and so brings the cluster back', async () => {
  const world = new FoundingWorld({ ...three, storeMs: (id) => (id === 3 ? 5_000 : 0) });
  for (const id of [1, 2, 3]) world.start(id);
  await world.until(() => world.foundedBy.size === 2);
  world.crash(3);
  world.crash(2);
  world.wipe(2);
  world.start(3);
  await world.time.advance(60_000);
  const before = world.states();
  world.start(2);
  await world.until(() => world.machine(3).state === 'founded' && world.machine(2).state === 'refused');

  expect(before).toBe('founded down starting');
});

it('FAULT-27: a founder that lost what it remembers agrees to nobody', async () => {
  const world = await founded();
  world.crash(1);
  await world.time.settle(world.machine(1).disk.remove(`${directory}/founders.json`));
  world.start(1);
  world.crash(3);
  world.wipe(3);
  world.wires.isCut = (from, to) => from === 'n3' && to === 'n2';
  world.start(3);
  await world.until(isOver(world, 3));

  expect(world.machine(1).state).toBe('founded');
  expect(world.machine(3).refusal).toMatchObject({ code: 'noMemory' });
  expect(world.machine(3).refusal?.message).toMatch(/founders\.json is missing.*Restore founders\.json/);
});

it.each(['', '{', '{"version":2,"directories":{}}', '{"version":1}', '{"version":1,"directories":{"1":7}}', 'null'])(
  'FAULT-27: what it remembers is lost where the file holds %j',
  async (text) => {
    const world = new FoundingWorld({ ids: [1, 2] });
    world.start(1);
    await world.until(() => world.machine(1).founding !== undefined);
    world.crash(1);
    const { disk } = world.machine(1);
    const spoil = async (): Promise<void> => {
      const file = await disk.open(`${directory}/founders.json`, 'write');
      await file.truncate(0);
      await file.write([new TextEncoder().encode(text)], 0);
      await file.close();
    };
    await world.time.settle(spoil());
    world.start(1);
    world.start(2);
    await world.until(isOver(world, 2));

    expect(world.machine(2).refusal?.message).toMatch(/founders\.json cannot be read/);
  },
);

it('a founder that cannot write down who founds with it does not agree', async () => {
  const world = new FoundingWorld({ ids: [1, 2] });
  world.start(1);
  await world.until(() => world.machine(1).founding !== undefined);
  world.machine(1).disk.faults.add({
    operation: 'write',
    effect: { kind: 'error', code: 'noSpace' },
    on: (path) => path.includes('founders.json'),
    times: 3,
  });
  world.start(2);
  await world.until(() => world.areAllFounded);
  world.crash(1);
  world.crash(2);
  world.wipe(2);
  world.start(1);
  world.start(2);
  await world.until(isOver(world, 2));

  expect(world.machine(2).refusal).toMatchObject({ code: 'otherDirectory' });
});

it('founders that were started with other lists refuse each other, and say both', async () => {
  const moved: Founder = { id: 3 as NodeId, address: 'elsewhere:9094' };
  const listOf = (id: number): readonly Founder[] => [founder(1), founder(2), id === 2 ? moved : founder(3)];
  const world = new FoundingWorld({ ...three, listOf });
  world.start(1);
  world.start(2);
  await world.until(isOver(world, 1));

  expect(world.foundedBy.size).toBe(0);
  const refusals = [1, 2].map((id) => world.machine(id).refusal?.message).join('\n');
  expect(refusals).toContain('1@n1:9094,2@n2:9094,3@n3:9094');
  expect(refusals).toContain('1@n1:9094,2@n2:9094,3@elsewhere:9094');
});

it('the order of the list does not matter', async () => {
  const listOf = (id: number): readonly Founder[] => (id === 1 ? [1, 2, 3] : [3, 1, 2]).map(founder);
  const world = await founded({ ...three, listOf });

  expect(world.violation).toBeUndefined();
});

it('a node that was founded alone refuses those who would found with it now', async () => {
  let list = [1];
  const world = new FoundingWorld({ ids: [1, 2], listOf: () => list.map(founder) });
  world.start(1);
  await world.until(() => world.machine(1).state === 'founded');
  world.crash(1);
  list = [1, 2];
  world.start(1);
  world.start(2);
  await world.until(isOver(world, 2));

  expect(world.machine(2).refusal).toMatchObject({ code: 'otherFounders' });
  expect(world.machine(2).refusal?.message).toMatch(/node 1 has a log already, which was founded alone.*members add/);
});

it('FAULT-33: a node of another cluster is refused, and learns nothing', async () => {
  const world = new FoundingWorld({ ...three, clusterOf: (id) => (id === 3 ? 'the-other' : 'the-cluster') });
  for (const id of [1, 2, 3]) world.start(id);
  await world.until(isOver(world, 3));

  expect(world.foundedBy.size).toBe(0);
  expect(world.machine(3).refusal).toMatchObject({ code: 'stranger' });
  expect(world.machine(3).refusal?.message).not.toContain('the-cluster');
});

it('FAULT-33: who does not say who it is, or looks for somebody else, is a stranger', async () => {
  const world = new FoundingWorld({ ids: [1, 2] });
  world.start(1);
  await world.until(() => world.machine(1).founding !== undefined);
  const sound: MeetRequest = {
    clusterId: 'cluster-a',
    from: 2,
    to: 1,
    directoryId: 'd',
    founders: [1, 2].map(founder),
  };
  const channel = world.wires.of('n2').channel({ host: 'n1', port: 9094, messageBytesMax: 10_000 });
  const ask = (request: MeetRequest): Promise<unknown> =>
    world.time.settle(channel.unary(foundingService.meet, request).catch((error: unknown) => error));
  const wrong: readonly Partial<MeetRequest>[] = [
    { clusterId: 'b' },
    { to: 2 },
    { from: 1 },
    { from: 7 },
    { directoryId: '' },
    { directoryId: 'd'.repeat(100) },
    { founders: [] },
    { founders: Array.from({ length: 16 }, (_, index) => founder(index)) },
    { founders: [founder(1), { id: 2, address: 'a'.repeat(400) }] },
  ];

  for (const part of wrong) {
    const answer = await ask({ ...sound, ...part });
    expect(answer, JSON.stringify(part)).toBeInstanceOf(RpcError);
    expect(answer).toMatchObject({ code: 'failedPrecondition' });
  }
  expect(await ask(sound)).toMatchObject({ verdict: MeetVerdict.remembered });
});

it('a stop while it waits ends the waiting at once', async () => {
  const world = new FoundingWorld(three);
  world.start(1);
  await world.time.advance(3_000);
  world.machine(1).founding?.close();
  await world.time.advance(0);

  expect(world.machine(1).refusal).toMatchObject({ code: 'stopped' });
});

it('a founder that was founded is not held up by others that are not there', async () => {
  const world = await founded();
  for (const id of [1, 2, 3]) world.crash(id);
  world.start(2);
  await world.until(() => world.machine(2).state === 'founded', 1_000);

  expect(world.states()).toBe('down founded down');
});

it('FAULT-27: a founder that a later member knows, and no founder answers, was here before', async () => {
  const world = new FoundingWorld(three);
  world.start(1);
  await world.until(() => world.machine(1).founding?.waitingFor.length === 2);
  world.machine(1).founding?.heardMember(2 as NodeId);
  await world.time.advance(60_000);
  expect(world.machine(1).state).toBe('starting');

  world.machine(1).founding?.heardMember(4 as NodeId);
  await world.until(isOver(world, 1), 6_000);
  expect(world.machine(1).refusal).toMatchObject({ code: 'otherDirectory' });
  expect(world.machine(1).refusal?.message).toMatch(/node 4, which is no founder.*members add/);
});

it('a founder that a later member knows may still found, when the founders are there', async () => {
  const world = new FoundingWorld(three);
  world.start(1);
  await world.until(() => world.machine(1).founding?.waitingFor.length === 2);
  world.machine(1).founding?.heardMember(4 as NodeId);
  world.start(2);
  world.start(3);
  await world.until(() => world.areAllFounded);
  await world.time.advance(60_000);

  expect(world.states()).toBe('founded founded founded');
});

it('a founder that several refuse tells what each of them says, and who has not answered', async () => {
  const ids = [1, 2, 3, 4];
  const all = ids.map(founder);
  const listOf = (id: number): readonly Founder[] => (id === 1 ? all : [...all].slice(0, 3));
  const world = new FoundingWorld({ ids, listOf });
  for (const id of [2, 3, 1]) world.start(id);
  await world.until(isOver(world, 1));
  const { code, message } = world.machine(1).refusal as { code: string; message: string };

  expect(code).toBe('otherFounders');
  expect(message).toMatch(/founder 2 at n2:9094 refuses this node: .*; founder 3 at n3:9094 refuses this node: /);
  expect(message).toMatch(
    /; founder 4 at n4:9094 has not answered \(nothing listens at n4:9094\)\. All founders are started/,
  );
  expect(message.match(/All founders are started/g)).toHaveLength(1);
});
