/** Made by scripts/generate.ts from grpc/health/v1/health.proto. Do not edit. */
import type { MessageCodec, RpcMethod } from '@ottla/base';
import { ProtoReader } from '../codec/proto-reader.ts';
import { encodeWith, type ProtoWriter } from '../codec/proto-writer.ts';

/** Whether calls are taken. */
export const HealthCheckResponseServingStatus = {
  unknown: 0,
  serving: 1,
  notServing: 2,
  /** Only from Watch: there is no such service. */
  serviceUnknown: 3,
  /** A value that this version does not know. */
  unrecognized: -1,
} as const;
export type HealthCheckResponseServingStatus = (typeof HealthCheckResponseServingStatus)[keyof typeof HealthCheckResponseServingStatus];

function knownHealthCheckResponseServingStatus(value: number): HealthCheckResponseServingStatus {
  return value >= 0 && value <= 3 ? (value as HealthCheckResponseServingStatus) : HealthCheckResponseServingStatus.unrecognized;
}

/** The message HealthCheckRequest. */
export interface HealthCheckRequest {
  /** Full name of a service, or empty for the whole server. */
  readonly service: string;
}

/** Encodes and decodes {@link HealthCheckRequest}. */
export const HealthCheckRequest: MessageCodec<HealthCheckRequest> = {
  encode: (message) => encodeWith(message, writeHealthCheckRequest, 0),
  decode: (bytes) => readHealthCheckRequest(new ProtoReader(bytes)),
};

export function writeHealthCheckRequest(writer: ProtoWriter, message: HealthCheckRequest): void {
  if (message.service !== '') {
    writer.string(message.service);
    writer.tag(10);
  }
}

export function readHealthCheckRequest(reader: ProtoReader): HealthCheckRequest {
  let service: string = '';
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        service = reader.string();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { service };
}

/** The message HealthCheckResponse. */
export interface HealthCheckResponse {
  readonly status: HealthCheckResponseServingStatus;
}

/** Encodes and decodes {@link HealthCheckResponse}. */
export const HealthCheckResponse: MessageCodec<HealthCheckResponse> = {
  encode: (message) => encodeWith(message, writeHealthCheckResponse, 0),
  decode: (bytes) => readHealthCheckResponse(new ProtoReader(bytes)),
};

export function writeHealthCheckResponse(writer: ProtoWriter, message: HealthCheckResponse): void {
  if (message.status !== 0) {
    writer.int32(message.status);
    writer.tag(8);
  }
}

export function readHealthCheckResponse(reader: ProtoReader): HealthCheckResponse {
  let status: HealthCheckResponseServingStatus = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        status = knownHealthCheckResponseServingStatus(reader.int32());
        break;
      default:
        reader.skip(tag);
    }
  }
  return { status };
}

/** The methods of the service grpc.health.v1.Health. */
export const healthService: {
  /** How a service is now. An unknown service fails with NOT_FOUND. */
  readonly check: RpcMethod<HealthCheckRequest, HealthCheckResponse>;
  /** How a service is now, and each time that this changes. */
  readonly watch: RpcMethod<HealthCheckRequest, HealthCheckResponse>;
} = {
  check: {
    path: '/grpc.health.v1.Health/Check',
    kind: 'unary',
    request: HealthCheckRequest,
    response: HealthCheckResponse,
  },
  watch: {
    path: '/grpc.health.v1.Health/Watch',
    kind: 'serverStream',
    request: HealthCheckRequest,
    response: HealthCheckResponse,
  },
};
