/** A parsed message, made ready for writing code: structures get their TypeScript names and the versions they live in. */
import { type CommonStruct, type Field, type Message, noVersions, type Versions } from '../../src/schema/notation.ts';

/** One structure of a message, the message itself included. */
export interface Struct {
  /** The name of the TypeScript interface. */
  readonly name: string;
  readonly fields: readonly Field[];
  /** The versions of the message in which it can occur. */
  readonly live: Versions;
}

/** A message and everything in it. */
export interface Model {
  readonly message: Message;
  readonly root: Struct;
  /** Children before parents; the root is the last one. */
  readonly structs: readonly Struct[];
  readonly structOf: (field: Field) => Struct | undefined;
}

/** The versions that are in both ranges. */
export function intersect(one: Versions, other: Versions): Versions {
  return { min: Math.max(one.min, other.min), max: Math.min(one.max, other.max) };
}

/** Whether no version is in the range. */
export function isEmpty(versions: Versions): boolean {
  return versions.min > versions.max;
}

/** Whether all of `inner` is in `outer`. */
export function covers(outer: Versions, inner: Versions): boolean {
  return isEmpty(inner) || (outer.min <= inner.min && outer.max >= inner.max);
}

/** Resolves the structures of a message. */
export function modelOf(message: Message): Model {
  const common = new Map(message.structs.map((struct) => [struct.name, struct]));
  const structs = new Map<string, Struct>();
  const visit = (type: string, fields: readonly Field[], live: Versions, path: readonly string[]): void => {
    if (path.includes(type)) throw new Error(`${message.name}: ${type} contains itself`);
    const known = structs.get(type);
    const hull = known === undefined ? live : hullOf(known.live, live);
    for (const field of fields) {
      const below = fieldsOf(field, common);
      const range = intersect(field.versions, hull);
      if (below !== undefined && !isEmpty(range)) visit(field.type, below, range, [...path, type]);
    }
    structs.delete(type);
    structs.set(type, {
      name: nameOf(message.name, type),
      fields: fields.filter((field) => !isEmpty(intersect(field.versions, hull))),
      live: hull,
    });
  };
  visit(message.name, message.fields, message.versions, []);
  const all = [...structs.values()];
  if (new Set(all.map((struct) => struct.name)).size !== all.length)
    throw new Error(`${message.name}: two structures share a name`);
  const root = structs.get(message.name);
  if (root === undefined) throw new Error(`${message.name} has no structure`);
  return { message, root, structs: all, structOf: (field) => structs.get(field.type) };
}

/** The versions in which a field of a structure is written at all, by that structure. */
export function rangeOf(field: Field, struct: Struct): Versions {
  return intersect(field.versions, struct.live);
}

/** The versions in which a field may be null. */
export function nullableRange(field: Field, struct: Struct): Versions {
  const range = intersect(field.nullable, rangeOf(field, struct));
  return isEmpty(range) ? noVersions : range;
}

/** Fields that come in the order of the structure. */
export function plainFields(struct: Struct): readonly Field[] {
  return struct.fields.filter((field) => field.tag === undefined);
}

/** Fields that come behind, in the order of their tags. */
export function taggedFields(struct: Struct): readonly Field[] {
  return struct.fields
    .filter((field) => field.tag !== undefined)
    .sort((one, other) => (one.tag ?? 0) - (other.tag ?? 0));
}

/** Whether a writer may leave the field out: it has a declared default, or some version lacks it. */
export function isOptional(field: Field, struct: Struct): boolean {
  return field.default !== undefined || field.tag !== undefined || !covers(field.versions, struct.live);
}

function fieldsOf(field: Field, common: ReadonlyMap<string, CommonStruct>): readonly Field[] | undefined {
  return field.fields.length > 0 ? field.fields : common.get(field.type)?.fields;
}

function hullOf(one: Versions, other: Versions): Versions {
  return { min: Math.min(one.min, other.min), max: Math.max(one.max, other.max) };
}

function nameOf(message: string, struct: string): string {
  const api = message.replace(/(Request|Response)$/, '');
  if (struct === message) return message;
  if (struct.startsWith(message) && /^[A-Z]/.test(struct.slice(message.length))) return struct;
  const rest = struct.startsWith(api) ? struct.slice(api.length) : '';
  return message + (/^[A-Z]/.test(rest) ? rest : struct);
}
