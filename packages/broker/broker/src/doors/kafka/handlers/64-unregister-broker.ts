/** UnregisterBroker (64), version 0: forgets a broker that is out of service for good (KIP-500). */
import {
  ApiKey,
  decodeUnregisterBrokerRequest,
  encodeUnregisterBrokerResponse,
  type UnregisterBrokerRequest,
  type UnregisterBrokerResponse,
} from '@ottla/kafka-protocol';
import { type AnyApiHandler, type ApiHandler, answerLater, messageOrNull, sealed } from './handler.ts';

const handler: ApiHandler<UnregisterBrokerRequest, UnregisterBrokerResponse> = {
  key: ApiKey.UnregisterBroker,
  minVersion: 0,
  maxVersion: 0,
  alone: true,
  decode: decodeUnregisterBrokerRequest,
  encode: encodeUnregisterBrokerResponse,
  handle(call, { brokerId }, answer) {
    const unregistered = call.door.services.quorum.unregisterBroker(call.caller, brokerId);
    answerLater(
      call,
      unregistered.then((result) => ({
        throttleTimeMs: 0,
        errorCode: result.code,
        errorMessage: messageOrNull(result),
      })),
      answer,
    );
  },
};

/** UnregisterBroker. */
export const unregisterBrokerHandler: AnyApiHandler = sealed(handler);
