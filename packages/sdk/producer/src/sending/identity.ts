/**
 * The producer's id and epoch at the brokers.
 *
 * none → asking → held → (lost, nothing under way) asking → held …
 */
import type { ProducerId } from '@ottla/base';
import { asClientError, backoff, type Connection, type OttlaClientError } from '@ottla/client-core';
import { type InitProducerIdResponse, logService } from '@ottla/rpc';

export interface HeldIdentity {
  readonly producerId: ProducerId;
  readonly producerEpoch: number;
}

export class Identity {
  readonly #connection: Connection;
  readonly #changed: () => void;
  #held: HeldIdentity | undefined;
  #last: HeldIdentity | undefined;
  #asking = false;
  #failures = 0;
  #problem: OttlaClientError | undefined;

  /** `changed` is told when an identity came in, or could not be had. */
  constructor(connection: Connection, changed: () => void) {
    this.#connection = connection;
    this.#changed = changed;
  }

  get held(): HeldIdentity | undefined {
    return this.#held;
  }

  /** Why there is no identity, when trying again will not help. */
  get problem(): OttlaClientError | undefined {
    return this.#problem;
  }

  /** The epoch is of no use any more. */
  lose(): void {
    this.#last = this.#held ?? this.#last;
    this.#held = undefined;
  }

  /** Asks for an id, or for a new epoch of the one that was lost. Tries until it works or cannot. */
  ask(): void {
    if (this.#asking || this.#held !== undefined) return;
    this.#asking = true;
    this.#problem = undefined;
    void this.#request().then(
      (answer) => this.#came(answer),
      (thrown: unknown) => this.#failed(asClientError(thrown, 'the id of the producer')),
    );
  }

  #request(): Promise<InitProducerIdResponse> {
    const request = {
      transactionTimeoutMs: 0,
      producerId: this.#last?.producerId ?? -1,
      producerEpoch: this.#last?.producerEpoch ?? -1,
    };
    return this.#connection.callAny(logService.initProducerId, request, 'the id of the producer');
  }

  #came({ producerId, producerEpoch }: InitProducerIdResponse): void {
    this.#asking = false;
    this.#failures = 0;
    this.#held = { producerId: producerId as ProducerId, producerEpoch };
    this.#changed();
  }

  #failed(error: OttlaClientError): void {
    this.#failures += 1;
    // A fenced or unknown id is given up for a new one.
    if (!error.retriable && this.#last !== undefined) this.#last = undefined;
    else if (!error.retriable) {
      this.#asking = false;
      this.#problem = error;
      this.#changed();
      return;
    }
    const { retryBackoffMs, retryBackoffMaxMs } = this.#connection.settings;
    const pause = { attempts: this.#failures, backoffMs: retryBackoffMs, backoffMsMax: retryBackoffMaxMs, chance: 0.5 };
    this.#connection.platform.timers.after(backoff(pause), () => {
      this.#asking = false;
      this.#changed();
    });
  }
}
