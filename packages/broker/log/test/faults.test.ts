/**
 * A disk that fails, lies or is full. FAULT-17, FAULT-55, FAULT-63, FAULT-65, FAULT-68, FAULT-69, FAULT-70, FAULT-71,
 * FAULT-72, FAULT-82.
 */
import { ErrorCode, type LeaderEpoch, type Offset } from '@ottla/base';
import { allLost, type DiskOperation, VirtualDisk } from '@ottla/testing';
import { describe, expect, it } from 'vitest';
import type { LogSettings, PartitionLog } from '../src/index.ts';
import { batch, directory, partition, Rig, read, readAll, topicId, valuesOf } from './rig.ts';

const firstSegment = `${directory}/00000000000000000000.log`;

/** A closed log with `count` batches of one record each, `v<offset>`, in small segments. */
async function stored(count: number, settings: Partial<LogSettings> = {}): Promise<Rig> {
  const rig = new Rig(undefined, { segmentBytes: 500, indexIntervalBytes: 100, ...settings });
  const { manager, log } = await rig.withManager();
  for (let at = 0; at < count; at += 1)
    rig.append(log, batch({ values: [`v${at}`] }), { leaderEpoch: (at < 3 ? 1 : 2) as LeaderEpoch });
  await rig.run(log.sync());
  await rig.run(manager.close());
  return rig;
}

interface Told {
  readonly durable: number[];
  readonly rolledBack: number[];
  readonly failed: number[];
}

function listen(log: PartitionLog): Told {
  const told: Told = { durable: [], rolledBack: [], failed: [] };
  log.listen({
    onDurable: (end) => told.durable.push(end),
    onRolledBack: (end) => told.rolledBack.push(end),
    onFailed: (end) => told.failed.push(end),
  });
  return told;
}

describe('damage', () => {
  it('serves each record right or not at all, whichever byte of a segment is flipped (FAULT-63)', async () => {
    const rig = await stored(4, { segmentBytes: 1 << 20 });
    const size = (await rig.disk.stat(firstSegment))?.size ?? 0;

    for (let position = 0; position < size; position += 1) {
      const copy = rig.after(rig.disk.killProcess());
      copy.disk.flipBit(firstSegment, position, position % 8);
      const log = await copy.log();
      let refused = 0;
      for (let offset = 0; offset < 4; offset += 1) {
        const found = await read(copy, log, offset);
        if (found.kind !== 'batches') refused += 1;
        else for (const { offset: at, value } of valuesOf(found.chunks)) expect(value).toBe(`v${at}`);
      }
      expect(refused, `byte ${position}`).toBeGreaterThan(0);
      expect(refused, `byte ${position}`).toBeLessThanOrEqual(2);
      expect(log.endOffset).toBe(4);
      expect(copy.events.some(({ event }) => event === 'log.damaged')).toBe(true);
    }
  });

  it('never cuts below the checkpoint, and appends go on', async () => {
    const rig = await stored(10, { segmentBytes: 1 << 20 });
    rig.disk.flipBit(firstSegment, 200, 3);

    const log = await rig.log();
    await rig.store(log, batch({ values: ['v10'] }), { leaderEpoch: 2 as LeaderEpoch });

    expect(log.endOffset).toBe(11);
    const found = await read(rig, log, 9);
    expect(found.kind === 'batches' && valuesOf(found.chunks)).toMatchObject([{ value: 'v9' }, { value: 'v10' }]);
  });

  it('goes around rot behind the checkpoint when a later segment proves that it had been synced', async () => {
    const rig = await stored(12);
    await rig.disk.remove(`${directory}/partition.json`);
    rig.disk.flipBit(firstSegment, 200, 3);

    const log = await rig.log();

    expect(log.endOffset).toBe(12);
    expect((await read(rig, log, 2)).kind).toBe('damaged');
    expect((await read(rig, log, 5)).kind).toBe('batches');
    expect(rig.events.map(({ event }) => event)).toContain('log.damaged_behind_checkpoint');
  });

  it.each(['.index', '.timeindex'])(
    'finds everything when the %s is missing, empty, cut or flipped (FAULT-65)',
    async (suffix) => {
      const rig = await stored(12);
      const path = `${directory}/00000000000000000000${suffix}`;
      const damages: ((disk: VirtualDisk) => Promise<void>)[] = [
        (disk) => disk.remove(path),
        async (disk) => (await disk.open(path, 'write')).truncate(0),
        async (disk) => (await disk.open(path, 'write')).truncate(30),
        async (disk) => disk.flipBit(path, 22),
        async (disk) => disk.flipBit(path, 2),
      ];

      for (const damage of damages) {
        const copy = rig.after(rig.disk.killProcess());
        await damage(copy.disk);
        const log = await copy.log();
        for (let offset = 0; offset < 12; offset += 1) {
          const found = await read(copy, log, offset, { bytesMax: 1 });
          expect(found.kind === 'batches' && valuesOf(found.chunks)).toEqual([{ offset, value: `v${offset}` }]);
        }
        const byTime = await copy.run(log.offsetForTime(0, log.endOffset));
        expect(byTime).toMatchObject({ offset: 0 });
      }
    },
  );

  it.each(['missing', 'flipped', 'cut'])('makes the epochs again when their file is %s (FAULT-55)', async (how) => {
    const rig = await stored(12);
    const path = `${directory}/leader-epochs.json`;
    if (how === 'missing') await rig.disk.remove(path);
    else if (how === 'flipped') rig.disk.flipBit(path, 40);
    else await (await rig.disk.open(path, 'write')).truncate(10);

    const log = await rig.log();

    expect(log.endOffsetForEpoch(1 as LeaderEpoch)).toEqual({ leaderEpoch: 1, endOffset: 3 });
    expect(log.endOffsetForEpoch(2 as LeaderEpoch)).toEqual({ leaderEpoch: 2, endOffset: 12 });
    expect(await readAll(rig, log)).toHaveLength(12);
  });

  it('opens with everything when the partition file is damaged or missing', async () => {
    for (const how of ['missing', 'flipped']) {
      const rig = await stored(12);
      if (how === 'missing') await rig.disk.remove(`${directory}/partition.json`);
      else rig.disk.flipBit(`${directory}/partition.json`, 60);
      const log = await rig.log();
      expect((await readAll(rig, log)).map(({ value }) => value)).toEqual(
        Array.from({ length: 12 }, (_, at) => `v${at}`),
      );
    }
  });

  it('keeps offsets taken when a segment file is gone or short', async () => {
    for (const size of [undefined, 0, 100]) {
      const rig = await stored(12);
      if (size === undefined) await rig.disk.remove(firstSegment);
      else await (await rig.disk.open(firstSegment, 'write')).truncate(size);
      const log = await rig.log();
      expect([log.startOffset, log.endOffset]).toEqual([0, 12]);
      expect((await read(rig, log, 3)).kind).toBe('damaged');
      expect((await read(rig, log, 11)).kind).toBe('batches');
    }
  });

  it('puts a directory that belongs to another partition offline and opens the others (FAULT-72)', async () => {
    const rig = await stored(3);
    const manager = await rig.open();
    await rig.run(manager.create(topicId, 1 as never, rig.settings));
    await rig.run(manager.close());
    const file = await rig.disk.open(`${directory.slice(0, -1)}1/partition.json`, 'write');
    const other = await rig.disk.readFile(`${directory}/partition.json`);
    await file.truncate(0);
    await file.write([other], 0);

    const again = await rig.open();

    expect(again.offline).toMatchObject([{ partition: 1, message: expect.stringContaining('holds partition') }]);
    expect(again.get(topicId, partition)?.endOffset).toBe(3);
  });

  it('finds data of another place and stale data (FAULT-72)', async () => {
    const rig = await stored(8, { segmentBytes: 1 << 20 });
    const whole = await rig.disk.readFile(firstSegment);
    const size = whole.length / 8;
    const file = await rig.disk.open(firstSegment, 'write');
    await file.write([whole.subarray(size, 2 * size)], 3 * size);

    const log = await rig.log();

    expect((await read(rig, log, 3)).kind).toBe('damaged');
    expect((await read(rig, log, 6)).kind).toBe('batches');
  });
});

describe('a failing disk', () => {
  const operations: DiskOperation[] = [
    'open',
    'write',
    'sync',
    'truncate',
    'rename',
    'syncDirectory',
    'read',
    'list',
    'remove',
  ];

  it.each(operations)('loses nothing acknowledged when any one %s fails (FAULT-68)', async (operation) => {
    for (let nth = 1; nth < 40; nth += 1) {
      const rig = new Rig(undefined, { segmentBytes: 300, retentionBytes: 700, fileDeleteDelayMs: 0 });
      await rig.disk.makeDirectory('/data');
      await rig.disk.syncDirectory('/');
      rig.disk.faults.add({ operation, nth, effect: { kind: 'error', code: 'io' }, on: () => true });
      const acknowledged = { end: 0, start: 0 };
      // Opening may fail, and says so; what was acknowledged before is what counts.
      await work(rig, acknowledged).catch(() => undefined);
      rig.disk.faults.clear();

      const again = rig.after(nth % 2 === 0 ? rig.disk.killProcess() : rig.disk.crash(allLost));
      const log = await again.log();
      expect(log.endOffset, `${operation} ${nth}`).toBeGreaterThanOrEqual(acknowledged.end);
      expect(log.startOffset).toBeGreaterThanOrEqual(acknowledged.start);
      for (const { offset, value } of await readAll(again, log)) expect(value).toBe(`v${offset}`);
    }
  });

  async function work(rig: Rig, acknowledged: { end: number; start: number }): Promise<void> {
    const { manager, log } = await rig.withManager();
    log.listen({
      onDurable: (end) => {
        acknowledged.end = end;
      },
      onRolledBack: () => undefined,
      onFailed: () => undefined,
    });
    for (let at = 0; at < 8; at += 1) {
      const outcome = rig.append(log, batch({ values: [`v${log.endOffset}`] }));
      if (outcome.kind === 'appended') await rig.run(log.sync().catch(() => undefined));
      if (log.durableEndOffset > log.startOffset)
        expect((await read(rig, log, log.startOffset)).kind).toMatch(/batches|damaged/);
    }
    const start = await rig.run(log.deleteRecordsBefore(2 as Offset).catch(() => undefined));
    acknowledged.start = start ?? 0;
    log.noteHighWatermark(log.durableEndOffset);
    await rig.run(manager.upkeep());
    await rig.run(manager.close());
  }

  it('stops after a failed sync, does not try it again, and serves what was durable (FAULT-17)', async () => {
    const rig = new Rig();
    const log = await rig.log();
    const told = listen(log);
    await rig.store(log, batch({ values: ['v0'] }));
    rig.disk.faults.add({
      operation: 'sync',
      effect: { kind: 'error', code: 'io' },
      on: (path) => path === firstSegment,
    });

    rig.append(log, batch({ values: ['v1'] }));
    await rig.time.advance(1);

    expect(told).toEqual({ durable: [1], rolledBack: [], failed: [1] });
    expect(log).toMatchObject({ state: 'failed', endOffset: 1 });
    expect(rig.append(log, batch())).toMatchObject({ reason: 'failed', errorCode: ErrorCode.KAFKA_STORAGE_ERROR });
    expect(await readAll(rig, log)).toEqual([{ offset: 0, value: 'v0' }]);
    await expect(rig.run(log.sync())).rejects.toThrow();
  });

  it('goes on after a short write by the port, and cuts the rest of a write that failed (FAULT-70)', async () => {
    const rig = new Rig();
    const log = await rig.log();
    await rig.store(log, batch({ values: ['v0'] }));
    const effect = { kind: 'error', code: 'io', writtenBytes: 20 } as const;
    rig.disk.faults.add({ operation: 'write', effect, on: (path) => path === firstSegment });
    rig.append(log, batch({ values: ['v1'] }));
    await rig.time.advance(1);

    const again = rig.after(rig.disk.killProcess());

    expect(await readAll(again, await again.log())).toEqual([{ offset: 0, value: 'v0' }]);
  });

  it('reads on when the process had no file left (FAULT-71)', async () => {
    const rig = await stored(12);
    const log = await rig.log({ openFilesMax: 2 });
    expect(await readAll(rig, log)).toHaveLength(12);
    const manager = await rig.log({ openFilesMax: 2 });
    rig.disk.faults.add({
      operation: 'open',
      effect: { kind: 'error', code: 'tooManyOpenFiles' },
      on: (path) => path.endsWith('.log'),
    });

    expect(await readAll(rig, manager)).toHaveLength(12);
  });

  it('keeps taking appends and serving other offsets while a sync is slow (FAULT-82)', async () => {
    const rig0 = new Rig();
    const disk = new VirtualDisk({ timing: { timers: rig0.time.timers, delayMs: () => 0 } });
    const rig = Object.assign(rig0, { disk });
    const log = await rig.log();
    await rig.store(log, batch({ values: ['v0'] }));
    disk.faults.add({
      operation: 'sync',
      effect: { kind: 'slow', delayMs: 20_000 },
      on: (path) => path === firstSegment,
    });
    rig.append(log, batch({ values: ['v1'] }));
    await rig.time.advance(100);

    expect(rig.append(log, batch({ values: ['v2'] }))).toMatchObject({ kind: 'appended', startOffset: 2 });
    expect(log.durableEndOffset).toBe(1);
    expect(await read(rig, log, 0)).toMatchObject({ nextOffset: 2 });
    await rig.time.advance(30_000);
    expect(log.durableEndOffset).toBe(3);
  });
});

describe('a full volume (FAULT-69)', () => {
  it.each([0, 5, 60])(
    'shows no half batch, refuses at once, and goes on when there is room (%d bytes fit)',
    async (room) => {
      const rig = new Rig();
      const { manager, log } = await rig.withManager();
      const told = listen(log);
      await rig.store(log, batch({ values: ['v0'], producer: { id: 9, epoch: 0, sequence: 0 } }));
      const used = rig.disk.capacityBytes;
      expect(used).toBe(Number.POSITIVE_INFINITY);
      const size = await fillUp(rig, room);

      rig.append(log, batch({ values: ['lost'], producer: { id: 9, epoch: 0, sequence: 1 } }));
      rig.append(log, batch({ values: ['lost too'], producer: { id: 9, epoch: 0, sequence: 2 } }));
      await rig.time.advance(1);

      expect(told).toEqual({ durable: [1], rolledBack: [1], failed: [] });
      expect(log).toMatchObject({ state: 'noSpace', endOffset: 1, pendingBytes: 0 });
      expect(rig.append(log, batch())).toMatchObject({ reason: 'noSpace', errorCode: ErrorCode.KAFKA_STORAGE_ERROR });
      expect(await readAll(rig, log)).toEqual([{ offset: 0, value: 'v0' }]);
      await rig.run(manager.upkeep());
      expect(log.state).toBe('noSpace');

      rig.disk.capacityBytes = size + 100_000_000;
      await rig.run(manager.upkeep());
      const outcome = await rig.store(log, batch({ values: ['v1'], producer: { id: 9, epoch: 0, sequence: 1 } }));
      expect(outcome).toMatchObject({ kind: 'appended', startOffset: 1 });
      await rig.run(manager.close());
      const again = rig.after(rig.disk.killProcess());
      expect(await readAll(again, await again.log())).toEqual([
        { offset: 0, value: 'v0' },
        { offset: 1, value: 'v1' },
      ]);
    },
  );

  it('met while a segment is rolled, takes back to the end of the one before', async () => {
    const rig = new Rig(undefined, { segmentBytes: 200 });
    const { manager, log } = await rig.withManager();
    const told = listen(log);
    await rig.store(log, batch({ values: ['v0'] }));
    await rig.store(log, batch({ values: ['v1'] }));
    await rig.time.advance(1);
    await fillUp(rig, 0);

    rig.append(log, batch({ values: ['lost'] }));
    await rig.time.advance(1);
    expect(told.rolledBack).toEqual([2]);

    rig.disk.capacityBytes = Number.POSITIVE_INFINITY;
    await rig.run(manager.upkeep());
    expect(await rig.store(log, batch({ values: ['v2'] }))).toMatchObject({ startOffset: 2 });
    expect((await readAll(rig, log)).map(({ value }) => value)).toEqual(['v0', 'v1', 'v2']);
  });

  /** Leaves so many bytes of room; answers the bytes in use. */
  async function fillUp(rig: Rig, room: number): Promise<number> {
    rig.disk.capacityBytes = 1e9;
    const used = 1e9 - (await rig.disk.freeBytes('/'));
    rig.disk.capacityBytes = used + room;
    return used;
  }
});
