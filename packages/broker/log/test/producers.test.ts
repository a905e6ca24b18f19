/**
 * Idempotent and transactional producers as the log sees them. FAULT-74, FAULT-86, FAULT-87, FAULT-88, FAULT-90, FAULT-91,
 * FAULT-92, FAULT-93, FAULT-94.
 */
import { ErrorCode, type LeaderEpoch, type Offset, type ProducerId } from '@ottla/base';
import { nodeCrc32c } from '@ottla/platform-node';
import { buildEndTransactionBatch } from '@ottla/record-batch';
import { createSeededRandomness } from '@ottla/testing';
import { describe, expect, it } from 'vitest';
import type { AppendOutcome, PartitionLog } from '../src/index.ts';
import { batch, directory, Rig, readAll } from './rig.ts';

const { OUT_OF_ORDER_SEQUENCE_NUMBER, INVALID_PRODUCER_EPOCH, INVALID_RECORD, INVALID_TXN_STATE } = ErrorCode;

function from(sequence: number, options: { epoch?: number; count?: number; id?: number } = {}): Uint8Array {
  const values = Array.from({ length: options.count ?? 1 }, (_, at) => `s${sequence + at}`);
  return batch({ values, producer: { id: options.id ?? 7, epoch: options.epoch ?? 0, sequence } });
}

async function send(rig: Rig, log: PartitionLog, bytes: Uint8Array): Promise<AppendOutcome> {
  return rig.store(log, bytes);
}

const ways = ['orderly', 'orderly, with a checkpoint', 'killed'] as const;

/** Closes and opens again, or kills and opens again. */
async function restart(
  rig: Rig,
  how: (typeof ways)[number],
  end: () => Promise<void>,
): Promise<{ rig: Rig; log: PartitionLog }> {
  if (how !== 'killed') await rig.run(end());
  const next = rig.after(rig.disk.killProcess());
  return { rig: next, log: await next.log() };
}

describe('sequences', () => {
  it('answers a repeat with the offsets of the first time and keeps one copy (FAULT-86, FAULT-88)', async () => {
    const rig = new Rig();
    const log = await rig.log();
    await send(rig, log, from(0, { count: 3 }));
    await send(rig, log, from(3));

    expect(await send(rig, log, from(0, { count: 3 }))).toMatchObject({
      kind: 'duplicate',
      startOffset: 0,
      endOffset: 3,
    });
    expect(await send(rig, log, from(3))).toMatchObject({ kind: 'duplicate', startOffset: 3, endOffset: 4 });
    expect(await readAll(rig, log)).toHaveLength(4);
  });

  it.each(ways)('does so after a restart (%s) and after its segment is gone (FAULT-88, FAULT-93)', async (how) => {
    const rig = new Rig(undefined, { segmentBytes: 200, fileDeleteDelayMs: 0 });
    if (how === 'orderly, with a checkpoint') rig.restLineBytesMax = 0;
    const { manager, log } = await rig.withManager();
    for (let sequence = 0; sequence < 6; sequence += 1) await send(rig, log, from(sequence));
    await rig.run(log.deleteRecordsBefore(6 as Offset));

    const again = await restart(rig, how, () => manager.close());

    expect(again.log.startOffset).toBe(6);
    for (let sequence = 1; sequence < 6; sequence += 1)
      expect(await send(again.rig, again.log, from(sequence))).toMatchObject({
        kind: 'duplicate',
        startOffset: sequence,
      });
    expect(await send(again.rig, again.log, from(6))).toMatchObject({ kind: 'appended', startOffset: 6 });
  });

  it('knows the last five batches, in any order of repeats (FAULT-87)', async () => {
    const rig = new Rig();
    const log = await rig.log();
    for (let sequence = 0; sequence < 8; sequence += 1) await send(rig, log, from(sequence));

    for (const sequence of [5, 3, 7, 4, 6, 3])
      expect(await send(rig, log, from(sequence))).toMatchObject({ kind: 'duplicate', startOffset: sequence });
    for (const sequence of [0, 1, 2])
      expect(await send(rig, log, from(sequence))).toMatchObject({ errorCode: OUT_OF_ORDER_SEQUENCE_NUMBER });
  });

  it('with five batches in flight and losses, ends with each once and in order (FAULT-87)', async () => {
    const random = createSeededRandomness(87);
    for (let run = 0; run < 30; run += 1) {
      const rig = new Rig();
      const log = await rig.log();
      let acknowledged = 0;
      for (let tries = 0; acknowledged < 15 && tries < 500; tries += 1) {
        const first = acknowledged;
        let reached = true;
        for (let sequence = first; sequence < Math.min(first + 5, 15); sequence += 1) {
          if (random.chance(0.2)) continue;
          const outcome = rig.append(log, from(sequence));
          if (outcome.kind === 'refused') expect(outcome.errorCode).toBe(OUT_OF_ORDER_SEQUENCE_NUMBER);
          else expect(outcome.startOffset).toBe(sequence);
          reached &&= outcome.kind !== 'refused' && sequence === acknowledged && random.chance(0.8);
          if (reached) acknowledged += 1;
        }
      }
      await rig.run(log.sync());
      expect((await readAll(rig, log)).map(({ value }) => value)).toEqual(
        Array.from({ length: 15 }, (_, at) => `s${at}`),
      );
    }
  });

  it('wraps from 2^31 - 1 to 0, also within a batch (FAULT-90)', async () => {
    const rig = new Rig();
    const log = await rig.log();
    const max = 0x7fff_ffff;
    await send(rig, log, from(0, { id: 1 }));
    const replica = from(max - 2, { id: 7, count: 2 });
    new DataView(replica.buffer, replica.byteOffset).setBigInt64(0, 1n);
    new DataView(replica.buffer, replica.byteOffset).setInt32(12, 0);
    expect(await rig.store(log, replica, { origin: 'replica' })).toMatchObject({ kind: 'appended' });

    expect(await send(rig, log, from(max, { count: 3 }))).toMatchObject({ kind: 'appended' });
    expect(await send(rig, log, from(2))).toMatchObject({ kind: 'appended' });
    expect(await send(rig, log, from(max, { count: 3 }))).toMatchObject({ kind: 'duplicate', startOffset: 3 });
    expect(await send(rig, log, from(4))).toMatchObject({ errorCode: OUT_OF_ORDER_SEQUENCE_NUMBER });
  });

  it('takes only a first write that starts at 0, so that a retry of it cannot come too late (FAULT-92)', async () => {
    const rig = new Rig();
    const log = await rig.log();

    expect(await send(rig, log, from(5))).toMatchObject({ errorCode: OUT_OF_ORDER_SEQUENCE_NUMBER });
    expect(await send(rig, log, from(0))).toMatchObject({ kind: 'appended' });
    expect(await send(rig, log, from(2))).toMatchObject({ errorCode: OUT_OF_ORDER_SEQUENCE_NUMBER });
    expect(await send(rig, log, from(3, { epoch: 1 }))).toMatchObject({ errorCode: OUT_OF_ORDER_SEQUENCE_NUMBER });
    expect(await send(rig, log, from(0, { epoch: 1 }))).toMatchObject({ kind: 'appended' });
    expect(await send(rig, log, from(1))).toMatchObject({ errorCode: INVALID_PRODUCER_EPOCH });
  });

  it('never takes other records under a known sequence for a repeat (FAULT-91)', async () => {
    const rig = new Rig();
    const log = await rig.log();
    await send(rig, log, from(0, { count: 2 }));

    expect(await send(rig, log, from(0, { count: 3 }))).toMatchObject({ errorCode: OUT_OF_ORDER_SEQUENCE_NUMBER });
    expect(await send(rig, log, from(1, { count: 1 }))).toMatchObject({ errorCode: OUT_OF_ORDER_SEQUENCE_NUMBER });
  });

  it('forgets a producer that was silent for long, and then takes any sequence of it (FAULT-93)', async () => {
    const rig = new Rig(undefined, { producerIdExpirationMs: 10_000 });
    const { manager, log } = await rig.withManager();
    await send(rig, log, from(0));
    rig.time.jumpWall(9_000);
    await rig.run(manager.upkeep());
    expect(log.producers()).toHaveLength(1);
    rig.time.jumpWall(2_000);
    await rig.run(manager.upkeep());

    expect(log.producers()).toHaveLength(0);
    expect(await send(rig, log, from(1))).toMatchObject({ kind: 'appended' });
  });

  it.each(['missing', 'flipped', 'cut', 'stale'])(
    'makes the states again when the snapshot is %s (FAULT-74)',
    async (how) => {
      const rig = new Rig(undefined, { segmentBytes: 200 });
      const { manager, log } = await rig.withManager();
      for (let sequence = 0; sequence < 7; sequence += 1) await send(rig, log, from(sequence));
      const before = log.producers();
      await rig.run(manager.close());
      const snapshot = `${directory}/00000000000000000007.snapshot`;
      if (how === 'missing') await rig.disk.remove(snapshot);
      else if (how === 'flipped') rig.disk.flipBit(snapshot, 50);
      else if (how === 'cut') await (await rig.disk.open(snapshot, 'write')).truncate(20);
      else await rig.disk.rename(snapshot, `${directory}/00000000000000000009.snapshot`);

      const again = await rig.log();

      expect(again.producers()).toEqual(before);
      expect(await send(rig, again, from(3))).toMatchObject({ kind: 'duplicate', startOffset: 3 });
    },
  );
});

describe('truncation', () => {
  it('takes the producers of what is gone back, and no older snapshot brings them again (FAULT-74)', async () => {
    const rig = new Rig();
    rig.restLineBytesMax = 0;
    const { manager, log } = await rig.withManager();
    for (let sequence = 0; sequence < 7; sequence += 1) await send(rig, log, from(sequence));
    await rig.run(manager.close());
    const second = await rig.withManager();
    await rig.run(second.log.truncateTo(3 as Offset));
    expect(second.log.producers()).toMatchObject([{ producerId: 7, lastSequence: 2 }]);
    for (let sequence = 0; sequence < 6; sequence += 1) await send(rig, second.log, from(sequence, { id: 8 }));
    const before = second.log.producers();
    await rig.run(second.manager.close());
    rig.disk.flipBit(`${directory}/00000000000000000009.snapshot`, 60);

    expect((await rig.log()).producers()).toEqual(before);
  });
});

describe('transactions', () => {
  function marker(epoch: number, kind: 'abort' | 'commit', coordinatorEpoch = 1): Uint8Array {
    const producer = { producerId: 7 as ProducerId, producerEpoch: epoch };
    return buildEndTransactionBatch({ kind, coordinatorEpoch }, producer, {
      timestampMs: 1_704_067_200_000,
      crc32c: nodeCrc32c,
    });
  }
  const inTransaction = (sequence: number): Uint8Array =>
    batch({ values: [`t${sequence}`], producer: { id: 7, epoch: 0, sequence }, transactional: true });

  it('refuses markers from clients and writes outside of an open transaction', async () => {
    const rig = new Rig();
    const log = await rig.log();
    await send(rig, log, inTransaction(0));

    expect(rig.append(log, marker(0, 'commit'))).toMatchObject({ errorCode: INVALID_RECORD });
    expect(rig.append(log, from(1))).toMatchObject({ errorCode: INVALID_TXN_STATE });
  });

  it.each(ways)('knows the open transaction and the aborted ones after a restart (%s)', async (how) => {
    const rig = new Rig(undefined, { segmentBytes: 400 });
    if (how === 'orderly, with a checkpoint') rig.restLineBytesMax = 0;
    const { manager, log } = await rig.withManager();
    await send(rig, log, from(0, { id: 1 }));
    await send(rig, log, inTransaction(0));
    expect(log.firstUnstableOffset).toBe(1);
    await rig.store(log, marker(0, 'abort'), { origin: 'coordinator' });
    expect(log.firstUnstableOffset).toBeUndefined();
    for (let sequence = 1; sequence < 8; sequence += 1) await send(rig, log, from(sequence, { id: 1 }));
    await send(rig, log, inTransaction(1));

    const again = await restart(rig, how, () => manager.close());

    expect(again.log.firstUnstableOffset).toBe(10);
    expect(await again.rig.run(again.log.abortedTransactions(0 as Offset, 5 as Offset))).toEqual([
      { producerId: 7, startOffset: 1, markerOffset: 2, lastStableOffset: 3 },
    ]);
    expect(await again.rig.run(again.log.abortedTransactions(3 as Offset, 5 as Offset))).toEqual([]);
  });

  it('does not let the coordinator epoch go back, with markers as the only writes (FAULT-94)', async () => {
    const rig = new Rig(undefined, { producerIdExpirationMs: 10_000 });
    const { manager, log } = await rig.withManager();
    await rig.store(log, marker(0, 'commit', 5), { origin: 'coordinator' });
    for (let at = 0; at < 3; at += 1) {
      rig.time.jumpWall(8_000);
      await rig.run(manager.upkeep());
      await rig.store(log, marker(0, 'commit', 5), { origin: 'coordinator' });
    }
    await rig.run(manager.close());
    const again = await rig.log();

    expect(
      rig.append(again, marker(0, 'commit', 4), { origin: 'coordinator', leaderEpoch: 0 as LeaderEpoch }),
    ).toMatchObject({
      errorCode: ErrorCode.TRANSACTION_COORDINATOR_FENCED,
    });
  });
});
