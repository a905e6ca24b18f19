import { expect, it } from 'vitest';
import { plants, run } from '../src/index.ts';

/** So many seeds of a planted bug's world have to be clean without it. */
const cleanSeeds = 10;
/** In so many seeds each planted bug has to show. */
const seedsMax = 60;

it.each(plants)(
  'finds the planted bug $name: $mistake',
  (plant) => {
    let seed = 0;
    let violation: string | undefined;
    while (violation === undefined && seed < seedsMax) {
      seed += 1;
      ({ violation } = run(seed, plant));
    }

    expect(violation, `not found in ${seedsMax} seeds`).toBeDefined();
  },
  120_000,
);

it.each(plants.filter(({ swarm }) => swarm !== undefined))(
  'the world of $name is clean without it',
  ({ swarm = {} }) => {
    for (let seed = 1; seed <= cleanSeeds; seed += 1) expect(run(seed, undefined, swarm).violation).toBeUndefined();
  },
  120_000,
);
