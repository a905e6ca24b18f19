/**
 * Power loss at every step of the disk, with every subset of what was not synced (samples where there are too many): what
 * was acknowledged is there, what is there was appended, and nothing that was served is lost by a second power loss.
 * FAULT-61, FAULT-62, FAULT-64, FAULT-66, FAULT-67, FAULT-78, FAULT-84.
 */
import type { LeaderEpoch, Offset } from '@ottla/base';
import { allLost, type CrashPoint, enumerateCrashes, VirtualDisk, VirtualTime } from '@ottla/testing';
import { describe, expect, it } from 'vitest';
import type { LogManager, LogSettings, PartitionLog } from '../src/index.ts';
import { batch, directory, partition, Rig, readAll, topicId } from './rig.ts';

interface Acknowledged {
  readonly boundary: number;
  readonly endOffset: number;
  readonly startOffset: number;
}

/** A story on a recorded disk, and what was promised when. */
class Story {
  readonly disk: VirtualDisk;
  readonly rig: Rig;
  readonly promises: Acknowledged[] = [];
  log!: PartitionLog;
  manager!: LogManager;
  count = 0;

  constructor(
    settings: Partial<LogSettings> = {},
    disk: VirtualDisk = new VirtualDisk({ record: true }),
    time: VirtualTime = new VirtualTime(),
  ) {
    this.disk = disk;
    this.rig = Object.assign(new Rig(this.disk, settings), { time });
  }

  async open(): Promise<void> {
    await this.rig.run(this.disk.makeDirectory('/data'));
    await this.rig.run(this.disk.syncDirectory('/'));
    ({ manager: this.manager, log: this.log } = await this.rig.withManager());
    this.log.listen({
      onDurable: () => this.promise(),
      onRolledBack: () => undefined,
      onFailed: () => undefined,
    });
  }

  promise(): void {
    const { durableEndOffset: endOffset, startOffset } = this.log;
    this.promises.push({ boundary: this.disk.boundary, endOffset, startOffset });
  }

  /** Appends groups of batches of one record; the value at offset n is `n`. */
  async append(batches: number, padding = 0): Promise<void> {
    for (let at = 0; at < batches; at += 1) this.appendOne(padding);
    await this.rig.run(this.log.sync());
  }

  appendOne(padding = 0): void {
    this.rig.append(this.log, batch({ values: [valueAt(this.count, padding)], timestampMs: this.rig.nowMs }));
    this.count += 1;
  }

  promisedAt(boundary: number): { readonly endOffset: number; readonly startOffset: number } {
    let endOffset = 0;
    let startOffset = 0;
    for (const promise of this.promises) {
      if (promise.boundary > boundary) continue;
      endOffset = Math.max(endOffset, promise.endOffset);
      startOffset = Math.max(startOffset, promise.startOffset);
    }
    return { endOffset, startOffset };
  }
}

function valueAt(offset: number, padding = 0): string {
  return `${offset}:${'x'.repeat(padding)}`;
}

/** Recovers and looks at everything; then once more after a second loss of power right after serving. */
async function check(story: Story, point: CrashPoint): Promise<void> {
  const disk = point.disk();
  const promised = story.promisedAt(point.boundary);
  const first = await recover(story, disk);
  expect(first.endOffset, point.description).toBeGreaterThanOrEqual(promised.endOffset);
  expect(first.startOffset, point.description).toBeGreaterThanOrEqual(promised.startOffset);
  const second = await recover(story, disk.crash(allLost));
  expect(second, `${point.description}, and again`).toMatchObject({ endOffset: first.endOffset, values: first.values });
}

async function recover(
  story: Story,
  disk: VirtualDisk,
): Promise<{ readonly startOffset: number; readonly endOffset: number; readonly values: readonly string[] }> {
  const rig = Object.assign(story.rig.after(disk), { time: story.rig.time });
  const log = await rig.log();
  const found = await readAll(rig, log);
  expect(found.map(({ offset }) => offset)).toEqual(
    Array.from({ length: log.endOffset - log.startOffset }, (_, at) => log.startOffset + at),
  );
  for (const { offset, value } of found) expect(value.split(':')[0]).toBe(String(offset));
  // The log goes on where it is.
  expect(rig.append(log, batch({ values: ['next'] }))).toMatchObject({
    kind: 'appended',
    startOffset: log.endOffset - 1,
  });
  return { startOffset: log.startOffset, endOffset: log.endOffset - 1, values: found.map(({ value }) => value) };
}

async function checkAll(
  story: Story,
  options: { readonly unitsMax: number; readonly samples: number },
): Promise<number> {
  let points = 0;
  for (const point of enumerateCrashes(story.disk, { ...options, seed: 7 })) {
    points += 1;
    await check(story, point);
  }
  return points;
}

describe('power loss', () => {
  it.each([
    ['with a line of it', undefined],
    ['with a checkpoint', 0],
  ])('while a log is made, appended to and closed %s', async (_, restLineBytesMax) => {
    const story = new Story();
    story.rig.restLineBytesMax = restLineBytesMax;
    await story.open();
    await story.append(2);
    await story.append(3);
    await story.rig.run(story.manager.close());

    expect(await checkAll(story, { unitsMax: 6, samples: 4 })).toBeGreaterThan(50);
  });

  it('while each group is written during the sync of the one before', async () => {
    const time = new VirtualTime();
    const delays = new Map([
      ['write', 1],
      ['sync', 5],
    ]);
    const timing = { timers: time.timers, delayMs: (operation: string) => delays.get(operation) ?? 0 };
    const story = new Story({ segmentBytes: 400 }, new VirtualDisk({ record: true, timing }), time);
    story.rig.writeAheadBytes = 1;
    await story.open();
    for (let at = 0; at < 10; at += 1) {
      story.appendOne();
      await time.advance(at % 4);
    }
    await story.rig.run(story.log.sync());

    expect(await checkAll(story, { unitsMax: 8, samples: 6 })).toBeGreaterThan(100);
  });

  it('while segments are rolled and checkpointed', async () => {
    const story = new Story({ segmentBytes: 300 });
    await story.open();
    for (let at = 0; at < 5; at += 1) await story.append(2, 20);
    await story.rig.run(story.manager.close());

    expect(await checkAll(story, { unitsMax: 4, samples: 2 })).toBeGreaterThan(100);
  });

  it('while records are deleted on request and by retention: the start never goes back', async () => {
    const story = new Story({ segmentBytes: 300, retentionBytes: 150, fileDeleteDelayMs: 0 });
    await story.open();
    for (let at = 0; at < 4; at += 1) await story.append(2, 20);
    await story.rig.run(story.log.deleteRecordsBefore(3 as Offset));
    story.promise();
    story.log.noteHighWatermark(story.log.durableEndOffset);
    await story.rig.run(story.manager.upkeep());
    story.promise();
    await story.append(1);
    await story.rig.run(story.manager.close());

    expect(story.log.startOffset).toBeGreaterThan(3);
    expect(await checkAll(story, { unitsMax: 4, samples: 2 })).toBeGreaterThan(100);
  });

  it('with every subset of twelve unsynced sectors of one group (FAULT-62)', async () => {
    const story = new Story();
    await story.open();
    await story.append(1, 100);
    const before = story.disk.boundary;
    await story.append(9, 440);
    const synced = story.disk.boundary;

    let points = 0;
    for (const point of enumerateCrashes(story.disk, {
      unitsMax: 12,
      samples: 8,
      at: (at) => at > before && at < synced,
    })) {
      points += 1;
      await check(story, point);
    }
    expect(points).toBeGreaterThan(1000);
  });

  it('during recovery from a power loss (FAULT-67)', async () => {
    const story = new Story({ segmentBytes: 400 });
    await story.open();
    for (let at = 0; at < 3; at += 1) await story.append(3, 20);
    // The recording goes on after the process was killed and another one recovers.
    const again = new Story({ segmentBytes: 400 }, story.disk.killProcess());
    await again.open();
    again.promise();

    expect(await checkAll(again, { unitsMax: 4, samples: 2 })).toBeGreaterThan(3);
  });

  it('after a killed process: what recovery serves is synced first, so a power loss does not take it back (FAULT-67)', async () => {
    const story = new Story({ flushPolicy: 'os' });
    await story.open();
    for (let at = 0; at < 5; at += 1)
      story.rig.append(story.log, batch({ values: [valueAt(at, 20)], timestampMs: story.rig.nowMs }));
    await story.rig.time.runUntil(() => story.log.writtenEndOffset === 5);
    const disk = story.disk.killProcess();

    const served = await recover(story, disk);

    expect(served.endOffset).toBe(5);
    expect(await recover(story, disk.crash(allLost))).toMatchObject({ endOffset: 5, values: served.values });
  });

  it('after a failed sync and a killed process: what recovery serves is written anew, for no later sync would (FAULT-67)', async () => {
    const story = new Story();
    await story.open();
    story.disk.faults.add({
      operation: 'sync',
      effect: { kind: 'error', code: 'io' },
      on: (path) => path.endsWith('.log'),
    });
    story.rig.append(story.log, batch({ values: [valueAt(0, 20)], timestampMs: story.rig.nowMs }));
    await story.rig.time.runUntil(() => story.log.state === 'failed');
    const disk = story.disk.killProcess();

    const served = await recover(story, disk);

    expect(served.endOffset).toBe(1);
    expect(await recover(story, disk.crash(allLost))).toMatchObject({ endOffset: 1, values: served.values });
  });

  it('with policy os loses a tail at most, and never serves a hole', async () => {
    const story = new Story({ flushPolicy: 'os', segmentBytes: 400 });
    await story.open();
    for (let at = 0; at < 4; at += 1) {
      for (let more = 0; more < 2; more += 1) {
        story.rig.append(story.log, batch({ values: [valueAt(story.count, 30)] }));
        story.count += 1;
      }
      await story.rig.time.advance(1);
    }
    // What the system took is acknowledged, but only a sync makes it safe.
    expect(story.log.durableEndOffset).toBe(8);
    story.promises.length = 0;

    expect(await checkAll(story, { unitsMax: 4, samples: 4 })).toBeGreaterThan(20);
  });

  it('cuts a torn last batch at every byte (FAULT-61)', async () => {
    const story = new Story();
    await story.open();
    await story.append(2);
    const intact = (await story.disk.stat(`${directory}/00000000000000000000.log`))?.size ?? 0;
    await story.append(1);
    const whole = await story.disk.readFile(`${directory}/00000000000000000000.log`);

    for (let size = intact; size < whole.length; size += 1) {
      const disk = story.disk.killProcess();
      const file = await disk.open(`${directory}/00000000000000000000.log`, 'write');
      await file.truncate(size);
      expect((await recover(story, disk)).endOffset).toBe(2);
    }
  });

  it('reads no more than what lies behind the last checkpoint (FAULT-84)', async () => {
    const story = new Story({ segmentBytes: 2000 });
    await story.open();
    for (let at = 0; at < 60; at += 1) await story.append(1, 50);
    await story.rig.time.advance(10);
    await story.append(1);
    const disk = story.disk.killProcess();
    let readBytes = 0;
    const rig = Object.assign(story.rig.after(disk), { time: story.rig.time });
    const open = disk.open.bind(disk);
    disk.open = async (path, mode) => {
      const file = await open(path, mode);
      const read = file.read.bind(file);
      file.read = (target, position) => {
        if (path.endsWith('.log')) readBytes += target.length;
        return read(target, position);
      };
      return file;
    };

    const manager = await rig.open();

    const log = manager.get(topicId, partition);
    expect(log?.endOffset).toBe(61);
    expect(log?.describe().segmentCount).toBeGreaterThan(3);
    // The last batch, once for the bytes and once for the states, each time with at most an index interval before it.
    expect(readBytes).toBeGreaterThan(0);
    expect(readBytes).toBeLessThanOrEqual(2 * 150 + 2 * 256);
  });
});

describe('power loss around a truncation', () => {
  it.each([
    ['a line', undefined],
    ['a checkpoint', 0],
  ])(
    'leaves the log as it was or cut, and never mixes what was cut with what came after, with %s',
    async (_, restLineBytesMax) => {
      const story = new Story({ segmentBytes: 300 });
      story.rig.restLineBytesMax = restLineBytesMax;
      await story.open();
      await story.append(7, 20);
      await story.rig.time.advance(1);
      const cutAt = story.disk.boundary;
      await story.rig.run(story.log.truncateTo(2 as Offset));
      const cut = story.disk.boundary;
      story.promises.length = 0;
      for (let offset = 2; offset < 6; offset += 1)
        await story.rig.store(story.log, batch({ values: [`${offset}:new`] }), { leaderEpoch: 1 as LeaderEpoch });
      await story.rig.run(story.manager.close());

      const acknowledged = story.promises.slice();
      for (const point of enumerateCrashes(story.disk, { unitsMax: 4, samples: 3, seed: 5, at: (at) => at >= cutAt })) {
        const rig = story.rig.after(point.disk());
        const log = await rig.log();
        const values = (await readAll(rig, log)).map(({ value }) => value);
        const firstNew = values.findIndex((value) => value.endsWith(':new'));
        const news = firstNew < 0 ? [] : values.slice(firstNew);
        expect(values.slice(0, 2), point.description).toEqual([valueAt(0, 20), valueAt(1, 20)]);
        expect(
          news.every((value) => value.endsWith(':new')),
          point.description,
        ).toBe(true);
        if (firstNew >= 0) expect(firstNew, point.description).toBe(2);
        const promised = acknowledged.filter(({ boundary }) => boundary <= point.boundary).at(-1);
        if (promised !== undefined)
          expect(news.length, point.description).toBeGreaterThanOrEqual(promised.endOffset - 2);
        if (point.boundary >= cut) expect(log.endOffsetForEpoch(0 as LeaderEpoch).endOffset, point.description).toBe(2);
      }
    },
  );

  it('with a volume that was full in between', async () => {
    const story = new Story({ segmentBytes: 300 });
    await story.open();
    await story.append(4, 20);
    await story.rig.time.advance(1);
    story.disk.capacityBytes = 1e9;
    story.disk.capacityBytes = 1e9 - (await story.disk.freeBytes('/')) + 30;
    story.rig.append(story.log, batch({ values: ['4:lost'] }));
    await story.rig.time.advance(1);
    expect(story.log.state).toBe('noSpace');
    story.disk.capacityBytes = Number.POSITIVE_INFINITY;
    await story.rig.run(story.manager.upkeep());
    await story.append(3, 20);
    await story.rig.run(story.manager.close());

    expect(await checkAll(story, { unitsMax: 4, samples: 2 })).toBeGreaterThan(50);
  });
});
