/** Many logs of one directory. FAULT-64 (directories), FAULT-85 (timers after a pause), FAULT-158. */
import type { LeaderEpoch, Offset, PartitionIndex, TopicId } from '@ottla/base';
import { allLost, VirtualDisk } from '@ottla/testing';
import { describe, expect, it } from 'vitest';
import { openLogManager } from '../src/index.ts';
import { batch, logsDirectory, partition, Rig, read, readAll, topicId } from './rig.ts';

async function durableRoot(rig: Rig): Promise<void> {
  await rig.disk.makeDirectory('/data');
  await rig.disk.syncDirectory('/');
}

describe('the manager', () => {
  it('opens what it finds, with a bounded number at a time', async () => {
    const rig = new Rig();
    const manager = await rig.open();
    for (let index = 0; index < 20; index += 1) {
      const log = await rig.run(manager.create(topicId, index as PartitionIndex, rig.settings));
      rig.append(log, batch({ values: [`p${index}`] }));
    }
    await rig.run(manager.close());

    const again = await rig.open();

    expect(again.logs.size).toBe(20);
    for (let index = 0; index < 20; index += 1) {
      const log = again.get(topicId, index as PartitionIndex)!;
      expect(await readAll(rig, log)).toEqual([{ offset: 0, value: `p${index}` }]);
    }
  });

  it('answers the open log when a partition is created twice at the same time', async () => {
    const rig = new Rig();
    const manager = await rig.open();

    const [one, two] = await rig.run(
      Promise.all([manager.create(topicId, partition, rig.settings), manager.create(topicId, partition, rig.settings)]),
    );

    expect(one).toBe(two);
  });

  it('keeps a created log and forgets a deleted one across a power loss (FAULT-64)', async () => {
    const rig = new Rig();
    await durableRoot(rig);
    const manager = await rig.open();
    const other = 'f'.repeat(32) as TopicId;
    await rig.run(manager.create(topicId, partition, rig.settings));
    await rig.run(manager.create(other, partition, rig.settings));
    await rig.run(manager.create(other, 1 as PartitionIndex, rig.settings));
    await rig.run(manager.delete(other, 1 as PartitionIndex));
    await rig.run(manager.deleteTopic(topicId));

    const again = await rig.after(rig.disk.crash(allLost)).open();

    expect([...again.logs.keys()]).toEqual([`${other}/0`]);
  });

  it('finishes a deletion that was interrupted', async () => {
    const rig = new Rig();
    const manager = await rig.open();
    await rig.run(manager.create(topicId, partition, rig.settings));
    await rig.run(manager.close());
    await rig.disk.rename(`${logsDirectory}/${topicId}`, `${logsDirectory}/${topicId}.deleted`);

    const again = await rig.open();

    expect(again.logs.size).toBe(0);
    expect(await rig.disk.list(logsDirectory)).toEqual([]);
  });

  it.each(['..', '../../etc', 'a/b', '', 'A'.repeat(32), '\0'])('makes no path of %j (FAULT-158)', async (name) => {
    const rig = new Rig();
    const manager = await rig.open();

    await expect(rig.run(manager.create(name as TopicId, partition, rig.settings))).rejects.toThrow('is no topic id');
  });

  it('starts with one log offline when its directory cannot be read', async () => {
    const rig = new Rig();
    const manager = await rig.open();
    for (const index of [0, 1]) await rig.run(manager.create(topicId, index as PartitionIndex, rig.settings));
    await rig.run(manager.close());
    rig.disk.faults.add({
      operation: 'list',
      effect: { kind: 'error', code: 'io' },
      on: (path) => path.endsWith('/1'),
    });

    const again = await rig.open();

    expect(again.offline).toMatchObject([{ partition: 1 }]);
    expect(again.logs.size).toBe(1);
  });

  it('refuses appends after it was closed and keeps what was appended before', async () => {
    const rig = new Rig();
    const { manager, log } = await rig.withManager();
    rig.append(log, batch());
    await rig.run(manager.close());

    expect(rig.append(log, batch())).toMatchObject({ kind: 'refused', reason: 'closed' });
    expect((await rig.log()).endOffset).toBe(1);
  });

  it('looks after the logs once, however long it was asleep (FAULT-85)', async () => {
    const rig = new Rig();
    let syncs = 0;
    const { log } = await rig.withManager();
    log.configure({ ...rig.settings, flushPolicy: 'os', flushMs: 1000 });
    await rig.time.advance(10);
    const syncFile = VirtualDisk.prototype.open;
    rig.disk.open = async (path, mode) => {
      const file = await syncFile.call(rig.disk, path, mode);
      const sync = file.sync.bind(file);
      file.sync = () => {
        if (path.endsWith('.log')) syncs += 1;
        return sync();
      };
      return file;
    };
    rig.append(log, batch());
    rig.time.jumpWall(100_000_000);
    await rig.time.advance(5000);

    expect(syncs).toBe(1);
  });
});

describe('flush policy', () => {
  it('os acknowledges before the sync, group after it, and both can be changed while it runs', async () => {
    const rig = new Rig();
    await durableRoot(rig);
    const { log } = await rig.withManager();
    log.configure({ ...rig.settings, flushPolicy: 'os' });
    await rig.time.advance(1);
    rig.append(log, batch({ values: ['os'] }));
    await rig.time.advance(1);
    expect(log.durableEndOffset).toBe(1);
    expect((await rig.after(rig.disk.killProcess()).log()).endOffset).toBe(1);
  });

  it('back to group syncs what was written before', async () => {
    const rig = new Rig(undefined, { flushPolicy: 'os' });
    await durableRoot(rig);
    const { log } = await rig.withManager();
    rig.append(log, batch({ values: ['os'] }));
    await rig.time.advance(1);
    log.configure({ ...rig.settings, flushPolicy: 'group' });
    await rig.time.advance(1);

    const again = rig.after(rig.disk.crash(allLost));
    expect(await readAll(again, await again.log())).toEqual([{ offset: 0, value: 'os' }]);
  });
});

describe('memory', () => {
  it('of indexes and open files stays bounded with many segments', async () => {
    const rig = new Rig(undefined, { segmentBytes: 300, indexIntervalBytes: 1 });
    const { manager, log } = await rig.withManager();
    for (let at = 0; at < 300; at += 1) rig.append(log, batch({ values: [`v${at}`], timestampMs: 1000 + at }));
    await rig.run(log.sync());
    await rig.run(manager.close());
    let open = 0;
    let openMax = 0;
    const original = VirtualDisk.prototype.open;
    rig.disk.open = async (path, mode) => {
      const file = await original.call(rig.disk, path, mode);
      const close = file.close.bind(file);
      openMax = Math.max(openMax, ++open);
      file.close = () => {
        open -= 1;
        return close();
      };
      return file;
    };

    const again = await rig.run(openLogManager(rig.options({ openFilesMax: 4 })));
    const reopened = again.get(topicId, partition)!;

    expect(await readAll(rig, reopened)).toHaveLength(300);
    expect(await rig.run(reopened.offsetForTime(1150, 300 as Offset))).toMatchObject({ offset: 150 });
    expect(openMax).toBeLessThanOrEqual(8);
    expect(reopened.endOffsetForEpoch(0 as LeaderEpoch)).toEqual({ leaderEpoch: 0, endOffset: 300 });
    expect((await read(rig, reopened, 0)).kind).toBe('batches');
  });
});
