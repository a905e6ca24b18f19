/**
 * What the calls of this door cost their client. Each answers the milliseconds for which the client must hold still, mostly
 * 0. Nothing is done while nobody has a quota.
 */
import { QuotaName } from '@ottla/metadata-core';
import type { Caller } from '../../admission/principal.ts';
import type { GrpcDoorParts } from './door-parts.ts';

type Parts = Pick<GrpcDoorParts, 'admission'>;
type TimedParts = Parts & { readonly platform: Pick<GrpcDoorParts['platform'], 'clock'> };

/** A request that brings no records. */
export function costOfRequest({ admission: { quotas } }: Parts, caller: Caller): number {
  return quotas.isActive ? quotas.charge(caller, QuotaName.requestRate, 1) : 0;
}

/** A request that brings records of so many bytes. */
export function costOfProduced(parts: Parts, caller: Caller, bytes: number): number {
  const { quotas } = parts.admission;
  if (!quotas.isActive) return 0;
  const requestMs = costOfRequest(parts, caller);
  return bytes === 0 ? requestMs : Math.max(requestMs, quotas.charge(caller, QuotaName.producerByteRate, bytes));
}

/** Work that the caller asked for is done now, and its time counts: in percent of the loop's, 10 ms of a second are 1. */
export function costOfWork(
  { admission: { quotas }, platform: { clock } }: TimedParts,
  caller: Caller,
  work: () => void,
): number {
  if (!quotas.isActive) {
    work();
    return 0;
  }
  const begunMs = clock.monotonicMs();
  work();
  return quotas.charge(caller, QuotaName.requestPercentage, (clock.monotonicMs() - begunMs) / 10);
}

/** Batches of so many bytes, about to be given. Above 0 they must not be: see `ClientQuotas.mayTake`. */
export function costOfFetched({ admission: { quotas } }: Parts, caller: Caller, bytes: number): number {
  return quotas.isActive ? quotas.mayTake(caller, QuotaName.consumerByteRate, bytes) : 0;
}

/** How many bytes may be fetched at most, once `costOfFetched` said that 0 more may be given. */
export function fetchableBytes({ admission: { quotas } }: Parts, caller: Caller): number {
  return quotas.isActive ? Math.max(1, quotas.left(caller, QuotaName.consumerByteRate)) : Infinity;
}

/** Batches of so many bytes that are given in any case. */
export function costOfRead({ admission: { quotas } }: Parts, caller: Caller, bytes: number): number {
  return quotas.isActive && bytes > 0 ? quotas.charge(caller, QuotaName.consumerByteRate, bytes) : 0;
}
