/** What a field is in TypeScript: its type, its default, the calls that read and write it, its smallest size. */
import type { Field, Versions } from '../../src/schema/notation.ts';
import { covers, intersect, isEmpty, type Model, nullableRange, plainFields, rangeOf, type Struct } from './model.ts';

const numbers = new Map([
  ['int8', 1],
  ['int16', 2],
  ['uint16', 2],
  ['int32', 4],
  ['int64', 8],
  ['float64', 8],
]);

const safeMax = 'Number.MAX_SAFE_INTEGER';

/** The type of one value of the field, without array and null. */
function elementType(field: Field, model: Model, suffix = ''): string {
  if (numbers.has(field.type)) return 'number';
  if (field.type === 'bool') return 'boolean';
  if (field.type === 'string') return 'string';
  if (field.type === 'uuid') return isTopicId(field) ? 'TopicId' : 'string';
  if (field.type === 'bytes') return 'Uint8Array';
  if (field.type === 'records') return suffix === '' ? 'Uint8Array' : 'RecordBytes';
  const struct = model.structOf(field);
  if (struct === undefined) throw new Error(`${model.message.name}: unknown type ${field.type}`);
  return struct.name + (suffix !== '' && needsInput(struct, model) ? suffix : '');
}

/** Whether what may be written differs from what is read. */
export function needsInput(struct: Struct, model: Model): boolean {
  return struct.fields.some((field) => {
    const below = model.structOf(field);
    const left = field.default !== undefined || field.tag !== undefined || !covers(field.versions, struct.live);
    return left || field.type === 'records' || (below !== undefined && needsInput(below, model));
  });
}

/** Whether the field holds the id of a topic. */
export function isTopicId(field: Field): boolean {
  return field.type === 'uuid' && /^topicIds?$/i.test(field.name);
}

/** The type of the field as a whole. */
export function fieldType(field: Field, struct: Struct, model: Model, suffix = ''): string {
  const element = elementType(field, model, suffix);
  const whole = field.isArray ? `readonly ${element}[]` : element;
  return isEmpty(nullableRange(field, struct)) && field.default !== 'null' ? whole : `${whole} | null`;
}

/** The value of the field when nothing says otherwise, as an expression. */
export function defaultOf(field: Field, model: Model): string {
  if (field.default === 'null') return 'null';
  if (field.isArray) return '[]';
  if (numbers.has(field.type)) return numberDefault(field);
  if (field.type === 'bool') return field.default ?? 'false';
  if (field.type === 'string') return "''";
  if (field.type === 'uuid') return isTopicId(field) ? 'noTopicId' : 'noUuid';
  if (field.type === 'bytes' || field.type === 'records')
    throw new Error(`${field.name}: bytes have no default but null`);
  const struct = model.structOf(field);
  if (struct === undefined) throw new Error(`${model.message.name}: unknown type ${field.type}`);
  return `{ ${struct.fields.map((below) => `${below.name}: ${defaultOf(below, model)}`).join(', ')} }`;
}

function numberDefault(field: Field): string {
  const value = BigInt(field.default ?? '0');
  if (value <= BigInt(Number.MAX_SAFE_INTEGER)) return String(value);
  if (!field.clamp) throw new Error(`${field.name}: the default ${value} needs "clamp"`);
  return safeMax;
}

/** An expression that says whether `value` is other than the default. */
export function differs(field: Field, value: string, model: Model): string {
  if (field.default === 'null') return `${value} !== null`;
  if (field.isArray) return `${value}${isEmpty(field.nullable) ? '' : '?'}.length !== 0`;
  if (field.type === 'bool') return defaultOf(field, model) === 'true' ? `!${value}` : value;
  if (field.type === 'bytes') return `${value}.byteLength !== 0`;
  if (field.type === 'records') throw new Error(`${field.name}: records are in all versions`);
  const struct = model.structOf(field);
  if (struct !== undefined)
    return `(${struct.fields.map((below) => differs(below, `(${value}.${below.name} ?? ${defaultOf(below, model)})`, model)).join(' || ')})`;
  return `${value} !== ${defaultOf(field, model)}`;
}

/** The fewest bytes that one element takes, over the versions of `range`. */
export function elementBytesMin(field: Field, range: Versions, model: Model): number {
  const { flexible } = model.message;
  const compact = !isEmpty(intersect(flexible, range)) && !field.plain;
  const number = numbers.get(field.type);
  if (number !== undefined) return number;
  if (field.type === 'bool') return 1;
  if (field.type === 'uuid') return 16;
  if (field.type === 'string') return compact ? 1 : 2;
  if (field.type === 'bytes' || field.type === 'records') return compact ? 1 : 4;
  const struct = model.structOf(field);
  if (struct === undefined) throw new Error(`unknown type ${field.type}`);
  let least = Infinity;
  for (let version = range.min; version <= range.max; version++) {
    const at = { min: version, max: version };
    least = Math.min(least, structBytes(struct, at, model));
  }
  return least;
}

function structBytes(struct: Struct, at: Versions, model: Model): number {
  const tags = covers(model.message.flexible, at) ? 1 : 0;
  return plainFields(struct).reduce((sum, field) => sum + fieldBytes(field, struct, at, model), tags);
}

function fieldBytes(field: Field, struct: Struct, at: Versions, model: Model): number {
  if (isEmpty(intersect(rangeOf(field, struct), at))) return 0;
  if (field.isArray) return covers(model.message.flexible, at) ? 1 : 4;
  if (model.structOf(field) !== undefined && covers(field.nullable, at)) return 1;
  return elementBytesMin(field, at, model);
}
