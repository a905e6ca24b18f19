/**
 * What recovery believes of the bytes behind the checkpoint follows from the flush policy that they were written under, also
 * when it was changed while the log was open. FAULT-16, FAULT-62, FAULT-66.
 */
import type { Offset } from '@ottla/base';
import { type CrashChoice, VirtualDisk } from '@ottla/testing';
import { describe, expect, it } from 'vitest';
import { batch, Rig, readAll } from './rig.ts';

/** The first segment never reached the medium, the names and the later files did. */
function onlyLater(segmentInode: number): CrashChoice {
  return {
    sector: (inode, _sector, versions) => (inode === segmentInode ? 0 : versions),
    size: (inode, versions) => (inode === segmentInode ? 0 : versions),
    name: () => true,
  };
}

async function madeDurably(rig: Rig): Promise<void> {
  await rig.disk.makeDirectory('/data');
  await rig.disk.syncDirectory('/');
}

/** The number of the file that has this name. */
function inodeOf(disk: VirtualDisk, name: string): number {
  for (const { step, path } of disk.recording.entries)
    if (step.kind === 'createFile' && path.endsWith(name)) return step.inode;
  throw new Error(`nobody made ${name}`);
}

const first = '00000000000000000000.log';

describe('a log that was changed to policy os', () => {
  it('is cut at a hole and not taken for rotten, whenever the power goes', async () => {
    const rig = new Rig(new VirtualDisk({ record: true }), { segmentBytes: 150 });
    await madeDurably(rig);
    const { log } = await rig.withManager();
    log.configure({ ...rig.settings, flushPolicy: 'os' });
    await rig.time.advance(1);
    for (const value of ['a', 'b', 'c', 'd', 'e']) rig.append(log, batch({ values: [value] }));
    await rig.time.runUntil(() => log.durableEndOffset === 5);

    const again = rig.after(rig.disk.crash(onlyLater(inodeOf(rig.disk, first))));
    const recovered = await again.log();
    expect(await readAll(again, recovered)).toHaveLength(recovered.endOffset);
  });
});

describe('a log that was changed back to policy group', () => {
  it('is believed to have holes until a checkpoint has passed what was written before', async () => {
    const plain = new Rig(undefined, { segmentBytes: 220, flushPolicy: 'os' });
    const timing = { timers: plain.time.timers, delayMs: () => 0 };
    const rig = Object.assign(plain, { disk: new VirtualDisk({ record: true, timing }) });
    await rig.run(madeDurably(rig));
    const { log } = await rig.withManager();
    rig.disk.faults.add({
      operation: 'sync',
      effect: { kind: 'slow', delayMs: 60_000 },
      times: Number.POSITIVE_INFINITY,
      on: (path) => path.endsWith('.log'),
    });
    for (const value of ['a', 'b']) rig.append(log, batch({ values: [value] }));
    await rig.time.runUntil(() => log.durableEndOffset === 2);
    // Two deletions write the partition file: one before the change, and one after it, while nothing is synced yet.
    const rename = rig.disk.rename.bind(rig.disk);
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    rig.disk.rename = (from, to) => opened.then(() => rename(from, to));
    const deletions = [1, 2].map((offset) => log.deleteRecordsBefore(offset as Offset));
    for (const value of ['c', 'd', 'e']) rig.append(log, batch({ values: [value] }));
    await rig.time.runUntil(() => log.durableEndOffset === 5);
    log.configure({ ...rig.settings, flushPolicy: 'group' });
    open();
    await rig.run(Promise.all(deletions));

    const disk = rig.disk.crash(onlyLater(inodeOf(rig.disk, first)));
    const again = new Rig(disk, rig.settings);
    Object.assign(again, { time: rig.time });
    const recovered = await again.log();
    expect(await readAll(again, recovered)).toHaveLength(recovered.endOffset - recovered.startOffset);
  });
});
