/** FAULT-71: files open for writing stay bounded however many logs are written to; nothing is lost by giving one back. */
import { FileSystemError, type LeaderEpoch, type PartitionIndex } from '@ottla/base';
import { allLost, VirtualDisk } from '@ottla/testing';
import { describe, expect, it } from 'vitest';
import type { LogManager, LogSettings, PartitionLog } from '../src/index.ts';
import { batch, Rig, readAll, topicId } from './rig.ts';

async function logsOf(
  rig: Rig,
  manager: LogManager,
  count: number,
  overrides: Partial<LogSettings> = {},
): Promise<PartitionLog[]> {
  const logs: PartitionLog[] = [];
  const settings = { ...rig.settings, ...overrides };
  for (let index = 0; index < count; index += 1)
    logs.push(await rig.run(manager.create(topicId, index as PartitionIndex, settings)));
  return logs;
}

/** Counts the handles on segment files that were opened and not closed, and the most that ever were. */
function countOpen(rig: Rig): { readonly open: () => number; readonly most: () => number } {
  const { disk } = rig;
  const open = disk.open.bind(disk);
  let count = 0;
  let most = 0;
  disk.open = async (path, mode) => {
    const file = await open(path, mode);
    if (!path.endsWith('.log') || mode !== 'write') return file;
    count += 1;
    most = Math.max(most, count);
    const close = file.close.bind(file);
    file.close = () => {
      count -= 1;
      return close();
    };
    return file;
  };
  return { open: () => count, most: () => most };
}

/** A disk whose operations take a millisecond each, so that many logs are busy at the same time. */
async function slowRig(settings: Partial<LogSettings> = {}): Promise<Rig> {
  const plain = new Rig(undefined, settings);
  const disk = new VirtualDisk({ timing: { timers: plain.time.timers, delayMs: () => 1 } });
  const rig = Object.assign(plain, { disk });
  await rig.run(disk.makeDirectory('/data').then(() => disk.syncDirectory('/')));
  return rig;
}

/** Refuses to open segment files, or to sync directories, as a process without a free file does, until `over`. */
function runOutOfFiles(rig: Rig, what: 'open' | 'syncDirectory'): { readonly refused: () => number; over: () => void } {
  let refused = 0;
  const over = rig.disk.faults.add({
    operation: what,
    effect: { kind: 'error', code: 'tooManyOpenFiles' },
    times: Number.POSITIVE_INFINITY,
    on: (path) => {
      const isMet = what === 'syncDirectory' || path.endsWith('.log');
      if (isMet) refused += 1;
      return isMet;
    },
  });
  return { refused: () => refused, over };
}

describe('files for writing', () => {
  it('stay bounded over many logs, and every record is there, also after a power loss', async () => {
    const rig = new Rig();
    await rig.disk.makeDirectory('/data');
    await rig.disk.syncDirectory('/');
    const files = countOpen(rig);
    const manager = await rig.open({ writeFilesMax: 3 });
    const logs = await logsOf(rig, manager, 12);

    for (let round = 0; round < 3; round += 1) {
      for (const log of logs) await rig.store(log, batch({ values: [`${log.partition}-${round}`] }));
      expect(files.open()).toBeLessThanOrEqual(3);
    }

    const again = await rig.after(rig.disk.crash(allLost)).open();
    for (let index = 0; index < 12; index += 1) {
      const found = await readAll(rig, again.get(topicId, index as PartitionIndex)!);
      expect(found.map(({ value }) => value)).toEqual([`${index}-0`, `${index}-1`, `${index}-2`]);
    }
  });

  it('a log that gave its file back rolls, is checkpointed and is read as any other', async () => {
    const rig = new Rig(undefined, { segmentBytes: 300 });
    const manager = await rig.open({ writeFilesMax: 1 });
    const [one, two] = await logsOf(rig, manager, 2);

    for (let round = 0; round < 12; round += 1) {
      await rig.store(one!, batch({ values: [`one-${round}`] }));
      await rig.store(two!, batch({ values: [`two-${round}`] }));
    }
    const segments = one!.segmentCount;
    await rig.run(manager.close());
    const again = await rig.open();

    expect(segments).toBeGreaterThan(2);
    const found = await readAll(rig, again.get(topicId, 0 as PartitionIndex)!);
    expect(found.map(({ value }) => value)).toEqual(Array.from({ length: 12 }, (_, round) => `one-${round}`));
  });

  it('when the process has no file left, another log gives its back', async () => {
    const rig = new Rig();
    const manager = await rig.open();
    const logs = await logsOf(rig, manager, 2);
    await rig.store(logs[0]!, batch({ values: ['a'] }));
    const files = countOpen(rig);
    const open = rig.disk.open.bind(rig.disk);
    let refused = 0;
    rig.disk.open = (path, mode) => {
      if (!path.endsWith('.log') || mode !== 'write' || refused > 0) return open(path, mode);
      refused += 1;
      return Promise.reject(new FileSystemError('tooManyOpenFiles', path, 'no file is left'));
    };

    await rig.store(logs[1]!, batch({ values: ['b'] }));
    await rig.store(logs[0]!, batch({ values: ['c'] }), { leaderEpoch: 0 as LeaderEpoch });

    expect([refused, files.open()]).toEqual([1, 2]);
    expect((await readAll(rig, logs[0]!)).map(({ value }) => value)).toEqual(['a', 'c']);
    expect(logs.map(({ state }) => state)).toEqual(['open', 'open']);
  });

  it('stay bounded when logs that are not synced soon stand first in the row (policy os)', async () => {
    const rig = new Rig();
    await rig.disk.makeDirectory('/data');
    await rig.disk.syncDirectory('/');
    const files = countOpen(rig);
    const manager = await rig.open({ writeFilesMax: 3 });
    const lazy = await logsOf(rig, manager, 20, { flushPolicy: 'os' });
    const prompt = (await logsOf(rig, manager, 60)).slice(20);

    for (const log of [...lazy, ...prompt]) {
      rig.append(log, batch({ values: [`${log.partition}`] }));
      await rig.run(rig.time.advance(20));
    }

    expect([files.most(), lazy.every((log) => log.writtenEndOffset === 1)]).toEqual([3, true]);
    const again = await rig.after(rig.disk.crash(allLost)).open();
    for (const log of lazy.slice(0, 17)) expect(again.get(topicId, log.partition)?.endOffset).toBe(1);
  });

  it('stay bounded when far more logs than that are written to in the same moment', async () => {
    const rig = await slowRig();
    const files = countOpen(rig);
    const manager = await rig.open({ writeFilesMax: 3 });
    const logs = await logsOf(rig, manager, 40);

    for (let round = 0; round < 3; round += 1) for (const log of logs) rig.append(log, batch());
    await rig.run(Promise.all(logs.map((log) => log.sync())));

    expect(files.most()).toBe(3);
    expect(logs.map((log) => log.durableEndOffset)).toEqual(logs.map(() => 3));
  });

  it('a log that is written to while it gives its file back loses nothing and keeps it', async () => {
    const rig = await slowRig({ flushPolicy: 'os' });
    const manager = await rig.open({ writeFilesMax: 1 });
    const [one, two] = await logsOf(rig, manager, 2);
    rig.append(one!, batch({ values: ['a'] }));
    await rig.time.runUntil(() => one!.writtenEndOffset === 1);
    rig.disk.faults.add({
      operation: 'sync',
      effect: { kind: 'slow', delayMs: 50 },
      on: (path) => path.endsWith('.log'),
    });

    rig.append(two!, batch({ values: ['b'] }));
    await rig.time.advance(10);
    rig.append(one!, batch({ values: ['c'] }));
    await rig.run(Promise.all([one!.sync(), two!.sync()]));

    const again = rig.after(rig.disk.crash(allLost));
    Object.assign(again, { time: rig.time });
    const reopened = await again.open();
    const found = [one, two].map((log) => readAll(again, reopened.get(topicId, log!.partition)!));
    expect((await Promise.all(found)).map((read) => read.map(({ value }) => value))).toEqual([['a', 'c'], ['b']]);
  });

  it('a log whose sync fails as it gives its file back stops, and the others go on', async () => {
    const rig = new Rig(undefined, { flushPolicy: 'os' });
    const manager = await rig.open({ writeFilesMax: 1 });
    const [one, two] = await logsOf(rig, manager, 2);
    rig.append(one!, batch());
    await rig.time.advance(1);
    rig.disk.faults.add({
      operation: 'sync',
      effect: { kind: 'error', code: 'io' },
      on: (path) => path.endsWith('.log'),
    });

    rig.append(two!, batch());
    await rig.time.advance(1);

    expect([one!.state, two!.state, two!.writtenEndOffset]).toEqual(['failed', 'open', 1]);
  });

  it.each(['open', 'syncDirectory'] as const)(
    'a log for which the process has no file at %s keeps what was appended and writes it when there is one',
    async (what) => {
      const rig = new Rig();
      await rig.disk.makeDirectory('/data');
      await rig.disk.syncDirectory('/');
      const { log } = await rig.withManager();
      const none = runOutOfFiles(rig, what);

      rig.append(log, batch({ values: ['a'] }));
      await rig.time.advance(1000);
      rig.append(log, batch({ values: ['b'] }));
      await rig.time.advance(1000);
      expect([none.refused() > 2, log.state, log.endOffset, log.durableEndOffset]).toEqual([true, 'open', 2, 0]);
      expect(rig.events.filter(({ event }) => event === 'log.waits_for_file')).toHaveLength(1);
      none.over();
      await rig.time.advance(1000);

      expect([log.state, log.durableEndOffset]).toEqual(['open', 2]);
      const again = rig.after(rig.disk.crash(allLost));
      expect((await readAll(again, await again.log())).map(({ value }) => value)).toEqual(['a', 'b']);
    },
  );

  it('a log that still waits for a file when it is closed says that its appends failed', async () => {
    const rig = new Rig();
    const { manager, log } = await rig.withManager();
    const failed: number[] = [];
    log.listen({ onDurable: () => undefined, onRolledBack: () => undefined, onFailed: (end) => failed.push(end) });
    runOutOfFiles(rig, 'open');
    rig.append(log, batch());
    await rig.time.advance(1000);

    await rig.run(manager.close());

    expect(failed).toEqual([0]);
  });
});
