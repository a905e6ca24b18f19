/** The calls of the `Admin` service about quotas. */
import type { NamedQuotaPart, QuotaPart } from '@ottla/metadata-core';
import type {
  AlterQuotasRequest,
  AlterQuotasResponse,
  DescribeQuotasResponse,
  QuotaEntity,
  QuotaName,
} from '@ottla/rpc';
import type { Caller } from '../../admission/principal.ts';
import type { GrpcDoorParts } from './door-parts.ts';
import { failureOf, itemError } from './words.ts';

export async function describeQuotas(parts: GrpcDoorParts, caller: Caller): Promise<DescribeQuotasResponse> {
  const found = parts.services.quotas.describe(caller, [], false);
  if ('code' in found) throw failureOf(found.code, found.message);
  return {
    quotas: found.quotas.map(({ entity, limits }) => ({
      entity: { user: wireName(entity.user), clientId: wireName(entity.clientId) },
      limits: [...limits].map(([name, value]) => ({ name, value })),
    })),
  };
}

export async function alterQuotas(
  parts: GrpcDoorParts,
  caller: Caller,
  request: AlterQuotasRequest,
): Promise<AlterQuotasResponse> {
  const entries = request.entries.map(({ entity, limits, removals }) => ({
    parts: partsOf(entity),
    changes: [...limits, ...removals.map((name) => ({ name, value: undefined }))],
  }));
  const outcomes = await parts.services.quotas.alter(caller, { entries, validateOnly: request.validateOnly });
  return {
    results: outcomes.map(({ code, message }, slot) => ({
      entity: request.entries[slot]?.entity,
      error: itemError(code, message),
    })),
  };
}

/** An empty name means everybody without a quota of their own. */
function partsOf(entity: QuotaEntity | undefined): NamedQuotaPart[] {
  const part = (type: string, named: QuotaName | undefined): NamedQuotaPart[] =>
    named === undefined ? [] : [{ type, name: named.name === '' ? null : named.name }];
  return [...part('user', entity?.user), ...part('client-id', entity?.clientId)];
}

function wireName(part: QuotaPart): QuotaName | undefined {
  return part === undefined ? undefined : { name: part ?? '' };
}
