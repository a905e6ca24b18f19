/** What only real timers can get wrong. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { nodeTimers } from '../src/index.ts';

test('a timer does not keep a process alive', async () => {
  const index = fileURLToPath(new URL('../src/timers.ts', import.meta.url));
  const program = `import { nodeTimers } from ${JSON.stringify(index)}; nodeTimers.after(60_000, () => undefined);`;
  const args = ['--import', 'tsx', '--conditions', '@ottla/source', '--input-type=module', '-e', program];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });

  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('a delay longer than Node knows does not fire at once', async () => {
  let rang = false;
  const timer = nodeTimers.after(2 ** 33, () => {
    rang = true;
  });

  await new Promise<void>((resolve) => void nodeTimers.after(20, resolve));

  expect(rang).toBe(false);
  timer.cancel();
});
