/** What only LevelDB can get wrong: damage on the disk, paths that are not there. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { levelKeyValueStores } from '../../src/index.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ottla-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

test('a store is made with all directories above it', async () => {
  const store = await levelKeyValueStores.open(`${root}/a/b`);
  await store.close();

  expect(await readdir(`${root}/a`)).toEqual(['b']);
});

test('a damaged store is refused and left as it is', async () => {
  const store = await levelKeyValueStores.open(`${root}/s`);
  await store.batch([{ kind: 'put', key: Uint8Array.of(1), value: Uint8Array.of(1) }], { sync: true });
  await store.close();
  await writeFile(`${root}/s/CURRENT`, 'nothing');

  await expect(levelKeyValueStores.open(`${root}/s`)).rejects.toMatchObject({ code: 'corrupt' });
});

test('a place where no directory can be is an error with the path in it', async () => {
  await writeFile(`${root}/file`, '');

  await expect(levelKeyValueStores.open(`${root}/file/s`)).rejects.toMatchObject({
    code: 'io',
    message: expect.stringContaining(`${root}/file/s`),
  });
});
