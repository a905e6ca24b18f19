/**
 * The log against a naive list of records, under random appends, restarts, deletions, retention and truncation.
 * FAULT-78, FAULT-79, FAULT-80, FAULT-129, FAULT-131.
 */
import type { LeaderEpoch, Offset } from '@ottla/base';
import { createSeededRandomness, type SeededRandomness } from '@ottla/testing';
import { describe, expect, it } from 'vitest';
import type { LogManager, PartitionLog } from '../src/index.ts';
import { baseOffsetsOf, batch, Rig, read, readAll, valuesOf } from './rig.ts';

interface ModelRecord {
  readonly offset: number;
  readonly value: string;
  readonly timestampMs: number;
  readonly epoch: number;
  /** First offset of its batch. */
  readonly batch: number;
}

/** What the log should hold. */
class Model {
  records: ModelRecord[] = [];
  startOffset = 0;
  endOffset = 0;
  epoch = 0;

  live(endOffsetMax: number = this.endOffset): ModelRecord[] {
    return this.records.filter(({ offset }) => offset >= this.startOffset && offset < endOffsetMax);
  }

  byTime(timestampMs: number, endOffsetMax: number): ModelRecord | undefined {
    return this.live(endOffsetMax).find((record) => record.timestampMs >= timestampMs);
  }

  latest(endOffsetMax: number): ModelRecord | undefined {
    let best: ModelRecord | undefined;
    for (const record of this.live(endOffsetMax))
      if (best === undefined || record.timestampMs > best.timestampMs) best = record;
    return best;
  }

  cutAt(offset: number): void {
    this.records = this.records.filter((record) => record.offset < offset);
    this.endOffset = offset;
    this.startOffset = Math.min(this.startOffset, offset);
  }
}

/** A log and its model under the same operations. */
class Pair {
  readonly rig: Rig;
  readonly random: SeededRandomness;
  readonly model = new Model();
  log!: PartitionLog;
  manager!: LogManager;

  constructor(seed: number) {
    this.random = createSeededRandomness(seed);
    this.rig = new Rig(undefined, {
      // The largest batch fits into the smallest of them.
      segmentBytes: this.random.pick([400, 700, 2000]),
      indexIntervalBytes: this.random.pick([1, 200, 4096]),
      fileDeleteDelayMs: 0,
      messageTimestampAfterMaxMs: Number.MAX_SAFE_INTEGER,
    });
  }

  async open(): Promise<void> {
    ({ manager: this.manager, log: this.log } = await this.rig.withManager());
  }

  async step(): Promise<void> {
    const choice = this.random.below(20);
    if (choice < 13) await this.append();
    else if (choice < 15) await this.restart();
    else if (choice === 15) await this.deleteRecords();
    else if (choice === 16) await this.retain();
    else if (choice === 17) await this.truncate();
    else if (choice === 18) this.model.epoch += 1;
    else await this.rig.time.advance(1000);
  }

  async append(): Promise<void> {
    const { random, model } = this;
    for (let more = random.between(1, 3); more > 0; more -= 1) {
      const count = random.between(1, 4);
      const timestampsMs = Array.from({ length: count }, () => 1_000_000 + random.below(300));
      const values = timestampsMs.map((_, at) => `${model.endOffset + at}:${'x'.repeat(random.below(60))}`);
      const codec = random.pick([0, 0, 1] as const);
      const leaderEpoch = model.epoch as LeaderEpoch;
      const outcome = this.rig.append(this.log, batch({ values, timestampsMs, codec }), { leaderEpoch });
      expect(outcome).toMatchObject({ kind: 'appended', startOffset: model.endOffset });
      values.forEach((value, at) => {
        const record = { offset: model.endOffset + at, value, timestampMs: timestampsMs[at]!, epoch: model.epoch };
        model.records.push({ ...record, batch: model.endOffset });
      });
      model.endOffset += count;
    }
    await this.rig.run(this.log.sync());
  }

  async restart(): Promise<void> {
    // With a line in the file of a clean stop, with a checkpoint, or with neither.
    if (this.random.chance(0.6)) await this.rig.run(this.manager.close());
    this.rig.restLineBytesMax = this.random.pick([0, undefined]);
    Object.assign(this.rig, { disk: this.rig.disk.killProcess() });
    await this.open();
  }

  async deleteRecords(): Promise<void> {
    const { model } = this;
    const offset = this.random.between(model.startOffset, model.endOffset);
    expect(await this.rig.run(this.log.deleteRecordsBefore(offset as Offset))).toBe(offset);
    model.startOffset = offset;
  }

  /** Retention by size: whatever it takes, the start goes forward only, never above the high watermark. */
  async retain(): Promise<void> {
    const { model } = this;
    const highWatermark = this.random.between(model.startOffset, model.endOffset);
    this.log.noteHighWatermark(highWatermark as Offset);
    this.log.configure({ ...this.rig.settings, retentionBytes: 600 });
    await this.rig.run(this.manager.upkeep());
    this.log.configure(this.rig.settings);
    expect(this.log.startOffset).toBeGreaterThanOrEqual(model.startOffset);
    model.startOffset = this.log.startOffset;
  }

  async truncate(): Promise<void> {
    const { model } = this;
    const batches = [...new Set(model.live().map((record) => record.batch)), model.endOffset];
    const above = batches.filter((offset) => offset >= model.startOffset);
    const offset = this.random.pick(above.slice(-4));
    await this.rig.run(this.log.truncateTo(offset as Offset));
    model.cutAt(offset);
  }

  async compare(): Promise<void> {
    const { model, log, rig, random } = this;
    expect([log.startOffset, log.endOffset]).toEqual([model.startOffset, model.endOffset]);
    expect(await readAll(rig, log)).toEqual(model.live().map(({ offset, value }) => ({ offset, value })));
    for (let probe = 0; probe < 3; probe += 1) {
      const endOffsetMax = random.between(model.startOffset, model.endOffset);
      const timestampMs = 1_000_000 + random.below(310);
      const byTime = await rig.run(log.offsetForTime(timestampMs, endOffsetMax as Offset));
      expect(byTime).toEqual(asAnswer(model.byTime(timestampMs, endOffsetMax)));
      const latest = await rig.run(log.offsetOfMaxTimestamp(endOffsetMax as Offset));
      expect(latest).toEqual(asAnswer(model.latest(endOffsetMax)));
      await this.compareRead(endOffsetMax);
    }
  }

  private async compareRead(endOffsetMax: number): Promise<void> {
    const { model, log, rig, random } = this;
    if (model.live().length === 0) return;
    const wanted = random.pick(model.live());
    const bytesMax = random.between(1, 800);
    const found = await read(rig, log, wanted.offset, { bytesMax, endOffsetMax });
    if (found.kind !== 'batches') throw new Error(JSON.stringify(found));
    const whole = model.records.filter((record) => record.batch === wanted.batch);
    if (endOffsetMax < wanted.batch + whole.length) {
      expect(found.bytes).toBe(0);
      return;
    }
    expect(baseOffsetsOf(found.chunks)[0]).toBe(wanted.batch);
    const values = valuesOf(found.chunks);
    expect(values.at(-1)!.offset).toBeLessThan(endOffsetMax);
    expect(found.nextOffset).toBe(values.at(-1)!.offset + 1);
    expect(found.bytes <= bytesMax || baseOffsetsOf(found.chunks).length === 1).toBe(true);
    expect(log.epochOfOffset(wanted.offset as Offset)).toBe(wanted.epoch);
  }
}

function asAnswer(record: ModelRecord | undefined): unknown {
  return record && { offset: record.offset, timestampMs: record.timestampMs, leaderEpoch: record.epoch };
}

describe('the log and a list of records', () => {
  it.each(Array.from({ length: 40 }, (_, seed) => seed + 1))('agree (seed %d)', async (seed) => {
    const pair = new Pair(seed);
    await pair.open();

    for (let step = 0; step < 40; step += 1) {
      await pair.step();
      await pair.compare();
    }
  });
});
