import type { MetadataImage } from '../image.ts';
import type { QuotaSet } from '../record.ts';
import { quotaKey } from './quota-entity.ts';

/** Sets or takes away one limit. Names stay in order, so that equal quotas are equal in every respect. */
export function replayQuotaSet(image: MetadataImage, record: QuotaSet): MetadataImage {
  const key = quotaKey(record.entity);
  const limits = new Map(image.quotas.get(key)?.limits);
  limits.delete(record.name);
  if (record.value !== undefined) limits.set(record.name, record.value);
  if (limits.size === 0) return { ...image, quotas: image.quotas.delete(key) };
  const ordered = new Map([...limits].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ...image, quotas: image.quotas.set(key, { entity: record.entity, limits: ordered }) };
}
