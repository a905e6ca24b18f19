import { OttlaError } from './ottla-error.ts';

/** gRPC's status codes by their standard names and numbers. */
export const RpcStatus = {
  cancelled: 1,
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  aborted: 10,
  outOfRange: 11,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  dataLoss: 15,
  unauthenticated: 16,
} as const;
export type RpcStatusName = keyof typeof RpcStatus;

/** A call ended without success. `kafkaCode` is the protocol outcome where the server gave one (metadata `ottla-error-code`). */
export class RpcError extends OttlaError<RpcStatusName> {
  readonly kafkaCode: number | undefined;

  constructor(
    code: RpcStatusName,
    message: string,
    options?: { readonly cause?: unknown; readonly kafkaCode?: number | undefined },
  ) {
    super(code, message, options);
    this.kafkaCode = options?.kafkaCode;
  }
}
