/** Runs seeds, or hunts planted bugs, and prints what a person or a program wants to know. */
import type { Violation } from '../checkers/violation.ts';
import { reportedLines, seedsToFindPlant } from '../limits.ts';
import type { Scenario, ScenarioRun } from '../scenarios/scenario.ts';
import { findScenario, scenarios } from '../scenarios/scenarios.ts';
import type { SimulateArguments } from './arguments.ts';

/** What the command needs of its process. */
export interface CommandSurroundings {
  readonly print: (line: string) => void;
  readonly nowMs: () => number;
  /** Rejections that nobody handled since the last call. */
  readonly takeStrays: () => readonly string[];
  /** Runs the command in another process; answers its exit code and lines. */
  readonly elsewhere: (
    flags: readonly string[],
  ) => Promise<{ readonly code: number; readonly lines: readonly string[] }>;
}

/** Answers the exit code: 0, 1 when an invariant was violated (or a planted bug was not found), 2 when something has no such name. */
export async function runCommand(wanted: SimulateArguments, around: CommandSurroundings): Promise<number> {
  const scenario = findScenario(wanted.scenario);
  if (scenario === undefined) return unknown(`scenario ${wanted.scenario}`, scenarios, around);
  const names = wanted.plant === 'all' ? scenario.plants : [wanted.plant];
  if (wanted.plant !== undefined && wanted.plant !== 'all' && !scenario.plants.includes(wanted.plant))
    return unknown(
      `planted bug ${wanted.plant}`,
      scenario.plants.map((name) => ({ name })),
      around,
    );
  if (wanted.workers > 1)
    return shareOut(
      wanted,
      wanted.plant === undefined ? [] : wanted.plant === 'all' ? scenario.plants : [wanted.plant],
      around,
    );
  let code = 0;
  for (const name of names) {
    if (name === undefined || (wanted.plant !== 'all' && wanted.seedFirst === wanted.seedLast))
      return runSeeds(scenario, wanted, around);
    if (!(await hunt(scenario, name, wanted, around))) code = 1;
  }
  return code;
}

function unknown(what: string, known: readonly { readonly name: string }[], around: CommandSurroundings): number {
  around.print(`there is no ${what}; there are: ${known.map(({ name }) => name).join(', ')}`);
  return 2;
}

/** Shares that each process takes, one after the other: so that none ends long before the others, and few have to be started. */
const sharesPerWorker = 8;

/** Several processes take shares of the seeds, or one planted bug each; their lines come out in order. */
async function shareOut(
  wanted: SimulateArguments,
  plants: readonly string[],
  around: CommandSurroundings,
): Promise<number> {
  const startedMs = around.nowMs();
  const shares =
    plants.length > 0 ? plants.map((name) => ['--plant', name, '--seeds', rangeOf(wanted)]) : seedShares(wanted);
  const ended: { readonly code: number; readonly lines: readonly string[] }[] = [];
  let next = 0;
  let printed = 0;
  const work = async (): Promise<void> => {
    for (let share = shares[next]; share !== undefined; share = shares[next]) {
      const at = next;
      next += 1;
      ended[at] = await around.elsewhere(['--scenario', wanted.scenario, ...share, ...(wanted.json ? ['--json'] : [])]);
      for (let one = ended[printed]; one !== undefined; one = ended[printed]) {
        for (const line of one.lines) if (!isSum(line)) around.print(line);
        printed += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: wanted.workers }, work));
  const code = Math.max(0, ...ended.map((one) => one.code));
  const seconds = ((around.nowMs() - startedMs) / 1000).toFixed(1);
  if (!wanted.json && plants.length === 0)
    around.print(`${countOf(wanted)} seeds in ${seconds} s, ${code === 0 ? 'no violation' : 'violations, see above'}`);
  return code;
}

function seedShares(wanted: SimulateArguments): string[][] {
  const { seedFirst, seedLast, workers } = wanted;
  const seeds = Math.ceil(countOf(wanted) / (workers * sharesPerWorker));
  const shares: string[][] = [];
  for (let first = seedFirst; first <= seedLast; first += seeds)
    shares.push(['--seeds', `${first}-${Math.min(seedLast, first + seeds - 1)}`]);
  return shares;
}

function rangeOf({ seedFirst, seedLast }: SimulateArguments): string {
  return `${seedFirst}-${Math.max(seedLast, seedFirst + 1)}`;
}

function countOf({ seedFirst, seedLast }: SimulateArguments): number {
  return seedLast - seedFirst + 1;
}

function isSum(line: string): boolean {
  return / seeds in [\d.]+ s, /.test(line);
}

async function runSeeds(scenario: Scenario, wanted: SimulateArguments, around: CommandSurroundings): Promise<number> {
  const startedMs = around.nowMs();
  const failed: number[] = [];
  for (let seed = wanted.seedFirst; seed <= wanted.seedLast; seed += 1) {
    const result = await runOne(scenario, seed, wanted, around);
    if (result.violations.length > 0) failed.push(seed);
  }
  const seconds = ((around.nowMs() - startedMs) / 1000).toFixed(1);
  const verdict = failed.length === 0 ? 'no violation' : `violations in ${failed.length}: ${failed.join(' ')}`;
  if (!wanted.json) around.print(`${countOf(wanted)} seeds in ${seconds} s, ${verdict}`);
  return failed.length === 0 ? 0 : 1;
}

async function runOne(
  scenario: Scenario,
  seed: number,
  wanted: SimulateArguments,
  around: CommandSurroundings,
): Promise<ScenarioRun> {
  const { plant, trace: keepAll } = wanted;
  const result = await scenario.run(seed, { keepAll, ...(plant === undefined ? {} : { plant }) });
  const strays = around.takeStrays().map((message): Violation => ({ invariant: 'unhandled-rejection', message }));
  const whole = { ...result, violations: [...result.violations, ...strays] };
  const { hash, violations, figures } = whole;
  if (keepAll) for (const line of result.lines(Number.MAX_SAFE_INTEGER)) around.print(line);
  if (wanted.json) around.print(JSON.stringify({ ...figures, seed, hash, violations }));
  else for (const line of describeRun(scenario, whole, wanted)) around.print(line);
  return whole;
}

/** Looks for the first seed that finds a planted bug. */
async function hunt(
  scenario: Scenario,
  plant: string,
  wanted: SimulateArguments,
  around: CommandSurroundings,
): Promise<boolean> {
  for (let seed = wanted.seedFirst; seed < wanted.seedFirst + seedsToFindPlant; seed += 1) {
    const { violations } = await scenario.run(seed, { plant, stopAtFirst: true });
    const strays = around.takeStrays();
    const [first] = violations;
    if (first === undefined && strays.length === 0) continue;
    const how = first === undefined ? 'unhandled-rejection' : `${first.invariant}: ${first.message}`;
    around.print(`planted bug ${plant} found by seed ${seed}: ${how.slice(0, 300)}`);
    return true;
  }
  around.print(`planted bug ${plant} was not found in ${seedsToFindPlant} seeds`);
  return false;
}

/** The lines about one run: one when all is well, a report when not. */
function describeRun(scenario: Scenario, result: ScenarioRun, wanted: SimulateArguments): readonly string[] {
  const { seed, hash, violations, summary } = result;
  const head = `seed ${seed} ${hash} ${violations.length === 0 ? 'ok' : 'VIOLATED'} ${summary}`;
  if (violations.length === 0) return [head];
  const tail = wanted.trace
    ? []
    : ['', `the last ${reportedLines} lines of the timeline:`, ...result.lines(reportedLines)];
  const which = scenario.name === 'node' ? '' : `--scenario ${scenario.name} `;
  const again = `npm run simulate -- ${which}--seed ${seed}${wanted.plant === undefined ? '' : ` --plant ${wanted.plant}`}`;
  return [
    head,
    ...violations.slice(0, 10).map(({ invariant, message }) => `  ${invariant}: ${message}`),
    ...(violations.length > 10 ? [`  and ${violations.length - 10} more`] : []),
    ...tail,
    '',
    `repeat it with: ${again} --trace`,
  ];
}
