/** Which transactions a log lists as aborted, over clean stops, kills, power losses and truncations. FAULT-64, FAULT-67, FAULT-74. */
import type { Offset, ProducerId } from '@ottla/base';
import { nodeCrc32c } from '@ottla/platform-node';
import { buildEndTransactionBatch } from '@ottla/record-batch';
import { enumerateCrashes, VirtualDisk } from '@ottla/testing';
import { describe, expect, it } from 'vitest';
import type { PartitionLog } from '../src/index.ts';
import { batch, directory, Rig } from './rig.ts';

const firstTransactions = `${directory}/00000000000000000000.txnindex`;

async function begin(rig: Rig, log: PartitionLog, sequence: number): Promise<void> {
  const bytes = batch({ values: ['v'], producer: { id: 7, epoch: 0, sequence }, transactional: true });
  const { kind } = await rig.store(log, bytes);
  expect(kind).toBe('appended');
}

async function end(rig: Rig, log: PartitionLog, kind: 'abort' | 'commit'): Promise<void> {
  const producer = { producerId: 7 as ProducerId, producerEpoch: 0 };
  const bytes = buildEndTransactionBatch({ kind, coordinatorEpoch: 1 }, producer, {
    timestampMs: 1,
    crc32c: nodeCrc32c,
  });
  await rig.store(log, bytes, { origin: 'coordinator' });
}

/** The offsets of the markers that abort something. */
async function abortedIn(rig: Rig, log: PartitionLog): Promise<number[]> {
  const aborted = await rig.run(log.abortedTransactions(0 as Offset, log.endOffset));
  return aborted.map(({ markerOffset }) => markerOffset);
}

/** A log that was closed with a checkpoint, with a record and an aborted transaction: the markers are at 2, 4, 6 … */
async function withAborted(rig: Rig, count = 1): Promise<void> {
  const { manager, log } = await rig.withManager();
  await rig.store(log, batch({ values: ['first'] }));
  for (let sequence = 0; sequence < count; sequence += 1) {
    await begin(rig, log, sequence);
    await end(rig, log, 'abort');
  }
  await rig.run(manager.close());
}

describe.each([
  ['that leaves a line', undefined],
  ['that makes a checkpoint', 0],
])('over a clean stop %s', (_, restLineBytesMax) => {
  const started = (disk: VirtualDisk): Rig => {
    const rig = new Rig(disk);
    rig.restLineBytesMax = restLineBytesMax;
    return rig;
  };

  it('an aborted transaction stays aborted', async () => {
    const rig = started(new VirtualDisk());
    await withAborted(rig);

    expect(await abortedIn(rig, await rig.log())).toEqual([2]);
  });

  it('a committed transaction is committed where an aborted one was cut away, and over a kill as well', async () => {
    const first = new Rig();
    await withAborted(first);
    const rig = started(first.disk.killProcess());
    const { manager, log } = await rig.withManager();
    await rig.run(log.truncateTo(1 as Offset));
    await begin(rig, log, 0);
    await end(rig, log, 'commit');
    expect(await abortedIn(rig, log)).toEqual([]);
    await rig.run(manager.close());

    const again = started(rig.disk.killProcess());
    expect(await abortedIn(again, await again.log())).toEqual([]);
    const killed = started(again.disk.killProcess());
    expect(await abortedIn(killed, await killed.log())).toEqual([]);
  });
});

describe('a truncation below the checkpoint', () => {
  it('leaves those that ended before it, and none twice, over a kill', async () => {
    const first = new Rig();
    await withAborted(first, 3);
    const rig = first.after(first.disk.killProcess());
    const { log } = await rig.withManager();
    await rig.run(log.truncateTo(5 as Offset));
    await begin(rig, log, 2);
    await end(rig, log, 'abort');

    const killed = rig.after(rig.disk.killProcess());

    expect(await abortedIn(killed, await killed.log())).toEqual([2, 4, 6]);
  });

  it('takes the file away that would list what is gone', async () => {
    const rig = new Rig();
    await withAborted(rig);
    expect(await rig.disk.stat(firstTransactions)).toBeDefined();

    await rig.run((await rig.log()).truncateTo(1 as Offset));

    expect(await rig.disk.stat(firstTransactions)).toBeUndefined();
  });

  it('lists what is there whenever the power goes', async () => {
    const first = new Rig(new VirtualDisk({ record: true }));
    await first.disk.makeDirectory('/data');
    await first.disk.syncDirectory('/');
    await withAborted(first, 3);
    const rig = first.after(first.disk.killProcess());
    const { log } = await rig.withManager();
    await rig.run(log.truncateTo(5 as Offset));

    let points = 0;
    for (const point of enumerateCrashes(rig.disk, { unitsMax: 6, samples: 4 })) {
      points += 1;
      const again = rig.after(point.disk());
      const log = await again.log();
      const wanted = [2, 4, 6].filter((marker) => marker < log.endOffset);
      expect(await abortedIn(again, log), point.description).toEqual(wanted);
    }
    expect(points).toBeGreaterThan(5);
  });
});

it('a checkpoint that is cut short by a power loss leaves the list of the one before (FAULT-64)', async () => {
  const first = new Rig(new VirtualDisk({ record: true }));
  await first.disk.makeDirectory('/data');
  await first.disk.syncDirectory('/');
  await withAborted(first);
  const rig = first.after(first.disk.killProcess());
  const { manager, log } = await rig.withManager();
  for (let sequence = 1; sequence < 4; sequence += 1) {
    await begin(rig, log, sequence);
    await end(rig, log, 'abort');
  }
  const stored = rig.disk.boundary;
  await rig.run(manager.close());

  let points = 0;
  for (const point of enumerateCrashes(rig.disk, { unitsMax: 6, samples: 4 })) {
    if (point.boundary < stored) continue;
    points += 1;
    const again = rig.after(point.disk());
    expect(await abortedIn(again, await again.log()), point.description).toEqual([2, 4, 6, 8]);
  }
  expect(points).toBeGreaterThan(5);
});
