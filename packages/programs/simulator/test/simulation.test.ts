/** Whole runs: reproducible, without violations, and able to find what is planted. FAULT-67, FAULT-73, FAULT-86, FAULT-174. */
import { withSeeds } from '@ottla/testing';
import { describe, expect, it } from 'vitest';
import { plants, simulate } from '../src/index.ts';

/** Seeds that found a bug once; each stays. */
const pinnedSeeds: readonly number[] = [3, 5, 25];

/** Seeds that a planted bug gets here; `npm run simulate -- --plant all` gives each of them 200. */
const seedsPerPlant = 20;

describe('a simulation', () => {
  it('is the same for the same seed', async () => {
    const first = await simulate({ seed: 8 });
    const second = await simulate({ seed: 8 });
    const other = await simulate({ seed: 9 });

    expect(second.hash).toBe(first.hash);
    expect(second.events).toBe(first.events);
    expect(other.hash).not.toBe(first.hash);
  });

  it('finds nothing wrong with the node', async () => {
    await withSeeds(3, async (seed) => {
      expect((await simulate({ seed })).violations).toEqual([]);
    });
  });

  it.each(pinnedSeeds)('finds nothing wrong any more with seed %i', async (seed) => {
    expect((await simulate({ seed })).violations).toEqual([]);
  });

  it.each(plants.map((plant) => [plant.name, plant] as const))('finds the planted bug %s', async (_name, plant) => {
    let found = false;
    for (let seed = 1; seed <= seedsPerPlant && !found; seed += 1)
      found = (await simulate({ seed, plant, stopAtFirst: true })).violations.length > 0;
    expect(found).toBe(true);
  });
});
