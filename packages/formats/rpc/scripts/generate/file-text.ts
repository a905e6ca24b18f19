/** The TypeScript file of one proto file. */
import protobuf from 'protobufjs';
import { codecText } from './codec-text.ts';
import { enumText } from './enum-text.ts';
import { fieldsOf } from './field.ts';
import { interfaceText } from './interface-text.ts';
import { lowerFirst, typeName } from './names.ts';
import { serviceText } from './service-text.ts';

/** A parsed proto file: its path below /proto, the name of the TypeScript file, and what it declares. */
export interface ProtoFile {
  readonly path: string;
  readonly name: string;
  /** Part of the public API. */
  readonly isPublic: boolean;
  readonly objects: readonly protobuf.ReflectionObject[];
}

export function fileText(file: ProtoFile, all: readonly ProtoFile[]): string {
  const messages = allMessages(file);
  const body = [
    ...allEnums(file).flatMap((type) => enumText(type)),
    ...messages.flatMap((type) => [...interfaceText(type), ...codecText(type)]),
    ...file.objects.filter((object) => object instanceof protobuf.Service).flatMap((service) => serviceText(service)),
  ];
  const header = [
    `/** Made by scripts/generate.ts from ${file.path}. Do not edit. */`,
    `import type { MessageCodec${body.some((line) => line.includes('RpcMethod<')) ? ', RpcMethod' : ''} } from '@ottla/base';`,
    "import { ProtoReader } from '../codec/proto-reader.ts';",
    `import { encodeWith, ${body.some((line) => line.includes('partsWith(')) ? 'partsWith, ' : ''}type ProtoWriter } from '../codec/proto-writer.ts';`,
    ...imports(messages, file, all, body.join('\n')),
    '',
    ...(body.some((line) => line.includes('= noBytes')) ? ['const noBytes = new Uint8Array(0);', ''] : []),
  ];
  return `${[...header, ...body].join('\n').trimEnd()}\n`;
}

/** What users of the package see of a file: messages, enumerations and services, not the functions behind them. */
export function exportedNames(file: ProtoFile): string[] {
  const services = file.objects.filter((object) => object instanceof protobuf.Service);
  return [
    ...[...allEnums(file), ...allMessages(file)].map((type) => typeName(type)),
    ...services.map((service) => `${lowerFirst(service.name)}Service`),
  ].sort();
}

function imports(
  messages: readonly protobuf.Type[],
  file: ProtoFile,
  all: readonly ProtoFile[],
  body: string,
): string[] {
  const used = new Set(messages.flatMap((type) => fieldsOf(type).flatMap((field) => field.message ?? [])));
  return all
    .filter((other) => other !== file)
    .flatMap((other) => {
      const names = allMessages(other)
        .filter((type) => used.has(type))
        .map((type) => typeName(type));
      if (names.length === 0) return [];
      const functions = names
        .flatMap((name) => [`hint${name}`, `read${name}`, `write${name}`])
        .filter((name) => body.includes(`${name}(`));
      const types = names.map((name) => `type ${name}`);
      return [`import { ${[...functions, ...types].join(', ')} } from './${other.name}.ts';`];
    });
}

function allMessages(file: ProtoFile): protobuf.Type[] {
  return withNested(file).filter((object) => object instanceof protobuf.Type);
}

function allEnums(file: ProtoFile): protobuf.Enum[] {
  return withNested(file).filter((object) => object instanceof protobuf.Enum);
}

function withNested(file: ProtoFile): protobuf.ReflectionObject[] {
  const expand = (object: protobuf.ReflectionObject): protobuf.ReflectionObject[] =>
    object instanceof protobuf.Type ? [object, ...object.nestedArray.flatMap(expand)] : [object];
  return file.objects.flatMap(expand);
}
