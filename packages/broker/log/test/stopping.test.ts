/** A disk that fails while a log is being closed, cut or checkpointed. FAULT-16, FAULT-66, FAULT-68, FAULT-69, FAULT-86. */
import type { LeaderEpoch, Offset } from '@ottla/base';
import { allLost, VirtualDisk } from '@ottla/testing';
import { describe, expect, it } from 'vitest';
import { batch, Rig, readAll } from './rig.ts';

const isLog = (path: string): boolean => path.endsWith('.log');

describe('closing', () => {
  it('writes nothing behind a write that failed, and calls nothing behind it durable', async () => {
    const rig = new Rig(undefined, { segmentBytes: 150 });
    const { manager, log } = await rig.withManager();
    await rig.store(log, batch({ values: ['a'] }));
    await rig.time.advance(10);
    const durable: number[] = [];
    log.listen({ onDurable: (end) => durable.push(end), onRolledBack: () => undefined, onFailed: () => undefined });
    rig.disk.faults.add({ operation: 'write', effect: { kind: 'error', code: 'io' }, on: isLog });
    rig.append(log, batch({ values: ['b'] }));
    rig.append(log, batch({ values: ['c'] }));
    await rig.run(manager.close());

    const again = rig.after(rig.disk.killProcess());
    const recovered = await again.log();
    expect(durable).toEqual([]);
    expect(await readAll(again, recovered)).toEqual([{ offset: 0, value: 'a' }]);
  });

  it('remembers no producer for what was not written, so a repeat after the restart is stored (FAULT-86)', async () => {
    const rig = new Rig(undefined, { segmentBytes: 150 });
    const { manager, log } = await rig.withManager();
    await rig.store(log, batch({ values: ['a'], producer: { id: 1, epoch: 0, sequence: 0 } }));
    await rig.time.advance(10);
    rig.disk.faults.add({ operation: 'write', effect: { kind: 'error', code: 'io' }, on: isLog });
    rig.append(log, batch({ values: ['b'], producer: { id: 1, epoch: 0, sequence: 1 } }));
    rig.append(log, batch({ values: ['c'], producer: { id: 2, epoch: 0, sequence: 0 } }));
    await rig.run(manager.close());

    const again = rig.after(rig.disk.killProcess());
    const recovered = await again.log();
    const repeat = batch({ values: ['b'], producer: { id: 1, epoch: 0, sequence: 1 } });
    expect(await again.store(recovered, repeat)).toMatchObject({ kind: 'appended', startOffset: 1 });
    expect((await readAll(again, recovered)).map(({ value }) => value)).toEqual(['a', 'b']);
  });
});

describe('a full volume', () => {
  it('met while a deletion waits for its turn, leaves a checkpoint that is true (FAULT-66, FAULT-69)', async () => {
    const rig = new Rig(new VirtualDisk(), { segmentBytes: 220 });
    const { log } = await rig.withManager();
    for (const value of ['a', 'b', 'c']) await rig.store(log, batch({ values: [value] }));
    const gate = holdRenames(rig.disk);
    // Begins a second segment, and with it a checkpoint, which the gate holds.
    await rig.store(log, batch({ values: ['d'] }));
    await rig.time.advance(1);
    expect(gate.held()).toBe(true);
    for (const value of ['e', 'f', 'g']) await rig.store(log, batch({ values: [value] }));
    const deletion = log.deleteRecordsBefore(6 as Offset).catch(() => undefined);
    rig.disk.faults.add({ operation: 'write', effect: { kind: 'error', code: 'noSpace' }, on: isLog });
    rig.append(log, batch({ values: ['lost'] }));
    await rig.time.advance(1);
    gate.open();
    await rig.run(deletion);
    await rig.time.advance(1);

    const again = rig.after(rig.disk.killProcess());
    const recovered = await again.log();
    await again.store(recovered, batch({ values: ['h'] }), { leaderEpoch: 1 as LeaderEpoch });
    const third = rig.after(again.disk.killProcess());
    const values = (await readAll(third, await third.log())).map(({ value }) => value);
    expect(values.slice(-2)).toEqual(['g', 'h']);
  });
});

it('a sync that ends after the log was cut says nothing about what came after the cut (FAULT-16)', async () => {
  const plain = new Rig(undefined, { flushPolicy: 'os' });
  const timing = { timers: plain.time.timers, delayMs: () => 0 };
  const rig = Object.assign(plain, { disk: new VirtualDisk({ timing }) });
  await rig.run(rig.disk.makeDirectory('/data').then(() => rig.disk.syncDirectory('/')));
  const log = await rig.log();
  for (const value of ['a', 'b', 'c', 'd']) rig.append(log, batch({ values: [value] }));
  await rig.time.runUntil(() => log.writtenEndOffset === 4);
  rig.disk.faults.add({ operation: 'sync', effect: { kind: 'slow', delayMs: 60_000 }, on: isLog });
  const slow = log.sync().catch(() => undefined);
  await rig.time.advance(1);
  await rig.time.settle(log.truncateTo(2 as Offset));
  for (const value of ['e', 'f']) rig.append(log, batch({ values: [value] }), { leaderEpoch: 1 as LeaderEpoch });
  await rig.time.runUntil(() => log.writtenEndOffset === 4);
  await rig.run(slow);
  await rig.run(log.sync());

  const again = rig.after(rig.disk.crash(allLost));
  Object.assign(again, { time: rig.time });
  expect((await readAll(again, await again.log())).map(({ value }) => value)).toEqual(['a', 'b', 'e', 'f']);
});

it('a log whose directory could not be synced for a checkpoint takes no new segment for durable (FAULT-17)', async () => {
  const rig = new Rig(undefined, { segmentBytes: 100 });
  await rig.disk.makeDirectory('/data');
  await rig.disk.syncDirectory('/');
  const { manager, log } = await rig.withManager();
  await rig.store(log, batch({ values: ['a'] }));
  rig.disk.faults.add({ operation: 'syncDirectory', nth: 2, effect: { kind: 'error', code: 'io' } });
  // Begins a second segment, whose name is synced, and a checkpoint, whose sync fails.
  await rig.store(log, batch({ values: ['b'] }));
  await rig.time.advance(1);
  expect(rig.events.map(({ event }) => event)).toContain('log.checkpoint_failed');

  // Begins a third segment: whether its name will be durable nobody knows.
  rig.append(log, batch({ values: ['c'] }));
  await rig.time.advance(1);

  expect([log.state, log.durableEndOffset]).toEqual(['failed', 2]);
  await rig.run(manager.close());
  const again = rig.after(rig.disk.crash(allLost));
  expect((await readAll(again, await again.log())).map(({ value }) => value)).toEqual(['a', 'b']);
});

/** Holds every rename until `open`. */
function holdRenames(disk: VirtualDisk): { readonly open: () => void; readonly held: () => boolean } {
  const rename = disk.rename.bind(disk);
  let held = false;
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  disk.rename = async (from, to) => {
    held = true;
    await opened;
    await rename(from, to);
  };
  return { open, held: () => held };
}
