/** Where seeds come from: the environment, or counting from 1. The only place of this package that reads the environment. */
import { seedRunsDefault } from '../limits.ts';

/** The variable that repeats one seed. */
export const seedVariable = 'OTTLA_SEED';

/** The variable that asks for more (or fewer) seeds than the test does. */
export const seedCountVariable = 'OTTLA_SEEDS';

/** The seeds of this run: that of the environment alone, or as many as asked for. */
export function seedsOfRun(count: number = seedRunsDefault): readonly number[] {
  const only = process.env[seedVariable];
  if (only !== undefined) return [wholeNumber(seedVariable, only)];
  const asked = process.env[seedCountVariable];
  const length = asked === undefined ? count : wholeNumber(seedCountVariable, asked);
  return Array.from({ length }, (_, index) => index + 1);
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${name} is ${text} and must be a whole number`);
  return value;
}
