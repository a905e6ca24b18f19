/** One process for one directory, however the last one ended (FAULT-83). */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createNodeFileSystem } from '../../src/index.ts';

const program = fileURLToPath(new URL('lock-holder.ts', import.meta.url));
const files = createNodeFileSystem();
const children: ChildProcess[] = [];
let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ottla-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(root, { recursive: true, force: true });
});

/** Starts a process that wants the directory; answers it with what it said. */
async function contender(): Promise<{ readonly child: ChildProcess; readonly said: string }> {
  const args = ['--import', 'tsx', '--conditions', '@ottla/source', program, root];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const [said] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, said };
}

async function killed(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

test('a second process is refused and told who holds the directory', async () => {
  const { child, said } = await contender();
  expect(said).toBe('locked');

  const refused = files.lock(root);

  await expect(refused).rejects.toMatchObject({ code: 'locked', holder: expect.stringContaining(String(child.pid)) });
  await expect(refused).rejects.toThrow('stop it or choose another data directory');
});

test('a directory is free as soon as its holder was killed', async () => {
  const { child } = await contender();
  await killed(child);

  await (await files.lock(root)).release();
});

test('of many that come at once after a kill exactly one gets the directory', async () => {
  const { child } = await contender();
  await killed(child);

  const answers = await Promise.all([contender(), contender(), contender()]);

  expect(answers.filter(({ said }) => said === 'locked').length).toBe(1);
});

test('what an old holder left behind decides nothing, also with our own process id', async () => {
  await (await files.lock(root)).release();
  await writeFile(`${root}/lock/holder.json`, JSON.stringify({ pid: process.pid, host: 'elsewhere' }));

  await (await files.lock(root)).release();
});

test('a lock that a power loss tore is taken all the same', async () => {
  await (await files.lock(root)).release();
  for (const name of await readdir(`${root}/lock`)) await truncate(`${root}/lock/${name}`, 0);

  const lock = await files.lock(root);

  await expect(files.lock(root)).rejects.toMatchObject({ code: 'locked' });
  await lock.release();
});

test('a directory that does not exist cannot be locked', async () => {
  await expect(files.lock(`${root}/no`)).rejects.toMatchObject({ code: 'notFound' });
});

test('a second holder in the same process is refused under whichever name, and does not free the lock for others', async () => {
  const lock = await files.lock(root);
  await symlink('.', `${root}/same`);

  for (const name of [root, `${root}/same`])
    await expect(files.lock(name), name).rejects.toMatchObject({ code: 'locked' });

  expect((await contender()).said).toContain('is using it');
  await lock.release();
  expect((await contender()).said).toBe('locked');
});
