import { findMetadataPlant, metadataPlants } from '../metadata/plants.ts';
import { simulateMetadata } from '../metadata/simulate-metadata.ts';
import type { Scenario } from './scenario.ts';

/** Whole metadata services of several nodes, with their clients. */
export const metadataScenario: Scenario = {
  name: 'metadata',
  plants: metadataPlants.map(({ name }) => name),
  run: async (seed, { plant: name, stopAtFirst = false, keepAll = false }) => {
    const plant = name === undefined ? undefined : findMetadataPlant(name);
    const { timeline, hash, violations, ...figures } = await simulateMetadata({ seed, plant, stopAtFirst, keepAll });
    const { virtualMs, calls, answered, nodes, lives, faults } = figures;
    return {
      seed,
      hash,
      violations,
      figures,
      summary:
        `${(virtualMs / 1000).toFixed(1)} virtual s, ${calls} calls, ${answered} answered, ` +
        `${nodes} nodes, ${lives} starts, ${faults.length} kinds of faults`,
      lines: (count) => timeline.last(count),
    };
  },
};
