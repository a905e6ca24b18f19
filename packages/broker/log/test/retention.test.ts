/** What is deleted, when, and what never is. FAULT-78, FAULT-79. */
import type { Offset } from '@ottla/base';
import { describe, expect, it } from 'vitest';
import type { LogSettings } from '../src/index.ts';
import { batch, directory, Rig, read, readAll } from './rig.ts';

const hourMs = 3_600_000;

async function withSegments(settings: Partial<LogSettings>, timestampMs?: number) {
  const rig = new Rig(undefined, {
    segmentBytes: 200,
    fileDeleteDelayMs: 5000,
    messageTimestampAfterMaxMs: Number.MAX_SAFE_INTEGER,
    ...settings,
  });
  const { manager, log } = await rig.withManager();
  for (let at = 0; at < 6; at += 1) {
    rig.append(log, batch({ values: [`v${at}`], timestampMs: timestampMs ?? rig.nowMs }));
    await rig.time.advance(10);
  }
  await rig.run(log.sync());
  return { rig, manager, log };
}

describe('retention', () => {
  it('deletes by age and closes the active segment when all of it is too old', async () => {
    const { rig, manager, log } = await withSegments({ retentionMs: hourMs });
    log.noteHighWatermark(6 as Offset);
    await rig.run(manager.upkeep());
    expect(log.startOffset).toBe(0);

    rig.time.jumpWall(2 * hourMs);
    await rig.run(manager.upkeep());

    expect([log.startOffset, log.endOffset]).toEqual([6, 6]);
    expect(rig.append(log, batch())).toMatchObject({ startOffset: 6 });
  });

  it('counts a time in the future, or none, by when it was appended (FAULT-79)', async () => {
    for (const timestampMs of [4_000_000_000_000, -1]) {
      const { rig, manager, log } = await withSegments({ retentionMs: hourMs }, timestampMs);
      log.noteHighWatermark(6 as Offset);
      await rig.run(manager.upkeep());
      expect(log.startOffset).toBe(0);
      rig.time.jumpWall(2 * hourMs);
      await rig.run(manager.upkeep());
      expect(log.startOffset).toBe(6);
    }
  });

  it('never deletes above the high watermark (FAULT-79)', async () => {
    const { rig, manager, log } = await withSegments({ retentionMs: hourMs, retentionBytes: 0 });
    log.noteHighWatermark(3 as Offset);
    rig.time.jumpWall(2 * hourMs);

    await rig.run(manager.upkeep());

    expect(log.startOffset).toBeLessThanOrEqual(3);
    expect(log.startOffset).toBeGreaterThan(0);
    expect((await readAll(rig, log)).at(-1)).toEqual({ offset: 5, value: 'v5' });
  });

  it('does not miss files at the next start that it took away itself', async () => {
    const { rig, manager, log } = await withSegments({ retentionBytes: 0 });
    log.noteHighWatermark(6 as Offset);
    await rig.run(manager.upkeep());

    const again = rig.after(rig.disk.killProcess());
    const reopened = await again.log();

    expect(reopened.startOffset).toBe(log.startOffset);
    expect(again.events.map(({ event }) => event)).not.toContain('log.segment_short');
  });

  it('deletes by size but never the active segment', async () => {
    const { rig, manager, log } = await withSegments({ retentionBytes: 0 });
    log.noteHighWatermark(6 as Offset);

    await rig.run(manager.upkeep());

    expect(log.startOffset).toBeGreaterThan(0);
    expect(log.startOffset).toBeLessThan(6);
    expect(log.describe().segmentCount).toBe(1);
  });

  it('keeps files under another name for a while, then removes them, soon after the next start at the latest', async () => {
    const { rig, log } = await withSegments({});
    await rig.run(log.deleteRecordsBefore(4 as Offset));
    const names = async (): Promise<string[]> => (await rig.disk.list(directory)).map(({ name }) => name);
    expect((await names()).filter((name) => name.endsWith('.log.deleted')).length).toBeGreaterThan(0);

    const restarted = rig.after(rig.disk.killProcess());
    await restarted.log();
    await restarted.time.advance(2000);
    Object.assign(rig, { disk: restarted.disk });

    expect((await names()).filter((name) => name.endsWith('.deleted'))).toEqual([]);
  });

  it('removes them after the delay without a restart', async () => {
    const { rig, log } = await withSegments({});
    await rig.run(log.deleteRecordsBefore(4 as Offset));
    await rig.time.advance(8000);

    expect((await rig.disk.list(directory)).filter(({ name }) => name.endsWith('.deleted'))).toEqual([]);
  });
});

describe('DeleteRecords', () => {
  it('hides records at once, inside of a segment too, and stays so after a restart (FAULT-78)', async () => {
    const { rig, manager, log } = await withSegments({ segmentBytes: 1 << 20 });
    expect(await rig.run(log.deleteRecordsBefore(4 as Offset))).toBe(4);

    expect(await read(rig, log, 3)).toMatchObject({ kind: 'outOfRange', startOffset: 4, endOffset: 6 });
    expect(await rig.run(log.deleteRecordsBefore(2 as Offset))).toBe(4);
    expect(await rig.run(log.deleteRecordsBefore(100 as Offset))).toBe(6);
    await rig.run(manager.close());
    const again = await rig.log();

    expect([again.startOffset, again.endOffset]).toEqual([6, 6]);
  });
});
