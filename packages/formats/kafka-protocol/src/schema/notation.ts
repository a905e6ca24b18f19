/**
 * The notation in which the messages of the protocol are written down, and its parser. A line is one field:
 *
 *     name type versions [= default] [tag number] [ignorable] [plain] [clamp]
 *
 * Deeper lines below a field are the fields of its structure; `struct Name versions` opens a structure that several
 * fields of the message use by its name.
 *
 * - type: a primitive, a structure, or `[]` before one of them. A `?` behind it: null is allowed in all its versions; `?7+`: in those.
 * - versions: `3`, `3-7`, `3+`, `none`.
 * - tag: the field is a tagged one, with this number.
 * - ignorable: a writer may drop it in a version without it; any other value than the default is refused there if not so.
 * - plain: never in the compact form, not even in flexible versions.
 * - clamp: an int64 that people choose; one beyond 2^53 is brought to the nearest safe integer in place of being refused.
 *
 * Nothing of this exists at run time: scripts/generate.ts turns it into src/generated.
 */

/** One API: its request and response share versions. */
export interface ApiSchema {
  readonly key: number;
  readonly name: string;
  readonly versions: string;
  readonly flexible: string;
  /** The first version that the protocol's authors may still change. */
  readonly unstableFrom?: number;
  readonly request: string;
  readonly response: string;
}

/** A message that is no request and no response. */
export interface MessageSchema {
  readonly name: string;
  readonly versions: string;
  readonly flexible: string;
  readonly fields: string;
}

/** A range of versions, both ends inclusive; `max` is Infinity when open. */
export interface Versions {
  readonly min: number;
  readonly max: number;
}

/** One field, parsed. */
export interface Field {
  readonly name: string;
  /** A primitive or the name of a structure, without `[]`. */
  readonly type: string;
  readonly isArray: boolean;
  readonly versions: Versions;
  readonly nullable: Versions;
  /** As written; undefined when none is. */
  readonly default: string | undefined;
  readonly tag: number | undefined;
  readonly ignorable: boolean;
  readonly plain: boolean;
  readonly clamp: boolean;
  /** The fields of a structure that is spelled out here; empty for primitives and for structures used by name. */
  readonly fields: readonly Field[];
}

/** A structure that several fields use. */
export interface CommonStruct {
  readonly name: string;
  readonly versions: Versions;
  readonly fields: readonly Field[];
}

/** One message, parsed. */
export interface Message {
  readonly name: string;
  readonly versions: Versions;
  readonly flexible: Versions;
  readonly fields: readonly Field[];
  readonly structs: readonly CommonStruct[];
}

/** The range without a version. */
export const noVersions: Versions = { min: 0, max: -1 };

/** Reads `3`, `3-7`, `3+` or `none`. */
export function parseVersions(text: string): Versions {
  if (text === 'none') return noVersions;
  const found = /^(\d+)(?:(\+)|-(\d+))?$/.exec(text);
  if (found === null) throw new Error(`"${text}" is no range of versions`);
  const min = Number(found[1]);
  if (found[2] !== undefined) return { min, max: Infinity };
  return { min, max: found[3] === undefined ? min : Number(found[3]) };
}

/** Reads one message. */
export function parseMessage(schema: MessageSchema): Message {
  const lines = schema.fields
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => ({ depth: line.length - line.trimStart().length, words: line.trim().split(/ +/) }));
  const fields: Field[] = [];
  const structs: CommonStruct[] = [];
  let next = 0;
  while (next < lines.length) {
    const { words, depth } = lines[next] as Line;
    const below = childrenOf(lines, next);
    if (words[0] === 'struct') {
      structs.push({ name: words[1] ?? '', versions: parseVersions(words[2] ?? ''), fields: parseFields(below) });
    } else fields.push(...parseFields(lines.slice(next, next + 1 + below.length)));
    if (depth !== lines[0]?.depth) throw new Error(`${schema.name}: "${words.join(' ')}" is indented wrongly`);
    next += 1 + below.length;
  }
  const { name, versions, flexible } = schema;
  return { name, versions: parseVersions(versions), flexible: parseVersions(flexible), fields, structs };
}

/** The request and the response of an API. */
export function parseApi(api: ApiSchema): { readonly request: Message; readonly response: Message } {
  const { name, versions, flexible } = api;
  return {
    request: parseMessage({ name: `${name}Request`, versions, flexible, fields: api.request }),
    response: parseMessage({ name: `${name}Response`, versions, flexible, fields: api.response }),
  };
}

interface Line {
  readonly depth: number;
  readonly words: readonly string[];
}

function childrenOf(lines: readonly Line[], parent: number): readonly Line[] {
  const depth = lines[parent]?.depth ?? 0;
  let end = parent + 1;
  while (end < lines.length && (lines[end]?.depth ?? 0) > depth) end++;
  return lines.slice(parent + 1, end);
}

function parseFields(lines: readonly Line[]): readonly Field[] {
  const fields: Field[] = [];
  for (let next = 0; next < lines.length; ) {
    const below = childrenOf(lines, next);
    fields.push(parseField((lines[next] as Line).words, parseFields(below)));
    next += 1 + below.length;
  }
  return fields;
}

function parseField(words: readonly string[], fields: readonly Field[]): Field {
  const [name = '', type = '', range = '', ...options] = words;
  const [, array, base = '', nullable] = /^(\[\])?(\w+)(\?.*)?$/.exec(type) ?? [];
  const versions = parseVersions(range);
  const valueAfter = (word: string): string | undefined =>
    options.includes(word) ? options[options.indexOf(word) + 1] : undefined;
  const tag = valueAfter('tag');
  return {
    name,
    type: base,
    isArray: array !== undefined,
    versions,
    nullable: nullable === undefined ? noVersions : nullable === '?' ? versions : parseVersions(nullable.slice(1)),
    default: valueAfter('='),
    tag: tag === undefined ? undefined : Number(tag),
    ignorable: options.includes('ignorable'),
    plain: options.includes('plain'),
    clamp: options.includes('clamp'),
    fields,
  };
}
