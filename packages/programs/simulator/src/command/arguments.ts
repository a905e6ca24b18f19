/** The command line of the simulator as a value. */

/** What was asked for. */
export interface SimulateArguments {
  readonly seedFirst: number;
  readonly seedLast: number;
  readonly json: boolean;
  readonly trace: boolean;
  /** The name of a planted bug, or `all`: each must then be found. */
  readonly plant: string | undefined;
}

/** One line for those who mistyped. */
export const usage = 'usage: simulate [--seed N | --seeds A-B] [--plant NAME|all] [--trace] [--json]';

/** Reads flags; a sentence when they are wrong. */
export function readArguments(flags: readonly string[]): SimulateArguments | string {
  let found: SimulateArguments = { seedFirst: 1, seedLast: 50, json: false, trace: false, plant: undefined };
  for (let index = 0; index < flags.length; index += 1) {
    const flag = flags[index];
    const value = flags[index + 1] ?? '';
    if (flag === '--json') found = { ...found, json: true };
    else if (flag === '--trace') found = { ...found, trace: true };
    else if (flag === '--plant' && value !== '') found = { ...found, plant: value };
    else if (flag === '--seed' && /^\d+$/.test(value))
      found = { ...found, seedFirst: Number(value), seedLast: Number(value) };
    else if (flag === '--seeds' && /^\d+-\d+$/.test(value)) found = { ...found, ...rangeOf(value) };
    else return `cannot read ${String(flag)} ${value}`;
    if (flag !== '--json' && flag !== '--trace') index += 1;
  }
  return found;
}

function rangeOf(value: string): { readonly seedFirst: number; readonly seedLast: number } {
  const [first = '1', last = '1'] = value.split('-');
  return { seedFirst: Number(first), seedLast: Number(last) };
}
