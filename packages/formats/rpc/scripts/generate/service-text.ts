/** A service: its methods as typed descriptors. */
import type protobuf from 'protobufjs';
import { doc, lowerFirst } from './names.ts';

export function serviceText(service: protobuf.Service): string[] {
  const path = `/${service.fullName.slice(1)}`;
  return [
    ...doc(service.comment ?? `The methods of the service ${service.fullName.slice(1)}.`),
    `export const ${lowerFirst(service.name)}Service: {`,
    ...service.methodsArray.flatMap((method) => [
      ...doc(method.comment, '  '),
      `  readonly ${lowerFirst(method.name)}: RpcMethod<${method.requestType}, ${method.responseType}>;`,
    ]),
    '} = {',
    ...service.methodsArray.flatMap((method) => [
      `  ${lowerFirst(method.name)}: {`,
      `    path: '${path}/${method.name}',`,
      `    kind: '${kindOf(method)}',`,
      `    request: ${method.requestType},`,
      `    response: ${method.responseType},`,
      '  },',
    ]),
    '};',
    '',
  ];
}

function kindOf(method: protobuf.Method): string {
  if (method.requestStream === true) return method.responseStream === true ? 'bidirectional' : 'clientStream';
  return method.responseStream === true ? 'serverStream' : 'unary';
}
