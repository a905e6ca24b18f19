/**
 * The file of a clean stop: many logs cost a stop few syncs and a start no reading, and it is never believed of a log that
 * went on, failed, or was exchanged. FAULT-16, FAULT-64, FAULT-66, FAULT-67, FAULT-74.
 */
import type { LeaderEpoch, Offset, PartitionIndex } from '@ottla/base';
import { allLost, enumerateCrashes, VirtualDisk } from '@ottla/testing';
import { describe, expect, it } from 'vitest';
import { openLogManager } from '../src/index.ts';
import { batch, directory, logsDirectory, partition, Rig, read, readAll, topicId } from './rig.ts';

const path = `${logsDirectory}/clean-stop`;
const isLog = (file: string): boolean => file.endsWith('.log');

interface Counted {
  readonly calls: string[];
}

/** Notes every sync, and every opening of a file, on the disk. */
function counted(disk: VirtualDisk): Counted {
  const calls: string[] = [];
  const open = disk.open.bind(disk);
  const syncDirectory = disk.syncDirectory.bind(disk);
  disk.open = async (file, mode) => {
    const handle = await open(file, mode);
    calls.push(`open ${file}`);
    const sync = handle.sync.bind(handle);
    handle.sync = () => {
      calls.push(`sync ${file}`);
      return sync();
    };
    return handle;
  };
  disk.syncDirectory = (name) => {
    calls.push(`sync ${name}`);
    return syncDirectory(name);
  };
  return { calls };
}

async function recorded(disk: VirtualDisk = new VirtualDisk({ record: true })): Promise<Rig> {
  const rig = new Rig(disk);
  await rig.disk.makeDirectory('/data');
  await rig.disk.syncDirectory('/');
  return rig;
}

const segmentFile = `${directory}/00000000000000000000.log`;

interface OneRecord {
  readonly value: string;
  readonly leaderEpoch: number;
  readonly producerId: number;
}

const recordA: OneRecord = { value: 'a', leaderEpoch: 0, producerId: 1 };
const recordB: OneRecord = { value: 'b', leaderEpoch: 3, producerId: 2 };

function batchOf({ value, producerId }: OneRecord): Uint8Array {
  return batch({ values: [value], producer: { id: producerId, epoch: 0, sequence: 0 } });
}

/** A rig whose log holds a record of a producer, and was closed. */
async function closed(rig: Rig = new Rig(), record: OneRecord = recordA): Promise<Rig> {
  const { manager, log } = await rig.withManager();
  await rig.store(log, batchOf(record), { leaderEpoch: record.leaderEpoch as LeaderEpoch });
  await rig.run(manager.close());
  return rig;
}

/** What a copy does: the file has these bytes, and nobody synced them. */
async function copyTo(disk: VirtualDisk, file: string, bytes: Uint8Array): Promise<void> {
  const handle = await disk.open(file, 'write');
  await handle.truncate(0);
  await handle.write([bytes], 0);
  await handle.close();
}

async function fileOfStop(rig: Rig): Promise<string> {
  return new TextDecoder().decode(await rig.disk.readFile(path));
}

describe('a clean stop of many logs', () => {
  it('syncs one file and one directory when everything is durable already', async () => {
    const rig = new Rig();
    const manager = await rig.open();
    for (let index = 0; index < 20; index += 1) {
      const log = await rig.run(manager.create(topicId, index as PartitionIndex, rig.settings));
      await rig.store(log, batch({ values: [`p${index}`] }));
    }
    const { calls } = counted(rig.disk);

    await rig.run(manager.close());

    expect(calls.filter((call) => call.startsWith('sync'))).toEqual([`sync ${path}.tmp`, `sync ${logsDirectory}`]);
  });

  it.each([
    ['of the process', (disk: VirtualDisk) => disk.killProcess()],
    ['after a power loss', (disk: VirtualDisk) => disk.crash(allLost)],
  ])('lets the next start %s open no file of batches and sync no directory of a partition', async (_, restart) => {
    const rig = await closed(await recorded());
    const again = rig.after(restart(rig.disk));
    const { calls } = counted(again.disk);

    const log = await again.log();

    expect(calls.filter((call) => isLog(call) || call === `sync ${directory}`)).toEqual([]);
    expect([log.endOffset, log.durableEndOffset]).toEqual([1, 1]);
    expect(await readAll(again, log)).toEqual([{ offset: 0, value: 'a' }]);
  });

  it('gives others their turn, however quick the disk is', async () => {
    const rig = new Rig();
    const manager = await rig.open();
    for (let index = 0; index < 200; index += 1)
      await rig.run(manager.create(topicId, index as PartitionIndex, rig.settings));
    let isClosed = false;
    let turns = 0;
    const count = (): void => {
      if (isClosed) return;
      turns += 1;
      rig.time.timers.soon(count);
    };

    const closing = manager.close().then(() => {
      isClosed = true;
    });
    count();
    await rig.run(closing);

    expect(turns).toBeGreaterThanOrEqual(6);
  });
});

describe('what a line keeps', () => {
  it('producers, epochs, times and the settings of the file, as before the stop', async () => {
    const rig = new Rig(undefined, { indexIntervalBytes: 1 });
    const { manager, log } = await rig.withManager();
    for (let at = 0; at < 6; at += 1)
      await rig.store(
        log,
        batch({ values: [`v${at}`], timestampMs: 1000 + at, producer: { id: 1, epoch: 0, sequence: at } }),
        { leaderEpoch: (at < 3 ? 2 : 5) as LeaderEpoch },
      );
    const before = log.producers();
    await rig.run(manager.close());
    expect(await rig.disk.stat(path)).toBeDefined();

    const again = await rig.log();

    expect(again.producers()).toEqual(before);
    expect(again.lastEpoch).toBe(5);
    expect(again.endOffsetForEpoch(2 as LeaderEpoch)).toEqual({ leaderEpoch: 2, endOffset: 3 });
    expect(await rig.run(again.offsetForTime(1004, 6 as Offset))).toMatchObject({ offset: 4, timestampMs: 1004 });
    expect(await rig.run(again.offsetOfMaxTimestamp(6 as Offset))).toMatchObject({ offset: 5 });
    expect(await readAll(rig, again)).toHaveLength(6);
  });

  it('over many stops, whatever happened in between, and over a kill at the end (FAULT-67, FAULT-74)', async () => {
    let rig = new Rig();
    const wanted: string[] = [];
    for (let life = 0; life < 6; life += 1) {
      const { manager, log } = await rig.withManager();
      expect((await readAll(rig, log)).map(({ value }) => value)).toEqual(wanted);
      const producer = { id: 1, epoch: 0, sequence: life };
      await rig.store(log, batch({ values: [`${life}`], producer }), { leaderEpoch: life as LeaderEpoch });
      wanted.push(`${life}`);
      if (life === 3) {
        await rig.run(log.deleteRecordsBefore(2 as Offset));
        wanted.splice(0, 2);
      }
      if (life < 5) await rig.run(manager.close());
      rig = rig.after(rig.disk.killProcess());
    }

    const last = await rig.log();

    expect((await readAll(rig, last)).map(({ value }) => value)).toEqual(wanted);
    expect(last.producers()).toMatchObject([{ producerId: 1, lastSequence: 5 }]);
    expect(last.endOffsetForEpoch(3 as LeaderEpoch)).toEqual({ leaderEpoch: 3, endOffset: 4 });
  });

  it('producers of a log that was cut below its checkpoint: the next start reads no batch for them', async () => {
    const rig = new Rig();
    rig.restLineBytesMax = 0;
    const first = await rig.withManager();
    for (let sequence = 0; sequence < 3; sequence += 1)
      await rig.store(first.log, batch({ producer: { id: 1, epoch: 0, sequence } }));
    await rig.run(first.manager.close());
    const cut = new Rig(rig.disk.killProcess());
    const { manager, log } = await cut.withManager();
    await cut.run(log.truncateTo(1 as Offset));
    await cut.run(manager.close());
    const again = cut.after(cut.disk.killProcess());
    const { calls } = counted(again.disk);

    const opened = await again.log();

    expect(calls.filter(isLog)).toEqual([]);
    expect(opened.producers()).toMatchObject([{ producerId: 1, lastSequence: 0 }]);
  });

  it('is too little for a log with much behind its checkpoint: that one makes another', async () => {
    const rig = new Rig(undefined, { indexIntervalBytes: 1 });
    const { manager, log } = await rig.withManager();
    for (let at = 0; at < 100; at += 1) rig.append(log, batch({ values: [`v${at}`] }));
    await rig.run(log.sync());

    await rig.run(manager.close());

    const again = await rig.log();
    expect(again.describe().recoveryOffset).toBe(100);
    expect(await readAll(rig, again)).toHaveLength(100);
  });
});

describe('the file', () => {
  it('is gone for good before any log changes, whenever the power goes (FAULT-64, FAULT-67)', async () => {
    const first = await closed(await recorded());
    const rig = await recorded(first.disk.killProcess());
    const { manager, log } = await rig.withManager();
    const opened = rig.disk.boundary;
    await rig.run(log.truncateTo(0 as Offset));
    const cut = rig.disk.boundary;
    await rig.store(log, batch({ values: ['b'] }), { leaderEpoch: 1 as LeaderEpoch });
    const stored = rig.disk.boundary;
    await rig.run(manager.close());

    let points = 0;
    for (const point of enumerateCrashes(rig.disk, { unitsMax: 6, samples: 4 })) {
      points += 1;
      const again = rig.after(point.disk());
      const values = (await readAll(again, await again.log())).map(({ value }) => value).join();
      if (point.boundary <= opened) expect(values, point.description).toBe('a');
      else if (point.boundary >= stored) expect(values, point.description).toBe('b');
      else if (point.boundary >= cut) expect(['', 'b'], point.description).toContain(values);
    }
    expect(points).toBeGreaterThan(30);
  });

  it('keeps the node from starting when it cannot be taken away', async () => {
    const rig = await closed();
    rig.disk.faults.add({ operation: 'remove', effect: { kind: 'error', code: 'io' }, on: (file) => file === path });

    await expect(rig.run(openLogManager(rig.options()))).rejects.toMatchObject({ code: 'io', path });
  });

  it('with a bit flipped anywhere counts as none', async () => {
    const { size = 0 } = (await (await closed()).disk.stat(path)) ?? {};
    expect(size).toBeGreaterThan(100);

    for (let byte = 0; byte < size; byte += 7) {
      const rig = await closed();
      const again = rig.after(rig.disk.killProcess());
      again.disk.flipBit(path, byte, byte % 8);
      const log = await again.log();
      expect(await readAll(again, log), `byte ${byte}`).toEqual([{ offset: 0, value: 'a' }]);
      expect(again.events.map(({ event }) => event)).toContain('log.clean_stop_damaged');
    }
  });

  it('whose sync failed is not there, and the logs are recovered from their own files (FAULT-16)', async () => {
    const rig = await recorded();
    const { manager, log } = await rig.withManager();
    await rig.store(log, batch({ values: ['a'] }));
    const fails = { kind: 'error', code: 'io' } as const;
    rig.disk.faults.add({ operation: 'sync', effect: fails, on: (file) => file.startsWith(path) });
    await rig.run(manager.close());
    expect(rig.events.map(({ event }) => event)).toContain('log.clean_stop_not_written');

    const again = rig.after(rig.disk.crash(allLost));

    expect(await readAll(again, await again.log())).toEqual([{ offset: 0, value: 'a' }]);
    expect(await again.disk.stat(`${path}.tmp`)).toBeUndefined();
  });

  it('is written once, however often the manager is closed', async () => {
    const rig = new Rig();
    const { manager, log } = await rig.withManager();
    await rig.store(log, batch({ values: ['a'] }));

    await rig.run(Promise.all([manager.close(), manager.close()]));
    expect(await fileOfStop(rig)).toContain(topicId);
    await rig.run(manager.close());
    expect(await fileOfStop(rig)).toContain(topicId);
  });

  it('that could not be finished leaves nothing behind', async () => {
    const rig = new Rig();
    const manager = await rig.open();
    rig.disk.faults.add({
      operation: 'rename',
      effect: { kind: 'error', code: 'io' },
      on: (file) => file.startsWith(path),
    });
    await rig.run(manager.close());
    expect(await rig.disk.stat(`${path}.tmp`)).toBeDefined();

    await rig.open();

    expect(await rig.disk.stat(`${path}.tmp`)).toBeUndefined();
  });
});

describe('no line', () => {
  it('is written of a log that begins to be cut while its line is made', async () => {
    const rig = new Rig();
    const { manager, log } = await rig.withManager();
    await rig.store(log, batch({ values: ['a'] }));
    const stat = rig.disk.stat.bind(rig.disk);
    let cutting: Promise<void> | undefined;
    rig.disk.stat = (file) => {
      if (file === segmentFile) cutting ??= log.truncateTo(0 as Offset);
      return stat(file);
    };

    await rig.run(manager.close());
    await rig.run(cutting ?? Promise.reject(new Error('nothing was cut')));

    expect(await fileOfStop(rig)).not.toContain(topicId);
  });

  it('is written of a log that failed (FAULT-16)', async () => {
    const rig = await recorded();
    const { manager, log } = await rig.withManager();
    await rig.store(log, batch({ values: ['a'] }));
    rig.disk.faults.add({ operation: 'sync', effect: { kind: 'error', code: 'io' }, on: isLog });
    rig.append(log, batch({ values: ['b'] }));
    await rig.time.runUntil(() => log.state === 'failed');
    await rig.run(manager.close());

    expect(new TextDecoder().decode(await rig.disk.readFile(path))).not.toContain(topicId);
  });

  it('is written of a log whose last sync fails while it is closed (FAULT-16)', async () => {
    const rig = await recorded();
    rig.settings = { ...rig.settings, flushPolicy: 'os' };
    const { manager, log } = await rig.withManager();
    rig.append(log, batch({ values: ['a'] }));
    await rig.time.runUntil(() => log.writtenEndOffset === 1);
    rig.disk.faults.add({ operation: 'sync', effect: { kind: 'error', code: 'io' }, on: isLog });
    await rig.run(manager.close());

    expect(new TextDecoder().decode(await rig.disk.readFile(path))).not.toContain(topicId);
  });

  it('is believed of a directory that was exchanged meanwhile', async () => {
    const rig = new Rig();
    const manager = await rig.open();
    const kept = await rig.run(manager.create(topicId, partition, rig.settings));
    await rig.store(kept, batch({ values: ['a'] }));
    const bytes = await rig.disk.readFile(segmentFile);
    await rig.store(kept, batch({ values: ['b'] }));
    await rig.run(manager.close());
    // The operator puts the older file back.
    await copyTo(rig.disk, segmentFile, bytes);

    const log = await rig.log();

    expect(await readAll(rig, log)).toEqual([{ offset: 0, value: 'a' }]);
  });

  it('is believed of a file of the same size with other batches: epochs and producers are those of its batches', async () => {
    const other = await closed(new Rig(), recordB);
    const rig = await closed();
    await copyTo(rig.disk, segmentFile, await other.disk.readFile(segmentFile));

    const log = await rig.log();

    expect(log.lastEpoch).toBe(3);
    expect(log.producers()).toMatchObject([{ producerId: 2 }]);
    expect(rig.append(log, batchOf(recordB), { leaderEpoch: 3 as LeaderEpoch }).kind).toBe('duplicate');
    expect(await readAll(rig, log)).toEqual([{ offset: 0, value: 'b' }]);
  });

  it.each([
    ['in place', false],
    ['as another file', true],
  ])('is believed of the same bytes that were put back %s and are not durable (FAULT-64)', async (_, isOther) => {
    const rig = await closed(await recorded());
    const bytes = await rig.disk.readFile(segmentFile);
    if (isOther) await rig.disk.remove(segmentFile);
    await copyTo(rig.disk, segmentFile, bytes);
    await rig.disk.syncDirectory(directory);

    expect((await rig.log()).durableEndOffset).toBe(1);

    const opened = rig.disk.boundary;
    for (const point of enumerateCrashes(rig.disk, { unitsMax: 6, samples: 4 })) {
      if (point.boundary < opened) continue;
      const again = rig.after(point.disk());
      expect(await readAll(again, await again.log()), point.description).toEqual([{ offset: 0, value: 'a' }]);
    }
  });

  it.each(['group', 'os'] as const)(
    'is believed of a changed file, whose rot is not cut away (policy %s)',
    async (flushPolicy) => {
      const rig = new Rig(undefined, { flushPolicy });
      const { manager, log } = await rig.withManager();
      for (const value of ['a', 'b', 'c']) await rig.store(log, batch({ values: [value] }));
      await rig.run(manager.close());
      const bytes = await rig.disk.readFile(segmentFile);
      await copyTo(rig.disk, segmentFile, bytes);
      rig.disk.flipBit(segmentFile, bytes.length / 2);

      const again = await rig.log();

      expect(again.endOffset).toBe(3);
      expect((await read(rig, again, 1)).kind).toBe('damaged');
      expect((await read(rig, again, 2)).kind).toBe('batches');
    },
  );

  it('is believed beside another partition file, whose name may not be durable', async () => {
    const rig = await closed();
    const file = `${directory}/partition.json`;
    const bytes = await rig.disk.readFile(file);
    await rig.disk.remove(file);
    await copyTo(rig.disk, file, bytes);
    const { calls } = counted(rig.disk);

    await rig.log();

    expect(calls).toContain(`sync ${directory}`);
    expect(calls).toContain(`sync ${segmentFile}`);
  });

  it('is believed of a log that went on under a version that does not know the file', async () => {
    const rig = await closed();
    const stop = await rig.disk.readFile(path);
    const old = rig.after(rig.disk.killProcess());
    const { log } = await old.withManager();
    await old.run(log.truncateTo(0 as Offset));
    await old.store(log, batchOf(recordB), { leaderEpoch: 3 as LeaderEpoch });
    await copyTo(old.disk, path, stop);
    const third = old.after(old.disk.killProcess());

    const again = await third.log();

    expect(again.lastEpoch).toBe(3);
    expect(await readAll(third, again)).toEqual([{ offset: 0, value: 'b' }]);
  });
});

it('a log that was recovered with little behind its checkpoint makes none: that is no work the next time', async () => {
  const rig = new Rig();
  await rig.store(await rig.log(), batch({ values: ['a'] }));
  const again = rig.after(rig.disk.killProcess());
  const log = await again.log();
  const { calls } = counted(again.disk);

  await again.time.advance(10_000);

  expect(calls).toEqual([]);
  expect(log.describe().recoveryOffset).toBe(0);
});
