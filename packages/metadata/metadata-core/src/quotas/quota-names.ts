/** The limits that a client can have. All but the last are Kafka's. */
export const QuotaName = {
  /** Bytes of produce requests per second. */
  producerByteRate: 'producer_byte_rate',
  /** Bytes of fetched batches per second. */
  consumerByteRate: 'consumer_byte_rate',
  /** Share of the event loop's time, in percent of one core. */
  requestPercentage: 'request_percentage',
  /** Requests per second. */
  requestRate: 'request_rate',
} as const;

/** A limit by its name in requests and records. */
export type KnownQuota = (typeof QuotaName)[keyof typeof QuotaName];

/** All limits. */
export const knownQuotas: readonly KnownQuota[] = Object.freeze(Object.values(QuotaName));

/** Whether this version enforces a limit of that name. */
export function isKnownQuota(name: string): name is KnownQuota {
  return (knownQuotas as readonly string[]).includes(name);
}

/** Why a value cannot be the limit of that name, or undefined when it can. */
export function quotaValueProblem(name: string, value: number): string | undefined {
  if (!isKnownQuota(name)) return `There is no quota "${name.slice(0, 100)}"; there are ${knownQuotas.join(', ')}.`;
  if (!Number.isFinite(value) || value <= 0)
    return `${name} must be a number above 0; take the quota away where there shall be no limit.`;
  const isCounted = name === QuotaName.producerByteRate || name === QuotaName.consumerByteRate;
  if (isCounted && !Number.isSafeInteger(value)) return `${name} must be a whole number of bytes per second.`;
  return undefined;
}
