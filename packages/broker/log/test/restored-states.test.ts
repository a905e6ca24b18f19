/**
 * What a log remembers beside its batches survives a restart or a roll-back right, or the log does not serve: producers
 * that were forgotten by mistake would write twice. FAULT-68, FAULT-74, FAULT-77, FAULT-93.
 */
import type { Offset } from '@ottla/base';
import { describe, expect, it } from 'vitest';
import { batch, directory, partition, Rig, readAll, topicId } from './rig.ts';

const isLog = (path: string): boolean => path.endsWith('.log');
const first = (): Uint8Array => batch({ values: ['a'], producer: { id: 1, epoch: 0, sequence: 0 } });

describe('producers', () => {
  it('are known after a restart whichever read failed, or the log stays offline (FAULT-68, FAULT-74)', async () => {
    for (let nth = 1; nth < 8; nth += 1) {
      const rig = new Rig();
      await rig.store(await rig.log(), first());
      const again = rig.after(rig.disk.killProcess());
      again.disk.faults.add({ operation: 'read', nth, effect: { kind: 'error', code: 'io' }, on: isLog });

      const manager = await again.open();

      const log = manager.get(topicId, partition);
      if (log === undefined) expect(manager.offline, `read ${nth}`).toHaveLength(1);
      else expect(again.append(log, first()), `read ${nth}`).toMatchObject({ kind: 'duplicate', startOffset: 0 });
    }
  });

  it('are known after a full volume whichever read failed, or the log takes nothing (FAULT-69, FAULT-74)', async () => {
    for (let nth = 1; nth < 6; nth += 1) {
      const rig = new Rig();
      const { manager, log } = await rig.withManager();
      await rig.store(log, first());
      rig.disk.faults.add({ operation: 'write', effect: { kind: 'error', code: 'noSpace' }, on: isLog });
      rig.disk.faults.add({ operation: 'read', nth, effect: { kind: 'error', code: 'io' }, on: isLog });
      rig.append(log, batch({ values: ['b'] }));
      await rig.time.advance(10);
      await rig.run(manager.upkeep());

      expect(rig.append(log, first()).kind, `read ${nth}`).toMatch(/duplicate|refused/);
    }
  });

  it('may go on with any sequence after all were forgotten, also over a restart (FAULT-93)', async () => {
    const rig = new Rig(undefined, { producerIdExpirationMs: 1000 });
    const { manager, log } = await rig.withManager();
    await rig.store(log, first());
    await rig.time.advance(5000);
    await rig.run(manager.upkeep());
    await rig.store(log, batch({ values: ['of nobody'] }));
    expect(log.producers()).toEqual([]);
    await rig.run(manager.close());

    const again = rig.after(rig.disk.killProcess());
    const next = batch({ values: ['b'], producer: { id: 1, epoch: 0, sequence: 1 } });
    expect(again.append(await again.log(), next)).toMatchObject({ kind: 'appended' });
  });
});

it('a segment that is lost does not take the next one with it when it is deleted (FAULT-77)', async () => {
  const rig = new Rig(undefined, { segmentMs: 1000, fileDeleteDelayMs: 0 });
  const { manager, log } = await rig.withManager();
  await rig.store(log, batch({ values: ['a'] }));
  await rig.run(manager.close());
  // The next append begins a segment, and the process is killed before a checkpoint knows of it.
  const second = rig.after(rig.disk.killProcess());
  await second.time.advance(3000);
  const secondLog = await second.log();
  second.disk.rename = () => Promise.reject(new Error('killed here'));
  await second.store(secondLog, batch({ values: ['b'] }));

  const third = rig.after(second.disk.killProcess());
  await third.disk.remove(`${directory}/00000000000000000000.log`);
  const opened = await third.withManager();
  await third.run(opened.log.deleteRecordsBefore(1 as Offset));
  await third.run(opened.manager.upkeep());
  await third.run(opened.manager.close());

  const last = rig.after(third.disk.killProcess());
  expect(await readAll(last, await last.log())).toEqual([{ offset: 1, value: 'b' }]);
});
