/** AlterClientQuotas (49), versions 0 to 1: sets and takes away limits of users and client ids (KIP-546). */
import {
  type AlterClientQuotasRequest,
  type AlterClientQuotasResponse,
  ApiKey,
  decodeAlterClientQuotasRequest,
  encodeAlterClientQuotasResponse,
} from '@ottla/kafka-protocol';
import { type AnyApiHandler, type ApiHandler, answerLater, type KafkaCall, messageOrNull, sealed } from './handler.ts';

const handler: ApiHandler<AlterClientQuotasRequest, AlterClientQuotasResponse> = {
  key: ApiKey.AlterClientQuotas,
  minVersion: 0,
  maxVersion: 1,
  alone: true,
  decode: decodeAlterClientQuotasRequest,
  encode: encodeAlterClientQuotasResponse,
  handle(call, request, answer) {
    answerLater(call, alter(call, request), answer);
  },
};

/** AlterClientQuotas. */
export const alterClientQuotasHandler: AnyApiHandler = sealed(handler);

async function alter(call: KafkaCall, request: AlterClientQuotasRequest): Promise<AlterClientQuotasResponse> {
  const { validateOnly } = request;
  const entries = request.entries.map(({ entity, ops }) => ({
    parts: entity.map(({ entityType: type, entityName: name }) => ({ type, name })),
    changes: ops.map(({ key: name, value, remove }) => ({ name, value: remove ? undefined : value })),
  }));
  const outcomes = await call.door.services.quotas.alter(call.caller, { entries, validateOnly });
  return {
    throttleTimeMs: 0,
    entries: request.entries.map(({ entity }, place) => {
      const { code, message } = outcomes[place] ?? { code: 0, message: '' };
      return { errorCode: code, errorMessage: messageOrNull({ code, message }), entity };
    }),
  };
}
