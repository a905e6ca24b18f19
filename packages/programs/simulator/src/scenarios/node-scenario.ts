import { findPlant, plants } from '../plants/plants.ts';
import { simulate } from '../simulation.ts';
import type { Scenario } from './scenario.ts';

/** One whole node with its clients. */
export const nodeScenario: Scenario = {
  name: 'node',
  plants: plants.map(({ name }) => name),
  run: async (seed, { plant: name, stopAtFirst = false, keepAll = false }) => {
    const plant = name === undefined ? undefined : findPlant(name);
    const result = await simulate({ seed, stopAtFirst, keepAll, ...(plant === undefined ? {} : { plant }) });
    const { timeline, hash, violations, ...figures } = result;
    const { virtualMs, acknowledgedRecords, polledRecords, starts, faults } = figures;
    return {
      seed,
      hash,
      violations,
      figures,
      summary:
        `${(virtualMs / 1000).toFixed(1)} virtual s, ${acknowledgedRecords} acknowledged, ` +
        `${polledRecords} polled, ${starts} starts, ${faults.length} kinds of faults`,
      lines: (count) => timeline.last(count),
    };
  },
};
