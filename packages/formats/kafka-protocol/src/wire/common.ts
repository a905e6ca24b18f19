/** What the generated codecs import, in one place, and nothing else. */
import { unrepresentable } from '../errors.ts';

export { checkVersion, unrepresentable } from '../errors.ts';
export * from './elements.ts';
export * from './reader.ts';
export * from './uuid.ts';
export * from './writer.ts';

/** The same structure while it is being put together. */
export type Building<Struct> = { -readonly [Field in keyof Struct]: Struct[Field] };

/** The array that stands for an array left out. */
export const noElements: readonly never[] = [];

/** The value, for a version that has no null there. */
export function notNull<Value>(value: Value | null, field: string, version: number): Value {
  if (value === null) throw unrepresentable(field, version);
  return value;
}
