import { plants, run } from '@ottla/raft-simulation';
import type { Scenario } from './scenario.ts';

/** Consensus alone, under a message soup. */
export const raftScenario: Scenario = {
  name: 'raft',
  plants: plants.map(({ name }) => name),
  run: async (seed, { plant: name }) => {
    const { world, violation } = run(
      seed,
      plants.find((plant) => plant.name === name),
    );
    const { finished } = world.history;
    const [invariant = 'run', ...words] = violation?.split(': ') ?? [];
    return await Promise.resolve({
      seed,
      hash: world.trace.hash,
      violations: violation === undefined ? [] : [{ invariant, message: words.join(': ') }],
      figures: { steps: world.now, writes: finished.write, reads: finished.read },
      summary: `${world.now} steps, ${world.hosts.length} nodes, ${finished.write} writes, ${finished.read} reads`,
      lines: (count) => world.trace.lines.slice(-count),
    });
  },
};
