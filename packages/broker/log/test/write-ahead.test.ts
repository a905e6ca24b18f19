/** What is written while a sync is under way: enough to keep the disk at work, and no more than recovery reckons with. */
import type { Offset } from '@ottla/base';
import { allKept, createSeededRandomness, randomCrash, VirtualDisk } from '@ottla/testing';
import { describe, expect, it } from 'vitest';
import type { defaultLogSettings, PartitionLog } from '../src/index.ts';
import { GROUP_BYTES_MAX, WRITE_AHEAD_BYTES } from '../src/limits.ts';
import { batch, directory, logsDirectory, Rig, readAll } from './rig.ts';

const firstSegment = `${directory}/00000000000000000000.log`;
const large = 'x'.repeat(WRITE_AHEAD_BYTES);

/** A log on a disk whose next sync of the first segment takes a second, and has begun: of a small batch, and of so many large ones. */
async function slowlySyncing(
  settings: Partial<typeof defaultLogSettings> = {},
  largeBatches = 0,
): Promise<{ readonly rig: Rig; readonly log: PartitionLog }> {
  const plain = new Rig(undefined, { maxMessageBytes: 4 * WRITE_AHEAD_BYTES, ...settings });
  const disk = new VirtualDisk({ timing: { timers: plain.time.timers, delayMs: () => 0 } });
  const rig = Object.assign(plain, { disk });
  await rig.run(disk.makeDirectory(logsDirectory));
  for (const path of ['/', '/data']) await rig.run(disk.syncDirectory(path));
  const log = await rig.log();
  await rig.store(log, batch({ values: ['0'] }));
  const slow = { kind: 'slow', delayMs: 1_000 } as const;
  disk.faults.add({ operation: 'sync', effect: slow, on: (path) => path === firstSegment });
  rig.append(log, batch({ values: ['1'] }));
  for (let count = 0; count < largeBatches; count += 1) rig.append(log, batch({ values: [large] }));
  await rig.time.advance(1);
  return { rig, log };
}

async function sizeOf(rig: Rig): Promise<number> {
  return (await rig.run(rig.disk.stat(firstSegment)))?.size ?? 0;
}

describe('while a sync is under way', () => {
  it('a small group goes on collecting, and a large one is written', async () => {
    const { rig, log } = await slowlySyncing();
    const before = await sizeOf(rig);
    rig.append(log, batch({ values: ['2'] }));
    await rig.time.advance(1);
    const withSmall = await sizeOf(rig);
    rig.append(log, batch({ values: [large] }));
    await rig.time.advance(1);
    const withLarge = await sizeOf(rig);
    const durable = log.durableEndOffset;
    await rig.time.advance(2_000);

    expect(withSmall).toBe(before);
    expect(withLarge).toBeGreaterThan(before + WRITE_AHEAD_BYTES);
    expect(durable).toBe(1);
    expect(log).toMatchObject({ durableEndOffset: 4, pendingBytes: 0 });
  });

  it('no more than a group is written ahead', async () => {
    const { rig, log } = await slowlySyncing();
    const before = await sizeOf(rig);
    for (let count = 0; count < 30; count += 1) {
      rig.append(log, batch({ values: [large] }));
      await rig.time.advance(1);
    }
    const ahead = (await sizeOf(rig)) - before;
    await rig.run(log.sync());

    expect(ahead).toBeGreaterThan(GROUP_BYTES_MAX / 2);
    expect(ahead).toBeLessThanOrEqual(GROUP_BYTES_MAX);
    expect(log).toMatchObject({ durableEndOffset: 32, pendingBytes: 0 });
  });

  it('nothing is written to the next segment', async () => {
    const { rig, log } = await slowlySyncing({ segmentBytes: 3 * WRITE_AHEAD_BYTES });
    for (let count = 0; count < 4; count += 1) rig.append(log, batch({ values: [large] }));
    await rig.time.advance(10);
    const written: number[] = [];
    for (const { name } of await rig.run(rig.disk.list(directory)))
      if (name.endsWith('.log')) written.push((await rig.run(rig.disk.stat(`${directory}/${name}`)))?.size ?? 0);
    await rig.run(log.sync());

    expect(written.filter((size) => size > 0)).toHaveLength(1);
    expect(await readAll(rig, log)).toHaveLength(6);
  });

  it('a write that fails waits for the sync, and what was written before it counts', async () => {
    const { rig, log } = await slowlySyncing();
    const told: string[] = [];
    log.listen({
      onDurable: (end) => told.push(`durable ${end}`),
      onRolledBack: (end) => told.push(`back to ${end}`),
      onFailed: () => told.push('failed'),
    });
    rig.disk.faults.add({
      operation: 'write',
      effect: { kind: 'error', code: 'noSpace' },
      on: (path) => path === firstSegment,
    });
    rig.append(log, batch({ values: [large] }));
    await rig.time.advance(2_000);

    expect(told).toEqual(['durable 2', 'back to 2']);
    expect([log.endOffset, log.pendingBytes]).toEqual([2, 0]);
  });

  it('a sync that fails with a group written ahead stops the log at what was durable (FAULT-17)', async () => {
    const { rig, log } = await slowlySyncing();
    const told: string[] = [];
    log.listen({
      onDurable: () => told.push('durable'),
      onRolledBack: () => told.push('back'),
      onFailed: (end) => told.push(`failed ${end}`),
    });
    rig.disk.faults.clear();
    // The sync after the one under way fails.
    rig.disk.faults.add({
      operation: 'sync',
      effect: { kind: 'error', code: 'io' },
      on: (path) => path === firstSegment,
    });
    rig.append(log, batch({ values: [large] }));
    await rig.time.advance(10);
    rig.append(log, batch({ values: [large] }));
    await rig.time.advance(3_000);
    const again = Object.assign(rig.after(rig.disk.killProcess()), { time: rig.time });

    expect(told).toEqual(['durable', 'failed 2']);
    expect([log.state, log.endOffset, log.pendingBytes]).toEqual(['failed', 2, 0]);
    expect((await readAll(again, await again.log())).length).toBeGreaterThanOrEqual(2);
  });

  it('what else is done to the log waits for it', async () => {
    const { rig, log } = await slowlySyncing();
    rig.append(log, batch({ values: [large] }));
    await rig.time.advance(1);
    await rig.run(log.truncateTo(2 as Offset));
    const cut = log.endOffset;
    await rig.store(log, batch({ values: ['after'] }));

    expect(cut).toBe(2);
    expect((await readAll(rig, log)).map(({ value }) => value)).toEqual(['0', '1', 'after']);
    expect(log.pendingBytes).toBe(0);
  });

  it('a flush ends although more and more comes in', async () => {
    const { rig, log } = await slowlySyncing();
    const slow = { kind: 'slow', delayMs: 25 } as const;
    rig.disk.faults.add({ operation: 'sync', effect: slow, times: Number.POSITIVE_INFINITY });
    let isFlushed = false;
    void log.sync().then(() => {
      isFlushed = true;
    });
    for (let ms = 0; ms < 3_000 && !isFlushed; ms += 10) {
      rig.append(log, batch({ values: ['more'] }));
      await rig.time.advance(10);
    }

    expect(isFlushed).toBe(true);
    expect(log.durableEndOffset).toBeGreaterThanOrEqual(2);
  });

  it('a power loss may take the beginning of two groups and leave the rest: that is no rot, and the log ends there (FAULT-61)', async () => {
    const { rig, log } = await slowlySyncing({}, 14);
    for (let count = 0; count < 14; count += 1) rig.append(log, batch({ values: [large] }));
    await rig.time.advance(1);
    expect(await sizeOf(rig)).toBeGreaterThan(28 * WRITE_AHEAD_BYTES);
    expect(log.durableEndOffset).toBe(1);

    const crashed = rig.disk.crash({ ...allKept, sector: (_inode, sector, versions) => (sector === 1 ? 0 : versions) });
    const after = Object.assign(rig.after(crashed), { time: rig.time });
    const found = await readAll(after, await after.log());

    expect(found.map(({ value }) => value)).toEqual(['0', '1']);
  });

  it('a power loss takes of what was not synced whatever it likes, and never what was', async () => {
    const { rig, log } = await slowlySyncing();
    for (const value of [`2${large}`, `3${large}`]) rig.append(log, batch({ values: [value] }));
    await rig.time.advance(1);

    for (let seed = 1; seed <= 20; seed += 1) {
      const crashed = rig.disk.crash(randomCrash(createSeededRandomness(seed)));
      const after = Object.assign(rig.after(crashed), { time: rig.time });
      const found = await readAll(after, await after.log());
      expect(found.map(({ value }) => value.slice(0, 1)).join('')).toMatch(/^0(1(23?)?)?$/);
    }
  });
});
