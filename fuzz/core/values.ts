/** What decoded values have in common: how much there is of them, and whether two are the same. */
import { partsPerByteMax } from '../limits.ts';
import { law } from './target.ts';

/** Objects, arrays and elements in a value. */
export function partsOf(value: unknown): number {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return 1;
  let parts = 1;
  for (const below of Array.isArray(value) ? (value as unknown[]) : Object.values(value)) parts += partsOf(below);
  return parts;
}

/** Small bytes do not become much memory. */
export function mustBeSmall(value: unknown, inputBytes: number): void {
  const parts = partsOf(value);
  law(parts <= partsPerByteMax * (inputBytes + 1), () => `${inputBytes} bytes became ${parts} parts`);
}

/** Whether two decoded values are the same; byte arrays by content. */
export function same(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (left instanceof Uint8Array) return right instanceof Uint8Array && Buffer.compare(left, right) === 0;
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length || Array.isArray(left) !== Array.isArray(right)) return false;
  const [a, b] = [left as Record<string, unknown>, right as Record<string, unknown>];
  return names.every((name) => Object.hasOwn(b, name) && same(a[name], b[name]));
}
