/** What only LevelDB can get wrong: damage on the disk, paths that are not there. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
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

test('a batch that the power took in the middle is not there at all, wherever its bytes end or are missing (FAULT-61, FAULT-62)', async () => {
  const names = (of: string): Uint8Array[] => ['x', 'y', 'z'].map((name) => new TextEncoder().encode(`${of}${name}`));
  // More than one block of the store's log, which is 32 KiB.
  const put = (of: string) =>
    names(of).map((key) => ({ kind: 'put', key, value: new Uint8Array(15_000).fill(1) }) as const);
  const store = await levelKeyValueStores.open(`${root}/s`);
  await store.batch(put('a'), { sync: true });
  const [log = ''] = (await readdir(`${root}/s`)).filter((name) => name.endsWith('.log'));
  const before = (await readFile(`${root}/s/${log}`)).byteLength;
  await store.batch([...put('b'), ...names('a').map((key) => ({ kind: 'delete', key }) as const)], { sync: true });
  const whole = await readFile(`${root}/s/${log}`);
  await store.close();
  const torn: [string, Uint8Array][] = [['nothing is missing', whole]];
  for (let at = before; at < whole.byteLength; at += 1_009) {
    torn.push([`cut at ${at}`, whole.subarray(0, at)]);
    torn.push([
      `a block without content at ${at}`,
      Uint8Array.from(whole).fill(0, at, Math.min(at + 4_096, whole.byteLength)),
    ]);
  }
  const seen = new Map<string, number>();
  for (const [what, content] of torn) {
    await rm(`${root}/t`, { recursive: true, force: true });
    await cp(`${root}/s`, `${root}/t`, { recursive: true });
    await writeFile(`${root}/t/${log}`, content);
    const after = await levelKeyValueStores.open(`${root}/t`);
    const keys: string[] = [];
    for await (const [key] of after.entries()) keys.push(new TextDecoder().decode(key));
    await after.close();
    expect(['ax ay az', 'bx by bz'], what).toContain(keys.join(' '));
    seen.set(keys.join(' '), (seen.get(keys.join(' ')) ?? 0) + 1);
  }

  expect(seen.get('bx by bz')).toBe(1);
  expect(seen.get('ax ay az')).toBe(torn.length - 1);
});
