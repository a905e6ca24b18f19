/** FAULT-158: files open for writing stay bounded however many logs are written to; nothing is lost by giving one back. */
import { FileSystemError, type LeaderEpoch, type PartitionIndex } from '@ottla/base';
import { allLost } from '@ottla/testing';
import { describe, expect, it } from 'vitest';
import type { LogManager, PartitionLog } from '../src/index.ts';
import { batch, Rig, readAll, topicId } from './rig.ts';

async function logsOf(rig: Rig, manager: LogManager, count: number): Promise<PartitionLog[]> {
  const logs: PartitionLog[] = [];
  for (let index = 0; index < count; index += 1)
    logs.push(await rig.run(manager.create(topicId, index as PartitionIndex, rig.settings)));
  return logs;
}

/** Counts the handles on segment files that were opened and not closed. */
function countOpen(rig: Rig): { readonly open: () => number } {
  const { disk } = rig;
  const open = disk.open.bind(disk);
  let count = 0;
  disk.open = async (path, mode) => {
    const file = await open(path, mode);
    if (!path.endsWith('.log') || mode !== 'write') return file;
    count += 1;
    const close = file.close.bind(file);
    file.close = () => {
      count -= 1;
      return close();
    };
    return file;
  };
  return { open: () => count };
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
});
