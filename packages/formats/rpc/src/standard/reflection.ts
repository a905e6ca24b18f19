/** Server reflection, versions v1 and v1alpha, which differ only in their name. */
import { type RpcMethod, type RpcRegistration, RpcStatus, type RpcStream, serve } from '@ottla/base';
import {
  type ServerReflectionRequest,
  type ServerReflectionResponse,
  serverReflectionService,
} from '../generated/reflection.ts';
import { DescriptorIndex } from './descriptor-index.ts';

type ReflectionMethod = RpcMethod<ServerReflectionRequest, ServerReflectionResponse>;
type Answer = ServerReflectionResponse['messageResponse'];

const versions: readonly ReflectionMethod[] = [
  serverReflectionService.serverReflectionInfo,
  {
    ...serverReflectionService.serverReflectionInfo,
    path: '/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo',
  },
];

/** The service for a server that offers `services` (full names). */
export function reflection(services: readonly string[]): RpcRegistration[] {
  let index: DescriptorIndex | undefined;
  const names = [...services, ...versions.map((method) => serviceOf(method.path))].sort();
  const answer = (request: ServerReflectionRequest): ServerReflectionResponse => {
    index ??= new DescriptorIndex();
    return { validHost: request.host, originalRequest: request, messageResponse: answerTo(request, index, names) };
  };
  return versions.map((method) => serve(method, (stream) => reflectionHandler(stream, answer)));
}

/** `/a.b.Service/Method` → `a.b.Service`. */
export function serviceOf(path: string): string {
  return path.slice(1, path.lastIndexOf('/'));
}

function reflectionHandler(
  stream: RpcStream<ServerReflectionResponse>,
  answer: (request: ServerReflectionRequest) => ServerReflectionResponse,
): ReturnType<Parameters<typeof serve<ServerReflectionRequest, ServerReflectionResponse>>[1]> {
  return {
    message: (request) => {
      if (!stream.write(answer(request))) stream.pause();
    },
    drained: () => stream.resume(),
    ended: () => stream.end(),
    failed: () => undefined,
  };
}

function answerTo(
  { messageRequest }: ServerReflectionRequest,
  index: DescriptorIndex,
  names: readonly string[],
): Answer {
  switch (messageRequest?.kind) {
    case 'listServices':
      return { kind: 'listServicesResponse', value: { service: names.map((name) => ({ name })) } };
    case 'fileByFilename':
      return filesOr(index.fileByName(messageRequest.value), `file ${messageRequest.value}`);
    case 'fileContainingSymbol':
      return filesOr(index.fileBySymbol(messageRequest.value), `symbol ${messageRequest.value}`);
    case 'allExtensionNumbersOfType':
    case 'fileContainingExtension':
      return failure('notFound', 'Messages of this server have no extensions.');
    case undefined:
      return failure('invalidArgument', 'The reflection request asks for nothing.');
  }
}

function filesOr(files: Uint8Array[] | undefined, what: string): Answer {
  if (files === undefined) return failure('notFound', `This server does not know the ${what}.`);
  return { kind: 'fileDescriptorResponse', value: { fileDescriptorProto: files } };
}

function failure(code: 'notFound' | 'invalidArgument', errorMessage: string): Answer {
  return { kind: 'errorResponse', value: { errorCode: RpcStatus[code], errorMessage } };
}
