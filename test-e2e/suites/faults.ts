/** Every fault scenario against a real node, each in a folder of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diskFaults } from '../faults/disk.ts';
import { processFaults } from '../faults/process.ts';
import { refusals } from '../faults/refusals.ts';

/** Runs them; answers what was found wrong. `only` picks scenarios whose names contain it. */
export async function runFaults(only = ''): Promise<string[]> {
  const problems: string[] = [];
  for (const scenario of [...refusals, ...diskFaults, ...processFaults].filter(({ name }) => name.includes(only))) {
    console.log(`  ${scenario.name}`);
    const folder = mkdtempSync(join(tmpdir(), 'ottla-fault-'));
    try {
      problems.push(...(await scenario.run(folder)).map((problem) => `${scenario.name}: ${problem}`));
    } catch (error) {
      problems.push(`${scenario.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return problems;
}
