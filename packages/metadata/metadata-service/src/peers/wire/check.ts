/** Small words that say what a value that came from another node has to be. Fields that are not named are not looked at. */

/** Whether a value is of this type. */
export type Check<T> = (value: unknown) => value is T;

export const text: Check<string> = (value) => typeof value === 'string';
export const flag: Check<boolean> = (value) => typeof value === 'boolean';
export const bytes: Check<Uint8Array> = (value) => value instanceof Uint8Array;
export const double: Check<number> = (value) => typeof value === 'number';

/** A safe integer; ids, revisions and epochs are such. */
// Numbers and texts with brands are told apart by whoever asks.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
type Integer = <Kind extends number>(value: unknown) => value is Kind;
export const integer: Integer = Number.isSafeInteger as Integer;

/** A text with a brand. */
// Numbers and texts with brands are told apart by whoever asks.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
type Named = <Kind extends string>(value: unknown) => value is Kind;
export const named: Named = text as Named;

export function one<const Of extends readonly (string | number | boolean)[]>(...of: Of): Check<Of[number]> {
  return (value): value is Of[number] => (of as readonly unknown[]).includes(value);
}

export function maybe<T>(check: Check<T>): Check<T | undefined> {
  return (value): value is T | undefined => value === undefined || check(value);
}

export function orNull<T>(check: Check<T>): Check<T | null> {
  return (value): value is T | null => value === null || check(value);
}

export function either<One, Other>(one: Check<One>, other: Check<Other>): Check<One | Other> {
  return (value): value is One | Other => one(value) || other(value);
}

export function list<T>(check: Check<T>): Check<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every(check);
}

export function map<Value>(check: Check<Value>): Check<ReadonlyMap<string, Value>> {
  return (value): value is ReadonlyMap<string, Value> => {
    if (!(value instanceof Map)) return false;
    for (const [key, one] of value as Map<unknown, unknown>) if (!text(key) || !check(one)) return false;
    return true;
  };
}

/** An object with these fields, all of those that its type has. */
export function fields<T extends object>(checks: { readonly [Field in keyof T]-?: Check<T[Field]> }): Check<T> {
  const all = Object.entries<Check<unknown>>(checks as Record<string, Check<unknown>>);
  return (value): value is T => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    for (const [field, check] of all) if (!check((value as Record<string, unknown>)[field])) return false;
    return true;
  };
}

/** One of several kinds of objects, told apart by `kind`. */
export function kinds<T extends { readonly kind: string }>(
  checks: {
    readonly [Kind in T['kind']]: Check<Extract<T, { readonly kind: Kind }>>;
  },
): Check<T> {
  const all = new Map(Object.entries<Check<T>>(checks as unknown as Record<string, Check<T>>));
  return (value): value is T => {
    const kind = typeof value === 'object' && value !== null ? (value as { kind?: unknown }).kind : undefined;
    return typeof kind === 'string' && all.get(kind)?.(value) === true;
  };
}
