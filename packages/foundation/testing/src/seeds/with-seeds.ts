/** Runs a property for many seeds; the failure says which one and how to repeat it. */
import { messageOf } from '@ottla/base';
import { seedsOfRun, seedVariable } from './seed-source.ts';

/** Runs the body once for each seed, one after another. With `OTTLA_SEED` set it runs that seed only. */
export async function withSeeds(count: number, body: (seed: number) => void | Promise<void>): Promise<void> {
  for (const seed of seedsOfRun(count)) {
    try {
      await body(seed);
    } catch (thrown) {
      const sentence = `seed ${seed} failed: ${messageOf(thrown)} (repeat it with ${seedVariable}=${seed})`;
      throw new Error(sentence, { cause: thrown });
    }
  }
}
