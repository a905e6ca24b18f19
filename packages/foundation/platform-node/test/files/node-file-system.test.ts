/** The file port above a system that does less than asked, or fails (FAULT-68, FAULT-69, FAULT-70, FAULT-71). */
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileSystem } from '@ottla/base';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createNodeFileSystem, nodeSystemCalls, type SystemCalls } from '../../src/index.ts';
import { callsWith, shortCalls, systemError } from './faulty-calls.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ottla-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const chunksOf = (sizes: readonly number[]) =>
  sizes.map((size, index) => new Uint8Array(size).map((_, at) => (index * 37 + at) & 255));

async function writtenWith(calls: SystemCalls, chunks: readonly Uint8Array[]): Promise<Buffer> {
  const files = createNodeFileSystem(calls);
  const file = await files.open(`${root}/a`, 'create');
  await file.write(chunks, 3);
  const content = Buffer.from(await files.readFile(`${root}/a`));
  await file.close();
  return content;
}

test.each([1, 2, 3, 5, 8, 13])('a system that moves %d bytes at a time loses none', async (bytes) => {
  const chunks = chunksOf([4, 0, 1, 7, 3]);

  const content = await writtenWith(
    shortCalls(() => bytes),
    chunks,
  );

  expect(content).toEqual(Buffer.concat([new Uint8Array(3), ...chunks]));
});

test('every list of chunk sizes arrives whole, however the system cuts it', async () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    let state = seed;
    const next = (bound: number) => {
      state = (state * 48_271) % 2_147_483_647;
      return state % bound;
    };
    const chunks = chunksOf(Array.from({ length: next(40) }, () => next(9)));
    const content = await writtenWith(
      shortCalls(() => 1 + next(12)),
      chunks,
    );
    expect(content.subarray(3)).toEqual(Buffer.concat(chunks));
    await rm(`${root}/a`);
  }
});

test('no call gets more chunks than the kernel takes', async () => {
  const lengths: number[] = [];
  const calls = callsWith({
    write: (descriptor, chunks, position) => {
      lengths.push(chunks.length);
      return nodeSystemCalls.write(descriptor, chunks, position);
    },
  });
  const chunks = chunksOf(Array.from({ length: 2500 }, () => 2));

  const content = await writtenWith(calls, chunks);

  expect(lengths).toEqual([1024, 1024, 452]);
  expect(content.subarray(3)).toEqual(Buffer.concat(chunks));
});

test('a system that takes nothing and says nothing is an error and not an endless loop', async () => {
  const files = createNodeFileSystem(callsWith({ write: () => Promise.resolve(0) }));
  const file = await files.open(`${root}/a`, 'create');

  await expect(file.write(chunksOf([3]), 0)).rejects.toMatchObject({ code: 'io' });
  await file.close();
});

const words = [
  ['EIO', 'io'],
  ['ENOSPC', 'noSpace'],
  ['EDQUOT', 'noSpace'],
  ['EROFS', 'readOnly'],
  ['EACCES', 'accessDenied'],
  ['EMFILE', 'tooManyOpenFiles'],
  ['ENFILE', 'tooManyOpenFiles'],
] as const;

const operations: readonly (readonly [keyof SystemCalls, (files: FileSystem) => Promise<unknown>])[] = [
  ['open', (files) => files.open(`${root}/new`, 'write')],
  ['read', (files) => files.readFile(`${root}/a`)],
  ['write', async (files) => (await files.open(`${root}/a`, 'write')).write(chunksOf([3]), 0)],
  ['syncData', async (files) => (await files.open(`${root}/a`, 'write')).sync()],
  ['syncAll', (files) => files.syncDirectory(root)],
  ['truncate', async (files) => (await files.open(`${root}/a`, 'write')).truncate(1)],
  ['rename', (files) => files.rename(`${root}/a`, `${root}/b`)],
  ['unlink', (files) => files.remove(`${root}/a`)],
];

test.each(operations)('every failure of %s has its word, its path and a sentence', async (call, operation) => {
  await (await createNodeFileSystem().open(`${root}/a`, 'create')).write(chunksOf([3]), 0);
  for (const [systemCode, code] of words) {
    const files = createNodeFileSystem(callsWith({ [call]: () => Promise.reject(systemError(systemCode)) }));
    const failed = operation(files);
    await expect(failed).rejects.toMatchObject({ code, path: expect.stringContaining(root) });
    await expect(failed).rejects.toThrow(/^cannot [a-z ]+ \/.*: .{10,}/);
  }
});

test('after a failed sync the file is not trusted again, although the system would say yes', async () => {
  let failing = true;
  const calls = callsWith({
    syncData: (descriptor) => (failing ? Promise.reject(systemError('EIO')) : nodeSystemCalls.syncData(descriptor)),
  });
  const file = await createNodeFileSystem(calls).open(`${root}/a`, 'create');
  await expect(file.sync()).rejects.toMatchObject({ code: 'io' });
  failing = false;

  await expect(file.sync()).rejects.toMatchObject({ code: 'io' });
  await expect(file.write(chunksOf([3]), 0)).rejects.toMatchObject({ code: 'io' });
  await file.close();
});

test('closing waits for a write that is under way', async () => {
  const order: string[] = [];
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const calls = callsWith({
    write: async (...given) => {
      await held;
      order.push('written');
      return nodeSystemCalls.write(...given);
    },
    close: (descriptor) => {
      order.push('closed');
      return nodeSystemCalls.close(descriptor);
    },
  });
  const file = await createNodeFileSystem(calls).open(`${root}/a`, 'create');
  const writing = file.write(chunksOf([3]), 0);
  const closing = file.close();
  await expect(file.read(new Uint8Array(1), 0)).rejects.toMatchObject({ code: 'closed' });
  release();

  await Promise.all([writing, closing]);

  expect(order).toEqual(['written', 'closed']);
});

test('a link to a directory is listed as a directory, a link to nothing as a file', async () => {
  const files = createNodeFileSystem();
  await files.makeDirectory(`${root}/real`);
  await symlink(`${root}/real`, `${root}/link`);
  await symlink(`${root}/nowhere`, `${root}/dangling`);

  expect(await files.list(root)).toEqual([
    { name: 'dangling', kind: 'file' },
    { name: 'link', kind: 'directory' },
    { name: 'real', kind: 'directory' },
  ]);
});

test('a rename into a directory that is not there blames that directory', async () => {
  const files = createNodeFileSystem();
  await (await files.open(`${root}/a`, 'create')).close();

  await expect(files.rename(`${root}/a`, `${root}/no/b`)).rejects.toMatchObject({ path: `${root}/no` });
});
