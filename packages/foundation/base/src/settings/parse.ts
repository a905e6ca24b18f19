/** Turns the text of one setting into its value and back, with the bounds of its declaration. */
import {
  type EnumSetting,
  type ListSetting,
  longUnbounded,
  longUnboundedText,
  type NumberSetting,
  type SettingDeclaration,
  type SettingProblem,
  type SettingValue,
  type SettingValueOf,
  type StringSetting,
} from './declaration.ts';

export type ParsedSetting<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: SettingProblem };

type Reading = { readonly value: SettingValue } | { readonly bound: string };

/** Reads `text` as the declaration wants it. */
export function parseSetting<Declaration extends SettingDeclaration>(
  declaration: Declaration,
  text: string,
): ParsedSetting<SettingValueOf<Declaration>> {
  const reading = read(declaration, text.trim());
  if ('value' in reading) return { ok: true, value: reading.value };
  return { ok: false, problem: settingProblem(declaration, text, reading.bound) };
}

/** Writes a value so that `parseSetting` reads it back. */
export function formatSetting(value: SettingValue): string {
  if (typeof value === 'object') return value.join(',');
  return value === longUnbounded ? longUnboundedText : String(value);
}

/** The problem of a value that breaks a bound. */
export function settingProblem(declaration: SettingDeclaration, text: string, bound: string): SettingProblem {
  const value = declaration.sensitive === true ? '(hidden)' : shortened(text);
  const reason = declaration.boundReason === undefined ? '' : ` (${declaration.boundReason})`;
  const sentence = `${declaration.name} is set to "${value}", but it must be ${bound}${reason}.`;
  return { setting: declaration.name, value, bound, sentence };
}

function shortened(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 100)}…`;
}

function read(declaration: SettingDeclaration, text: string): Reading {
  switch (declaration.kind) {
    case 'boolean':
      return readBoolean(text);
    case 'string':
      return readString(declaration, text);
    case 'enum':
      return readEnum(declaration, text);
    case 'list':
      return readList(declaration, text);
    default:
      return readNumber(declaration, text);
  }
}

function readBoolean(text: string): Reading {
  const word = text.toLowerCase();
  if (word === 'true') return { value: true };
  return word === 'false' ? { value: false } : { bound: 'true or false' };
}

function readString(declaration: StringSetting, text: string): Reading {
  const charsMax = declaration.charsMax;
  if (charsMax === undefined || text.length <= charsMax) return { value: text };
  return { bound: `at most ${charsMax} characters long` };
}

function readEnum(declaration: EnumSetting, text: string): Reading {
  if (declaration.allowed.includes(text)) return { value: text };
  return { bound: `one of ${declaration.allowed.join(', ')}` };
}

function readList(declaration: ListSetting, text: string): Reading {
  const items = text === '' ? [] : text.split(',').map((item) => item.trim());
  const { allowed, itemsMin = 0 } = declaration;
  if (items.length < itemsMin) return { bound: `a list of at least ${itemsMin}` };
  if (items.some((item) => item === '')) return { bound: 'a list without empty items' };
  if (allowed !== undefined && items.some((item) => !allowed.includes(item)))
    return { bound: `a list of ${allowed.join(', ')}` };
  return { value: [...new Set(items)] };
}

const units: Readonly<Record<NumberSetting['kind'], ReadonlyMap<string, number>>> = {
  int: new Map(),
  long: new Map(),
  double: new Map(),
  duration: new Map([
    ['ms', 1],
    ['s', 1000],
    ['m', 60_000],
    ['h', 3_600_000],
    ['d', 86_400_000],
  ]),
  size: new Map([
    ['B', 1],
    ['KiB', 2 ** 10],
    ['MiB', 2 ** 20],
    ['GiB', 2 ** 30],
    ['TiB', 2 ** 40],
  ]),
};

const forms: Readonly<Record<NumberSetting['kind'], string>> = {
  int: 'a whole number',
  long: 'a whole number',
  double: 'a number',
  duration: 'milliseconds or a duration such as 30s, 10m, 2h, 7d',
  size: 'bytes or a size such as 64KiB, 8MiB, 1GiB',
};

function readNumber(declaration: NumberSetting, text: string): Reading {
  const value = numberFrom(declaration.kind, text);
  if (value === undefined) return { bound: forms[declaration.kind] };
  const min = declaration.min ?? (declaration.kind === 'int' ? -(2 ** 31) : undefined);
  const max = declaration.max ?? (declaration.kind === 'int' ? 2 ** 31 - 1 : undefined);
  if ((min === undefined || value >= min) && (max === undefined || value <= max)) return { value };
  return { bound: boundWords(min, max) };
}

function boundWords(min: number | undefined, max: number | undefined): string {
  if (min === undefined) return `at most ${max ?? 0}`;
  return max === undefined ? `at least ${min}` : `from ${min} to ${max}`;
}

/** A plain decimal with an optional unit; undefined when it is none. Whole kinds are capped at `longUnbounded`. */
function numberFrom(kind: NumberSetting['kind'], text: string): number | undefined {
  const match = /^([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?)\s*([a-zA-Z]*)$/.exec(text);
  if (match === null) return undefined;
  const [, digits = '', unit = ''] = match;
  const factor = unit === '' ? 1 : units[kind].get(unit);
  if (factor === undefined) return undefined;
  const value = Number(digits) * factor;
  if (kind === 'double') return Number.isFinite(value) ? value : undefined;
  if (unit === '' && !/^[+-]?\d+$/.test(digits)) return undefined;
  if (!Number.isInteger(value)) return undefined;
  return Math.max(-longUnbounded, Math.min(value, longUnbounded)) || 0;
}
