/** The usual choices of what a power loss takes. */
import type { SeededRandomness } from '../seeded-randomness.ts';
import type { CrashChoice } from './disk-state.ts';

/** Nothing that was not synced is there. */
export const allLost: CrashChoice = { sector: () => 0, size: () => 0, name: () => false };

/** Everything happens to be there, as after `kill -9` without a power loss. */
export const allKept: CrashChoice = {
  sector: (_inode, _sector, versions) => versions,
  size: (_inode, versions) => versions,
  name: () => true,
};

/** Sizes are there and contents are not: files full of zeros. */
export const zeroFilled: CrashChoice = { sector: () => 0, size: (_inode, versions) => versions, name: () => true };

/** Names are there and nothing else: files of no or old length. */
export const truncated: CrashChoice = {
  sector: (_inode, _sector, versions) => versions,
  size: () => 0,
  name: () => true,
};

/** Each thing by chance: any version of any sector, any size, any change of a name. */
export function randomCrash(randomness: SeededRandomness): CrashChoice {
  return {
    sector: (_inode, _sector, versions) => randomness.below(versions + 1),
    size: (_inode, versions) => randomness.below(versions + 1),
    name: () => randomness.chance(0.5),
  };
}
