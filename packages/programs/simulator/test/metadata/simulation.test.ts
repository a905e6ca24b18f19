/** The cluster of metadata services from a seed; the long run over many seeds is `npm run simulate -- --scenario metadata`. */
import { expect, it } from 'vitest';
import { findMetadataPlant } from '../../src/metadata/plants.ts';
import { simulateMetadata } from '../../src/metadata/simulate-metadata.ts';

it('is the same for the same seed, and finds nothing wrong', async () => {
  const [one, other] = [await simulateMetadata({ seed: 2 }), await simulateMetadata({ seed: 2 })];

  expect(one.violations).toEqual([]);
  expect(one.answered).toBeGreaterThan(100);
  expect(other.hash).toBe(one.hash);
}, 120_000);

/** So many seeds are enough for these; all of them are hunted by `--plant all`. */
const seedsMax = 12;

it.each(['reads-without-asking', 'reply-before-commit', 'speculative-replies', 'early-trim', 'watch-resumes-too-late'])(
  'finds the planted bug %s',
  async (name) => {
    let found = 0;
    for (let seed = 1; found === 0 && seed <= seedsMax; seed += 1)
      found = (await simulateMetadata({ seed, plant: findMetadataPlant(name), stopAtFirst: true })).violations.length;

    expect(found, `not found in ${seedsMax} seeds`).toBeGreaterThan(0);
  },
  120_000,
);
