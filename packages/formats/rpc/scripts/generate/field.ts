/** What the generator has to know about a field. */
import protobuf from 'protobufjs';
import { camel, typeName } from './names.ts';

export type Field = {
  readonly name: string;
  readonly id: number;
  readonly comment: string | null;
  readonly scalar: 'int32' | 'int64' | 'double' | 'bool' | 'string' | 'bytes' | undefined;
  readonly message: protobuf.Type | undefined;
  readonly enumeration: protobuf.Enum | undefined;
  readonly repeated: boolean;
  /** May be absent: a message, or a scalar marked `optional`. */
  readonly presence: boolean;
  /** The name of its group of alternatives. */
  readonly oneof: string | undefined;
  /** The TypeScript type of one value. */
  readonly type: string;
};

const scalars = {
  int32: 'number',
  int64: 'number',
  double: 'number',
  bool: 'boolean',
  string: 'string',
  bytes: 'Uint8Array',
} as const;

/** The fields of a message by number. */
export function fieldsOf(type: protobuf.Type): Field[] {
  return type.fieldsArray.map((field) => fieldOf(field)).sort((a, b) => a.id - b.id);
}

function fieldOf(field: protobuf.Field): Field {
  if (field.map) throw new Error(`${field.fullName}: maps are not supported; use a repeated message`);
  const resolved = field.resolvedType;
  const message = resolved instanceof protobuf.Type ? resolved : undefined;
  const enumeration = resolved instanceof protobuf.Enum ? resolved : undefined;
  const scalar = field.type in scalars ? (field.type as keyof typeof scalars) : undefined;
  if (message === undefined && enumeration === undefined && scalar === undefined)
    throw new Error(`${field.fullName}: type ${field.type} is not supported`);
  if (scalar === 'double' && field.repeated)
    throw new Error(`${field.fullName}: repeated doubles are not supported; use a repeated message`);
  const group = field.partOf;
  const oneof = group === null || group.name.startsWith('_') ? undefined : camel(group.name);
  const resolvedName = message ?? enumeration;
  return {
    name: camel(field.name),
    id: field.id,
    comment: field.comment,
    scalar,
    message,
    enumeration,
    repeated: field.repeated,
    presence: !field.repeated && oneof === undefined && (message !== undefined || group !== null),
    oneof,
    type: resolvedName === undefined ? scalars[scalar as keyof typeof scalars] : typeName(resolvedName),
  };
}

/** Numbers, booleans and enumerations: packed when repeated. */
export function isPackable(field: Field): boolean {
  return field.message === undefined && field.scalar !== 'string' && field.scalar !== 'bytes';
}

/** The tag under which one value of the field is written. */
export function tagOf(field: Field): number {
  if (field.scalar === 'double') return (field.id << 3) | 1;
  return (field.id << 3) | (isPackable(field) ? 0 : 2);
}

/** Whether a message has no fields, so that an alternative of this type needs no value. */
export function isEmpty(field: Field): boolean {
  return field.message !== undefined && field.message.fieldsArray.length === 0;
}
