import { FileSystemError } from '@ottla/base';
import { VirtualDisk } from '@ottla/testing';
import { expect, test } from 'vitest';
import { DirectorySyncs } from '../src/directory-syncs.ts';

/** A disk whose syncs of directories end when they are told to. */
function slowDisk(): { readonly disk: VirtualDisk; readonly waiting: ((error?: Error) => void)[] } {
  const disk = new VirtualDisk();
  const waiting: ((error?: Error) => void)[] = [];
  disk.syncDirectory = () =>
    new Promise((resolve, reject) => {
      waiting.push((error) => (error === undefined ? resolve() : reject(error)));
    });
  return { disk, waiting };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('who comes while a directory is synced shares the next sync, which begins after all of them came', async () => {
  const { disk, waiting } = slowDisk();
  const syncs = new DirectorySyncs(disk);
  const done: string[] = [];

  const all = ['first', 'second', 'third'].map((name) => syncs.sync('/a').then(() => done.push(name)));
  const elsewhere = syncs.sync('/b');
  expect(waiting).toHaveLength(2);
  waiting[0]!();
  await turn();
  expect([done, waiting.length]).toEqual([['first'], 3]);
  waiting[2]!();
  waiting[1]!();
  await Promise.all([...all, elsewhere]);

  expect(done).toEqual(['first', 'second', 'third']);
});

test('a sync that fails fails all who wait for that directory and all later ones: nobody knows which names are durable (FAULT-17)', async () => {
  const { disk, waiting } = slowDisk();
  const syncs = new DirectorySyncs(disk);
  const first = syncs.sync('/a');
  const second = syncs.sync('/a');
  const elsewhere = syncs.sync('/b');

  waiting[0]!(new FileSystemError('io', '/a', 'the disk says no'));
  await expect(first).rejects.toThrow('the disk says no');
  await expect(second).rejects.toThrow('the disk says no');
  await expect(syncs.sync('/a')).rejects.toThrow('the disk says no');
  waiting[1]!();

  await expect(elsewhere).resolves.toBeUndefined();
  expect(waiting).toHaveLength(2);
});

test.each(['tooManyOpenFiles', 'notFound'] as const)(
  'a sync that could not begin (%s) is tried again',
  async (code) => {
    const { disk, waiting } = slowDisk();
    const syncs = new DirectorySyncs(disk);
    const first = syncs.sync('/a');
    const second = syncs.sync('/a');

    waiting[0]!(new FileSystemError(code, '/a', 'it could not be opened'));
    await expect(first).rejects.toThrow('it could not be opened');
    await turn();
    waiting[1]!();

    await expect(second).resolves.toBeUndefined();
  },
);
