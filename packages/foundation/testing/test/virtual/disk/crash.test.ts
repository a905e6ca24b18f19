/** The virtual disk loses what was not synced, in every way in which a real one may (FAULT-61, FAULT-62, FAULT-64, FAULT-68). */
import { expect, test } from 'vitest';
import { allKept, allLost, VirtualDisk as Disk, enumerateCrashes, type VirtualDisk } from '../../../src/index.ts';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (words: string) => new TextEncoder().encode(words);

async function syncedFile(disk: VirtualDisk, path: string, content: Uint8Array) {
  const file = await disk.open(path, 'write');
  await file.write([content], 0);
  await file.sync();
  await disk.syncDirectory('/');
  return file;
}

const filled = (value: number, length: number) => new Uint8Array(length).fill(value);

test('what was synced survives every crash', async () => {
  const disk = new Disk({ record: true });
  await syncedFile(disk, '/a', bytes('safe'));
  const acknowledged = disk.boundary;

  const points = [...enumerateCrashes(disk)].filter((point) => point.boundary >= acknowledged);

  expect(points.length).toBeGreaterThan(0);
  for (const point of points) expect(text(await point.disk().readFile('/a'))).toBe('safe');
});

test('the identity of a file survives a kill and a power loss, and no later change has the same', async () => {
  const disk = new Disk();
  const file = await syncedFile(disk, '/a', bytes('safe'));
  const { identity } = (await disk.stat('/a')) ?? {};
  await file.close();

  const killed = disk.killProcess();
  expect(await killed.stat('/a')).toMatchObject({ identity });
  const after = killed.crash(allLost);
  expect(await after.stat('/a')).toMatchObject({ identity });
  const seen = new Set([identity]);
  for (let change = 0; change < 20; change += 1) {
    await (await after.open('/a', 'write')).write([bytes('safe')], 0);
    seen.add((await after.stat('/a'))?.identity);
  }
  expect(seen.size).toBe(21);
});

test('a synced file whose directory was not synced may be gone', async () => {
  const disk = new Disk();
  const file = await disk.open('/a', 'create');
  await file.write([bytes('x')], 0);
  await file.sync();

  expect(await disk.crash(allLost).stat('/a')).toBeUndefined();
});

test('a later sector may be there without an earlier one', async () => {
  const disk = new Disk({ record: true });
  const file = await syncedFile(disk, '/a', filled(1, 1024));
  await file.write([filled(2, 1024)], 0);

  const states = new Set<string>();
  for (const point of enumerateCrashes(disk, { at: (boundary) => boundary === disk.boundary })) {
    const content = await point.disk().readFile('/a');
    states.add(`${content[0]}${content[512]}`);
  }

  expect([...states].sort()).toEqual(['11', '12', '21', '22']);
});

test('an intermediate version of a sector may be what is left', async () => {
  const disk = new Disk({ record: true });
  const file = await syncedFile(disk, '/a', filled(1, 512));
  await file.write([filled(2, 512)], 0);
  await file.write([filled(3, 512)], 0);

  const states = new Set<number | undefined>();
  for (const point of enumerateCrashes(disk, { at: (boundary) => boundary === disk.boundary })) {
    states.add((await point.disk().readFile('/a'))[0]);
  }

  expect([...states].sort()).toEqual([1, 2, 3]);
});

test('an appended file may be short, full of zeros, or whole', async () => {
  const disk = new Disk({ record: true });
  const file = await syncedFile(disk, '/a', filled(1, 10));
  await file.write([filled(2, 10)], 10);

  const states = new Set<string>();
  for (const point of enumerateCrashes(disk, { at: (boundary) => boundary === disk.boundary })) {
    states.add((await point.disk().readFile('/a')).join(''));
  }

  expect([...states].sort()).toEqual([
    '1'.repeat(10),
    '1'.repeat(10) + '0'.repeat(10),
    '1'.repeat(10) + '2'.repeat(10),
  ]);
});

test('a rename is there whole or not at all', async () => {
  const disk = new Disk({ record: true });
  await syncedFile(disk, '/final', bytes('old'));
  await syncedFile(disk, '/final.tmp', bytes('new'));
  await disk.rename('/final.tmp', '/final');

  const states = new Set<string>();
  for (const point of enumerateCrashes(disk, { at: (boundary) => boundary === disk.boundary })) {
    const after = point.disk();
    const names = (await after.list('/')).map(({ name }) => name).join(' ');
    states.add(`${names}: ${text(await after.readFile('/final'))}`);
  }

  expect([...states].sort()).toEqual(['final final.tmp: old', 'final: new']);
});

test('removing is not durable until the directory was synced', async () => {
  const disk = new Disk();
  await syncedFile(disk, '/a', bytes('x'));
  await disk.remove('/a');
  const back = disk.crash(allLost);
  expect(text(await back.readFile('/a'))).toBe('x');

  await back.remove('/a');
  await back.syncDirectory('/');

  expect(await back.crash(allLost).stat('/a')).toBeUndefined();
});

test('a directory in an unsynced directory takes its files with it', async () => {
  const disk = new Disk();
  await disk.makeDirectory('/d/e');
  const file = await disk.open('/d/e/f', 'create');
  await file.sync();
  await disk.syncDirectory('/d/e');
  await disk.syncDirectory('/d');

  expect(await disk.crash(allLost).list('/')).toEqual([]);
});

test('a truncation that was not synced may come undone', async () => {
  const disk = new Disk({ record: true });
  const file = await syncedFile(disk, '/a', filled(1, 1000));
  await file.truncate(100);

  const sizes = new Set<number>();
  for (const point of enumerateCrashes(disk, { at: (boundary) => boundary === disk.boundary })) {
    sizes.add((await point.disk().readFile('/a')).length);
  }

  expect([...sizes].sort()).toEqual([100, 1000]);
});

test('a sync does not cover what was written after it began', async () => {
  const disk = new Disk();
  const file = await syncedFile(disk, '/a', filled(1, 512));

  await Promise.all([file.sync(), file.write([filled(2, 512)], 0)]);

  expect((await disk.crash(allLost).readFile('/a'))[0]).toBe(1);
});

test('a failed sync forgets its pages: no later sync brings them to the disk', async () => {
  const disk = new Disk();
  const file = await syncedFile(disk, '/a', filled(1, 512));
  disk.faults.add({ operation: 'sync', effect: { kind: 'error', code: 'io' } });
  await file.write([filled(2, 512)], 0);
  await expect(file.sync()).rejects.toMatchObject({ code: 'io' });
  await expect(file.sync()).rejects.toMatchObject({ code: 'io' });
  const again = await disk.open('/a', 'write');
  await again.sync();
  expect((await disk.readFile('/a'))[0]).toBe(2);

  expect((await disk.crash(allLost).readFile('/a'))[0]).toBe(1);
});

test('a killed process loses no write, only its handles and locks', async () => {
  const disk = new Disk();
  await disk.makeDirectory('/d');
  await disk.lock('/d');
  const file = await disk.open('/a', 'create');
  await file.write([bytes('x')], 0);

  const after = disk.killProcess();

  await expect(file.read(new Uint8Array(1), 0)).rejects.toMatchObject({ code: 'closed' });
  expect(text(await after.readFile('/a'))).toBe('x');
  await (await after.lock('/d')).release();
});

test('an unsynced file is the same as written when everything happened to be kept', async () => {
  const disk = new Disk();
  await disk.makeDirectory('/d');
  const file = await disk.open('/d/a', 'create');
  await file.write([bytes('one'), bytes('two')], 0);

  expect(text(await disk.crash(allKept).readFile('/d/a'))).toBe('onetwo');
});
