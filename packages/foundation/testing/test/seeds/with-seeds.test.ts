/** A failing seed says how to repeat it. */
import { afterEach, expect, test } from 'vitest';
import { seedCountVariable, seedVariable, withSeeds } from '../../src/index.ts';

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

function withoutWishes(): void {
  process.env = Object.fromEntries(Object.entries(before).filter(([name]) => !name.startsWith('OTTLA_SEED')));
}

async function seedsRun(count: number): Promise<number[]> {
  const seeds: number[] = [];
  await withSeeds(count, (seed) => void seeds.push(seed));
  return seeds;
}

test('without a wish of the environment the first seeds run', async () => {
  withoutWishes();

  expect(await seedsRun(3)).toEqual([1, 2, 3]);
});

test('the environment asks for one seed, or for more', async () => {
  withoutWishes();
  process.env[seedCountVariable] = '5';
  expect(await seedsRun(3)).toEqual([1, 2, 3, 4, 5]);

  process.env[seedVariable] = '77';
  expect(await seedsRun(3)).toEqual([77]);
});

test('a failure names the seed, the way to repeat it, and its cause', async () => {
  withoutWishes();
  const cause = new Error('the log is short');
  const failing = withSeeds(3, (seed) => {
    if (seed === 2) throw cause;
  });

  await expect(failing).rejects.toThrow('seed 2 failed: the log is short (repeat it with OTTLA_SEED=2)');
  await expect(failing).rejects.toMatchObject({ cause });
});

test('a seed that is no number is refused by name', async () => {
  process.env[seedVariable] = 'many';

  await expect(seedsRun(1)).rejects.toThrow('OTTLA_SEED is many');
});
