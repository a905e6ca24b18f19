/** Runs seeds, or hunts planted bugs, and prints what a person or a program wants to know. */
import type { Violation } from '../checkers/violation.ts';
import { reportedLines, seedsToFindPlant } from '../limits.ts';
import type { Plant } from '../plants/plant.ts';
import { findPlant, plants } from '../plants/plants.ts';
import { type SimulationResult, simulate } from '../simulation.ts';
import type { SimulateArguments } from './arguments.ts';

/** What the command needs of its process. */
export interface CommandSurroundings {
  readonly print: (line: string) => void;
  readonly nowMs: () => number;
  /** Rejections that nobody handled since the last call. */
  readonly takeStrays: () => readonly string[];
}

/** Answers the exit code: 0, or 1 when an invariant was violated (or a planted bug was not found). */
export async function runCommand(wanted: SimulateArguments, around: CommandSurroundings): Promise<number> {
  if (wanted.plant === undefined) return runSeeds(wanted, around);
  const named = wanted.plant === 'all' ? plants : [findPlant(wanted.plant)];
  let code = 0;
  for (const plant of named) {
    if (plant === undefined) {
      around.print(`there is no planted bug ${wanted.plant}; there are: ${plants.map(({ name }) => name).join(', ')}`);
      return 2;
    }
    if (wanted.plant !== 'all' && wanted.seedFirst === wanted.seedLast) return runSeeds(wanted, around, plant);
    if (!(await hunt(plant, wanted, around))) code = 1;
  }
  return code;
}

async function runSeeds(wanted: SimulateArguments, around: CommandSurroundings, plant?: Plant): Promise<number> {
  const startedMs = around.nowMs();
  const failed: number[] = [];
  for (let seed = wanted.seedFirst; seed <= wanted.seedLast; seed += 1) {
    const result = await runOne(seed, wanted, around, plant);
    if (result.violations.length > 0) failed.push(seed);
  }
  const seconds = ((around.nowMs() - startedMs) / 1000).toFixed(1);
  const count = wanted.seedLast - wanted.seedFirst + 1;
  const verdict = failed.length === 0 ? 'no violation' : `violations in ${failed.length}: ${failed.join(' ')}`;
  if (!wanted.json) around.print(`${count} seeds in ${seconds} s, ${verdict}`);
  return failed.length === 0 ? 0 : 1;
}

async function runOne(
  seed: number,
  wanted: SimulateArguments,
  around: CommandSurroundings,
  plant: Plant | undefined,
): Promise<SimulationResult> {
  const result = await simulate({ seed, keepAll: wanted.trace, ...(plant === undefined ? {} : { plant }) });
  const strays = around.takeStrays().map((message): Violation => ({ invariant: 'unhandled-rejection', message }));
  const whole = { ...result, violations: [...result.violations, ...strays] };
  if (wanted.trace) for (const line of result.timeline.last(Number.MAX_SAFE_INTEGER)) around.print(line);
  if (wanted.json) around.print(JSON.stringify({ ...whole, timeline: undefined }));
  else for (const line of describeRun(whole, wanted.trace, plant)) around.print(line);
  return whole;
}

/** Looks for the first seed that finds a planted bug. */
async function hunt(plant: Plant, wanted: SimulateArguments, around: CommandSurroundings): Promise<boolean> {
  for (let seed = wanted.seedFirst; seed < wanted.seedFirst + seedsToFindPlant; seed += 1) {
    const { violations } = await simulate({ seed, plant, stopAtFirst: true });
    const strays = around.takeStrays();
    const [first] = violations;
    if (first === undefined && strays.length === 0) continue;
    const how = first === undefined ? 'unhandled-rejection' : `${first.invariant}: ${first.message}`;
    around.print(`planted bug ${plant.name} found by seed ${seed}: ${how}`);
    return true;
  }
  around.print(`planted bug ${plant.name} was not found in ${seedsToFindPlant} seeds`);
  return false;
}

/** The lines about one run: one when all is well, a report when not. */
export function describeRun(result: SimulationResult, isTraced: boolean, plant: Plant | undefined): readonly string[] {
  const { seed, hash, violations, virtualMs, acknowledgedRecords, polledRecords, starts, faults } = result;
  const head =
    `seed ${seed} ${hash} ${violations.length === 0 ? 'ok' : 'VIOLATED'} ${(virtualMs / 1000).toFixed(1)} virtual s, ` +
    `${acknowledgedRecords} acknowledged, ${polledRecords} polled, ${starts} starts, ${faults.length} kinds of faults`;
  if (violations.length === 0) return [head];
  const tail = isTraced
    ? []
    : ['', `the last ${reportedLines} lines of the timeline:`, ...result.timeline.last(reportedLines)];
  const again = `npm run simulate -- --seed ${seed}${plant === undefined ? '' : ` --plant ${plant.name}`}`;
  return [
    head,
    ...violations.slice(0, 10).map(({ invariant, message }) => `  ${invariant}: ${message}`),
    ...(violations.length > 10 ? [`  and ${violations.length - 10} more`] : []),
    ...tail,
    '',
    `repeat it with: ${again} --trace`,
  ];
}
