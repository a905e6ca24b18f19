/** Finds quotas by what their entities look like, as DescribeClientQuotas asks. */
import type { MetadataImage } from '../image.ts';
import type { ClientQuota, QuotaEntity, QuotaPart } from './quota-entity.ts';

/** A condition on one part of an entity: this name, the default (null), or any name (undefined). */
export interface QuotaCondition {
  readonly type: 'user' | 'client-id';
  readonly match: QuotaPart;
}

/**
 * The quotas whose entities fulfil all conditions, in a fixed order. `strict`: entities have no part that no condition is
 * about.
 */
export function findQuotas(
  image: MetadataImage,
  conditions: readonly QuotaCondition[],
  strict: boolean,
): readonly ClientQuota[] {
  return [...image.quotas.values()].filter(({ entity }) => {
    const parts = Number(entity.user !== undefined) + Number(entity.clientId !== undefined);
    if (strict && parts !== conditions.length) return false;
    return conditions.every((condition) => fulfils(entity, condition));
  });
}

function fulfils(entity: QuotaEntity, { type, match }: QuotaCondition): boolean {
  const part = type === 'user' ? entity.user : entity.clientId;
  return match === undefined ? part !== undefined : part === match;
}
