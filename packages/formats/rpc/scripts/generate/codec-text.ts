/** The encoder and decoder of a message. Fields are written in reverse order, because the writer goes from the end to the front. */
import type protobuf from 'protobufjs';
import { type Field, fieldsOf, isEmpty, isPackable, tagOf } from './field.ts';
import { typeName } from './names.ts';

export function codecText(type: protobuf.Type): string[] {
  const name = typeName(type);
  const hint = hasBytes(type) ? `hint${name}(message)` : '0';
  return [
    `/** Encodes and decodes {@link ${name}}. */`,
    `export const ${name}: MessageCodec<${name}> = {`,
    `  encode: (message) => encodeWith(message, write${name}, ${hint}),`,
    ...(hasBytes(type) ? [`  encodeInParts: (message) => partsWith(message, write${name}),`] : []),
    `  decode: (bytes) => read${name}(new ProtoReader(bytes)),`,
    '};',
    '',
    ...writeFunction(type, name),
    ...(hasBytes(type) ? hintFunction(type, name) : []),
    ...readFunction(type, name),
  ];
}

/** Whether a message can carry byte strings, so that its size is worth a guess. */
function hasBytes(type: protobuf.Type, seen: readonly protobuf.Type[] = []): boolean {
  if (seen.includes(type)) return false;
  const sized = fieldsOf(type).filter((field) => field.oneof === undefined);
  return sized.some(
    (field) => field.scalar === 'bytes' || (field.message !== undefined && hasBytes(field.message, [...seen, type])),
  );
}

function writeFunction(type: protobuf.Type, name: string): string[] {
  const fields = fieldsOf(type).reverse();
  const used = fields.length > 0;
  return [
    `export function write${name}(${used ? 'writer' : '_writer'}: ProtoWriter, ${used ? 'message' : '_message'}: ${name}): void {`,
    ...fields.flatMap((field) => writeField(field)),
    '}',
    '',
  ];
}

function writeField(field: Field): string[] {
  if (field.repeated) return isPackable(field) ? writePacked(field) : writeRepeated(field);
  const source = field.oneof === undefined ? `message.${field.name}` : `message.${field.oneof}.value`;
  if (field.oneof !== undefined)
    return [
      `  if (message.${field.oneof}?.kind === '${field.name}') {`,
      ...(isEmpty(field)
        ? ['    writer.int32(0);', `    writer.tag(${tagOf(field)});`]
        : writeValue(field, source, '    ')),
      '  }',
    ];
  const condition = field.presence ? `${source} !== undefined` : nonDefault(field, source);
  return [`  if (${condition}) {`, ...writeValue(field, source, '    '), '  }'];
}

function nonDefault(field: Field, source: string): string {
  if (field.scalar === 'bool') return source;
  if (field.scalar === 'string') return `${source} !== ''`;
  if (field.scalar === 'bytes') return `${source}.length > 0`;
  return `${source} !== 0`;
}

function writeValue(field: Field, source: string, indent: string): string[] {
  const tag = `${indent}writer.tag(${tagOf(field)});`;
  if (field.message !== undefined)
    return [
      `${indent}const mark${field.id} = writer.written;`,
      `${indent}write${field.type}(writer, ${source});`,
      `${indent}writer.lengthSince(mark${field.id});`,
      tag,
    ];
  return [`${indent}writer.${field.scalar ?? 'int32'}(${source});`, tag];
}

function writeRepeated(field: Field): string[] {
  return [
    `  for (let index = message.${field.name}.length - 1; index >= 0; index -= 1) {`,
    ...writeValue(field, `message.${field.name}[index] as ${field.type}`, '    '),
    '  }',
  ];
}

function writePacked(field: Field): string[] {
  return [
    `  if (message.${field.name}.length > 0) {`,
    `    const mark${field.id} = writer.written;`,
    `    for (let index = message.${field.name}.length - 1; index >= 0; index -= 1)`,
    `      writer.${field.scalar ?? 'int32'}(message.${field.name}[index] as ${field.type});`,
    `    writer.lengthSince(mark${field.id});`,
    `    writer.tag(${(field.id << 3) | 2});`,
    '  }',
  ];
}

/** About how many bytes a message takes: its byte strings, and some for the rest. */
function hintFunction(type: protobuf.Type, name: string): string[] {
  const lines = [`export function hint${name}(message: ${name}): number {`, '  let bytes = 64;'];
  for (const field of fieldsOf(type)) {
    const counts =
      field.oneof === undefined &&
      (field.scalar === 'bytes' || (field.message !== undefined && hasBytes(field.message)));
    if (!counts) continue;
    const size = (value: string): string =>
      field.scalar === 'bytes' ? `${value}.length + 8` : `hint${field.type}(${value})`;
    if (field.repeated) lines.push(`  for (const element of message.${field.name}) bytes += ${size('element')};`);
    else if (field.presence)
      lines.push(`  if (message.${field.name} !== undefined) bytes += ${size(`message.${field.name}`)};`);
    else lines.push(`  bytes += ${size(`message.${field.name}`)};`);
  }
  return [...lines, '  return bytes;', '}', ''];
}

function readFunction(type: protobuf.Type, name: string): string[] {
  const fields = fieldsOf(type);
  return [
    `export function read${name}(reader: ProtoReader): ${name} {`,
    ...declarations(fields, name),
    '  while (reader.more()) {',
    '    const tag = reader.tag();',
    ...(fields.length === 0
      ? ['    reader.skip(tag);']
      : [
          '    switch (tag) {',
          ...fields.flatMap((field) => readField(field)),
          '      default:',
          '        reader.skip(tag);',
          '    }',
        ]),
    '  }',
    `  return { ${[...new Set(fields.map((field) => field.oneof ?? field.name))].join(', ')} };`.replace('{  }', '{}'),
    '}',
    '',
  ];
}

function declarations(fields: readonly Field[], name: string): string[] {
  const oneofs = new Set<string>();
  return fields.flatMap((field) => {
    if (field.oneof !== undefined) {
      if (oneofs.has(field.oneof)) return [];
      oneofs.add(field.oneof);
      return [`  let ${field.oneof}: ${name}['${field.oneof}'];`];
    }
    if (field.repeated) return [`  const ${field.name}: ${field.type}[] = [];`];
    if (field.presence) return [`  let ${field.name}: ${field.type} | undefined;`];
    return [`  let ${field.name}: ${field.type} = ${defaultOf(field)};`];
  });
}

function defaultOf(field: Field): string {
  if (field.scalar === 'bool') return 'false';
  if (field.scalar === 'string') return "''";
  if (field.scalar === 'bytes') return 'noBytes';
  return '0';
}

function readField(field: Field): string[] {
  const lines = [`      case ${tagOf(field)}:${field.message === undefined ? '' : ' {'}`];
  if (field.message !== undefined) lines.push('        const outer = reader.enter();');
  lines.push(...readStatement(field));
  if (field.message !== undefined) lines.push('        reader.leave(outer);');
  lines.push('        break;');
  if (field.message !== undefined) lines.push('      }');
  if (field.repeated && isPackable(field)) lines.push(...readPacked(field));
  return lines;
}

function readStatement(field: Field): string[] {
  if (field.repeated) return ['        reader.element();', `        ${field.name}.push(${readValue(field)});`];
  if (field.oneof === undefined) return [`        ${field.name} = ${readValue(field)};`];
  if (isEmpty(field))
    return [`        read${field.type}(reader);`, `        ${field.oneof} = { kind: '${field.name}' };`];
  return [`        ${field.oneof} = { kind: '${field.name}', value: ${readValue(field)} };`];
}

function readPacked(field: Field): string[] {
  return [
    `      case ${(field.id << 3) | 2}: {`,
    '        const outer = reader.enter();',
    '        while (reader.more()) {',
    '          reader.element();',
    `          ${field.name}.push(${readValue(field)});`,
    '        }',
    '        reader.leave(outer);',
    '        break;',
    '      }',
  ];
}

function readValue(field: Field): string {
  if (field.message !== undefined) return `read${field.type}(reader)`;
  if (field.enumeration !== undefined) return `known${field.type}(reader.int32())`;
  return `reader.${field.scalar ?? 'int32'}()`;
}
