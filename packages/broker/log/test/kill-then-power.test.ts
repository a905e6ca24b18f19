/**
 * A killed process leaves names and bytes that are visible and not durable. What the next process serves and acknowledges
 * on top of them must survive a loss of power. FAULT-64, FAULT-67, FAULT-78.
 */
import type { LeaderEpoch, Offset } from '@ottla/base';
import { allLost, VirtualDisk } from '@ottla/testing';
import { describe, expect, it } from 'vitest';
import type { LogSettings } from '../src/index.ts';
import { batch, partition, Rig, readAll, topicId } from './rig.ts';

/** The disk as a process that was killed after each step of a recording leaves it. */
function* killedAtEveryStep(disk: VirtualDisk): Generator<{ readonly step: string; readonly disk: VirtualDisk }> {
  const { start, entries } = disk.recording;
  const state = start.clone();
  for (const { step, path } of entries) {
    state.apply(step);
    // Who makes the data directory makes its name durable.
    if (path === '/' || path === '/data') continue;
    yield { step: `${state.boundary} ${step.kind} ${path}`, disk: new VirtualDisk({}, state.clone()) };
  }
}

/** Recovers after the kill, serves, stores one record more, loses power, and looks again; answers what broke, if something did. */
async function serveAndLosePower(rig: Rig, disk: VirtualDisk): Promise<string | undefined> {
  const second = rig.after(disk);
  const { log } = await second.withManager();
  const served = (await readAll(second, log)).map(({ value }) => value);
  const { startOffset } = log;
  await second.store(log, batch({ values: ['more'] }), { leaderEpoch: 1 as LeaderEpoch });

  const third = rig.after(disk.crash(allLost));
  const manager = await third.open();
  const after = manager.get(topicId, partition);
  if (after === undefined) return `the log is ${manager.offline[0]?.message ?? 'gone'}`;
  if (after.startOffset < startOffset) return `the start went back from ${startOffset} to ${after.startOffset}`;
  const found = (await readAll(third, after)).map(({ value }) => value);
  const wanted = [...served, 'more'];
  return found.join() === wanted.join() ? undefined : `[${wanted.join()}] became [${found.join()}]`;
}

/** All steps after which a kill, and a power loss later, cost something. */
async function brokenSteps(rig: Rig): Promise<string[]> {
  const broken: string[] = [];
  for (const { step, disk } of killedAtEveryStep(rig.disk)) {
    const what = await serveAndLosePower(rig, disk);
    if (what !== undefined) broken.push(`${step}: ${what}`);
  }
  return broken;
}

async function recorded(settings: Partial<LogSettings>): Promise<Rig> {
  const rig = new Rig(new VirtualDisk({ record: true }), settings);
  await rig.disk.makeDirectory('/data');
  await rig.disk.syncDirectory('/');
  return rig;
}

describe('killed at any step, then served, then without power', () => {
  it.each([
    ['with a line of it', undefined],
    ['with a checkpoint', 0],
  ])('while a log is made, appended to and closed %s', async (_, restLineBytesMax) => {
    const rig = await recorded({});
    rig.restLineBytesMax = restLineBytesMax;
    const { manager, log } = await rig.withManager();
    await rig.store(log, batch({ values: ['a'] }));
    await rig.store(log, batch({ values: ['b'] }));
    await rig.run(manager.close());
    expect(await brokenSteps(rig)).toEqual([]);
  });

  it.each(['group', 'os'] as const)(
    'while segments are rolled, deleted and checkpointed, policy %s',
    async (flushPolicy) => {
      const rig = await recorded({ segmentBytes: 150, fileDeleteDelayMs: 0, flushPolicy });
      const { manager, log } = await rig.withManager();
      for (const value of ['a', 'b', 'c', 'd']) await rig.store(log, batch({ values: [value] }));
      await rig.run(log.deleteRecordsBefore(2 as Offset));
      await rig.run(manager.upkeep());
      for (const value of ['e', 'f']) await rig.store(log, batch({ values: [value] }));
      await rig.run(manager.close());
      expect(await brokenSteps(rig)).toEqual([]);
    },
  );

  it('after retention took everything: the next append goes into a file whose name is durable', async () => {
    const rig = await recorded({ retentionMs: 1000, fileDeleteDelayMs: 0 });
    const { manager, log } = await rig.withManager();
    await rig.store(log, batch({ values: ['a', 'b', 'c'], timestampMs: rig.nowMs }));
    log.noteHighWatermark(3 as Offset);
    await rig.time.advance(5000);
    await rig.run(manager.upkeep());
    expect(log.startOffset).toBe(3);
    await rig.run(manager.close());
    expect(await brokenSteps(rig)).toEqual([]);
  });
});

it('segments that recovery removed stay away after another loss of power (FAULT-67, FAULT-77)', async () => {
  const rig = await recorded({ segmentBytes: 220, flushPolicy: 'os' });
  const { log } = await rig.withManager();
  for (const value of ['a', 'b', 'c', 'd']) rig.append(log, batch({ values: [value] }));
  await rig.time.runUntil(() => log.durableEndOffset === 4);
  // The first segment never reached the medium, the second one did.
  const made = rig.disk.recording.entries.find(
    ({ step, path }) => step.kind === 'createFile' && path.endsWith('00000000000000000000.log'),
  );
  const lost = made?.step.kind === 'createFile' ? made.step.inode : -1;
  const keep = (inode: number, versions: number): number => (inode === lost ? 0 : versions);
  const disk = rig.disk.crash({
    name: () => true,
    size: keep,
    sector: (inode, _at, versions) => keep(inode, versions),
  });

  const second = rig.after(disk);
  const again = await second.log();
  expect(again.endOffset).toBe(0);
  // No checkpoint comes to make names durable on the way.
  disk.rename = () => Promise.reject(new Error('no checkpoint'));
  await second.store(again, batch({ values: ['1', '2', '3', '4', '5'] }));

  const third = rig.after(disk.crash(allLost));
  const manager = await third.open();
  expect(manager.offline).toEqual([]);
  expect(manager.get(topicId, partition)?.endOffset).toBe(5);
});
