/** Founding under crashes and lost disks (FAULT-27), and planted bugs that must be found. */
import { withSeeds } from '@ottla/testing';
import { expect, it } from 'vitest';
import type { FounderMemory } from '../../src/index.ts';
import { runSwarm, type SwarmResult } from './swarm.ts';

/** In so many seeds each planted bug has to show. */
const seedsMax = 200;

it('FAULT-27: no two directories of one founder are ever both founded', async () => {
  const results: SwarmResult[] = [];
  await withSeeds(150, async (seed) => {
    const result = await runSwarm(seed);
    results.push(result);
    expect(result.violation).toBeUndefined();
  });

  // The runs are about something.
  const seeds = results.length;
  expect(results.filter(({ founded }) => founded > 0).length).toBeGreaterThan(seeds / 2);
  expect(results.filter(({ wipes }) => wipes > 0).length).toBeGreaterThan(seeds / 4);
  expect(results.filter(({ refused }) => refused > 0).length).toBeGreaterThan(seeds / 10);
}, 120_000);

const plants: readonly { readonly mistake: string; readonly memory: (memory: FounderMemory) => FounderMemory }[] = [
  {
    mistake: 'answers before it has remembered durably',
    memory: (memory) => {
      const hasty = new Map<number, string>();
      return {
        lost: memory.lost,
        directoryOf: (id) => hasty.get(id) ?? memory.directoryOf(id),
        remember: (id, directoryId) => {
          hasty.set(id, directoryId);
          memory.remember(id, directoryId).catch(() => undefined);
          return Promise.resolve();
        },
      };
    },
  },
  {
    mistake: 'forgets with a restart',
    memory: () => {
      const known = new Map<number, string>();
      return {
        lost: undefined,
        directoryOf: (id) => known.get(id),
        remember: async (id, directoryId) => void known.set(id, directoryId),
      };
    },
  },
  {
    mistake: 'remembers the newest directory rather than the first',
    memory: (memory) => ({
      lost: memory.lost,
      directoryOf: () => undefined,
      remember: (id, directoryId) => memory.remember(id, directoryId),
    }),
  },
];

it.each(plants)(
  'the planted bug that a founder $mistake is found',
  async ({ memory }) => {
    let violation: string | undefined;
    for (let seed = 1; seed <= seedsMax && violation === undefined; seed += 1)
      ({ violation } = await runSwarm(seed, { memory }));

    expect(violation, `not found in ${seedsMax} seeds`).toMatch(/^node \d founded/);
  },
  120_000,
);

it('the same seed gives the same run', async () => {
  for (const seed of [1, 2, 3]) expect(await runSwarm(seed)).toEqual(await runSwarm(seed));
});
