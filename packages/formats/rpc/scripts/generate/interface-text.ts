/** The interface of a message. */
import type protobuf from 'protobufjs';
import { type Field, fieldsOf, isEmpty } from './field.ts';
import { doc, typeName } from './names.ts';

export function interfaceText(type: protobuf.Type): string[] {
  const lines = [...doc(type.comment ?? `The message ${type.name}.`), `export interface ${typeName(type)} {`];
  const seen = new Set<string>();
  for (const field of fieldsOf(type)) {
    if (field.oneof === undefined) lines.push(...doc(field.comment, '  '), `  ${member(field)};`);
    else if (!seen.has(field.oneof)) {
      seen.add(field.oneof);
      lines.push(...oneofLines(fieldsOf(type), field.oneof));
    }
  }
  return [...lines, '}', ''];
}

function member(field: Field): string {
  if (field.repeated) return `readonly ${field.name}: readonly ${field.type}[]`;
  if (field.presence) return `readonly ${field.name}?: ${field.type} | undefined`;
  return `readonly ${field.name}: ${field.type}`;
}

function oneofLines(fields: readonly Field[], oneof: string): string[] {
  const kinds = fields
    .filter((field) => field.oneof === oneof)
    .map((field) => {
      const comment = field.comment === null ? [] : doc(field.comment.replaceAll('\n', ' '), '    ');
      const value = isEmpty(field) ? '' : `; readonly value: ${field.type}`;
      return [...comment, `    | { readonly kind: '${field.name}'${value} }`].join('\n');
    });
  return [`  readonly ${oneof}?:`, ...kinds, '    | undefined;'];
}
