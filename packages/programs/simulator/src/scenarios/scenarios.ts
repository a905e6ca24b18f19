/** All scenarios. The first one is run where none is named. */
import { metadataScenario } from './metadata-scenario.ts';
import { nodeScenario } from './node-scenario.ts';
import { raftScenario } from './raft-scenario.ts';
import type { Scenario } from './scenario.ts';

export const scenarios: readonly [Scenario, ...Scenario[]] = [nodeScenario, raftScenario, metadataScenario];

/** The scenario of this name. */
export function findScenario(name: string): Scenario | undefined {
  return scenarios.find((scenario) => scenario.name === name);
}
