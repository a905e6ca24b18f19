/** DescribeClientQuotas (48), versions 0 to 1: the limits of users and client ids that match a filter (KIP-546). */
import { ErrorCode, outcome, type ProtocolOutcome } from '@ottla/base';
import {
  ApiKey,
  type DescribeClientQuotasRequest,
  type DescribeClientQuotasResponse,
  decodeDescribeClientQuotasRequest,
  encodeDescribeClientQuotasResponse,
} from '@ottla/kafka-protocol';
import type { ClientQuota, QuotaCondition } from '@ottla/metadata-core';
import { type AnyApiHandler, type ApiHandler, messageOrNull, sealed } from './handler.ts';

const handler: ApiHandler<DescribeClientQuotasRequest, DescribeClientQuotasResponse> = {
  key: ApiKey.DescribeClientQuotas,
  minVersion: 0,
  maxVersion: 1,
  decode: decodeDescribeClientQuotasRequest,
  encode: encodeDescribeClientQuotasResponse,
  handle(call, request, answer) {
    const conditions = conditionsOf(request);
    if ('code' in conditions) {
      answer(refused(conditions));
      return;
    }
    const found = call.door.services.quotas.describe(call.caller, conditions.all, request.strict);
    answer(
      'code' in found
        ? refused(found)
        : { throttleTimeMs: 0, errorCode: 0, errorMessage: null, entries: found.quotas.map(entryOf) },
    );
  },
};

/** DescribeClientQuotas. */
export const describeClientQuotasHandler: AnyApiHandler = sealed(handler);

const matchExact = 0;
const matchDefault = 1;
const matchAny = 2;

function refused(why: ProtocolOutcome): DescribeClientQuotasResponse {
  return { throttleTimeMs: 0, errorCode: why.code, errorMessage: messageOrNull(why), entries: null };
}

function conditionsOf(
  request: DescribeClientQuotasRequest,
): { readonly all: readonly QuotaCondition[] } | ProtocolOutcome {
  const all: QuotaCondition[] = [];
  for (const { entityType: type, matchType, match } of request.components) {
    if (type !== 'user' && type !== 'client-id')
      return outcome(
        ErrorCode.UNSUPPORTED_VERSION,
        `There are no quotas for entities of type "${type.slice(0, 100)}".`,
      );
    if (all.some((condition) => condition.type === type))
      return outcome(ErrorCode.INVALID_REQUEST, `The filter names ${type} twice.`);
    if ((matchType === matchExact) !== (match !== null) || matchType < matchExact || matchType > matchAny)
      return outcome(
        ErrorCode.INVALID_REQUEST,
        `The filter for ${type} needs match type 0 with a name, or 1 or 2 without.`,
      );
    all.push({ type, match: matchType === matchDefault ? null : (match ?? undefined) });
  }
  return { all };
}

function entryOf({ entity, limits }: ClientQuota): NonNullable<DescribeClientQuotasResponse['entries']>[number] {
  const parts = [
    { entityType: 'user', entityName: entity.user },
    { entityType: 'client-id', entityName: entity.clientId },
  ];
  return {
    entity: parts.flatMap(({ entityType, entityName }) =>
      entityName === undefined ? [] : [{ entityType, entityName }],
    ),
    values: [...limits].map(([key, value]) => ({ key, value })),
  };
}
