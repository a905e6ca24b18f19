/** One log from the outside: append, durability, reads, restarts. FAULT-73, FAULT-81, FAULT-129, FAULT-131. */
import { ErrorCode, type LeaderEpoch, type Offset } from '@ottla/base';
import { batchLeaderEpoch, batchMaxTimestamp, setBatchBaseOffset, setBatchLeaderEpoch } from '@ottla/record-batch';
import { describe, expect, it } from 'vitest';
import { TAIL_CACHE_LOG_BYTES_MAX } from '../src/index.ts';
import { baseOffsetsOf, batch, Rig, read, readAll } from './rig.ts';

describe('append', () => {
  it('assigns offsets and the leader epoch at once, and tells durability once for a group', async () => {
    const rig = new Rig();
    const log = await rig.log();
    const durable: number[] = [];
    log.listen({ onDurable: (end) => durable.push(end), onRolledBack: () => undefined, onFailed: () => undefined });

    const first = rig.append(log, batch({ values: ['a', 'b'] }), { leaderEpoch: 3 as LeaderEpoch });
    const second = rig.append(log, batch({ values: ['c'] }), { leaderEpoch: 3 as LeaderEpoch });
    expect(log.durableEndOffset).toBe(0);
    await rig.run(log.sync());

    expect(first).toMatchObject({ kind: 'appended', startOffset: 0, endOffset: 2, logAppendTimeMs: -1 });
    expect(second).toMatchObject({ kind: 'appended', startOffset: 2, endOffset: 3 });
    expect(durable).toEqual([3]);
    expect(log.pendingBytes).toBe(0);
    expect(await readAll(rig, log)).toEqual([
      { offset: 0, value: 'a' },
      { offset: 1, value: 'b' },
      { offset: 2, value: 'c' },
    ]);
  });

  it('writes the append time into batches of a LogAppendTime topic, with a right CRC', async () => {
    const rig = new Rig(undefined, { messageTimestampType: 'LogAppendTime' });
    const { manager, log } = await rig.withManager();

    const outcome = await rig.store(log, batch({ timestampMs: 5 }));
    await rig.run(manager.close());
    const again = await rig.log();
    const found = await read(rig, again, 0);

    expect(outcome).toMatchObject({ logAppendTimeMs: rig.nowMs });
    expect(found.kind === 'batches' && batchMaxTimestamp(found.chunks[0]!, 0)).toBe(rig.nowMs);
  });

  it('refuses what is too large, too old, too new, torn or not a batch, each with its code', async () => {
    const rig = new Rig(undefined, { maxMessageBytes: 200, messageTimestampBeforeMaxMs: 1000 });
    const log = await rig.log();
    const nowMs = rig.nowMs;
    const flipped = batch({ timestampMs: nowMs });
    flipped[70] = (flipped[70] ?? 0) ^ 1;
    const cases: [Uint8Array, number][] = [
      [batch({ values: ['x'.repeat(300)], timestampMs: nowMs }), ErrorCode.MESSAGE_TOO_LARGE],
      [batch({ timestampMs: nowMs - 2000 }), ErrorCode.INVALID_TIMESTAMP],
      [batch({ timestampMs: nowMs + 2 * 3_600_000 }), ErrorCode.INVALID_TIMESTAMP],
      [batch({ timestampMs: nowMs }).subarray(0, 40), ErrorCode.CORRUPT_MESSAGE],
      [new Uint8Array(0), ErrorCode.CORRUPT_MESSAGE],
      [flipped, ErrorCode.CORRUPT_MESSAGE],
    ];

    for (const [bytes, errorCode] of cases)
      expect(rig.append(log, bytes)).toMatchObject({ kind: 'refused', reason: 'invalid', errorCode });
    expect(log.endOffset).toBe(0);
  });

  it('refuses a batch larger than a segment and a leader whose epoch is behind', async () => {
    const rig = new Rig(undefined, { segmentBytes: 150 });
    const log = await rig.log();

    expect(rig.append(log, batch({ values: ['x'.repeat(200)] }))).toMatchObject({
      errorCode: ErrorCode.RECORD_LIST_TOO_LARGE,
    });
    rig.append(log, batch(), { leaderEpoch: 5 as LeaderEpoch });
    expect(rig.append(log, batch(), { leaderEpoch: 4 as LeaderEpoch })).toMatchObject({ kind: 'refused' });
  });

  it('keeps the offsets and epochs of a leader when it appends as a replica, and refuses what does not follow', async () => {
    const leader = new Rig();
    const source = await leader.log();
    await leader.store(source, batch({ values: ['a', 'b'] }), { leaderEpoch: 7 as LeaderEpoch });
    await leader.store(source, batch({ values: ['c'] }), { leaderEpoch: 7 as LeaderEpoch });
    const found = await read(leader, source, 0);
    const bytes = found.kind === 'batches' ? found.chunks.map((chunk) => new Uint8Array(chunk)) : [];
    const rig = new Rig();
    const log = await rig.log();

    const outcomes = bytes.map((chunk) =>
      rig.append(log, chunk, { origin: 'replica', leaderEpoch: -1 as LeaderEpoch }),
    );
    const repeated = rig.append(log, new Uint8Array(bytes[0]!), { origin: 'replica' });
    await rig.run(log.sync());

    expect(outcomes).toMatchObject([
      { startOffset: 0, endOffset: 2 },
      { startOffset: 2, endOffset: 3 },
    ]);
    expect(repeated).toMatchObject({ kind: 'refused', errorCode: ErrorCode.OFFSET_OUT_OF_RANGE });
    const copied = await read(rig, log, 0);
    expect(copied.kind === 'batches' && batchLeaderEpoch(copied.chunks[0]!, 0)).toBe(7);
    expect(log.endOffsetForEpoch(7 as LeaderEpoch)).toEqual({ leaderEpoch: 7, endOffset: 3 });
  });

  it('refuses as busy when too many bytes wait for the disk', async () => {
    const rig = new Rig(undefined, { maxMessageBytes: 1 << 30, segmentBytes: 0x7fff_ffff });
    const log = await rig.log();
    const value = 'x'.repeat(20 * 1024 * 1024);

    const reasons = [0, 1, 2, 3].map(() => {
      const outcome = rig.append(log, batch({ values: [value] }));
      return outcome.kind === 'refused' ? outcome.reason : outcome.kind;
    });

    expect(reasons).toEqual(['appended', 'appended', 'appended', 'busy']);
    await rig.run(log.sync());
    expect(rig.append(log, batch()).kind).toBe('appended');
  });

  it('closes a segment before offsets in it pass 31 bits (FAULT-81)', async () => {
    const rig = new Rig();
    const log = await rig.log();
    await rig.store(log, batch());
    const far = batch();
    setBatchBaseOffset(far, 0, 0x8000_0000 as Offset);
    setBatchLeaderEpoch(far, 0, 0 as LeaderEpoch);

    const outcome = await rig.store(log, far, { origin: 'replica' });

    expect(outcome).toMatchObject({ startOffset: 0x8000_0000 });
    expect(log.describe().segmentCount).toBe(2);
    rig.settings = { ...rig.settings, compacted: true };
    log.configure(rig.settings);
    expect(await readAll(rig, log)).toHaveLength(2);
  });

  it('never lends a buffer that is used again (FAULT-73)', async () => {
    const rig = new Rig();
    const { manager, log } = await rig.withManager();
    const frame = new Uint8Array(64 * 1024);
    const bytes = batch({ values: ['small'] });
    frame.set(bytes, 100);
    rig.append(log, frame.subarray(100, 100 + bytes.length));
    // A small slice of a large frame was copied, so that the frame may be used again.
    frame.fill(0xff);
    await rig.run(log.sync());
    expect(await readAll(rig, log)).toEqual([{ offset: 0, value: 'small' }]);
    await rig.run(manager.close());

    const again = await rig.log();
    const first = await read(rig, again, 0);
    const kept = first.kind === 'batches' ? Uint8Array.from(first.chunks[0]!) : undefined;
    const second = await read(rig, again, 0);
    if (second.kind === 'batches') (second.chunks[0] as Uint8Array).fill(0);

    expect(first.kind === 'batches' && first.chunks[0]).toEqual(kept);
  });
});

describe('read', () => {
  it.each([
    ['from the tail', false],
    ['from files', true],
  ])('starts with the batch that holds the offset, %s (FAULT-129)', async (_, cold) => {
    const rig = new Rig(undefined, { segmentBytes: 600 });
    const { manager, log: hot } = await rig.withManager();
    for (let at = 0; at < 10; at += 1) await rig.store(hot, batch({ values: [`${at}a`, `${at}b`, `${at}c`] }));
    if (cold) await rig.run(manager.close());
    const log = cold ? await rig.log() : hot;

    for (let offset = 0; offset < 30; offset += 1) {
      const found = await read(rig, log, offset, { bytesMax: 150 });
      expect(found.kind === 'batches' && baseOffsetsOf(found.chunks)[0]).toBe(offset - (offset % 3));
    }
    expect(await readAll(rig, log)).toHaveLength(30);
  });

  it.each([
    ['from the tail', false],
    ['from files', true],
  ])('answers a first batch that is larger than asked for, %s (FAULT-131)', async (_, cold) => {
    const rig = new Rig();
    const { manager, log: hot } = await rig.withManager();
    await rig.store(hot, batch({ values: ['x'.repeat(5000)] }));
    await rig.store(hot, batch({ values: ['y'] }));
    if (cold) await rig.run(manager.close());
    const log = cold ? await rig.log() : hot;

    const large = await read(rig, log, 0, { bytesMax: 10 });
    const none = await read(rig, log, 0, { bytesMax: 10, minOneBatch: false });

    expect(large).toMatchObject({ kind: 'batches', nextOffset: 1 });
    expect(none).toMatchObject({ kind: 'batches', bytes: 0, nextOffset: 0 });
  });

  it('answers nothing for a batch that does not fit, and never a smaller one of the next segment (FAULT-129)', async () => {
    const rig = new Rig(undefined, { segmentBytes: 600 });
    const { manager, log: hot } = await rig.withManager();
    await rig.store(hot, batch({ values: ['x'.repeat(500)] }));
    await rig.store(hot, batch({ values: ['y'] }));
    await rig.run(manager.close());
    const log = await rig.log();

    const found = await read(rig, log, 0, { bytesMax: 200, minOneBatch: false });

    expect(log.describe().segmentCount).toBe(2);
    expect(found).toMatchObject({ kind: 'batches', bytes: 0, nextOffset: 0 });
  });

  it('stops below the bound and answers the range for an offset outside of the log', async () => {
    const rig = new Rig();
    const log = await rig.log();
    for (let at = 0; at < 4; at += 1) await rig.store(log, batch({ values: ['a', 'b'] }));

    expect(await read(rig, log, 0, { endOffsetMax: 4 })).toMatchObject({ nextOffset: 4 });
    expect(await read(rig, log, 0, { endOffsetMax: 5 })).toMatchObject({ nextOffset: 4 });
    expect(await read(rig, log, 8)).toMatchObject({ kind: 'batches', chunks: [] });
    expect(await read(rig, log, 9)).toMatchObject({ kind: 'outOfRange', startOffset: 0, endOffset: 8 });
  });

  it('never serves what has not been written', async () => {
    const rig = new Rig();
    const log = await rig.log();
    rig.append(log, batch());

    expect(
      log.read({ startOffset: 0 as Offset, endOffsetMax: 1 as Offset, bytesMax: 100, minOneBatch: true }),
    ).toMatchObject({ chunks: [] });
    await rig.run(log.sync());
    expect(
      log.read({ startOffset: 0 as Offset, endOffsetMax: 1 as Offset, bytesMax: 100, minOneBatch: true }),
    ).toMatchObject({ nextOffset: 1 });
  });

  it('keeps the tail in memory bounded, for one log and for all', async () => {
    const rig = new Rig(undefined, { maxMessageBytes: 1 << 30 });
    const { log } = await rig.withManager({ tailCacheBytesMax: 4 * 1024 * 1024 });
    const value = 'x'.repeat(1024 * 1024);
    for (let at = 0; at < 12; at += 1) await rig.store(log, batch({ values: [value] }));

    expect(log.describe().tailCacheBytes).toBeLessThanOrEqual(4 * 1024 * 1024);
    expect(log.describe().tailCacheBytes).toBeGreaterThan(0);
    expect(TAIL_CACHE_LOG_BYTES_MAX).toBeGreaterThan(4 * 1024 * 1024);
    expect((await readAll(rig, log)).map(({ offset }) => offset)).toEqual(Array.from({ length: 12 }, (_, at) => at));
  });
});

describe('restart', () => {
  it('finds everything again after an orderly end, and reads nothing of the log for it', async () => {
    const rig = new Rig(undefined, { segmentBytes: 1000 });
    const { manager, log } = await rig.withManager();
    for (let at = 0; at < 40; at += 1)
      await rig.store(log, batch({ values: [`v${at}`] }), { leaderEpoch: Math.floor(at / 10) as LeaderEpoch });
    const before = log.describe();
    const ends = [0, 1, 2, 3].map((epoch) => log.endOffsetForEpoch(epoch as LeaderEpoch));
    await rig.run(manager.close());
    rig.disk.faults.add({
      operation: 'read',
      effect: { kind: 'error', code: 'io' },
      on: (path) => path.endsWith('.log'),
      times: Infinity,
    });

    const again = await rig.log();
    rig.disk.faults.clear();

    expect(again.describe()).toMatchObject({
      endOffset: before.endOffset,
      sizeBytes: before.sizeBytes,
      segmentCount: before.segmentCount,
    });
    expect([0, 1, 2, 3].map((epoch) => again.endOffsetForEpoch(epoch as LeaderEpoch))).toEqual(ends);
    expect((await readAll(rig, again)).map(({ value }) => value)).toEqual(
      Array.from({ length: 40 }, (_, at) => `v${at}`),
    );
  });
});
