/** CreatePartitions (37), versions 0 to 3: gives topics more partitions. */
import type { BrokerId } from '@ottla/base';
import {
  ApiKey,
  type CreatePartitionsRequest,
  type CreatePartitionsResponseInput,
  decodeCreatePartitionsRequest,
  encodeCreatePartitionsResponse,
} from '@ottla/kafka-protocol';
import { type AnyApiHandler, type ApiHandler, answerLater, type KafkaCall, messageOrNull, sealed } from './handler.ts';

const handler: ApiHandler<CreatePartitionsRequest, CreatePartitionsResponseInput> = {
  key: ApiKey.CreatePartitions,
  minVersion: 0,
  maxVersion: 3,
  alone: true,
  decode: decodeCreatePartitionsRequest,
  encode: encodeCreatePartitionsResponse,
  handle(call, request, answer) {
    answerLater(call, createPartitions(call, request), answer);
  },
};

/** CreatePartitions. */
export const createPartitionsHandler: AnyApiHandler = sealed(handler);

async function createPartitions(
  call: KafkaCall,
  request: CreatePartitionsRequest,
): Promise<CreatePartitionsResponseInput> {
  const { validateOnly, timeoutMs } = request;
  const topics = request.topics.map(({ name, count, assignments }) => ({
    name,
    count,
    assignments: assignments?.map(({ brokerIds }) => brokerIds as readonly BrokerId[]),
  }));
  const grown = await call.door.services.topics.grow(call.caller, { topics, validateOnly, timeoutMs });
  return {
    throttleTimeMs: 0,
    results: grown.map(({ name, outcome }) => ({
      name,
      errorCode: outcome.code,
      errorMessage: messageOrNull(outcome),
    })),
  };
}
