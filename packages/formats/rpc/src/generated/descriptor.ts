/** Made by scripts/generate.ts from ottla/descriptor/v1/descriptor.proto. Do not edit. */
import type { MessageCodec } from '@ottla/base';
import { ProtoReader } from '../codec/proto-reader.ts';
import { encodeWith, partsWith, type ProtoWriter } from '../codec/proto-writer.ts';

/** A set of files, each still serialized. */
export interface SerializedFiles {
  readonly file: readonly Uint8Array[];
}

/** Encodes and decodes {@link SerializedFiles}. */
export const SerializedFiles: MessageCodec<SerializedFiles> = {
  encode: (message) => encodeWith(message, writeSerializedFiles, hintSerializedFiles(message)),
  encodeInParts: (message) => partsWith(message, writeSerializedFiles),
  decode: (bytes) => readSerializedFiles(new ProtoReader(bytes)),
};

export function writeSerializedFiles(writer: ProtoWriter, message: SerializedFiles): void {
  for (let index = message.file.length - 1; index >= 0; index -= 1) {
    writer.bytes(message.file[index] as Uint8Array);
    writer.tag(10);
  }
}

export function hintSerializedFiles(message: SerializedFiles): number {
  let bytes = 64;
  for (const element of message.file) bytes += element.length + 8;
  return bytes;
}

export function readSerializedFiles(reader: ProtoReader): SerializedFiles {
  const file: Uint8Array[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        reader.element();
        file.push(reader.bytes());
        break;
      default:
        reader.skip(tag);
    }
  }
  return { file };
}

/** The message FileOutline. */
export interface FileOutline {
  readonly name: string;
  readonly packageName: string;
  readonly dependency: readonly string[];
  readonly messageType: readonly TypeOutline[];
  readonly enumType: readonly NameOutline[];
  readonly service: readonly ServiceOutline[];
}

/** Encodes and decodes {@link FileOutline}. */
export const FileOutline: MessageCodec<FileOutline> = {
  encode: (message) => encodeWith(message, writeFileOutline, 0),
  decode: (bytes) => readFileOutline(new ProtoReader(bytes)),
};

export function writeFileOutline(writer: ProtoWriter, message: FileOutline): void {
  for (let index = message.service.length - 1; index >= 0; index -= 1) {
    const mark6 = writer.written;
    writeServiceOutline(writer, message.service[index] as ServiceOutline);
    writer.lengthSince(mark6);
    writer.tag(50);
  }
  for (let index = message.enumType.length - 1; index >= 0; index -= 1) {
    const mark5 = writer.written;
    writeNameOutline(writer, message.enumType[index] as NameOutline);
    writer.lengthSince(mark5);
    writer.tag(42);
  }
  for (let index = message.messageType.length - 1; index >= 0; index -= 1) {
    const mark4 = writer.written;
    writeTypeOutline(writer, message.messageType[index] as TypeOutline);
    writer.lengthSince(mark4);
    writer.tag(34);
  }
  for (let index = message.dependency.length - 1; index >= 0; index -= 1) {
    writer.string(message.dependency[index] as string);
    writer.tag(26);
  }
  if (message.packageName !== '') {
    writer.string(message.packageName);
    writer.tag(18);
  }
  if (message.name !== '') {
    writer.string(message.name);
    writer.tag(10);
  }
}

export function readFileOutline(reader: ProtoReader): FileOutline {
  let name: string = '';
  let packageName: string = '';
  const dependency: string[] = [];
  const messageType: TypeOutline[] = [];
  const enumType: NameOutline[] = [];
  const service: ServiceOutline[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        name = reader.string();
        break;
      case 18:
        packageName = reader.string();
        break;
      case 26:
        reader.element();
        dependency.push(reader.string());
        break;
      case 34: {
        const outer = reader.enter();
        reader.element();
        messageType.push(readTypeOutline(reader));
        reader.leave(outer);
        break;
      }
      case 42: {
        const outer = reader.enter();
        reader.element();
        enumType.push(readNameOutline(reader));
        reader.leave(outer);
        break;
      }
      case 50: {
        const outer = reader.enter();
        reader.element();
        service.push(readServiceOutline(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { name, packageName, dependency, messageType, enumType, service };
}

/** A message; what is nested deeper than one level is not looked into. */
export interface TypeOutline {
  readonly name: string;
  readonly nestedType: readonly NameOutline[];
  readonly enumType: readonly NameOutline[];
}

/** Encodes and decodes {@link TypeOutline}. */
export const TypeOutline: MessageCodec<TypeOutline> = {
  encode: (message) => encodeWith(message, writeTypeOutline, 0),
  decode: (bytes) => readTypeOutline(new ProtoReader(bytes)),
};

export function writeTypeOutline(writer: ProtoWriter, message: TypeOutline): void {
  for (let index = message.enumType.length - 1; index >= 0; index -= 1) {
    const mark4 = writer.written;
    writeNameOutline(writer, message.enumType[index] as NameOutline);
    writer.lengthSince(mark4);
    writer.tag(34);
  }
  for (let index = message.nestedType.length - 1; index >= 0; index -= 1) {
    const mark3 = writer.written;
    writeNameOutline(writer, message.nestedType[index] as NameOutline);
    writer.lengthSince(mark3);
    writer.tag(26);
  }
  if (message.name !== '') {
    writer.string(message.name);
    writer.tag(10);
  }
}

export function readTypeOutline(reader: ProtoReader): TypeOutline {
  let name: string = '';
  const nestedType: NameOutline[] = [];
  const enumType: NameOutline[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        name = reader.string();
        break;
      case 26: {
        const outer = reader.enter();
        reader.element();
        nestedType.push(readNameOutline(reader));
        reader.leave(outer);
        break;
      }
      case 34: {
        const outer = reader.enter();
        reader.element();
        enumType.push(readNameOutline(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { name, nestedType, enumType };
}

/** The message ServiceOutline. */
export interface ServiceOutline {
  readonly name: string;
  readonly method: readonly NameOutline[];
}

/** Encodes and decodes {@link ServiceOutline}. */
export const ServiceOutline: MessageCodec<ServiceOutline> = {
  encode: (message) => encodeWith(message, writeServiceOutline, 0),
  decode: (bytes) => readServiceOutline(new ProtoReader(bytes)),
};

export function writeServiceOutline(writer: ProtoWriter, message: ServiceOutline): void {
  for (let index = message.method.length - 1; index >= 0; index -= 1) {
    const mark2 = writer.written;
    writeNameOutline(writer, message.method[index] as NameOutline);
    writer.lengthSince(mark2);
    writer.tag(18);
  }
  if (message.name !== '') {
    writer.string(message.name);
    writer.tag(10);
  }
}

export function readServiceOutline(reader: ProtoReader): ServiceOutline {
  let name: string = '';
  const method: NameOutline[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        name = reader.string();
        break;
      case 18: {
        const outer = reader.enter();
        reader.element();
        method.push(readNameOutline(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { name, method };
}

/** The message NameOutline. */
export interface NameOutline {
  readonly name: string;
}

/** Encodes and decodes {@link NameOutline}. */
export const NameOutline: MessageCodec<NameOutline> = {
  encode: (message) => encodeWith(message, writeNameOutline, 0),
  decode: (bytes) => readNameOutline(new ProtoReader(bytes)),
};

export function writeNameOutline(writer: ProtoWriter, message: NameOutline): void {
  if (message.name !== '') {
    writer.string(message.name);
    writer.tag(10);
  }
}

export function readNameOutline(reader: ProtoReader): NameOutline {
  let name: string = '';
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        name = reader.string();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { name };
}
