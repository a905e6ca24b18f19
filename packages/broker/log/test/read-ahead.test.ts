import { BufferPool, type Lease, type Offset } from '@ottla/base';
import { expect, test } from 'vitest';
import type { PartitionLog, ReadBatches, ReadOutcome, ReadRequest } from '../src/index.ts';
import { ReadAhead, ReadAheadBudget } from '../src/read-ahead.ts';
import { batch, Rig, read, valuesOf } from './rig.ts';

/** A log of batches of one record each, none of which is in memory. */
async function coldLog(records: number): Promise<{ readonly rig: Rig; readonly log: PartitionLog }> {
  const rig = new Rig();
  const log = await rig.log({ tailCacheBytesMax: 0 });
  for (let record = 0; record < records; record += 1) await rig.store(log, batch({ values: [`value ${record}`] }));
  return { rig, log };
}

function next(log: PartitionLog, startOffset: number): ReadOutcome | Promise<ReadOutcome> {
  return log.read({
    startOffset: startOffset as Offset,
    endOffsetMax: log.endOffset,
    bytesMax: 100,
    minOneBatch: true,
  });
}

test('the third read in a row is answered at once, from what was read ahead', async () => {
  const { rig, log } = await coldLog(10);
  await read(rig, log, 0, { bytesMax: 100 });
  await read(rig, log, 1, { bytesMax: 100 });
  await rig.run(rig.time.advance(10));

  const third = next(log, 2);

  expect(third).not.toBeInstanceOf(Promise);
  expect(valuesOf((third as ReadBatches).chunks)).toEqual([{ offset: 2, value: 'value 2' }]);
});

test('a reader that jumps is answered from where it jumped to', async () => {
  const { rig, log } = await coldLog(10);
  for (const offset of [0, 1, 7, 8, 3, 4, 5, 9])
    expect(valuesOf(((await read(rig, log, offset, { bytesMax: 100 })) as ReadBatches).chunks)).toEqual([
      { offset, value: `value ${offset}` },
    ]);
});

test('what was read ahead is not served after the log was cut and written anew', async () => {
  const { rig, log } = await coldLog(4);
  await read(rig, log, 0, { bytesMax: 100 });
  await read(rig, log, 1, { bytesMax: 100 });
  await rig.run(rig.time.advance(10));

  await rig.run(log.truncateTo(2 as Offset));
  await rig.store(log, batch({ values: ['another'] }));

  const found = (await read(rig, log, 2, { bytesMax: 100 })) as ReadBatches;
  expect(valuesOf(found.chunks)).toEqual([{ offset: 2, value: 'another' }]);
});

/** Reads of one record each, whose memory is told apart by what it holds. */
class Reads {
  readonly held = new Set<Lease>();
  readonly #buffers = new BufferPool();

  readonly read = async (request: ReadRequest): Promise<ReadOutcome> => {
    const lease = this.#buffers.take(8192);
    this.held.add(lease);
    const release = lease.release.bind(lease);
    lease.release = () => {
      this.held.delete(lease);
      release();
    };
    const nextOffset = (request.startOffset + 1) as Offset;
    return { kind: 'batches', chunks: [lease.bytes], leases: [lease], bytes: 8192, nextOffset };
  };
}

async function readInOrder(ahead: ReadAhead, reads: Reads, upTo: number, bounds: Partial<ReadRequest>): Promise<void> {
  for (let offset = 0; offset < upTo; offset += 1) {
    const request: ReadRequest = {
      startOffset: offset as Offset,
      endOffsetMax: 1000 as Offset,
      bytesMax: 10_000,
      minOneBatch: true,
      ...bounds,
    };
    const outcome = await (ahead.take(request) ?? reads.read(request));
    ahead.readOn(request, outcome, 1000);
    if (outcome.kind === 'batches') for (const lease of outcome.leases) lease.release();
  }
}

test('over its budget the oldest bytes that were read ahead are let go', async () => {
  const reads = new Reads();
  const budget = new ReadAheadBudget(30_000);
  const logs = Array.from({ length: 5 }, () => new ReadAhead(budget, reads.read));

  for (const log of logs) await readInOrder(log, reads, 3, {});

  expect(budget.bytes).toBe(30_000);
  expect(reads.held.size).toBe(3);
  for (const log of logs) log.clear();
  expect(budget.bytes).toBe(0);
  expect(reads.held.size).toBe(0);
});

test('what does not fit a request any more is read again, and its memory is given back', async () => {
  const reads = new Reads();
  const budget = new ReadAheadBudget(1_000_000);
  const ahead = new ReadAhead(budget, reads.read);
  await readInOrder(ahead, reads, 3, {});

  const request = { startOffset: 3 as Offset, endOffsetMax: 1000 as Offset, bytesMax: 100, minOneBatch: true };
  const outcome = await ahead.take(request);

  expect(outcome).toMatchObject({ kind: 'batches', nextOffset: 4 });
  expect(reads.held.size).toBe(1);
  expect(budget.bytes).toBe(0);
});
