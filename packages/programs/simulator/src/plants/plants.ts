/** All planted bugs. */
import { noDuplicateSuppression } from './door-plants.ts';
import { cutTail, misplacedWrite, shortWrite, skipDirectorySync, skipFileSync, skipTruncate } from './file-plants.ts';
import { reusedBuffers } from './memory-plants.ts';
import type { Plant } from './plant.ts';
import { unsyncedMetadata } from './store-plants.ts';

/** In the order in which documents list them. */
export const plants: readonly Plant[] = [
  skipFileSync,
  skipDirectorySync,
  shortWrite,
  skipTruncate,
  cutTail,
  misplacedWrite,
  unsyncedMetadata,
  noDuplicateSuppression,
  reusedBuffers,
];

/** The plant of this name. */
export function findPlant(name: string): Plant | undefined {
  return plants.find((plant) => plant.name === name);
}
