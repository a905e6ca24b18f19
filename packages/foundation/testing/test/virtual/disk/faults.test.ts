/** Faults that a test lays on the virtual disk (FAULT-63, FAULT-68, FAULT-69, FAULT-72, FAULT-82). */
import { expect, test } from 'vitest';
import { VirtualDisk, VirtualTime } from '../../../src/index.ts';

const content = (length: number, value = 7) => new Uint8Array(length).fill(value);

test('a fault hits the nth operation of its kind and is gone', async () => {
  const disk = new VirtualDisk();
  const file = await disk.open('/a', 'create');
  disk.faults.add({ operation: 'write', nth: 2, effect: { kind: 'error', code: 'io', writtenBytes: 3 } });

  await file.write([content(10)], 0);
  await expect(file.write([content(10)], 10)).rejects.toMatchObject({ code: 'io', path: '/a' });
  expect(await file.size()).toBe(13);
  await file.write([content(10)], 10);

  expect(await file.size()).toBe(20);
});

test('a full disk takes what fits, says so, and goes on when there is room again', async () => {
  const disk = new VirtualDisk({ capacityBytes: 15 });
  const file = await disk.open('/a', 'create');
  await file.write([content(10)], 0);
  await expect(file.write([content(10)], 10)).rejects.toMatchObject({ code: 'noSpace' });
  expect(await disk.freeBytes('/')).toBe(0);

  disk.capacityBytes = 100;
  await file.write([content(10)], 10);

  expect(await disk.freeBytes('/')).toBe(80);
});

test('a stale read gives what is on the medium', async () => {
  const disk = new VirtualDisk();
  const file = await disk.open('/a', 'create');
  await file.write([content(4, 1)], 0);
  await file.sync();
  await file.write([content(4, 2)], 0);
  disk.faults.add({ operation: 'read', effect: { kind: 'stale' } });
  const target = new Uint8Array(4);

  await file.read(target, 0);

  expect([...target]).toEqual([1, 1, 1, 1]);
});

test('a lost write is acknowledged and absent, a misdirected one is elsewhere', async () => {
  const disk = new VirtualDisk();
  const file = await disk.open('/a', 'create');
  disk.faults.add({ operation: 'write', effect: { kind: 'lost' } });
  await file.write([content(4)], 0);
  expect(await file.size()).toBe(0);

  disk.faults.add({ operation: 'write', effect: { kind: 'misdirected', position: 2 } });
  await file.write([content(1)], 0);

  expect([...(await disk.readFile('/a'))]).toEqual([0, 0, 7]);
});

test('a flipped bit is read back', async () => {
  const disk = new VirtualDisk();
  const file = await disk.open('/a', 'create');
  await file.write([content(4, 0)], 0);

  disk.flipBit('/a', 2, 3);

  expect([...(await disk.readFile('/a'))]).toEqual([0, 0, 8, 0]);
});

test('a slow sync takes its virtual time', async () => {
  const time = new VirtualTime();
  const disk = new VirtualDisk({ timing: { timers: time.timers, delayMs: () => 1 } });
  const file = await time.settle(disk.open('/a', 'create'));
  disk.faults.add({ operation: 'sync', effect: { kind: 'slow', delayMs: 30_000 } });

  await time.settle(file.sync());

  expect(time.elapsedMs).toBe(30_002);
});
