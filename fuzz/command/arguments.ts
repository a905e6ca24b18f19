/** The command line of the fuzzer as a value. */
import { parseArgs } from 'node:util';
import { runsDefault } from '../limits.ts';

/** What was asked for. */
export interface FuzzArguments {
  readonly targets: readonly string[];
  readonly seed: number;
  readonly runs: number;
  readonly timeMs: number;
  /** Generated inputs that a target must have had, or of its runs fewer; else it is a failure. */
  readonly leastInputs: number;
  readonly index: number | undefined;
  readonly minimize: boolean;
  readonly list: boolean;
}

/** For those who mistyped. */
export const usage =
  'usage: npm run fuzz -- [target …] [--seed N] [--runs N] [--seconds N] [--least N] [--index N] [--minimize] [--list]';

/** Reads flags. Throws an error with a sentence. */
export function readArguments(parameters: readonly string[], freshSeed: number): FuzzArguments {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: { seed: text, runs: text, seconds: text, least: text, index: text, minimize: flag, list: flag },
  });
  const seconds = wholeNumber('--seconds', values.seconds);
  return {
    targets: positionals,
    seed: wholeNumber('--seed', values.seed) ?? freshSeed,
    runs: wholeNumber('--runs', values.runs) ?? (seconds === undefined ? runsDefault : Number.MAX_SAFE_INTEGER / 2),
    timeMs: (seconds ?? Number.MAX_SAFE_INTEGER / 2_000) * 1_000,
    leastInputs: wholeNumber('--least', values.least) ?? 0,
    index: wholeNumber('--index', values.index),
    minimize: values.minimize,
    list: values.list,
  };
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new Error(`${name} is ${text} and must be a whole number`);
  return Number(text);
}
