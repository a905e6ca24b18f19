/** The unary calls of the `Messages` service. */
import { ErrorCode } from '@ottla/base';
import {
  type Acks,
  type PublishBatchRequest,
  type PublishBatchResponse,
  type PublishOneRequest,
  type PublishOneResponse,
  type PublishRecord,
  type PublishResult,
} from '@ottla/rpc';
import type { Caller } from '../../admission/principal.ts';
import { payloadBytes } from './call-metrics.ts';
import type { GrpcDoorParts } from './door-parts.ts';
import { bytesOf } from './publish-stream.ts';
import { Publisher } from './publisher.ts';
import { failureOf } from './words.ts';

/** Publishes one record; fails as a whole when it could not be stored. */
export async function publishOne(
  parts: GrpcDoorParts,
  caller: Caller,
  request: PublishOneRequest,
): Promise<PublishOneResponse> {
  const { record } = request;
  if (record === undefined) throw failureOf(ErrorCode.INVALID_REQUEST, 'the request has no record; set `record`');
  const [result] = await publishAll(parts, caller, [record], request.acks);
  if (result?.error !== undefined) throw failureOf(result.error.code as ErrorCode, result.error.message);
  return { result };
}

/** Publishes several records; each has its own result. */
export async function publishBatch(
  parts: GrpcDoorParts,
  caller: Caller,
  request: PublishBatchRequest,
): Promise<PublishBatchResponse> {
  return { results: await publishAll(parts, caller, request.records, request.acks) };
}

async function publishAll(
  parts: GrpcDoorParts,
  caller: Caller,
  records: readonly PublishRecord[],
  acks: Acks,
): Promise<readonly PublishResult[]> {
  const publisher = new Publisher(parts);
  const bytes = bytesOf(records);
  parts.metrics.received(payloadBytes(records));
  parts.admission.requestMemory.charge(bytes);
  try {
    const missing = publisher.missingTopics(records);
    const made = missing.length > 0 ? await parts.makeTopics(caller, missing) : undefined;
    const results = await new Promise<() => readonly PublishResult[]>((resolve) => {
      publisher.publish({ caller, records, acks, ...(made === undefined ? {} : { made }) }, resolve);
    });
    return results();
  } finally {
    parts.admission.requestMemory.give(bytes);
  }
}
