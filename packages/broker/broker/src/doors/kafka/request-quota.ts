import { QuotaName } from '@ottla/metadata-core';
import type { Caller } from '../../admission/principal.ts';
import type { ClientQuotas } from '../../admission/quotas/client-quotas.ts';

/** What a request costs its client, from its frame to its answer. Made only where some client has a quota. */
export class RequestQuota {
  readonly #quotas: ClientQuotas;
  readonly #caller: Caller;
  readonly #nowMs: () => number;
  /** When the handler was called, as long as it works. */
  #workingSinceMs: number | undefined;
  #workedMs = 0;
  #isPaid = false;
  /** For how long the client must hold still; the longest of all reasons, as in Kafka. */
  throttleMs = 0;

  constructor(quotas: ClientQuotas, caller: Caller, nowMs: () => number) {
    this.#quotas = quotas;
    this.#caller = caller;
    this.#nowMs = nowMs;
  }

  /** The request begins; `producedBytes` is its size when it brings records. */
  begin(producedBytes: number): void {
    this.#add(this.#quotas.charge(this.#caller, QuotaName.requestRate, 1));
    if (producedBytes > 0) this.#add(this.#quotas.charge(this.#caller, QuotaName.producerByteRate, producedBytes));
    this.#workingSinceMs = this.#nowMs();
  }

  /** The handler returned, maybe before the answer. */
  worked(): void {
    if (this.#workingSinceMs !== undefined) this.#workedMs = this.#nowMs() - this.#workingSinceMs;
    this.#workingSinceMs = undefined;
    if (this.#isPaid) return;
    this.#pay();
  }

  /** Whether so many fetched bytes may go out now. */
  mayTake(bytes: number): boolean {
    const throttleMs = this.#quotas.mayTake(this.#caller, QuotaName.consumerByteRate, bytes);
    this.#add(throttleMs);
    return throttleMs === 0;
  }

  /** How many bytes may be fetched at most; 0 when the client is over its quota already. */
  fetchableBytes(): number {
    return this.mayTake(0) ? Math.max(1, this.#quotas.left(this.#caller, QuotaName.consumerByteRate)) : 0;
  }

  /** The answer is about to be written: its time so far counts now. */
  answering(): void {
    if (this.#isPaid) return;
    if (this.#workingSinceMs !== undefined) this.#workedMs = this.#nowMs() - this.#workingSinceMs;
    this.#pay();
  }

  #pay(): void {
    this.#isPaid = true;
    // A share of the loop's time in percent: 10 ms of a second are 1 %.
    this.#add(this.#quotas.charge(this.#caller, QuotaName.requestPercentage, this.#workedMs / 10));
  }

  #add(throttleMs: number): void {
    this.throttleMs = Math.max(this.throttleMs, throttleMs);
  }
}
