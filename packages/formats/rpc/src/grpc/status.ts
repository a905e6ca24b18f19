/** Our errors as gRPC's status and back. Kafka's code and name travel in trailing metadata. */

import { Metadata, type StatusObject, status } from '@grpc/grpc-js';
import { errorByCode, RpcError, type RpcStatusName } from '@ottla/base';
import { statusMessageCharsMax } from '../limits.ts';

/** The metadata entry that carries Kafka's error code as a decimal number. */
export const errorCodeKey = 'ottla-error-code';
/** The metadata entry that carries Kafka's name of the error. */
export const errorNameKey = 'ottla-error-name';

const grpcStatus: Readonly<Record<RpcStatusName, status>> = {
  cancelled: status.CANCELLED,
  unknown: status.UNKNOWN,
  invalidArgument: status.INVALID_ARGUMENT,
  deadlineExceeded: status.DEADLINE_EXCEEDED,
  notFound: status.NOT_FOUND,
  alreadyExists: status.ALREADY_EXISTS,
  permissionDenied: status.PERMISSION_DENIED,
  resourceExhausted: status.RESOURCE_EXHAUSTED,
  failedPrecondition: status.FAILED_PRECONDITION,
  aborted: status.ABORTED,
  outOfRange: status.OUT_OF_RANGE,
  unimplemented: status.UNIMPLEMENTED,
  internal: status.INTERNAL,
  unavailable: status.UNAVAILABLE,
  dataLoss: status.DATA_LOSS,
  unauthenticated: status.UNAUTHENTICATED,
};

const nameByStatus = new Map<number, RpcStatusName>(
  Object.entries(grpcStatus).map(([name, code]) => [code, name as RpcStatusName]),
);

/** The status that tells a client about an error. */
export function statusOf(error: RpcError): StatusObject {
  const metadata = new Metadata();
  if (error.kafkaCode !== undefined) {
    metadata.set(errorCodeKey, String(error.kafkaCode));
    const known = errorByCode(error.kafkaCode);
    if (known !== undefined) metadata.set(errorNameKey, known.name);
  }
  return { code: grpcStatus[error.code], details: error.message.slice(0, statusMessageCharsMax), metadata };
}

/** The error that a status without success stands for. */
export function errorOf(outcome: StatusObject, about: string): RpcError {
  const code = nameByStatus.get(outcome.code) ?? 'unknown';
  return new RpcError(code, explained(code, outcome.details, about), {
    kafkaCode: kafkaCodeOf(outcome.metadata),
  });
}

function explained(code: RpcStatusName, details: string, about: string): string {
  if (code === 'deadlineExceeded')
    return `${about} took longer than its deadline (${details}); whether it took effect is unknown`;
  if (code === 'unavailable' && !details.endsWith('.')) return unreached(about, details);
  return details === '' ? `${about} failed with status ${code}` : details;
}

/** `about` is a method's full name: nodes speak with each other through a door of their own. */
function doorOf(about: string): string {
  return about.startsWith('/ottla.peer.')
    ? 'peer port (9094 unless set otherwise)'
    : 'gRPC port (9093 unless set otherwise)';
}

/** The library tells a connection's failure within phrases of its own; what is left names address and cause. */
function unreached(about: string, details: string): string {
  const cause = details
    .replace(/^No connection established\. Last error: /, '')
    .replace(/ ?Resolution note: ?$/, '')
    .replace(/^(Error|TypeError): /, '')
    .replace(/\.$/, '');
  return `${about} did not reach a node: ${cause}; is one running there, and is this its ${doorOf(about)}?`;
}

function kafkaCodeOf(metadata: Metadata): number | undefined {
  const [value] = metadata.get(errorCodeKey);
  if (typeof value !== 'string' || !/^-?\d{1,6}$/.test(value)) return undefined;
  return Number(value);
}
