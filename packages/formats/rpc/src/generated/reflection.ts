/** Made by scripts/generate.ts from grpc/reflection/v1/reflection.proto. Do not edit. */
import type { MessageCodec, RpcMethod } from '@ottla/base';
import { ProtoReader } from '../codec/proto-reader.ts';
import { encodeWith, partsWith, type ProtoWriter } from '../codec/proto-writer.ts';

/** The message ServerReflectionRequest. */
export interface ServerReflectionRequest {
  readonly host: string;
  readonly messageRequest?:
    /** A file and all that it imports, by name. */
    | { readonly kind: 'fileByFilename'; readonly value: string }
    /** The file that declares a symbol, and all that it imports. */
    | { readonly kind: 'fileContainingSymbol'; readonly value: string }
    /** The file that extends a message with a field number. */
    | { readonly kind: 'fileContainingExtension'; readonly value: ExtensionRequest }
    /** The numbers of all extensions of a message. */
    | { readonly kind: 'allExtensionNumbersOfType'; readonly value: string }
    /** The names of all services. */
    | { readonly kind: 'listServices'; readonly value: string }
    | undefined;
}

/** Encodes and decodes {@link ServerReflectionRequest}. */
export const ServerReflectionRequest: MessageCodec<ServerReflectionRequest> = {
  encode: (message) => encodeWith(message, writeServerReflectionRequest, 0),
  decode: (bytes) => readServerReflectionRequest(new ProtoReader(bytes)),
};

export function writeServerReflectionRequest(writer: ProtoWriter, message: ServerReflectionRequest): void {
  if (message.messageRequest?.kind === 'listServices') {
    writer.string(message.messageRequest.value);
    writer.tag(58);
  }
  if (message.messageRequest?.kind === 'allExtensionNumbersOfType') {
    writer.string(message.messageRequest.value);
    writer.tag(50);
  }
  if (message.messageRequest?.kind === 'fileContainingExtension') {
    const mark5 = writer.written;
    writeExtensionRequest(writer, message.messageRequest.value);
    writer.lengthSince(mark5);
    writer.tag(42);
  }
  if (message.messageRequest?.kind === 'fileContainingSymbol') {
    writer.string(message.messageRequest.value);
    writer.tag(34);
  }
  if (message.messageRequest?.kind === 'fileByFilename') {
    writer.string(message.messageRequest.value);
    writer.tag(26);
  }
  if (message.host !== '') {
    writer.string(message.host);
    writer.tag(10);
  }
}

export function readServerReflectionRequest(reader: ProtoReader): ServerReflectionRequest {
  let host: string = '';
  let messageRequest: ServerReflectionRequest['messageRequest'];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        host = reader.string();
        break;
      case 26:
        messageRequest = { kind: 'fileByFilename', value: reader.string() };
        break;
      case 34:
        messageRequest = { kind: 'fileContainingSymbol', value: reader.string() };
        break;
      case 42: {
        const outer = reader.enter();
        messageRequest = { kind: 'fileContainingExtension', value: readExtensionRequest(reader) };
        reader.leave(outer);
        break;
      }
      case 50:
        messageRequest = { kind: 'allExtensionNumbersOfType', value: reader.string() };
        break;
      case 58:
        messageRequest = { kind: 'listServices', value: reader.string() };
        break;
      default:
        reader.skip(tag);
    }
  }
  return { host, messageRequest };
}

/** The message ExtensionRequest. */
export interface ExtensionRequest {
  readonly containingType: string;
  readonly extensionNumber: number;
}

/** Encodes and decodes {@link ExtensionRequest}. */
export const ExtensionRequest: MessageCodec<ExtensionRequest> = {
  encode: (message) => encodeWith(message, writeExtensionRequest, 0),
  decode: (bytes) => readExtensionRequest(new ProtoReader(bytes)),
};

export function writeExtensionRequest(writer: ProtoWriter, message: ExtensionRequest): void {
  if (message.extensionNumber !== 0) {
    writer.int32(message.extensionNumber);
    writer.tag(16);
  }
  if (message.containingType !== '') {
    writer.string(message.containingType);
    writer.tag(10);
  }
}

export function readExtensionRequest(reader: ProtoReader): ExtensionRequest {
  let containingType: string = '';
  let extensionNumber: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        containingType = reader.string();
        break;
      case 16:
        extensionNumber = reader.int32();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { containingType, extensionNumber };
}

/** The message ServerReflectionResponse. */
export interface ServerReflectionResponse {
  readonly validHost: string;
  readonly originalRequest?: ServerReflectionRequest | undefined;
  readonly messageResponse?:
    | { readonly kind: 'fileDescriptorResponse'; readonly value: FileDescriptorResponse }
    | { readonly kind: 'allExtensionNumbersResponse'; readonly value: ExtensionNumberResponse }
    | { readonly kind: 'listServicesResponse'; readonly value: ListServiceResponse }
    | { readonly kind: 'errorResponse'; readonly value: ErrorResponse }
    | undefined;
}

/** Encodes and decodes {@link ServerReflectionResponse}. */
export const ServerReflectionResponse: MessageCodec<ServerReflectionResponse> = {
  encode: (message) => encodeWith(message, writeServerReflectionResponse, 0),
  decode: (bytes) => readServerReflectionResponse(new ProtoReader(bytes)),
};

export function writeServerReflectionResponse(writer: ProtoWriter, message: ServerReflectionResponse): void {
  if (message.messageResponse?.kind === 'errorResponse') {
    const mark7 = writer.written;
    writeErrorResponse(writer, message.messageResponse.value);
    writer.lengthSince(mark7);
    writer.tag(58);
  }
  if (message.messageResponse?.kind === 'listServicesResponse') {
    const mark6 = writer.written;
    writeListServiceResponse(writer, message.messageResponse.value);
    writer.lengthSince(mark6);
    writer.tag(50);
  }
  if (message.messageResponse?.kind === 'allExtensionNumbersResponse') {
    const mark5 = writer.written;
    writeExtensionNumberResponse(writer, message.messageResponse.value);
    writer.lengthSince(mark5);
    writer.tag(42);
  }
  if (message.messageResponse?.kind === 'fileDescriptorResponse') {
    const mark4 = writer.written;
    writeFileDescriptorResponse(writer, message.messageResponse.value);
    writer.lengthSince(mark4);
    writer.tag(34);
  }
  if (message.originalRequest !== undefined) {
    const mark2 = writer.written;
    writeServerReflectionRequest(writer, message.originalRequest);
    writer.lengthSince(mark2);
    writer.tag(18);
  }
  if (message.validHost !== '') {
    writer.string(message.validHost);
    writer.tag(10);
  }
}

export function readServerReflectionResponse(reader: ProtoReader): ServerReflectionResponse {
  let validHost: string = '';
  let originalRequest: ServerReflectionRequest | undefined;
  let messageResponse: ServerReflectionResponse['messageResponse'];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        validHost = reader.string();
        break;
      case 18: {
        const outer = reader.enter();
        originalRequest = readServerReflectionRequest(reader);
        reader.leave(outer);
        break;
      }
      case 34: {
        const outer = reader.enter();
        messageResponse = { kind: 'fileDescriptorResponse', value: readFileDescriptorResponse(reader) };
        reader.leave(outer);
        break;
      }
      case 42: {
        const outer = reader.enter();
        messageResponse = { kind: 'allExtensionNumbersResponse', value: readExtensionNumberResponse(reader) };
        reader.leave(outer);
        break;
      }
      case 50: {
        const outer = reader.enter();
        messageResponse = { kind: 'listServicesResponse', value: readListServiceResponse(reader) };
        reader.leave(outer);
        break;
      }
      case 58: {
        const outer = reader.enter();
        messageResponse = { kind: 'errorResponse', value: readErrorResponse(reader) };
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { validHost, originalRequest, messageResponse };
}

/** The message FileDescriptorResponse. */
export interface FileDescriptorResponse {
  /** Each a serialized google.protobuf.FileDescriptorProto. */
  readonly fileDescriptorProto: readonly Uint8Array[];
}

/** Encodes and decodes {@link FileDescriptorResponse}. */
export const FileDescriptorResponse: MessageCodec<FileDescriptorResponse> = {
  encode: (message) => encodeWith(message, writeFileDescriptorResponse, hintFileDescriptorResponse(message)),
  encodeInParts: (message) => partsWith(message, writeFileDescriptorResponse),
  decode: (bytes) => readFileDescriptorResponse(new ProtoReader(bytes)),
};

export function writeFileDescriptorResponse(writer: ProtoWriter, message: FileDescriptorResponse): void {
  for (let index = message.fileDescriptorProto.length - 1; index >= 0; index -= 1) {
    writer.bytes(message.fileDescriptorProto[index] as Uint8Array);
    writer.tag(10);
  }
}

export function hintFileDescriptorResponse(message: FileDescriptorResponse): number {
  let bytes = 64;
  for (const element of message.fileDescriptorProto) bytes += element.length + 8;
  return bytes;
}

export function readFileDescriptorResponse(reader: ProtoReader): FileDescriptorResponse {
  const fileDescriptorProto: Uint8Array[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        reader.element();
        fileDescriptorProto.push(reader.bytes());
        break;
      default:
        reader.skip(tag);
    }
  }
  return { fileDescriptorProto };
}

/** The message ExtensionNumberResponse. */
export interface ExtensionNumberResponse {
  readonly baseTypeName: string;
  readonly extensionNumber: readonly number[];
}

/** Encodes and decodes {@link ExtensionNumberResponse}. */
export const ExtensionNumberResponse: MessageCodec<ExtensionNumberResponse> = {
  encode: (message) => encodeWith(message, writeExtensionNumberResponse, 0),
  decode: (bytes) => readExtensionNumberResponse(new ProtoReader(bytes)),
};

export function writeExtensionNumberResponse(writer: ProtoWriter, message: ExtensionNumberResponse): void {
  if (message.extensionNumber.length > 0) {
    const mark2 = writer.written;
    for (let index = message.extensionNumber.length - 1; index >= 0; index -= 1)
      writer.int32(message.extensionNumber[index] as number);
    writer.lengthSince(mark2);
    writer.tag(18);
  }
  if (message.baseTypeName !== '') {
    writer.string(message.baseTypeName);
    writer.tag(10);
  }
}

export function readExtensionNumberResponse(reader: ProtoReader): ExtensionNumberResponse {
  let baseTypeName: string = '';
  const extensionNumber: number[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        baseTypeName = reader.string();
        break;
      case 16:
        reader.element();
        extensionNumber.push(reader.int32());
        break;
      case 18: {
        const outer = reader.enter();
        while (reader.more()) {
          reader.element();
          extensionNumber.push(reader.int32());
        }
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { baseTypeName, extensionNumber };
}

/** The message ListServiceResponse. */
export interface ListServiceResponse {
  readonly service: readonly ServiceResponse[];
}

/** Encodes and decodes {@link ListServiceResponse}. */
export const ListServiceResponse: MessageCodec<ListServiceResponse> = {
  encode: (message) => encodeWith(message, writeListServiceResponse, 0),
  decode: (bytes) => readListServiceResponse(new ProtoReader(bytes)),
};

export function writeListServiceResponse(writer: ProtoWriter, message: ListServiceResponse): void {
  for (let index = message.service.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writeServiceResponse(writer, message.service[index] as ServiceResponse);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readListServiceResponse(reader: ProtoReader): ListServiceResponse {
  const service: ServiceResponse[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        service.push(readServiceResponse(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { service };
}

/** The message ServiceResponse. */
export interface ServiceResponse {
  readonly name: string;
}

/** Encodes and decodes {@link ServiceResponse}. */
export const ServiceResponse: MessageCodec<ServiceResponse> = {
  encode: (message) => encodeWith(message, writeServiceResponse, 0),
  decode: (bytes) => readServiceResponse(new ProtoReader(bytes)),
};

export function writeServiceResponse(writer: ProtoWriter, message: ServiceResponse): void {
  if (message.name !== '') {
    writer.string(message.name);
    writer.tag(10);
  }
}

export function readServiceResponse(reader: ProtoReader): ServiceResponse {
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

/** The message ErrorResponse. */
export interface ErrorResponse {
  /** A gRPC status code. */
  readonly errorCode: number;
  readonly errorMessage: string;
}

/** Encodes and decodes {@link ErrorResponse}. */
export const ErrorResponse: MessageCodec<ErrorResponse> = {
  encode: (message) => encodeWith(message, writeErrorResponse, 0),
  decode: (bytes) => readErrorResponse(new ProtoReader(bytes)),
};

export function writeErrorResponse(writer: ProtoWriter, message: ErrorResponse): void {
  if (message.errorMessage !== '') {
    writer.string(message.errorMessage);
    writer.tag(18);
  }
  if (message.errorCode !== 0) {
    writer.int32(message.errorCode);
    writer.tag(8);
  }
}

export function readErrorResponse(reader: ProtoReader): ErrorResponse {
  let errorCode: number = 0;
  let errorMessage: string = '';
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        errorCode = reader.int32();
        break;
      case 18:
        errorMessage = reader.string();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { errorCode, errorMessage };
}

/** The methods of the service grpc.reflection.v1.ServerReflection. */
export const serverReflectionService: {
  /** Answers one question after another. */
  readonly serverReflectionInfo: RpcMethod<ServerReflectionRequest, ServerReflectionResponse>;
} = {
  serverReflectionInfo: {
    path: '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
    kind: 'bidirectional',
    request: ServerReflectionRequest,
    response: ServerReflectionResponse,
  },
};
