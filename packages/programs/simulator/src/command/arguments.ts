/** The command line of the simulator as a value. */

/** What was asked for. */
export interface SimulateArguments {
  readonly scenario: string;
  readonly seedFirst: number;
  readonly seedLast: number;
  readonly json: boolean;
  readonly trace: boolean;
  /** The name of a planted bug, or `all`: each must then be found. */
  readonly plant: string | undefined;
  /** Processes that share the work. */
  readonly workers: number;
}

/** One line for those who mistyped. */
export const usage =
  'usage: simulate [--scenario node|raft|metadata] [--seed N | --seeds A-B] [--plant NAME|all] [--workers N] [--trace] [--json]';

/** For those who ask. */
export const help: string = `${usage}

Runs whole nodes or clusters on virtual time, from seeds, under faults; an exit code of 1 says that a promise was broken.

  --scenario node       a node with its clients, disk and network (the default)
  --scenario raft       consensus alone under a message soup
  --scenario metadata   three or five metadata services with clients, while members change
  --seed N              one seed; repeats a failure
  --seeds A-B           a range of seeds (default 1-50)
  --plant NAME          with a planted bug, which must be found; all: each of them
  --workers N           processes that share the seeds (default 1)
  --trace               what happened, event by event
  --json                one object per seed, for programs`;

const nothingSaid: SimulateArguments = {
  scenario: 'node',
  seedFirst: 1,
  seedLast: 50,
  json: false,
  trace: false,
  plant: undefined,
  workers: 1,
};

/** Whether it is only asked what there is. */
export function asksForHelp(flags: readonly string[]): boolean {
  return flags.includes('--help') || flags.includes('-h');
}

/** Reads flags; a sentence when they are wrong. */
export function readArguments(flags: readonly string[]): SimulateArguments | string {
  let found = nothingSaid;
  for (let index = 0; index < flags.length; index += 1) {
    const flag = flags[index] ?? '';
    const value = flags[index + 1] ?? '';
    const said = flag === '--json' || flag === '--trace' ? { [flag.slice(2)]: true } : saidBy(flag, value);
    if (said === undefined) return `cannot read ${flag} ${value}`;
    found = { ...found, ...said };
    if (flag !== '--json' && flag !== '--trace') index += 1;
  }
  return found;
}

function saidBy(flag: string, value: string): Partial<SimulateArguments> | undefined {
  if (flag === '--plant' && value !== '') return { plant: value };
  if (flag === '--scenario' && value !== '') return { scenario: value };
  if (flag === '--workers' && /^[1-9]\d?$/.test(value)) return { workers: Number(value) };
  if (flag === '--seed' && /^\d+$/.test(value)) return { seedFirst: Number(value), seedLast: Number(value) };
  if (flag === '--seeds' && /^\d+-\d+$/.test(value)) return rangeOf(value);
  return undefined;
}

function rangeOf(value: string): { readonly seedFirst: number; readonly seedLast: number } {
  const [first = '1', last = '1'] = value.split('-');
  return { seedFirst: Number(first), seedLast: Number(last) };
}
