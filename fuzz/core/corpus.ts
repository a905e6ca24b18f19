/**
 * Inputs that once failed, or that are worth keeping: `corpus/<target>/<name>.hex`. Lines that begin with `#` say why the
 * input is there; the rest are hexadecimal digits.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', 'corpus');
const suffix = '.hex';
const digitsPerLine = 96;

/** One kept input. */
export interface KeptInput {
  readonly name: string;
  readonly input: Uint8Array;
}

/** The inputs of a target, in the order of their names. */
export function keptInputs(target: string): KeptInput[] {
  let names: string[];
  try {
    names = readdirSync(join(folder, target));
  } catch {
    return []; // a target whose folder is not there has no input yet
  }
  return names
    .filter((name) => name.endsWith(suffix))
    .sort()
    .map((name) => ({ name, input: parseInput(readFileSync(join(folder, target, name), 'utf8')) }));
}

/** Keeps an input; answers its path. */
export function keepInput(target: string, name: string, input: Uint8Array, why: string): string {
  mkdirSync(join(folder, target), { recursive: true });
  const path = join(folder, target, name + suffix);
  const comments = why.split('\n').map((line) => `# ${line}`.trimEnd());
  writeFileSync(path, `${[...comments, ...digitLines(input)].join('\n')}\n`);
  return path;
}

/** Reads the text of a kept input. */
export function parseInput(text: string): Uint8Array {
  const digits = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('')
    .replaceAll(/\s/g, '');
  if (!/^(?:[0-9a-f]{2})*$/.test(digits)) throw new Error('an input of the corpus is not hexadecimal digits in pairs');
  return Uint8Array.from(Buffer.from(digits, 'hex'));
}

function digitLines(input: Uint8Array): string[] {
  const digits = Buffer.from(input).toString('hex');
  return digits.match(new RegExp(`.{1,${digitsPerLine}}`, 'g')) ?? [];
}
