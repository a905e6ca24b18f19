import type { Clock, Counter, Metrics } from '@ottla/base';
import { effectiveQuota, type KnownQuota, type MetadataImage, QuotaName } from '@ottla/metadata-core';
import { quotaClientIdCharsMax, quotaClientsMax, throttleMsMax } from '../../limits.ts';
import type { Caller } from '../principal.ts';
import { QuotaWindows } from './quota-windows.ts';
import type { RateWindowShape } from './rate-window.ts';

/** What quotas stand on. */
export interface ClientQuotasOptions extends RateWindowShape {
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/** A limit of one client, and which window it is measured in: asked for anew each time, for windows make room for others. */
interface Limited {
  readonly limit: number;
  readonly windowKey: string;
}

/** The limits of one client; undefined where it has none. */
type LimitsOfClient = Readonly<Record<KnownQuota, Limited | undefined>>;

/**
 * What clients may use up in a second. Everything that is used is noted here and answered with the milliseconds for which
 * the client must hold still; it is for the doors to see to that. While no quota is set anywhere, `isActive` is false and
 * nothing else may be asked.
 */
export class ClientQuotas {
  readonly #clock: Clock;
  readonly #sampleMs: number;
  readonly #windows: QuotaWindows;
  readonly #requests: Counter<'quota'>;
  readonly #seconds: Counter<'quota'>;
  #quotas: MetadataImage['quotas'] | undefined;
  /** What holds for whom, found out once for each client; in order of use, so that the first was unused for longest. */
  readonly #clients = new Map<string, LimitsOfClient>();

  constructor(options: ClientQuotasOptions) {
    this.#clock = options.clock;
    this.#sampleMs = options.sampleMs;
    this.#windows = new QuotaWindows(options);
    this.#requests = options.metrics.counter({
      name: 'ottla_throttled_requests_total',
      help: 'Requests and messages after which their client had to hold still, by the quota that was exceeded.',
      labels: ['quota'],
    });
    this.#seconds = options.metrics.counter({
      name: 'ottla_throttle_seconds_total',
      help: 'Time for which clients were told to hold still, by the quota that was exceeded.',
      labels: ['quota'],
    });
  }

  /** Whether anybody has a quota. */
  get isActive(): boolean {
    return this.#quotas !== undefined;
  }

  /** Clients that are known at the moment. */
  get clients(): number {
    return this.#clients.size;
  }

  /** Takes up what the metadata says. What clients used up lately stays noted. */
  update(quotas: MetadataImage['quotas']): void {
    this.#quotas = quotas.size === 0 ? undefined : quotas;
    this.#clients.clear();
  }

  /** Notes what a client used; answers the milliseconds for which it must hold still. */
  charge(caller: Caller, quota: KnownQuota, amount: number): number {
    const limited = this.#limitsOf(caller)?.[quota];
    if (limited === undefined) return 0;
    const nowMs = this.#clock.monotonicMs();
    const window = this.#windows.get(limited.windowKey, nowMs);
    window.record(amount, nowMs);
    return this.#throttle(quota, window.throttleMs(limited.limit, nowMs));
  }

  /**
   * Notes what a client is about to be given. Above 0: it gets nothing now, nothing was noted, and it must hold still for
   * so many milliseconds. A client within its quota gets what it asks for, however much, so that a single large batch can
   * be had under the smallest quota, and nobody who shares it can keep it away; it holds still the longer afterwards.
   */
  mayTake(caller: Caller, quota: KnownQuota, amount: number): number {
    const limited = this.#limitsOf(caller)?.[quota];
    if (limited === undefined) return 0;
    const nowMs = this.#clock.monotonicMs();
    const window = this.#windows.get(limited.windowKey, nowMs);
    const throttleMs = window.throttleMs(limited.limit, nowMs);
    if (throttleMs > 0) return this.#throttle(quota, throttleMs);
    window.record(amount, nowMs);
    return 0;
  }

  /** What a client may take before it is over its quota: 0 when it is, at least 1 when it is not; Infinity without a quota. */
  left(caller: Caller, quota: KnownQuota): number {
    const limited = this.#limitsOf(caller)?.[quota];
    if (limited === undefined) return Infinity;
    const nowMs = this.#clock.monotonicMs();
    const left = this.#windows.get(limited.windowKey, nowMs).left(limited.limit, nowMs);
    return left < 0 ? 0 : Math.max(1, Math.floor(left));
  }

  /** Kafka bounds what a share of time can cost to one sample; bytes and requests to what they take. */
  #throttle(quota: KnownQuota, throttleMs: number): number {
    if (throttleMs === 0) return 0;
    const most = quota === QuotaName.requestPercentage ? this.#sampleMs : throttleMsMax;
    const bounded = Math.min(most, Math.ceil(throttleMs));
    this.#requests.add(1, { quota });
    this.#seconds.add(bounded / 1000, { quota });
    return bounded;
  }

  #limitsOf(caller: Caller): LimitsOfClient | undefined {
    if (this.#quotas === undefined) return undefined;
    const user = caller.principal.name;
    const clientId = (caller.clientId ?? '').slice(0, quotaClientIdCharsMax);
    const key = `${user.length}:${user}${clientId}`;
    const known = this.#clients.get(key);
    if (known !== undefined) {
      this.#clients.delete(key);
      this.#clients.set(key, known);
      return known;
    }
    const found = this.#find(this.#quotas, { user, clientId });
    if (this.#clients.size >= quotaClientsMax) {
      const [oldest] = this.#clients.keys();
      if (oldest !== undefined) this.#clients.delete(oldest);
    }
    this.#clients.set(key, found);
    return found;
  }

  #find(quotas: MetadataImage['quotas'], client: { readonly user: string; readonly clientId: string }): LimitsOfClient {
    const limited = (quota: KnownQuota): Limited | undefined => {
      const found = effectiveQuota(quotas, quota, client);
      if (found === undefined) return undefined;
      const { user, clientId } = found.sharedBy;
      return { limit: found.limit, windowKey: JSON.stringify([quota, user ?? 0, clientId ?? 0]) };
    };
    return {
      producer_byte_rate: limited(QuotaName.producerByteRate),
      consumer_byte_rate: limited(QuotaName.consumerByteRate),
      request_percentage: limited(QuotaName.requestPercentage),
      request_rate: limited(QuotaName.requestRate),
    };
  }
}
