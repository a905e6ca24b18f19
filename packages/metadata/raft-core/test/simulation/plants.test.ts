import { expect, it } from 'vitest';
import { plants } from './plants.ts';
import { run } from './run.ts';

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
