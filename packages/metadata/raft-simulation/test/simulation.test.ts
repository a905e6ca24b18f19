import { withSeeds } from '@ottla/testing';
import { expect, it } from 'vitest';
import { run } from '../src/index.ts';

it('holds every invariant, and agrees and serves after the faults', async () => {
  const finished = { write: 0, read: 0 };
  await withSeeds(60, (seed) => {
    const { violation, world } = run(seed);
    expect(violation).toBeUndefined();
    finished.write += world.history.finished.write;
    finished.read += world.history.finished.read;
  });

  // A world in which nothing gets done proves nothing.
  expect(finished.write).toBeGreaterThan(0);
  expect(finished.read).toBeGreaterThan(0);
}, 3_600_000);

it('is repeated by its seed, to the last message', () => {
  for (const seed of [3, 4]) expect(run(seed).world.trace.hash).toBe(run(seed).world.trace.hash);
});
