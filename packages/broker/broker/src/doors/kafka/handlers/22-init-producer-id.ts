/**
 * InitProducerId (22), versions 0 to 5, for idempotent producers: a new id with epoch 0 each time. A transactional id is
 * refused with UNSUPPORTED_VERSION, on which clients give up at once.
 */
import {
  ApiKey,
  decodeInitProducerIdRequest,
  encodeInitProducerIdResponse,
  type InitProducerIdRequest,
  type InitProducerIdResponseInput,
} from '@ottla/kafka-protocol';
import { type AnyApiHandler, type ApiHandler, answerLater, sealed } from './handler.ts';

const handler: ApiHandler<InitProducerIdRequest, InitProducerIdResponseInput> = {
  key: ApiKey.InitProducerId,
  minVersion: 0,
  maxVersion: 5,
  decode: decodeInitProducerIdRequest,
  encode: encodeInitProducerIdResponse,
  handle(call, request, answer) {
    const { producers } = call.door.services;
    const identity = producers.initProducerId(call.caller, request.transactionalId ?? undefined);
    answerLater(
      call,
      identity.then(({ outcome, producerId, producerEpoch }) => ({
        throttleTimeMs: 0,
        errorCode: outcome.code,
        producerId,
        producerEpoch,
      })),
      answer,
    );
  },
};

/** InitProducerId. */
export const initProducerIdHandler: AnyApiHandler = sealed(handler);
