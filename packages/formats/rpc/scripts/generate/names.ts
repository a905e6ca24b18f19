/** How names of proto files become names of TypeScript. */
import protobuf from 'protobufjs';

/** `log_start_offset` → `logStartOffset`. */
export function camel(name: string): string {
  return name.toLowerCase().replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `PublishOne` → `publishOne`. */
export function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** A message or enumeration; what is nested carries the name of its parent: `StartPosition.Offsets` → `StartPositionOffsets`. */
export function typeName(type: protobuf.Type | protobuf.Enum): string {
  const { parent } = type;
  return parent instanceof protobuf.Type ? typeName(parent) + type.name : type.name;
}

/** `ISOLATION_LEVEL_READ_COMMITTED` of `IsolationLevel` → `readCommitted`. */
export function enumMember(type: protobuf.Enum, member: string): string {
  const prefix = `${type.name.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase()}_`;
  return camel(member.startsWith(prefix) ? member.slice(prefix.length) : member);
}

/** A comment of a proto file as a doc comment. */
export function doc(comment: string | null, indent = ''): string[] {
  if (comment === null || comment.trim() === '') return [];
  const lines = comment.trim().split('\n');
  if (lines.length === 1) return [`${indent}/** ${lines[0]} */`];
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`];
}
